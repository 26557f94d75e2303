"""Why a mail was read as it was is told in the organisers' words."""

import ast
import tomllib
from pathlib import Path

import pytest

import processor.understanding
from processor.replies.templates import shipped

SOURCE = Path(processor.understanding.__file__).parent


def doubts() -> list[str]:
    """Every doubt that understanding may name, as it stands in its source."""
    found = set()
    for path in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = {"Evidence": 1, "evidence": 1, "Count": 2}.get(_name(node.func)) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and place is not None and len(node.args) > max(place, 2):
                says = node.args[place]
                if isinstance(says, ast.Constant) and isinstance(says.value, str) and " " in says.value:
                    found.add(says.value)
    return sorted(found)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_the_doubts_are_found_in_the_source():
    assert len(doubts()) > 20


@pytest.mark.parametrize("doubt", doubts())
def test_a_doubt_has_its_german_words(doubt):
    readings = tomllib.loads((shipped() / "de/steering.toml").read_text("utf-8"))["readings"]
    assert doubt in readings, "add it to [readings] of templates/de/steering.toml"


@pytest.mark.parametrize("table", ["verbs", "reading", "forms", "marks", "signs", "labels", "sentences", "counted", "fields", "settled"])
def test_german_and_english_have_the_same_entries(table):
    german, english = (tomllib.loads((shipped() / f"{each}/steering.toml").read_text("utf-8"))[table] for each in ("de", "en"))
    assert german.keys() == english.keys()
