"""The phrase language of the vocabulary files, compiled into one trie a language.

Promise: matching is linear in the text: every slot is a look-up, a gap is
bounded, nothing backtracks without bound. A phrase never leaves its sentence.

A phrase is words with blanks between them:

    komme            this word, in any case, accent or umlaut spelling
    anmeld*          a word that begins so
    *dolmetscher*    a word that contains this (at least 3 letters)
    (ich|wir)        one of these
    {mine}           one of the words in [words] mine
    word? ({x}|y)?   may be missing
    #                a number, in digits or words
    ...  ..3         up to 22 (or 3) other words
    ^  $             the clause begins, ends here
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from processor.understanding.fold import fold, rewritten, variants
from processor.understanding.latin import ByEar, Latin
from processor.understanding.text import Kind, Part, Token, tokens

GAP = 22
_BARRING = ("i", "we", "they", "me")  # subjects no gap steps over, and the object it may


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: what it says and which tokens said it (gaps left out)."""

    kind: str
    value: str
    places: tuple[int, ...]
    number: int | None = None

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


class Node:
    """A place in the trie: what may follow, and what is complete here."""

    __slots__ = ("edge", "gap", "gap_size", "says", "steps")

    def __init__(self) -> None:
        self.steps: dict[int, Node] = {}
        self.says: list[tuple[str, str]] = []
        self.gap: Node | None = None
        self.gap_size = 0
        self.edge: Node | None = None  # what follows where a clause ends

    def leads_to(self, kind: str) -> bool:
        """Whether a phrase of this kind is complete here or further on."""
        following = (*self.steps.values(), *filter(None, (self.gap, self.edge)))
        return any(said == kind for said, _ in self.says) or any(node.leads_to(kind) for node in following)


class PhraseError(ValueError):
    """A phrase in a vocabulary file that cannot be read."""


class Trie:
    """All phrases of one language."""

    def __init__(
        self,
        pairs: tuple[tuple[str, str], ...] = (),
        prefixes: tuple[str, ...] = (),
        latin: Latin | None = None,
        regional: Mapping[str, list[str]] = MappingProxyType({}),
    ) -> None:
        self.root = Node()
        self.begin = Node()  # phrases that start with ^
        self._pairs = pairs
        self._prefixes = prefixes
        self._latin = latin or Latin()
        self._regional = {fold(word): forms for word, forms in regional.items()}
        self._by_ear: ByEar | None = None
        self._classes: dict[str, int] = {}
        self._exact: dict[str, list[tuple[int, str]]] = {}
        self._stems: dict[str, list[int]] = {}
        self._inner: list[tuple[str, int]] = []
        self._ids: dict[str, int] = {"#": 0}
        self._markers: frozenset[int] | None = None
        self._openers: dict[str, frozenset[int]] = {}
        self._used: set[int] = set()  # the symbols some phrase has a slot for
        self.symbols = lru_cache(maxsize=20_000)(self._symbols)
        self.followed = lru_cache(maxsize=20_000)(self._followed)
        self.spelled = lru_cache(maxsize=20_000)(self._spelled)
        self.in_class = lru_cache(maxsize=20_000)(self._in_class)

    @property
    def marker_symbols(self) -> frozenset[int]:
        """The symbols of the single-word phrases that mark an organisation."""
        if self._markers is None:
            self._markers = frozenset(
                symbol for symbol, node in self.root.steps.items() if ("organisation", "") in node.says
            )
        return self._markers

    def _spelled(self, word: str) -> str:
        return rewritten(fold(word), self._pairs)

    def variants(self, word: str) -> tuple[str, ...]:
        """The folded spellings of a word of this language."""
        return variants(word, self._pairs)

    def name(self, name: str, words: list[str]) -> None:
        """Define the word class {name}."""
        symbol = self._ids.setdefault("{" + name + "}", len(self._ids))
        for word in words:
            if " " in word:
                raise PhraseError(f"[words] {name}: {word!r} has a blank; word classes hold single words")
            self._spell(word, symbol)

    def add(self, kind: str, value: str, phrase: str) -> None:
        """Add one phrase. Raises PhraseError where it cannot be read."""
        longer = _LONGER.search(phrase)
        if longer is not None:  # alternatives of several words: one phrase each
            for words in longer.group(1).split("|") + [""] * bool(longer.group(2)):
                self.add(kind, value, phrase[: longer.start()] + words + phrase[longer.end() :])
            return
        slots = _slots(phrase)
        if not slots:
            raise PhraseError(f"{kind}: an empty phrase")
        if slots[-1].startswith(".."):
            raise PhraseError(f"{phrase!r} ends in a gap and would never be found")
        start = self.root
        if slots[0] == "^":
            start, slots = self.begin, slots[1:]
        self._grow([start], slots, phrase, (kind, value))

    def _grow(self, nodes: list[Node], slots: list[str], phrase: str, says: tuple[str, str]) -> None:
        for slot in slots:
            optional = slot.endswith("?") and len(slot) > 1
            after = [self._step(node, slot[:-1] if optional else slot, phrase) for node in nodes]
            nodes = nodes + after if optional else after
        for node in nodes:
            if node is self.root or node is self.begin:
                raise PhraseError(f"{phrase!r}: every word is optional")
            if says not in node.says:
                node.says.append(says)

    def _step(self, node: Node, slot: str, phrase: str) -> Node:
        if slot == "$":
            node.edge = node.edge or Node()
            return node.edge
        if slot.startswith(".."):
            size = int(slot[2:]) if slot[2:].isdigit() else GAP
            node.gap = node.gap or Node()
            node.gap_size = max(node.gap_size, size)
            return node.gap
        symbol = self._slot(slot, phrase)
        self._used.add(symbol)
        return node.steps.setdefault(symbol, Node())

    def _slot(self, slot: str, phrase: str) -> int:
        if slot in self._ids:
            return self._ids[slot]
        if slot.startswith("{"):
            raise PhraseError(f"{phrase!r}: no word class is called {slot}")
        symbol = self._ids[slot] = len(self._ids)
        if slot.startswith("("):
            if not slot.endswith(")") or len(slot) < 3:
                if slot == "(":
                    self._spell(slot, symbol)
                    return symbol
                raise PhraseError(f"{phrase!r}: {slot!r} lacks its closing bracket")
            for word in slot[1:-1].split("|"):
                self._alternative(word, symbol, phrase)
        else:
            self._spell(slot, symbol)
        return symbol

    def _alternative(self, word: str, symbol: int, phrase: str) -> None:
        if not word.startswith("{"):
            self._spell(word, symbol)
            return
        if word not in self._ids:
            raise PhraseError(f"{phrase!r}: no word class is called {word}")
        known = self._ids[word]
        for spelled in self._exact.values():
            spelled += [(symbol, written) for held, written in spelled if held == known]
        for stems in self._stems.values():
            if known in stems:
                stems.append(symbol)
        self._inner += [(part, symbol) for part, held in self._inner if held == known]

    def _spell(self, word: str, symbol: int) -> None:
        for form in (word, *self._regional.get(fold(word), ())):
            self._write(form, symbol)

    def _write(self, word: str, symbol: int) -> None:
        bare = word.strip("*")
        for plain in variants(bare, self._pairs):
            if not plain:
                raise PhraseError(f"{word!r} is no word")
            if word.startswith("*"):
                if len(plain) < 3:
                    raise PhraseError(f"{word!r}: at least three letters after a leading *")
                self._inner.append((plain, symbol))
            elif word.endswith("*"):
                self._stems.setdefault(plain, []).append(symbol)
            else:
                self._exact.setdefault(plain, []).append((symbol, _written(bare)))

    def _symbols(self, text: str) -> tuple[int, ...]:
        plain, written = fold(text), _written(text)
        found = self._look_up(plain, written)
        for prefix in self._prefixes:
            if plain.startswith(prefix) and len(plain) - len(prefix) >= 2:
                found = found + self._look_up(plain[len(prefix) :], "")
        if not found and len(plain) > 3:
            found = self._mistyped(plain)
        return tuple(dict.fromkeys(found))

    def _mistyped(self, plain: str) -> list[int]:
        """The symbols of a word with two letters swapped, or one wrongly doubled or not doubled: "mcih", "kommme"."""
        if plain == plain.upper() or not plain.isalpha():
            return []
        for meant in _meant(plain):
            if meant in self._exact:
                return [symbol for symbol, _ in self._exact[meant]]
        return []

    def _followed(self, text: str) -> tuple[int, ...]:
        """A word's symbols that lead anywhere; word classes that no phrase uses lead nowhere."""
        kept = self._used | {self.symbol(name) for name in _BARRING}
        return tuple(symbol for symbol in self.symbols(text) if symbol in kept)

    def opens(self, text: str) -> bool:
        """Whether any phrase begins with this word."""
        symbols = self.followed(text)
        return not self.root.steps.keys().isdisjoint(symbols) or not self.begin.steps.keys().isdisjoint(symbols)

    def _look_up(self, plain: str, written: str) -> list[int]:
        """A word's symbols; one spelled exactly as in the vocabulary is not its umlaut's ("Tochter", "Töchter")."""
        spelled = self._exact.get(plain, ())
        exactly = [symbol for symbol, how in spelled if how == written]
        found = exactly or [symbol for symbol, _ in spelled]
        for length in range(1, min(len(plain), 30) + 1):
            found = found + self._stems.get(plain[:length], [])
        if len(plain) > 4:
            found = found + [symbol for part, symbol in self._inner if part in plain]
        return found + self._sounding(plain)

    def _sounding(self, plain: str) -> list[int]:
        """The symbols of a word typed in Latin letters where the language has others."""
        if not self._latin.typed(plain):
            return []
        if self._by_ear is None:
            exact = {word: [symbol for symbol, _ in spelled] for word, spelled in self._exact.items()}
            self._by_ear = ByEar(self._latin, exact, self._stems)
        return self._by_ear.symbols(plain)

    def knows(self, folded: str) -> bool:
        """Whether the word stands anywhere in this vocabulary, spelled out."""
        return folded in self._exact

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every word that is spelled out in this vocabulary, folded."""
        return self._exact.keys()

    def may_say(self, kind: str, text: Iterable[Token]) -> bool:
        """Whether a word of `text` begins a phrase of this kind; where none does, there is none to be found."""
        if kind not in self._openers:
            steps = [*self.root.steps.items(), *self.begin.steps.items()]
            self._openers[kind] = frozenset(symbol for symbol, node in steps if node.leads_to(kind))
        openers = self._openers[kind]
        return not all(openers.isdisjoint(self.followed(token.text)) for token in text)

    def symbol(self, name: str) -> int:
        """The symbol of a word class, -1 where the vocabulary has none."""
        return self._ids.get("{" + name + "}", -1)

    def begins(self, text: str) -> bool:
        """Whether a word stands in this vocabulary itself or by its beginning, not by a clitic or a part."""
        plain = fold(text)
        return plain in self._exact or any(
            plain[:length] in self._stems for length in range(1, min(len(plain), 30) + 1)
        )

    def _in_class(self, folded: str, name: str) -> bool:
        return self._ids.get("{" + name + "}", -1) in self.symbols(folded)


_LAZY = str.maketrans("أإ", "اا", "\u0640\u200c\u200d\u064b\u064c\u064d\u064e\u064f\u0650\u0652")


def _written(word: str) -> str:
    """A word as it is spelled, but for what Arabic and Persian leave out at will: hamza, vowel signs, joiners."""
    return word.casefold() if word.isascii() else word.casefold().translate(_LAZY)


def _meant(plain: str) -> Iterator[str]:
    """What somebody may have wanted to type."""
    for at in range(1, len(plain)):
        yield plain[: at - 1] + plain[at] + plain[at - 1] + plain[at + 1 :]
    for at in range(1, len(plain)) if len(plain) > 4 else ():
        if plain[at] == plain[at - 1]:
            yield plain[:at] + plain[at + 1 :]
        elif plain[at - 1] not in "aeiou":
            yield plain[:at] + plain[at - 1] + plain[at:]


_LONGER = re.compile(r"\((?=\S)([^()]*\s[^()]*)\)(\??)")
_PLAIN = re.compile(r"[^\W\d_][^(){}|*?.]*$")


def _slots(phrase: str) -> list[str]:
    """The slots of a phrase; marks written on a word ("z.B.") are words of their own, as in a mail."""
    slots: list[str] = []
    for slot in phrase.split():
        special = any(c in slot for c in "*(|{#^$") or slot.startswith("..") or slot.endswith("?")
        slots += [slot] if special or _PLAIN.match(slot) else [token.text for token in tokens(Part("", slot))]
    return slots


def matches(
    trie: Trie, text: list[Token], numbers: list[int | None], breakers: frozenset[str] = frozenset()
) -> list[Match]:
    """Every phrase found in `text`; `numbers` holds what each token counts, None where it counts nothing."""
    symbols = [
        (0, *trie.followed(token.text)) if number is not None else trie.followed(token.text)
        for token, number in zip(text, numbers, strict=True)
    ]
    found: list[Match] = []
    barred = _bar(trie, text, symbols, breakers)
    ends = _ends(text)
    quoted = _quoted(text)
    said: dict[int, set[int]] = defaultdict(set)
    for end, spoken in zip(ends, symbols, strict=True):
        said[end].update(spoken)
    opening, beginning = trie.root.steps.keys(), trie.begin.steps.keys()
    for at, token in enumerate(text):
        if not opening.isdisjoint(symbols[at]):
            _follow(trie.root, at, text, symbols, numbers, found, barred, ends[at], quoted, said)
        if (at == 0 or text[at - 1].clause != token.clause) and not beginning.isdisjoint(symbols[at]):
            _follow(trie.begin, at, text, symbols, numbers, found, barred, ends[at], quoted, said)
    return _strongest(found)


_QUOTES = {"„": "“”\"", "“": "”“", '"': '"“”', "«": "»", "»": "«", "‚": "‘’"}  # what opens a quotation, what closes it
_TITLE = 16  # tokens a quoted title may have


def _quoted(text: list[Token]) -> frozenset[int]:
    """The places inside quotation marks, where they hold no more than a title."""
    found: set[int] = set()
    for at in [at for at, token in enumerate(text) if token.text in _QUOTES]:
        if at in found:
            continue
        behind = range(at + 1, min(at + _TITLE, len(text)))
        closed = next((p for p in behind if text[p].text in _QUOTES[text[at].text]), None)
        if closed is not None and text[closed].sentence == text[at].sentence:
            found.update(range(at, closed + 1))
    return frozenset(found)


def _ends(text: list[Token]) -> list[int]:
    """For every token the place behind its sentence."""
    ends = [len(text)] * len(text)
    for at in range(len(text) - 2, -1, -1):
        ends[at] = ends[at + 1] if text[at].sentence == text[at + 1].sentence else at + 1
    return ends


def _follow(
    start: Node,
    at: int,
    text: list[Token],
    symbols: list[tuple[int, ...]],
    numbers: list[int | None],
    found: list[Match],
    barred: Callable[[int, int], bool],
    end: int,
    quoted: frozenset[int],
    said: Mapping[int, set[int]],
) -> None:
    """Follow the phrases that start `at` a token; a gap steps over what is `quoted`.

    Its sentence ends before `end` and has the symbols `said[end]`: a gap that none of them could end is not looked through.
    """
    open_ends: list[tuple[Node, int, tuple[int, ...]]] = [(start, at, ())]
    push = open_ends.append
    while open_ends:
        node, place, places = open_ends.pop()
        if node.says:
            _say(node, places, text, symbols, numbers, found)
        if node.edge is not None and places and _clause_ends(text, place):
            push((node.edge, place, places))
        if place < end:
            steps = node.steps
            if not steps.keys().isdisjoint(symbols[place]):
                for symbol in symbols[place]:
                    if symbol in steps:
                        push((steps[symbol], place + 1, (*places, place)))
            if node.gap is not None and places and not node.gap.steps.keys().isdisjoint(said[end]):
                steps = node.gap.steps
                left = node.gap_size
                for skipped in range(place, end):
                    if not steps.keys().isdisjoint(symbols[skipped]):
                        for symbol in symbols[skipped]:
                            if symbol in steps:
                                push((steps[symbol], skipped + 1, (*places, skipped)))
                    if skipped in quoted:
                        continue
                    left -= 1
                    if left < 0 or barred(place - 1, skipped):
                        break


def _say(
    node: Node,
    places: tuple[int, ...],
    text: list[Token],
    symbols: list[tuple[int, ...]],
    numbers: list[int | None],
    found: list[Match],
) -> None:
    """Add what is complete at a node, except what must not reach over its clause."""
    over = text[places[0]].clause != text[places[-1]].clause
    number = next((numbers[p] for p in places if 0 in symbols[p]), None)
    for kind, value in node.says:
        if over and kind == "ignore" and places[-1] - places[0] >= len(places):
            continue  # over a gap nothing is ignored beyond its clause
        if over and kind in _DECLINES:
            continue  # "wir kommen, mein Sohn nicht" declines for nobody but the son
        if over and kind == "person" and number is not None and number == numbers[places[0]]:
            continue  # "приду один, жена дома": the number belongs to what stands before the comma
        found.append(Match(kind, value, places, number))


def _bar(
    trie: Trie, text: list[Token], symbols: list[tuple[int, ...]], breakers: frozenset[str]
) -> Callable[[int, int], bool]:
    """What a gap may not step over: another number behind a number, and a new clause that speaks of its own subject."""
    subjects, objects = {trie.symbol(name) for name in _BARRING[:-1]}, trie.symbol(_BARRING[-1])

    def barred(start: int, place: int) -> bool:
        if 0 in symbols[start] and (0 in symbols[place] or text[place].clause != text[start].clause):
            return True
        if text[place].clause == text[start].clause:
            return False
        if text[place].fold in breakers and text[place - 1].kind is Kind.MARK:
            return True
        return objects not in symbols[place] and not subjects.isdisjoint(symbols[place])

    return barred


def _clause_ends(text: list[Token], place: int) -> bool:
    if place >= len(text) or text[place].sentence != text[place - 1].sentence:
        return True
    return text[place].clause != text[place - 1].clause or text[place].kind is Kind.MARK


# Words an `ignore` phrase leaves alone where it only touches them: they name people and things, not acts.
_UNTOUCHED = frozenset(
    {
        "i",
        "we",
        "me",
        "they",
        "also",
        "no",
        "person",
        "title",
        "need",
        "language",
        "organisation",
        "ignore",
        "greeting",
        "signoff",
        "name_is",
        "their_name_is",
        "thanks",
    }
)


_NUMBERS = frozenset({"total", "extra", "companion", "together", "alone", "fewer"})

_DECLINES = frozenset({"decline_i", "decline_they", "elsewhere"})
_ANSWERS = frozenset({"yes", "nay"})
_PRONOUNS = frozenset({"i", "we", "they", "me"})
_ACTS = frozenset({"attend_i", "attend_we", "attend_they", "attend", "signup", *_DECLINES})
_WITH_PEOPLE = frozenset({"together", "companion"})


def _idle(found: list[Match]) -> set[int]:
    """The words taken by an `ignore` that is not itself a part of something longer: "melden sich … an"."""
    ignored = [frozenset(match.places) for match in found if match.kind == "ignore"]
    if not ignored:
        return set()
    longer = [frozenset(match.places) for match in found if match.kind != "ignore" and len(match.places) > 1]
    return {place for places in ignored if not any(places < other for other in longer) for place in places}


def _strongest(found: list[Match]) -> list[Match]:
    """Without those whose words are part of a longer phrase, or swallowed by an `ignore`."""
    idle = _idle(found)
    found = [match for match in found if match.kind in _UNTOUCHED or idle.isdisjoint(match.places)]
    owners: dict[int, list[Match]] = {}
    for match in found:
        for place in match.places:
            owners.setdefault(place, []).append(match)
    sets = {id(match): frozenset(match.places) for match in found}

    def swallowed(match: Match) -> bool:
        own = sets[id(match)]
        if match.kind in _ANSWERS:
            return False
        for other in owners[match.first]:
            if match.kind in _PRONOUNS and other.kind in _ACTS:
                continue  # "he will attend", "nor can I": who acts is still said
            if other.kind == "add" and match.kind in _ACTS:
                continue  # "außerdem kommen noch": who is added comes
            if other.kind == "not_self" and match.kind in _DECLINES:
                continue  # "ich komme nicht" says both, and who else comes decides
            if other.kind == "person" and other.number and match.kind == "need" and other.last == match.last:
                continue  # "die beiden Kleinen bräuchten Kinderbetreuung": no two people
            theirs = sets[id(other)]
            if (
                other.kind in _NUMBERS
                and match.kind not in _NUMBERS
                and not (other.kind in _WITH_PEOPLE and match.kind == "person")
            ):
                continue  # "wir kommen mit #" says a number, and all the same that they come
            if own < theirs or (own == theirs and other.kind == "ignore" and match.kind != "ignore"):
                return True
        return False

    kept = [match for match in found if not swallowed(match)]
    unique = {(match.kind, match.value, match.places): match for match in kept}
    return sorted(unique.values(), key=lambda match: (match.first, match.last, match.kind))
