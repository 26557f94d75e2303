"""A mail's words with their places, cut into sentences and clauses.

Promise: every token knows where its letters stand in the part it came from, so
that evidence can quote the sender verbatim. Time grows linearly with the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from processor.understanding.fold import fold

MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u200d"
_LETTER = rf"[^\W\d_{MARKS}]"
_TOKEN = re.compile(
    rf"(?P<link>(?:https?://|www\.)\S+|[\w.+-]{{1,64}}@[\w.-]{{1,253}}|\b[A-Z]{{2}}-[2-9A-HJ-NP-Z]{{4}}\b)"  # KL-7F3Q: our codes
    rf"|(?P<number>\d+(?:[.,:/]\d+)*(?:\s?[-–—]\s?\d+(?:[.,:/]\d+)*)*)"
    rf"|(?P<word>{_LETTER}[\w{MARKS}]*(?:['’ʼ&\u2010\u2011-]{_LETTER}[\w{MARKS}]*)*)"
    r"|(?P<newline>\n[^\S\n]*)"
    r"|(?P<space>_+)"  # blanks match nothing and are stepped over
    r"|(?P<mark>[^\w\s])"
)


class Kind(StrEnum):
    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    LINK = "link"


@dataclass(slots=True)
class Token:
    """One word, number or mark; `sentence` and `clause` are running numbers over the whole text."""

    text: str
    fold: str
    kind: Kind
    part: int
    start: int
    end: int
    line: int
    breaks: int  # line breaks that stand before it
    value: int | None = None  # a plain number's value
    sentence: int = 0
    clause: int = 0

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def cased(self) -> bool:
        return self.text[:1].lower() != self.text[:1].upper()


@dataclass(frozen=True, slots=True)
class Part:
    """A named stretch of a mail, as the sender wrote it."""

    name: str  # subject, body, postscript, signature, comment
    text: str


_KINDS: dict[str | None, Kind] = {"link": Kind.LINK, "number": Kind.NUMBER, "word": Kind.WORD, "mark": Kind.MARK}


def tokens(part: Part, number: int = 0) -> list[Token]:
    """The tokens of one part; sentences and clauses are not cut yet."""
    found: list[Token] = []
    line = breaks = 0
    for match in _TOKEN.finditer(part.text):
        kind = _KINDS.get(match.lastgroup)
        if kind is None:
            if match.lastgroup == "newline":
                line += 1
                breaks += 1
            continue
        text = match[0]
        folded = fold(text)
        value = _plain_number(folded) if kind is Kind.NUMBER else None
        found.append(Token(text, folded, kind, number, *match.span(), line, breaks, value))
        breaks = 0
    return found


def _plain_number(folded: str) -> int | None:
    return int(folded) if folded.isascii() and folded.isdigit() and len(folded) < 6 else None


def parted(found: list[Token], conjunctions: tuple[str, ...], whole: Callable[[Token], bool]) -> list[Token]:
    """The tokens with an "and" that is written on the next word cut off, except from words that are `whole`."""
    if not conjunctions:
        return found
    result: list[Token] = []
    for token in found:
        joined = next((c for c in conjunctions if token.kind is Kind.WORD and token.text.startswith(c)), None)
        if joined is None or len(token.text) < len(joined) + 2 or whole(token):
            result.append(token)
            continue
        at = token.start + len(joined)
        rest = token.text[len(joined) :]
        result.append(replace(token, text=joined, fold=fold(joined), end=at))
        result.append(replace(token, text=rest, fold=fold(rest), start=at, breaks=0))
    return result


BULLETS = frozenset("-–—*•·+>▪◦●")
_STOPS = frozenset("!?…।؟")
QUESTION_MARKS = "?؟"
_CLAUSE_MARKS = frozenset(",;:()–—،؛")


@dataclass(frozen=True, slots=True)
class Habits:
    """What one language's vocabulary knows about cutting sentences."""

    breakers: frozenset[str] = frozenset()  # words that open a new clause
    starters: frozenset[str] = frozenset()  # words that open a sentence after "19.10."
    abbreviations: frozenset[str] = frozenset()  # words whose full stop ends nothing
    conjunctions: tuple[str, ...] = ()  # an "and" that is written on the next word: "وزوجتي"
    short_line: int = 46  # a shorter line ends its sentence, unless the next goes on in small letters
    askers: frozenset[str] = frozenset()  # words that open a question: verbs that come first, who, where
    conditions: frozenset[str] = frozenset()  # words that open a clause which goes on with the verb: if, since
    negation: str = "clause"  # what a `not` turns round: its clause, the act right behind it (next), no act (none)


def cut(found: list[Token], parts: list[Part], habits: Habits) -> None:
    """Number the sentences and clauses of all tokens in place."""
    sentence = clause = 0
    for index, token in enumerate(found):
        before = found[index - 1] if index else token
        marked = before.kind is Kind.MARK
        if index and (marked or token.breaks or token.part != before.part) and _ends(found, index, parts, habits):
            sentence += 1
            clause += 1
        elif index and ((marked and _parts_clauses(before, parts)) or token.fold in habits.breakers):
            clause += 1
        token.sentence, token.clause = sentence, clause
    if habits.askers and any(mark in part.text for part in parts for mark in QUESTION_MARKS):
        _part_questions(found, habits)


def _part_questions(found: list[Token], habits: Habits) -> None:
    """ "Wir kommen zu dritt, gibt es Parkplätze?": a question behind a statement is a sentence of its own."""
    begin = more = 0
    for at, token in enumerate(found):
        last = at + 1 == len(found) or found[at + 1].sentence != token.sentence
        token.sentence += more
        if not last:
            continue
        if token.text in QUESTION_MARKS and (opens := _question_behind(found, begin, at, habits)):
            for other in found[opens : at + 1]:
                other.sentence += 1
            more += 1
        begin = at + 1


def _question_behind(found: list[Token], begin: int, end: int, habits: Habits) -> int:
    """Where a question begins behind a statement in found[begin:end], 0 where none does."""
    if found[begin].fold in habits.askers or found[begin].fold in habits.conditions:
        return 0
    for at in range(begin + 3, end):
        if found[at].fold in habits.askers and found[at - 1].text in ",.–—-;)":
            return at
    return 0


def _parts_clauses(token: Token, parts: list[Part]) -> bool:
    """Whether a mark ends a clause; a hyphen does where it stands alone."""
    if token.text != "-":
        return token.text in _CLAUSE_MARKS
    text = parts[token.part].text
    return text[token.start - 1 : token.start] in (" ", "\n") and text[token.end : token.end + 1] == " "


def _ends(found: list[Token], index: int, parts: list[Part], habits: Habits) -> bool:
    """Whether a sentence ends before found[index]."""
    before, token = found[index - 1], found[index]
    if token.part != before.part or token.breaks >= 2:
        return True
    if before.kind is Kind.MARK and before.text in _STOPS:
        return token.text not in _STOPS and token.text not in ')"“”«»'
    if before.kind is Kind.MARK and before.text == "." and _full_stop(found, index, habits):
        return True
    return token.breaks == 1 and _line_ends(before, token, parts, habits)


def _full_stop(found: list[Token], index: int, habits: Habits) -> bool:
    dot, token = found[index - 1], found[index]
    if token.start == dot.end and token.breaks == 0 and token.part == dot.part:
        return False
    if index < 2:
        return True
    word = found[index - 2]
    if word.end != dot.start:
        return True
    if word.kind is Kind.NUMBER:
        return (token.breaks > 0 and token.capital) or (token.fold in habits.starters and token.capital)
    if word.fold in habits.abbreviations or (len(word.text) == 1 and word.cased and word.capital):
        return False
    return token.capital or not token.cased or token.kind is not Kind.WORD or len(word.text) > 2


def _line_ends(before: Token, token: Token, parts: list[Part], habits: Habits) -> bool:
    if token.text in BULLETS or before.text == ":" or (token.kind is Kind.NUMBER and _numbered(token, parts)):
        return True
    if (token.cased and not token.capital) or before.text in (",", "،"):
        return False
    text = parts[before.part].text
    start = text.rfind("\n", 0, before.start) + 1
    return before.end - start < habits.short_line


def _numbered(token: Token, parts: list[Part]) -> bool:
    return parts[token.part].text[token.end : token.end + 1] in (".", ")") and token.value is not None


def words(text: str) -> list[str]:
    """The folded words and numbers of a phrase."""
    return [token.fold for token in tokens(Part("", text)) if token.kind is not Kind.MARK]
