"""Vocabulary files → compiled lexicons, one a language, read once.

Promise: a language is one file vocabulary/<code>.toml (docs/adding-a-language.md);
`lexicon(code)` is None where there is none. A mistake in a file raises
`VocabularyError` naming the file, the section and the phrase.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

from processor.understanding.fold import fold
from processor.understanding.latin import Latin
from processor.understanding.phrases import PhraseError, Trie
from processor.understanding.sections import CLASSES, KINDS, NEEDS, SECTIONS
from processor.understanding.text import Habits

MINOR = ("confirmation", "signoff", "greeting", "thanks", "on_behalf")


class VocabularyError(ValueError):
    """A vocabulary file with a mistake in it."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One language's words, ready for matching."""

    language: str
    trie: Trie
    minor: Trie  # only what quotations and signatures are read for
    habits: Habits
    numbers: dict[str, int]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative_days: dict[str, int]
    event_words: dict[str, str]
    particles: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    suffix_apostrophe: bool
    given: frozenset[str] = frozenset()  # given names, as written
    folded_given: frozenset[str] = frozenset()
    endings_he: tuple[tuple[str, str], ...] = ()  # case endings only a man's name can have
    members: dict[str, frozenset[str]] = field(default_factory=dict)  # several people → words for one of them
    forms: dict[str, str] = field(default_factory=dict)  # a relation's forms → the one it is counted by

    def is_member(self, one: str, several: str) -> bool:
        """Whether a word for one person can mean one of several spoken of before: "Vater" of "Eltern"."""
        return self.base(one) in self.members.get(self.base(several), frozenset())

    def base(self, folded: str) -> str:
        """The one form of a relation that all its cases are counted by."""
        plain = self.trie.spelled(folded)
        return self.forms.get(plain, plain)

    @cached_property
    def calendar_words(self) -> frozenset[str]:
        """Every word of a month's, a weekday's or a relative day's name."""
        names = (*self.months, *self.weekdays, *self.relative_days)
        return frozenset(word for name in names for word in name.split())

    def is_given(self, text: str) -> bool:
        """Whether a word is a given name: as written, or in a lazy spelling that is no other word."""
        return text in self.given or (fold(text) in self.folded_given and not self.trie.symbols(text))

    def number(self, folded: str) -> int | None:
        return self.numbers.get(folded)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a vocabulary file."""
    folder = resources.files("processor.understanding") / "vocabulary"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def lexicon(language: str) -> Lexicon | None:
    """The compiled vocabulary of a language, None where no file exists."""
    if language not in languages():
        return None
    file = resources.files("processor.understanding") / "vocabulary" / f"{language}.toml"
    try:
        return compiled(language, tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, PhraseError, VocabularyError) as error:
        raise VocabularyError(f"vocabulary/{language}.toml: {error}") from error


def compiled(language: str, table: dict[str, Any]) -> Lexicon:
    """A lexicon from parsed TOML. Raises VocabularyError, PhraseError."""
    _check(table)
    spelling, numbers = table.get("spelling", {}), table.get("numbers", {})
    calendar, names = table.get("calendar", {}), table.get("names", {})
    classes = table.get("words", {}) | _days(calendar)
    trie, minor = _trie(spelling, classes), _trie(spelling, classes)
    _phrases(trie, table)
    _phrases(minor, {"phrases": {kind: table.get("phrases", {}).get(kind, []) for kind in MINOR}})
    return Lexicon(
        language,
        trie,
        minor,
        _habits(trie, spelling),
        _numbers(trie, language, numbers),
        _listed(trie, calendar.get("months", []), 1),
        _listed(trie, calendar.get("weekdays", []), 0),
        {trie.spelled(word): days for word, days in calendar.get("relative", {}).items()},
        {
            " ".join(trie.spelled(part) for part in word.split()): title
            for title, words in table.get("events", {}).items()
            for word in words
        },
        frozenset(fold(word) for word in names.get("particles", [])),
        tuple((old, new) for old, new in names.get("endings", [])),
        bool(names.get("suffix_apostrophe", False)),
        frozenset(names.get("given", [])),
        frozenset(fold(name) for name in names.get("given", [])),
        tuple((old, new) for old, new in names.get("endings_he", [])),
        {trie.spelled(word): frozenset(map(trie.spelled, ones)) for word, ones in table.get("members", {}).items()},
        {trie.spelled(form): trie.spelled(word) for word, forms in table.get("forms", {}).items() for form in forms},
    )


def _trie(spelling: dict[str, Any], classes: dict[str, list[str]]) -> Trie:
    trie = Trie(
        tuple((fold(old), fold(new)) for old, new in spelling.get("same", [])),
        tuple(fold(prefix) for prefix in spelling.get("prefixes", [])),
        Latin(_pairs(spelling, "latin"), _pairs(spelling, "alike")),
        spelling.get("regional", {}),
    )
    _classes(trie, classes)
    return trie


def _pairs(spelling: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """Pairs of spellings, the second of which may be empty."""
    return tuple((fold(old), fold(new)) for old, new in spelling.get(name, []))


def _check(table: dict[str, Any]) -> None:
    unknown = sorted(set(table) - set(SECTIONS))
    if unknown:
        raise VocabularyError(f"no such section: {', '.join(unknown)}")
    for section, known in (("phrases", KINDS), ("needs", NEEDS)):
        strange = sorted(set(table.get(section, {})) - set(known))
        if strange:
            raise VocabularyError(f"[{section}] does not know {', '.join(strange)}")


def _classes(trie: Trie, words: dict[str, list[str]]) -> None:
    for name in CLASSES:
        trie.name(name, words.get(name, []))
    for name, members in words.items():
        if name not in CLASSES:
            trie.name(name, members)


def _days(calendar: dict[str, Any]) -> dict[str, list[str]]:
    """The word classes {month} and {weekday}; names of two words are read by the calendar only."""
    return {
        "month": [word for row in calendar.get("months", []) for word in row if " " not in word],
        "weekday": [word for row in calendar.get("weekdays", []) for word in row if " " not in word],
    }


def _phrases(trie: Trie, table: dict[str, Any]) -> None:
    for kind, phrases in table.get("phrases", {}).items():
        for phrase in phrases:
            trie.add(kind, "", phrase)
    for need, phrases in table.get("needs", {}).items():
        for phrase in phrases:
            trie.add("need", need, phrase)
    for code, phrases in table.get("languages", {}).items():
        for phrase in phrases:
            trie.add("language", code, phrase)
    for phrase, size in table.get("together", {}).items():
        trie.add("together", str(size), phrase)
    for kind, phrases in table.get("people", {}).items():
        for phrase in phrases:
            trie.add("person", kind, phrase)
    for marker in table.get("organisations", {}).get("markers", []):
        trie.add("organisation", "", marker)
    for name in CLASSES[:7]:
        trie.add(name, "", "{" + name + "}")


def _habits(trie: Trie, spelling: dict[str, Any]) -> Habits:
    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in spelling.get(name, []))

    negation = str(spelling.get("negation", "clause"))
    if negation not in ("clause", "next", "none"):
        raise VocabularyError(f"[spelling] negation is clause, next or none, not {negation}")
    joined = tuple(sorted(words("conjunctions")))
    return Habits(
        words("breakers"),
        words("starters"),
        words("abbreviations"),
        joined,
        negation=negation,
        askers=words("askers"),
        conditions=words("conditions"),
    )


def _numbers(trie: Trie, language: str, numbers: dict[str, Any]) -> dict[str, int]:
    table: dict[str, int] = {}
    if numbers.get("num2words", True):
        table |= {form: value for value, word in _spelled_out(language) for form in trie.variants(word)}
    return table | {form: value for word, value in numbers.get("words", {}).items() for form in trie.variants(word)}


def _spelled_out(language: str) -> list[tuple[int, str]]:
    """Cardinal number words of a language, from num2words where it knows the language."""
    from num2words import num2words

    found = []
    for value in range(100, 1, -1):
        try:
            word = num2words(value, lang=language)
        except (NotImplementedError, KeyError, IndexError):
            return []
        if " " not in word.strip():
            found.append((value, word.strip()))
    return found


def _listed(trie: Trie, rows: list[list[str]], first: int) -> dict[str, int]:
    return {
        " ".join(trie.spelled(part) for part in word.split()): index
        for index, row in enumerate(rows, first)
        for word in row
    }
