"""Every reason the program records is told in the organisers' words.

The reasons are written where decisions are made; a new one without its sentence
would stand in English in a German report. So they are read from the source.
"""

import ast
from pathlib import Path

import pytest

import processor.registration
import processor.worker
from processor.registration.gate import Silence
from processor.registration.model import OpenPointKind
from processor.reports.words import words
from processor.understanding.model import DataWish, Intent

SOURCES = [Path(package.__file__).parent for package in (processor.registration, processor.worker)]
HOLDING = {"hold", "held", "ask_sender", "OpenPoint"}
VALUES = {
    "case.silence": list(Silence),
    "case.request.intent": list(Intent),
    "request.intent": list(Intent),
    "reading.request.intent": list(Intent),
    "wish or 'answer'": [*DataWish, "answer"],
    "ask": ["cancel", "change"],
    "why": ["cancel of KL-7F3Q is not proven"],
}


def recorded() -> list[str]:
    """Every literal that is given as a reason or proposal, with plausible values in its places."""
    found = []
    for path in (path for folder in SOURCES for path in sorted(folder.glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in HOLDING:
                found += [text for argument in node.args for text in literals(argument)]
    return sorted(set(found) - {""})


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return []
    texts = [""]
    for part in node.values:
        values = [part.value] if isinstance(part, ast.Constant) else VALUES.get(ast.unparse(part.value), ["KL-7F3Q"])
        texts = [text + str(value) for text in texts for value in values]
    return texts


def test_the_reasons_are_found_in_the_source():
    assert {"a question", "several registrations could be meant", "KL-7F3Q belongs to another address"} <= set(
        recorded()
    )
    assert len(recorded()) > 50


@pytest.mark.parametrize("reason", recorded())
def test_a_recorded_reason_has_its_german_sentence(reason, templates):
    german = words(templates, "de")
    assert any(pattern.fullmatch(reason) for pattern, _ in german.reasons), "add it to templates/de/report_reasons.toml"
    assert "{" not in german.reason(reason)


def test_an_unknown_reason_is_told_as_it_is_recorded(templates):
    assert words(templates, "de").reason("something new") == "Something new."


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", OpenPointKind)
def test_every_kind_of_point_says_what_to_do(kind, language, templates):
    assert words(templates, language).todo(kind)
