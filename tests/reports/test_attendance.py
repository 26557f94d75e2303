"""What staff answer a sign-in sheet with, in their words."""

import re
import textwrap

import pytest
from reports.test_sheet import booked

from processor.registration.model import Registration, State
from processor.replies.samples import FORUM
from processor.replies.templates import Templates
from processor.reports.attendance import Answer, Unread, ranges, read_answer, settle_rest, turnout
from processor.reports.model import Turnout
from processor.reports.sheet_words import list_words
from processor.reports.turnout import turnout_said
from processor.reports.words import words as report_words
from processor.steering import Vocabulary, parse
from processor.steering.model import Attend


def nums(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


@pytest.mark.parametrize(("words", "answer"), [
    ("da: 1-3, 17, 23", Answer(present=nums(1, 2, 3, 17, 23))),
    ("Anwesend 1 – 3 und 17.", Answer(present=nums(1, 2, 3, 17))),
    ("Da: 1 bis 3", Answer(present=nums(1, 2, 3))),
    ("1 2 3", Answer(present=nums(1, 2, 3))),
    ("Nr. 3, Nr. 4", Answer(present=nums(3, 4))),
    ("da: ١-٣", Answer(present=nums(1, 2, 3))),
    ("\ufeffda: 1-3\r\n5\r\n", Answer(present=nums(1, 2, 3, 5))),
    ("here: 1-3 and 5", Answer(present=nums(1, 2, 3, 5))),
    ("gefehlt: 3, 9", Answer(absent=nums(3, 9))),
    ("3 und 9 fehlten", Answer(absent=nums(3, 9))),
    ("3, 9 waren nicht da", Answer(absent=nums(3, 9))),
    ("missing 3;9", Answer(absent=nums(3, 9))),
    ("did not come: 3", Answer(absent=nums(3))),
    ("alle außer 3, 9", Answer(absent=nums(3, 9), rest=True)),
    ("ALLE AUSSER 3 und 9 waren da", Answer(absent=nums(3, 9), rest=True)),
    ("everyone except 3", Answer(absent=nums(3), rest=True)),
    ("alle waren da", Answer(rest=True)),
    ("Everybody came", Answer(rest=True)),
    ("niemand", Answer(rest=False)),
    ("da: 17=2, 18 (3 Personen), 19:1", Answer(counts=((17, 2), (18, 3), (19, 1)))),
    ("da: 1-3,\n5, 7", Answer(present=nums(1, 2, 3, 5, 7))),
    ("gefehlt: 3;\n4, 5", Answer(absent=nums(3, 4, 5))),
    ("da: 1-3\ngefehlt: 4", Answer(present=nums(1, 2, 3), absent=nums(4))),
    ("1-3. Gefehlt: 4", Answer(present=nums(1, 2, 3), absent=nums(4))),
    ("anwesend alle außer 3, 9", Answer(absent=nums(3, 9), rest=True)),
    ("anwesend: gefehlt 3", Answer(absent=nums(3))),
    ("attended everybody", Answer(rest=True)),
    ("da: 1-5\ngefehlt: 3", Answer(present=nums(1, 2, 4, 5), absent=nums(3))),
])
def test_an_answer_is_read_as_it_is_meant(words: str, answer: Answer):
    assert read_answer(words) == answer


@pytest.mark.parametrize("words", [
    "", "   \n", "hallo", "da:", "da: 1-14, siebzehn", "da: 9-3", "da: 1-99999999", "3-5-7", "17.2", "da: -3", "gefehlt: 3=2",
    "alle 3", "die 3 war da", "1-14 da, 15 gefehlt", "hier alles gut 3", "da: 1-14.\n\nGruß\nPetra", "1" * 5000, "da: 1e5", "=1+1",
    "da: 5 - 10 Leute mehr",
])
def test_what_is_not_clear_is_never_half_read(words: str):
    assert isinstance(read_answer(words), Unread)


def test_what_was_not_understood_is_quoted_without_doing_anything():
    assert read_answer("da: https://evil.example/x \x1b[2J") == Unread("da: [Link] [2j")


@pytest.mark.parametrize(("answer", "told", "rest"), [
    (Answer(present=nums(1)), False, False),
    (Answer(counts=((1, 2),)), False, False),
    (Answer(absent=nums(1)), False, True),
    (Answer(present=nums(1), absent=nums(2)), False, None),
    (Answer(present=nums(1)), True, None),
    (Answer(absent=nums(1)), True, None),
    (Answer(absent=nums(1), rest=True), True, True),
])
def test_the_first_word_speaks_for_everybody_and_later_ones_for_those_they_name(answer: Answer, told: bool, rest: bool | None):
    assert settle_rest(answer, told).rest is rest


def test_numbers_are_told_as_ranges():
    assert ranges([9, 1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–9"


def party(size: int, state: State = State.CONFIRMED, attended: int | None = None) -> Registration:
    return booked("Anna Schmidt", size, state=state, attended=attended)


def test_turnout_counts_people():
    parties = (party(3, attended=2), party(2, attended=0), party(4), party(1, State.WAITLISTED, attended=1),
               party(5, State.CANCELLED))
    assert turnout(parties) == Turnout(registered=9, came=3, missing=3, untold=4)


def test_what_the_sheet_asks_for_is_what_the_mail_command_hands_on(templates: Templates):
    vocabulary = Vocabulary.of(templates, "de", (FORUM,))
    for language in ("de", "en"):
        hint = list_words(language, templates).say("answer")
        for said in re.findall("[„“]([^„“”]+)[“”]", hint):
            (given,) = parse(said, vocabulary).commands
            assert isinstance(given.command, Attend)
            assert isinstance(read_answer(given.command.text), Answer), said


def test_turnout_is_told_in_a_sentence(templates: Templates):
    german, english = report_words(templates, "de"), report_words(templates, "en")
    assert turnout_said(Turnout(35, 31, 4, 0), german) == "31 Personen gekommen, 4 nicht; angemeldet waren 35."
    assert turnout_said(Turnout(35, 1, 4, 30), english) == "1 person came, 4 did not; 35 were registered. Of 30 people nobody said."
    assert "anwesend" in turnout_said(Turnout(35, 0, 0, 35), german)


MANY = f"anwesend {', '.join(map(str, range(100, 170)))}"


@pytest.mark.parametrize("said", ["anwesend alle", "attended everybody", "anwesend niemand", MANY])
def test_a_long_answer_or_one_without_numbers_reaches_the_sheet_whole(templates: Templates, said: str):
    (given,) = parse(said, Vocabulary.of(templates, "de", (FORUM,))).commands
    assert isinstance(given.command, Attend)
    answer = read_answer(given.command.text)
    assert isinstance(answer, Answer) and (answer.rest is not None or answer.present == frozenset(range(100, 170)))


@pytest.mark.parametrize("word", ["alle", "all", "Everybody", "niemand", "da"])
def test_a_single_word_of_a_letter_records_nothing(templates: Templates, word: str):
    assert parse(f"Hallo,\n{word}\nViele Grüße", Vocabulary.of(templates, "de", (FORUM,))).commands == ()


@pytest.mark.parametrize("wrap", [20, 40, 72])
def test_an_answer_that_a_mail_program_wrapped_is_read_whole(templates: Templates, wrap: int):
    """Half an answer would mark everybody on the lost line as missing."""
    wrapped = textwrap.fill(MANY, wrap)
    script = parse(f"Guten Morgen,\n\n{wrapped}\n\nViele Grüße\nPetra", Vocabulary.of(templates, "de", (FORUM,)))
    (given,) = script.commands
    assert isinstance(given.command, Attend) and not script.unknown
    assert read_answer(given.command.text) == Answer(present=frozenset(range(100, 170)))
