"""Every phrase our own mails ask people to answer with is understood as it was meant."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from processor.understanding.lexicon import languages
from processor.understanding.model import Advice, Context, DataWish, Intent, Request

TEMPLATES = Path(__file__).parents[2] / "templates"
_QUOTED = re.compile(r"„([^“”]+)[“”]|“([^”]+)”|«([^»]+)»|\"([^\"]+)\"")
Answer = Callable[..., Request]
spoken = pytest.mark.parametrize("code", languages())


def _quoted(code: str, file: str) -> list[str]:
    """What a template shows between quotation marks, in its order."""
    lines = (TEMPLATES / code / f"{file}.txt").read_text("utf-8").split("\n")
    text = " ".join(line.strip() for line in lines if not line.startswith("%"))
    return [next(filter(None, found)).strip("  ") for found in _QUOTED.findall(text)]


def _button(code: str, name: str) -> str:
    table: dict[str, Any] = tomllib.loads((TEMPLATES / code / "phrases.toml").read_text("utf-8"))
    return str(table["buttons"][name]["body"])


def _people(code: str, number: int) -> str:
    counted: dict[str, str] = tomllib.loads((TEMPLATES / code / "phrases.toml").read_text("utf-8"))["counted"]["people"]
    form = "few" if number < 5 and "few" in counted else "other"
    return counted[form].replace("{n}", str(number))


@pytest.fixture
def answered(read: Answer, single: Context) -> Answer:
    """How a mail is read that answers one of ours about the forum."""

    def understood(text: str, code: str) -> Request:
        ours = replace(single, thread_event="buergerforum", language=code)
        return read(text, context=ours, subject="Re: Bürgerforum", sender="Ute Kern <ute@example.org>")

    return understood


@spoken
def test_the_example_with_three_people_changes_the_number(code: str, answered: Answer) -> None:
    request = answered(_quoted(code, "registered")[0], code)
    assert (request.intent, request.advice, request.party_size) == (Intent.CHANGE, Advice.APPLY, 3), request.doubts


@spoken
def test_the_examples_that_cancel_do(code: str, answered: Answer) -> None:
    for text in (_quoted(code, "registered")[1], _quoted(code, "waitlisted")[-1], _button(code, "cancel")):
        request = answered(text, code)
        assert (request.intent, request.advice) == (Intent.CANCEL, Advice.APPLY), (text, request.doubts)


@spoken
def test_the_confirmed_cancellation_says_yes(code: str, answered: Answer) -> None:
    for text in (_quoted(code, "confirm")[0], _button(code, "yes_cancel")):
        request = answered(text, code)
        assert request.answer is True, text
        assert request.intent in (Intent.CANCEL, Intent.OTHER), text


@spoken
def test_the_confirmed_change_says_yes_and_asks_for_nothing_else(code: str, answered: Answer) -> None:
    for text in (_quoted(code, "confirm")[1], _button(code, "yes_change")):
        request = answered(text, code)
        assert (request.answer, request.intent) == (True, Intent.OTHER), text


@spoken
def test_the_refusal_says_no_and_cancels_nothing(code: str, answered: Answer) -> None:
    request = answered(_button(code, "no"), code)
    assert (request.answer, request.intent) == (False, Intent.OTHER), request.reasons


@spoken
def test_a_number_is_the_new_number(code: str, answered: Answer) -> None:
    for text in ("3", "3.", f"{_button(code, 'number')}3", f"{_button(code, 'number').strip()} 3", _people(code, 3)):
        request = answered(text, code)
        assert (request.intent, request.advice, request.party_size) == (Intent.CHANGE, Advice.APPLY, 3), text


@spoken
def test_the_words_about_data_are_understood(code: str, answered: Answer) -> None:
    assert answered(_button(code, "not_me"), code).data_wish is DataWish.NOT_ME
    assert answered(_button(code, "erase"), code).data_wish is DataWish.ERASE
    footer = _quoted(code, "footer")
    assert answered(footer[0], code).data_wish is DataWish.NOTICE
    assert answered(footer[-1], code).data_wish is DataWish.NOT_STORE_NEEDS


@spoken
def test_the_name_of_the_event_names_it(code: str, answered: Answer) -> None:
    assert answered("Bürgerforum", code).event == "buergerforum"


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("Ja", "de", True), ("Ja.", "de", True), ("Ja bitte", "de", True), ("Ja, danke!", "de", True), ("Genau", "de", True),
        ("Stimmt so", "de", True), ("Nein", "de", False), ("Nein, wir kommen", "de", False), ("Nee, lieber nicht", "de", False),
        ("Nein, bitte nicht absagen!", "de", False), ("Ja, wir kommen", "de", None), ("Nein, ich komme nicht", "de", None),
        ("Yes", "en", True), ("No, we are coming", "en", False), ("No, please don't cancel", "en", False),
    ],
)  # fmt: skip
def test_a_bare_yes_or_no_is_one(text: str, code: str, meant: bool | None, answered: Answer) -> None:
    assert answered(text, code).answer is meant


def test_yes_and_no_answer_nothing_where_we_asked_nothing(read: Answer) -> None:
    assert read("Ja, gern.").answer is None


@pytest.mark.parametrize("text", ["ABSAGE", "Absage", "absagen", "Bitte nicht mehr, ich muss absagen", "CANCEL"])
def test_one_word_cancels(text: str, answered: Answer) -> None:
    assert answered(text, "en" if text == "CANCEL" else "de").intent is Intent.CANCEL
