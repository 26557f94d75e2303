"""The phrase language and the trie it is compiled into."""


import pytest
from steps import steps

from processor.understanding.phrases import Match, PhraseError, Trie, matches
from processor.understanding.text import Habits, Part, cut, tokens


def found(trie: Trie, text: str, breakers: frozenset[str] = frozenset()) -> list[Match]:
    part = Part("body", text)
    parsed = tokens(part)
    cut(parsed, [part], Habits(breakers))
    return matches(trie, parsed, [t.value for t in parsed], breakers)


def trie(*phrases: tuple[str, str], words: dict[str, list[str]] | None = None) -> Trie:
    made = Trie((("ue", "u"),))
    for name, members in {"i": ["ich"], "we": ["wir"], "they": ["er"], "me": ["mich"], **(words or {})}.items():
        made.name(name, members)
    for kind, phrase in phrases:
        made.add(kind, "", phrase)
    return made


def kinds(made: Trie, text: str, breakers: frozenset[str] = frozenset()) -> list[str]:
    return [match.kind for match in found(made, text, breakers)]


def test_stems_inner_parts_and_alternatives_match() -> None:
    made = trie(("a", "anmeld*"), ("b", "*dolmetsch*"), ("c", "(gern|sehr) dabei"))
    assert kinds(made, "Anmeldungen, Arabischdolmetscher, gern dabei") == ["a", "b", "c"]


def test_alternatives_may_be_several_words() -> None:
    made = trie(("a", "bitte (auf die liste|vormerken)"))
    assert kinds(made, "bitte auf die Liste") == kinds(made, "bitte vormerken") == ["a"]


def test_an_optional_word_may_be_missing() -> None:
    made = trie(("a", "bitte sehr? vormerken"))
    assert kinds(made, "bitte vormerken") == kinds(made, "bitte sehr vormerken") == ["a"]


def test_a_gap_bridges_a_german_verb_but_no_sentence() -> None:
    made = trie(("a", "melde ... an"))
    assert kinds(made, "Ich melde meine Frau und mich hiermit an") == ["a"]
    assert kinds(made, "Ich melde mich. Ruf an") == []


def test_a_gap_stops_at_a_new_clause_with_its_own_subject() -> None:
    made = trie(("a", "kann ... kommen"))
    assert kinds(made, "kann nicht, ich hoffe kommen") == []
    assert kinds(made, "kann gut, aber kommen", frozenset({"aber"})) == []


def test_a_number_slot_takes_the_nearest_number() -> None:
    made = trie(("many", "# ..2 kinder"))
    assert [match.number for match in found(made, "2 Erwachsene, 3 Kinder")] == [3]


def test_the_longer_phrase_hides_the_shorter_one_inside_it() -> None:
    assert kinds(trie(("a", "nicht nur"), ("not", "nicht")), "nicht nur") == ["a"]


def test_an_ignored_word_takes_part_in_no_act() -> None:
    made = trie(("ignore", "nicht nur"), ("decline_i", "nicht ... kommen"))
    assert kinds(made, "nicht nur kommen") == ["ignore"]


def test_a_word_spelled_like_the_vocabulary_is_not_its_umlaut() -> None:
    made = trie(("one", "tochter"), ("many", "töchter"))
    assert kinds(made, "Tochter") == ["one"]
    assert kinds(made, "Töchter") == ["many"]


def test_clause_edges_anchor_a_phrase() -> None:
    made = trie(("a", "^ dabei $"))
    assert kinds(made, "gut, dabei, ja") == ["a"]
    assert kinds(made, "gern dabei sein") == []


@pytest.mark.parametrize("phrase", ["", "(ich du", "{nobody}", "*ab", "word?"])
def test_a_phrase_that_cannot_be_read_is_an_error(phrase: str) -> None:
    with pytest.raises(PhraseError):
        trie(("a", phrase))


def test_matching_grows_linearly_with_the_text() -> None:
    made = trie(("a", "melde ... an"), ("b", "ich ... ... an"))

    def cost(repeats: int) -> int:
        return steps(lambda: found(made, "ich melde heute " * repeats))

    assert cost(600) <= 2.5 * cost(300)


def test_what_arabic_and_persian_leave_out_at_will_is_no_other_spelling() -> None:
    made = trie(("a", "أسجل نفسي"), ("b", "اسجل اسمي"), ("c", "می‌کنم"), ("d", "میکنم حتما"))
    assert kinds(made, "أسجل اسمي") == ["b"]
    assert kinds(made, "اسجل نفسي") == ["a"]
    assert kinds(made, "میکنم") == ["c"]
    assert kinds(made, "می‌کنم حتما") == ["d"]


def test_a_doubled_letter_that_is_marked_stays_another_word() -> None:
    made = trie(("one", "ولدي"), ("two", "ولديّ"))
    assert kinds(made, "ولديّ") == ["two"]
    assert kinds(made, "ولدي") == ["one"]
