"""Does twice the mail cost twice the time? Ratios in one run, for every shape; exit code 1 where one grows faster.

Parsing and understanding are timed apart. Then the mails that lie outside the limits, in seconds: none may take one.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from processor import limits
from processor.message import parse
from processor.understanding import understand
from processor.understanding.model import Context, KnownEvent

TEXT = (b"From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Ich komme gern.\r\n")
HTML = b"From: a@example.org\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n"
HEAD = b"From: a@example.org\r\n"
MIXED = b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
MOST = 2.5  # linear is 2, quadratic 4
BERLIN = ZoneInfo("Europe/Berlin")

STRUCTURES: dict[str, Callable[[int], bytes]] = {
    "quoted lines": lambda n: TEXT + b"> x\n" * n,
    "short lines": lambda n: TEXT + b"a\n" * n,
    "sign-offs": lambda n: TEXT + b"LG, " * n,
    "thanks": lambda n: TEXT + b"Danke\n" * n,
    "words": lambda n: TEXT + b"x " * n,
    "disclaimers": lambda n: TEXT + b"Diese E-Mail und\n" * (n // 4),
    "paragraphs": lambda n: HTML + b"<p>x</p>" * n,
    "cells": lambda n: HTML + b"<td>x</td>" * n,
    "open tags": lambda n: HTML + b"<" * n,
    "colons": lambda n: TEXT + b"a:\n" * n,
    "encoded words": lambda n: HEAD + b"X: " + b"=?" * n + b"\r\n\r\nx",
    "comments in To": lambda n: HEAD + b"To: " + b"(" * (n // 2) + b"\r\n\r\nx",
    "boundaries": lambda n: MIXED + b"--b\r\n" * n,
    "blank lines": lambda n: HEAD + b"\r\n" + b"\r\n" * n,
    "styled spans": lambda n: HTML + b"<span style='a:b'>x</span>" * (n // 4),
}
WORDS = {
    "quotations": "> > > zitiert\n\nWir kommen.\n", "spaces": " " * 40, "brackets": "((([[[<<<",
    "names": "Anna Weber, Karl Schmidt ", "numbers": "zwei 3 vier ", "commas": "ich, wir, ", "und": "und ",
    "newlines": "\n", "emoji": "🎉👍", "nicht": "nicht ", "question marks": "?", "digits": "1234567890",
    "quotation marks": ">>>>>", "links": "https://example.org/a?b=c ", "right to left": "سلام עברית ",
}
OUTSIDE = {
    "10 MB": TEXT + b"x" * limits.RAW_MAIL,
    "ligatures": TEXT + "\ufdfa".encode() * 1_000_000,
    "comments": HTML + b"<!--" * 100_000,
    "attributions": TEXT + b"On 1.1.2017 10:00 x wrote\n" * 9_000,
    "labels": TEXT + b"Von: x\n" * 50_000,
    "quotations": HTML + b"<blockquote>x" * 50_000,
}


def context() -> Context:
    """One event, as the mails of a small office have it."""
    start = datetime(2017, 10, 19, 17, tzinfo=BERLIN)
    event = KnownEvent("forum", "Bürgerforum", (), start, start.replace(hour=20), "Stadtmission", "Brüderstraße 1")
    return Context("Projektteam", "office@example.org", (event,), "de", ("de", "en"), BERLIN)


def seconds(act: Callable[[], object], rounds: int) -> float:
    """The quickest of a few rounds: what the act costs where nothing disturbs it."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        times.append(time.process_time() - begin)
    return min(times)


def growth(act: Callable[[bytes], object], small: bytes, large: bytes, rounds: int) -> float:
    """time(2n)/time(n)."""
    return seconds(lambda: act(large), rounds) / max(seconds(lambda: act(small), rounds), 1e-4)


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--size", type=int, default=40_000, help="characters, or lines, of the smaller mail")
    told.add_argument("--rounds", type=int, default=5)
    given = told.parse_args()
    known, bad = context(), 0
    understand(parse(TEXT), known)  # loads the vocabularies once

    def understood(raw: bytes) -> object:
        return understand(parse(raw), known)

    def tell(name: str, times: float) -> None:
        nonlocal bad
        bad += times > MOST
        print(f"{name:32} time(2n)/time(n) {times:.2f}{'  TOO FAST GROWING' if times > MOST else ''}")

    for name, shape in STRUCTURES.items():
        lines = given.size // 8
        tell(f"parse: {name}", growth(parse, shape(lines), shape(2 * lines), given.rounds))
    for name, unit in WORDS.items():
        small, large = (TEXT + (unit * (size // len(unit))).encode() for size in (given.size // 2, given.size))
        tell(f"understand: {name}", growth(understood, small, large, given.rounds))
    for name, raw in OUTSIDE.items():
        took = seconds(lambda raw=raw: parse(raw), 1)
        bad += took > 1
        print(f"{'outside the limits: ' + name:32} {took:.2f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
