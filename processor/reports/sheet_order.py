"""The alphabetical order of names, as a language writes its lists (templates/shared/order.toml).

Promise: the same names in any order come out in one order; whatever letter a name
holds, it has a place. The language's own script comes first, then the others.
"""

import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from processor.replies.templates import shipped

_FILE = Path("shared") / "order.toml"
_GAP, _DIGITS, _LETTERS, _FOREIGN = 0, 1, 2, 99  # nothing before something, digits before letters
_JOINS = frozenset("-‐‑–/,.")  # parts a name like a space does
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One language's order."""

    places: dict[str, tuple[int, int]]  # of a letter: its script, and its place in it
    same: dict[str, str]
    capitals: dict[str, str]
    suffixes: frozenset[str] = field(default=frozenset())

    def key(self, name: str) -> Key:
        """What `name` is sorted by: letters first, then accents, then capitals."""
        folded = self._folded(name)
        return (tuple(self._places(folded)), folded, name)

    def family(self, name: str) -> tuple[int, int]:
        """Where in `name` the word stands that people look for: what a comma follows, else the last one."""
        if (comma := name.find(",")) > 0:
            return 0, comma
        end = len(name)
        while True:
            begin = name.rfind(" ", 0, end) + 1
            if begin == 0 or (name[begin].isalpha() and name[begin:end].casefold() not in self.suffixes):
                return begin, end
            end = begin - 1

    def by_family(self, name: str) -> Key:
        """What a person is sorted by: the family's name, then the others."""
        begin, end = self.family(name)
        return (self.key(name[begin:end]), self.key((name[:begin] + name[end:]).strip(" ,")), name)

    def _folded(self, name: str) -> str:
        own = "".join(self.capitals.get(letter, letter) for letter in unicodedata.normalize("NFC", name))
        return unicodedata.normalize("NFC", own.lower())

    def _places(self, folded: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for letter in folded:
            found += self._place(letter)
        return found

    def _place(self, letter: str) -> list[tuple[int, int]]:
        if letter in self.places:
            return [self.places[letter]]
        if letter in self.same:
            return [place for each in self.same[letter] for place in self._place(each)]
        if letter.isspace() or letter in _JOINS:
            return [(_GAP, 0)]
        if letter.isdecimal():
            return [(_DIGITS, unicodedata.decimal(letter))]
        parts = unicodedata.normalize("NFKD", letter)
        if parts != letter:
            return [place for each in parts for place in self._place(each)]
        return [(_FOREIGN, ord(letter))] if letter.isalpha() else []


@lru_cache(maxsize=32)
def order(language: str) -> Order:
    """The order of `language`; one without an entry sorts as its script does."""
    table = _table()
    own: dict[str, Any] = table["languages"].get(language, {})
    first = own.get("script", "latin")
    scripts: dict[str, str] = table["scripts"]
    places: dict[str, tuple[int, int]] = {}
    for rank, script in enumerate(sorted(scripts, key=_first(first, list(scripts)))):
        letters = own.get("alphabet", scripts[script]) if script == first else scripts[script]
        places |= {letter: (_LETTERS + rank, place) for place, letter in enumerate(letters.split())}
    return Order(places, table["same"] | own.get("same", {}), own.get("capitals", {}), frozenset(table["suffixes"]))


def _first(first: str, scripts: list[str]) -> Callable[[str], tuple[bool, int]]:
    return lambda script: (script != first, scripts.index(script))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((shipped() / _FILE).read_text("utf-8"))
