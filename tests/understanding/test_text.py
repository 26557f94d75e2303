"""Words with their places, cut into sentences and clauses."""

from processor.understanding.fold import fold, variants
from processor.understanding.text import Habits, Kind, Part, cut, parted, tokens


def sentences(text: str, **habits: frozenset[str]) -> list[str]:
    part = Part("body", text)
    found = tokens(part)
    cut(found, [part], Habits(**habits))  # type: ignore[arg-type]
    rows: dict[int, list[str]] = {}
    for token in found:
        rows.setdefault(token.sentence, []).append(token.text)
    return [" ".join(row) for row in rows.values()]


def test_accents_case_and_digits_of_every_script_fold_to_one_spelling() -> None:
    assert fold("Müller") == fold("MULLER") == "muller"
    assert fold("١٩") == fold("۱۹") == "19"
    assert fold("أحمد") == fold("احمد")
    assert fold("می‌آییم") == fold("میآییم")
    assert fold("ılık") == "ilik"


def test_an_umlaut_is_found_in_all_the_ways_people_write_it() -> None:
    assert set(variants("für", (("ue", "u"),))) == {"fur", "fuer"}


def test_a_token_knows_where_its_letters_stand() -> None:
    text = "Ich komme, gern!"
    assert [text[t.start : t.end] for t in tokens(Part("", text))] == ["Ich", "komme", ",", "gern", "!"]


def test_hyphens_and_apostrophes_stay_inside_a_word() -> None:
    assert [t.text for t in tokens(Part("", "Al-Khatib l'inscription"))] == ["Al-Khatib", "l'inscription"]


def test_addresses_are_neither_words_nor_numbers() -> None:
    assert [t.kind for t in tokens(Part("", "a.b3@example.org https://x.example/4"))] == [Kind.LINK, Kind.LINK]


def test_a_date_does_not_end_a_sentence() -> None:
    assert len(sentences("Ich komme am 19. Oktober um 17 Uhr.")) == 1
    assert len(sentences("Ich komme am 19.10. Sie kommt nicht.", starters=frozenset({"sie"}))) == 2


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert len(sentences("Es kommt Dr. Weber.", abbreviations=frozenset({"dr"}))) == 1


def test_a_wrapped_line_goes_on_and_a_list_line_does_not() -> None:
    wrapped = "Im Unterricht haben wir lange darüber gesprochen, dass aus\nder Klasse vier kommen"
    assert len(sentences(wrapped)) == 1
    assert len(sentences("- Anna Schmidt\n- Karl Schmidt")) == 2


def test_an_and_written_on_the_next_word_is_a_word_of_its_own_with_its_place() -> None:
    text = "زوجتي وسارة ووليد"
    found = parted(tokens(Part("", text)), ("و",), lambda token: token.text == "وليد")
    assert [token.text for token in found] == ["زوجتي", "و", "سارة", "و", "وليد"]
    assert [text[token.start : token.end] for token in found] == ["زوجتي", "و", "سارة", "و", "وليد"]
    assert parted(found, (), lambda token: False) == found


def test_an_arabic_comma_at_the_end_of_a_line_ends_no_sentence() -> None:
    assert len(sentences("أنا وزوجتي،\nسنحضر")) == 1
