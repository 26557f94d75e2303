"""What a reader forgives: slips of the keyboard, regional words, questions run on, titles in the middle of a phrase."""

from collections.abc import Callable

import pytest

from processor.understanding.model import Advice, Intent, Request
from processor.understanding.phrases import PhraseError, Trie, matches
from processor.understanding.text import Habits as Cutting
from processor.understanding.text import Part, cut, tokens


def _kinds(trie: Trie, text: str) -> list[str]:
    part = Part("body", text)
    parsed = tokens(part)
    cut(parsed, [part], Cutting())
    return [match.kind for match in matches(trie, parsed, [None] * len(parsed))]


def _trie(phrase: str, **regional: list[str]) -> Trie:
    made = Trie(regional=regional)
    for name in ("i", "we", "they", "me"):
        made.name(name, [])
    made.add("found", "", phrase)
    return made


@pytest.mark.parametrize("typed", ["komme", "kmome", "kommme", "kome", "ckomme"])
def test_swapped_and_doubled_letters_are_forgiven(typed: str) -> None:
    assert _kinds(_trie("komme"), typed) == ([] if typed in ("kome", "ckomme") else ["found"])


def test_a_regional_form_is_found_wherever_its_word_stands() -> None:
    assert _kinds(_trie("ich (komme|bleibe)", komme=["kimm"]), "ich kimm") == ["found"]


@pytest.mark.parametrize("phrase", ["melde ...", "wenn ..3"])
def test_a_phrase_that_ends_in_a_gap_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError, match="ends in a gap"):
        _trie(phrase)


def test_a_gap_steps_over_a_title_in_quotation_marks() -> None:
    assert _kinds(_trie("melde ..2 an"), "melde mich zu „Wie wollen alle hier zusammenleben?“ an") == ["found"]


def test_a_question_behind_a_statement_leaves_the_statement(read: Callable[..., Request]) -> None:
    request = read("Wir kommen zu dritt zum Bürgerforum, gibt es Parkplätze?")
    assert (request.intent, request.advice, request.party_size) == (Intent.REGISTER, Advice.APPLY, 3)
    assert request.question == "gibt es Parkplätze?"


def test_being_away_declines_our_event_and_nothing_else(read: Callable[..., Request]) -> None:
    assert read("Beim Bürgerforum sind wir leider im Urlaub.").intent is Intent.CANCEL
    assert read("Bis zum 3. Mai bin ich im Urlaub.").intent is not Intent.CANCEL
