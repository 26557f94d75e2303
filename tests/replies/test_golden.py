"""Every reply in every language, word for word.

A golden file is read by a human before it is committed. To write them anew:
REWRITE_GOLDEN=1 python -m pytest tests/replies/test_golden.py
"""

import os
from pathlib import Path

import pytest

from processor.registration.model import ReplyKind
from processor.replies import Templates, samples

GOLDEN = Path(__file__).parent / "golden"
CASES = [(language, name) for language in Templates().languages for name in samples.samples(language)]


def test_every_kind_of_reply_is_among_the_samples():
    assert {reply.kind for reply in samples.samples("de").values()} == set(ReplyKind)


@pytest.mark.parametrize(("language", "name"), CASES, ids=lambda value: value)
def test_the_reply_reads_as_it_was_approved(language, name, write):
    composed = write(samples.samples(language)[name])
    written = f"Subject: {composed.subject}\n\n{composed.text}"
    if composed.calendar:
        written += f"\n{composed.calendar.decode()}".replace("\r\n", "\n")
    path = GOLDEN / language / f"{name}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


@pytest.mark.parametrize("language", Templates().languages)
def test_the_html_is_as_it_was_approved(language, write):
    html = write(samples.samples(language)["registered"]).html
    path = GOLDEN / language / "registered.html"
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(html, "utf-8")
    assert html == path.read_text("utf-8")
