"""A mail read with one language's words: parts, tokens, matches, by sentence.

Promise: everything later modules need is looked up once here; evidence quotes
the sender's own letters.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from processor.message.model import Message
from processor.understanding.lexicon import Lexicon
from processor.understanding.model import Evidence
from processor.understanding.numbers import counted
from processor.understanding.phrases import Match, matches
from processor.understanding.text import QUESTION_MARKS, Part, Token, cut, parted, tokens

_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|antwort|wg|fwd?|fw|ynt|rv|tr|odp|r|i|rif|sv|vs|ha|ответ|відповідь|رد|پاسخ)\s*(?:\[\d+\])?\s*:\s*)+",
    re.I,
)
_FORWARD = re.compile(r"^\s*(?:wg|fwd?|fw|tr|rv|пересл)\s*:", re.I)


class Reading:
    """What one vocabulary finds in one text."""

    def __init__(self, parts: list[Part], words: Lexicon, *, minor: bool = False) -> None:
        """Read `parts`; `minor` looks only for what quotations and signatures are read for."""
        self.parts = parts
        self.words = words
        self.tokens: list[Token] = []
        for number, part in enumerate(parts):
            self.tokens += parted(tokens(part, number), words.habits.conjunctions, self._whole)
        self.tokens = [t for at, t in enumerate(self.tokens) if t.text != "." or not self._shortens(at)]
        cut(self.tokens, parts, words.habits)
        self.numbers = [None] * len(self.tokens) if minor else counted(self.tokens, words)
        self.matches = matches(words.minor if minor else words.trie, self.tokens, self.numbers, words.habits.breakers)
        self._kept: dict[str, Any] = {}
        self._by_place: dict[tuple[str, tuple[str, ...]], dict[int, list[Match]]] = {}
        self._by_kind: dict[str, list[Match]] = defaultdict(list)
        self._by_kinds: dict[tuple[str, ...], list[Match]] = {}
        for match in self.matches:
            self._by_kind[match.kind].append(match)

    @cached_property
    def sentences(self) -> dict[int, list[int]]:
        """The places of every sentence's tokens."""
        found: dict[int, list[int]] = defaultdict(list)
        for place, token in enumerate(self.tokens):
            found[token.sentence].append(place)
        return found

    def _shortens(self, place: int) -> bool:
        """Whether a full stop only shortens an "and": "Lothar u. Inge"."""
        before = self.tokens[place - 1] if place else None
        if before is None or len(before.text) > 1 or not before.text.islower():
            return False
        return self.words.trie.in_class(before.fold, "and")

    def _whole(self, token: Token) -> bool:
        """Whether a word that begins like an "and" is a word of its own: "واحد", "وليد"."""
        return self.words.is_given(token.text) or self.words.trie.begins(token.text)

    def cached(self, name: str, make: Callable[[], Any]) -> Any:
        """A value that several modules need of this reading, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    @cached_property
    def spelled(self) -> list[str]:
        """Every token's plain spelling, for comparing with titles, months and places."""
        return [self.words.trie.spelled(token.fold) for token in self.tokens]

    def all(self, *kinds: str) -> list[Match]:
        """The matches of these kinds, in the order of the text."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        held = self._by_kinds.get(kinds)
        if held is None:
            found = [match for kind in kinds if kind in self._by_kind for match in self._by_kind[kind]]
            held = self._by_kinds[kinds] = sorted(found, key=lambda match: match.places)
        return held

    def in_sentence(self, sentence: int, *kinds: str) -> list[Match]:
        return self._sorted_by("sentence", kinds).get(sentence, [])

    def in_clause(self, clause: int, *kinds: str) -> list[Match]:
        return self._sorted_by("clause", kinds).get(clause, [])

    def _sorted_by(self, unit: str, kinds: tuple[str, ...]) -> dict[int, list[Match]]:
        """The matches of these kinds by the sentence or clause they begin in, looked up once."""
        held = self._by_place.get((unit, kinds))
        if held is None:
            held = self._by_place[(unit, kinds)] = defaultdict(list)
            for match in self.all(*kinds):
                held[getattr(self.tokens[match.first], unit)].append(match)
        return held

    def sentence(self, match: Match) -> int:
        return self.tokens[match.first].sentence

    def clause(self, match: Match) -> int:
        return self.tokens[match.first].clause

    def clause_of(self, place: int) -> int:
        return self.tokens[place].clause

    def part(self, match: Match) -> str:
        return self.parts[self.tokens[match.first].part].name

    def quote(self, first: int, last: int) -> str:
        """The sender's letters from one token to another of the same part."""
        begin, end = self.tokens[first], self.tokens[last]
        if begin.part != end.part:
            end = begin
        return " ".join(self.parts[begin.part].text[begin.start : end.end].split())

    def evidence(self, field: str, says: object, match: Match) -> Evidence:
        return Evidence(field, str(says), self.quote(match.first, match.last))

    def sentence_text(self, sentence: int) -> str:
        places = self.sentences[sentence]
        return self.quote(places[0], places[-1])

    def is_question(self, sentence: int) -> bool:
        """Whether the sentence ends with a question mark."""
        return sentence in self._questions

    @cached_property
    def _questions(self) -> frozenset[int]:
        """The sentences that end with a question mark, or nearly."""
        if not any(mark in part.text for part in self.parts for mark in QUESTION_MARKS):
            return frozenset()
        return frozenset(
            sentence
            for sentence, places in self.sentences.items()
            if any(self.tokens[place].text in QUESTION_MARKS for place in places[-3:])
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject line without its reply prefixes."""

    text: str
    reply: bool
    forward: bool


def subject_of(message: Message) -> Subject:
    return _subject(message.subject)


@lru_cache(maxsize=8)  # asked several times of a mail
def _subject(written: str) -> Subject:
    match = _PREFIX.match(written)
    if match is None:
        return Subject(written, False, False)
    forward = _FORWARD.match(written) is not None
    return Subject(written[match.end() :], not forward, forward)


def parts_of(message: Message) -> list[Part]:
    """The parts of a mail that the sender wrote, the subject only where it is no reply's."""
    subject = subject_of(message)
    comment = message.calendar.comment if message.calendar is not None else ""
    own_subject = "" if subject.reply or subject.forward or _ours(message) else subject.text
    alone = not message.visible.text.strip() and not comment.strip()
    named = [("body" if alone else "subject", own_subject), ("body", message.visible.text), ("comment", comment)]
    return [Part(name, text) for name, text in named if text.strip()]


def _ours(message: Message) -> bool:
    """Whether the subject was set by a calendar program."""
    return message.calendar is not None and message.calendar.method == "REPLY"


def joined(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word)
