"""Write every reply in every language and every sample report, as mails and as pages: for axe, SpamAssassin and eyes.

    python benchmarks/letters.py FOLDER
    node benchmarks/axe.mjs FOLDER                    # accessibility; docs/looks.md says what it needs
    spamassassin -L -t < FOLDER/de-registered.eml     # Debian's, offline
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from processor.replies import Templates, compose
from processor.replies import samples as replies
from processor.reports import Facts, report
from processor.reports import samples as reports
from processor.reports.page import standalone

LARGEST = 100_000  # octets of a report without pictures and lists


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, raw in letters(Templates()):
        (folder / f"{name}.eml").write_bytes(raw)
        (folder / f"{name}.html").write_text(standalone(raw), "utf-8")
        count += 1
    print(f"{count} letters in {folder}")


def letters(templates: Templates) -> Iterator[tuple[str, bytes]]:
    """Name and octets: citizens' replies in twelve languages, staff's reports in two."""
    tokens = replies.SampleTokens()
    for language in templates.languages:
        organiser = replace(replies.ORGANISER, languages=templates.languages)
        for name, reply in replies.samples(language).items():
            composed = compose(reply, organiser, templates, tokens, replies.MESSAGE_ID, replies.NOW)
            yield f"{language}-{name}", composed.raw
    for language in ("de", "en"):
        organiser = replace(replies.ORGANISER, language=language)
        for name, facts in days().items():
            written = report(facts, organiser, templates, tokens, replies.MESSAGE_ID, replies.NOW, to=reports.STAFF, steers=True)
            yield f"{language}-report-{name}", written.raw


def days() -> dict[str, Facts]:
    crowds = {f"{people}-{points}": reports.crowded(people, points) for people, points in ((0, 0), (1, 1), (40, 3), (400, 10_000))}
    return {**reports.samples(), **{name: replace(facts, commands=True) for name, facts in crowds.items()}}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
