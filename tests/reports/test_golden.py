"""Every sample report in both languages, word for word.

A golden file is read by a human before it is committed. To write them anew:
REWRITE_GOLDEN=1 python -m pytest tests/reports/test_golden.py
"""

import os
from pathlib import Path

import pytest

from processor.reports.samples import crowded, samples

GOLDEN = Path(__file__).parent / "golden"
FACTS = {**samples(), "crowded": crowded(registrations=400, points=10_000), "empty": crowded(0, 0)}


def approved(path: Path, written: str) -> str:
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, "utf-8")
    return path.read_text("utf-8")


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_report_reads_as_it_was_approved(language, name, write):
    composed = write(FACTS[name], language)
    written = f"Subject: {composed.subject}\n\n{composed.text}"
    assert written == approved(GOLDEN / language / f"{name}.txt", written)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_html_is_as_it_was_approved(language, write):
    html = write(FACTS["day"], language).html
    assert html == approved(GOLDEN / language / "day.html", html)


def test_a_language_without_report_words_reports_in_english(write):
    assert write(FACTS["day"], "so").text == write(FACTS["day"], "en").text
