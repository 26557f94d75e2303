"""What understanding costs beside the parse that Python's mail-parser does: run with a folder of mails.

Prints the ratio of the two (ours is parse and understand), the resident memory,
and for every growth shape time(2n)/time(n): about 2 is linear, 4 quadratic.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from processor.message import parse
from processor.understanding import understand
from processor.understanding.model import Context, KnownEvent

SHAPES = {
    "quotations": "> > > zitiert\n\nWir kommen.\n",
    "spaces": " " * 40,
    "brackets": "((([[[<<<",
    "names": "Anna Weber, Karl Schmidt ",
    "numbers": "zwei 3 vier ",
    "commas": "ich, wir, ",
    "und": "und ",
    "newlines": "\n",
    "emoji": "🎉👍",
    "nicht": "nicht ",
    "question marks": "?",
    "digits": "1234567890",
    "quotation marks": ">>>>>",
    "links": "https://example.org/a?b=c ",
    "right to left": "سلام עברית ",
}
HEAD = (
    "From: Erika Muster <erika@example.org>\r\nTo: office@example.org\r\nSubject: Bürgerforum\r\n"
    "Date: Mon, 9 Oct 2017 09:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\nIch komme gern zum Bürgerforum.\r\n"
)
BERLIN = ZoneInfo("Europe/Berlin")


def context() -> Context:
    """One event, as the mails of a small office have it."""
    start = datetime(2017, 10, 19, 17, tzinfo=BERLIN)
    event = KnownEvent("forum", "Bürgerforum", (), start, start.replace(hour=20), "Stadtmission", "Brüderstraße 1")
    return Context("Projektteam", "office@example.org", (event,), "de", ("de", "en"), BERLIN)


def shaped(unit: str, size: int) -> bytes:
    """A mail that repeats `unit` up to `size` characters."""
    return (HEAD + unit * (size // len(unit))).encode()


def seconds(act: Callable[[], object], rounds: int = 3) -> float:
    """The quickest of a few rounds: what the act costs where nothing disturbs it."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        times.append(time.process_time() - begin)
    return min(times)


def growth(unit: str, size: int, known: Context, rounds: int = 3) -> float:
    """time(2n)/time(n) of parsing and understanding one shape."""
    small, large = shaped(unit, size), shaped(unit, 2 * size)
    once = seconds(lambda: understand(parse(small), known), rounds)
    return seconds(lambda: understand(parse(large), known), rounds) / max(once, 1e-4)


def ratio(mails: Iterable[bytes], known: Context, rounds: int = 5) -> tuple[float, float, float]:
    """Milliseconds a mail for us and for mail-parser, and the median ratio of several rounds side by side."""
    import mailparser

    mails = list(mails)

    def ours() -> None:
        for raw in mails:
            understand(parse(raw), known)

    def theirs() -> None:
        for raw in mails:
            mailparser.parse_from_bytes(raw)

    ours(), theirs()  # loads the vocabularies once
    pairs = [(seconds(ours, 1), seconds(theirs, 1)) for _ in range(rounds)]
    each = 1000 / len(mails)
    return min(a for a, _ in pairs) * each, min(b for _, b in pairs) * each, statistics.median(a / b for a, b in pairs)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("folder", type=Path, help="a folder of .eml files")
    told.add_argument("--size", type=int, default=40_000, help="characters of the smaller mail of a growth shape")
    given = told.parse_args()
    known = context()
    mails = [path.read_bytes() for path in sorted(given.folder.rglob("*.eml"))]
    ours, theirs, times = ratio(mails, known)
    print(f"{len(mails)} mails: {ours:.2f} ms a mail, mail-parser {theirs:.2f} ms, ratio {times:.2f}")
    print(f"resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, unit in SHAPES.items():
        print(f"{name:16} time(2n)/time(n) {growth(unit, given.size, known):.2f}")


if __name__ == "__main__":
    main()
