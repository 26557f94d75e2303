"""Every vocabulary file is complete and without mistakes."""

import pytest

from processor.understanding.lexicon import VocabularyError, compiled, languages, lexicon
from processor.understanding.sections import CLASSES, KINDS


@pytest.mark.parametrize("code", languages())
def test_a_vocabulary_file_compiles_and_knows_its_calendar(code: str) -> None:
    words = lexicon(code)
    assert words is not None and words.language == code
    assert set(words.months.values()) == set(range(1, 13))
    assert set(words.weekdays.values()) == set(range(7))
    assert {words.number(word) for word in words.numbers} >= {2, 3, 4, 5, 6, 7, 8, 9, 10}


def test_a_language_without_a_file_has_no_lexicon() -> None:
    assert lexicon("xx") is None


@pytest.mark.parametrize("table", [{"phrase": {}}, {"phrases": {"atend_i": ["x"]}}, {"needs": {"wheel": ["x"]}}])
def test_a_misspelt_section_or_kind_is_an_error(table: dict[str, object]) -> None:
    with pytest.raises(VocabularyError):
        compiled("en", table)


def test_every_kind_and_class_is_told_apart() -> None:
    assert len(set(CLASSES)) == len(CLASSES)
    assert not set(KINDS) & {"person", "need", "language", "together", "organisation"}
