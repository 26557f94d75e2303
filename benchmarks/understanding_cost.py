"""What understanding costs beside the parse that Python's mail-parser does: run with a folder of mails.

Prints the ratio of the two (ours is parse and understand) and the resident memory. How cost grows: growth.py.
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

BERLIN = ZoneInfo("Europe/Berlin")


def context() -> Context:
    """One event, as the mails of a small office have it."""
    start = datetime(2017, 10, 19, 17, tzinfo=BERLIN)
    event = KnownEvent("forum", "Bürgerforum", (), start, start.replace(hour=20), "Stadtmission", "Brüderstraße 1")
    return Context("Projektteam", "office@example.org", (event,), "de", ("de", "en"), BERLIN)


def seconds(act: Callable[[], object], rounds: int = 3) -> float:
    """The quickest of a few rounds: what the act costs where nothing disturbs it."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        act()
        times.append(time.process_time() - begin)
    return min(times)


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
    given = told.parse_args()
    known = context()
    mails = [path.read_bytes() for path in sorted(given.folder.rglob("*.eml"))]
    ours, theirs, times = ratio(mails, known)
    print(f"{len(mails)} mails: {ours:.2f} ms a mail, mail-parser {theirs:.2f} ms, ratio {times:.2f}")
    print(f"resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
