"""What a "not" turns round depends on the language: its clause, the act right behind it, or no act at all."""

import tomllib
from collections.abc import Callable
from importlib import resources

import pytest

from processor.understanding.lexicon import VocabularyError, compiled
from processor.understanding.model import Intent, Request


def test_a_polish_not_behind_the_verb_leaves_it_alone(read: Callable[..., Request]) -> None:
    request = read("Na Bürgerforum przyjdę z żoną i tłumacza nie potrzebujemy.")
    assert (request.intent, request.party_size, request.needs) == (Intent.REGISTER, 2, ())


def test_a_polish_not_before_the_verb_turns_it_round(read: Callable[..., Request]) -> None:
    assert read("Na Bürgerforum niestety nie przyjdziemy.").intent is Intent.CANCEL


def test_a_turkish_not_corrects_a_number_and_cancels_nothing(read: Callable[..., Request]) -> None:
    request = read("Bürgerforum'a dört değil beş kişi geliyoruz.")
    assert (request.intent, request.party_size) == (Intent.REGISTER, 5)


def test_a_reach_that_does_not_exist_is_an_error() -> None:
    file = resources.files("processor.understanding") / "vocabulary" / "en.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    table["spelling"]["negation"] = "sometimes"
    with pytest.raises(VocabularyError, match="negation"):
        compiled("en", table)
