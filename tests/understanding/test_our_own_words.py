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


_AGAIN = {"already registered", "comes, but what changes is not clear", "how many come is not said"}


@spoken
def test_coming_after_all_says_nothing_but_that(code: str, answered: Answer) -> None:
    for text in (_button(code, "undo"), _quoted(code, "cancelled")[-1]):
        request = answered(text, code)
        assert request.intent in (Intent.REGISTER, Intent.CHANGE), text
        assert {doubt.says for doubt in request.doubts} <= _AGAIN and request.doubts, (text, request.doubts)


@spoken
def test_the_answers_to_are_you_coming_are_a_yes_and_a_cancellation(code: str, answered: Answer) -> None:
    yes = answered(_button(code, "yes_attend"), code)
    assert yes.intent is Intent.REGISTER and {doubt.says for doubt in yes.doubts} <= _AGAIN, yes.doubts
    for name in ("no_attend", "cannot"):
        no = answered(_button(code, name), code)
        assert (no.intent, no.advice) == (Intent.CANCEL, Advice.APPLY), no.doubts


@spoken
def test_a_button_without_our_thread_says_the_same(code: str, read: Answer, single: Context) -> None:
    """What a mailto button opens is a new mail: no References, and a subject of our words."""
    alone = replace(single, language=code)
    for name, intent in (("yes_attend", Intent.REGISTER), ("no_attend", Intent.CANCEL)):
        request = read(_button(code, name), context=alone, subject="Bürgerforum", sender="Ute Kern <ute@example.org>")
        assert (request.intent, request.advice) == (intent, Advice.APPLY), (name, request.doubts)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("de", "absage ABSAGE absagen storno stornieren"), ("en", "cancel CANCEL cancellation cancelled"),
        ("tr", "iptal İPTAL IPTAL"), ("ru", "отмена ОТМЕНА отменить"), ("uk", "скасувати скасування відміна"),
        ("pl", "rezygnuję anuluj ODWOŁUJĘ"), ("ro", "anulez anulare ANULARE"), ("fr", "annuler annulation ANNULER"),
        ("es", "cancelar anular CANCELACIÓN"), ("it", "annullare disdetta ANNULLO"), ("ar", "إلغاء الغاء"),
        ("fa", "لغو کنسل"),
    ],
)  # fmt: skip
def test_one_word_cancels_in_every_language_whatever_the_town_hall_speaks(code: str, words: str, answered: Answer) -> None:
    for word in words.split():
        for organiser in (code, "de"):
            request = answered(word, organiser)
            assert (request.intent, request.advice) == (Intent.CANCEL, Advice.APPLY), (word, organiser, request.doubts)


@spoken
@pytest.mark.parametrize("text", ["3", "3.", " 3 ", "٣", "۳"])
def test_one_number_is_a_number(text: str, code: str, answered: Answer) -> None:
    request = answered(text, code)
    assert (request.intent, request.advice, request.party_size) == (Intent.CHANGE, Advice.APPLY, 3), request.doubts


@pytest.mark.parametrize(
    ("code", "text"),
    [("de", "drei"), ("en", "three"), ("tr", "üç"), ("ru", "трое"), ("uk", "троє"), ("pl", "trzy"), ("ro", "trei"),
     ("fr", "trois"), ("es", "tres"), ("it", "tre"), ("ar", "ثلاثة"), ("fa", "سه")],
)  # fmt: skip
def test_one_number_word_is_a_number(code: str, text: str, answered: Answer) -> None:
    request = answered(text, code)
    assert (request.intent, request.party_size) == (Intent.CHANGE, 3), request.doubts
