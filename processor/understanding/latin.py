"""Words of another script that people type in Latin letters: "pridu s muzhem" → "приду с мужем".

Promise: everybody spells them their own way, so both sides are compared as they
sound; only languages whose vocabulary lists the letters are read so.
"""

from dataclasses import dataclass

from processor.understanding.fold import rewritten

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Latin:
    """How a language is typed in Latin letters: letter by letter, longest first, and what sounds alike."""

    letters: Pairs = ()
    alike: Pairs = ()

    def heard(self, folded: str) -> str:
        """A folded word as it sounds, whichever letters it is typed in."""
        return rewritten(rewritten(folded, self.letters), self.alike)

    def typed(self, folded: str) -> bool:
        """Whether a word may be one of this language in Latin letters."""
        return bool(self.letters) and folded.isascii() and any(c.isalpha() for c in folded)


class ByEar:
    """The words of a vocabulary by their sound."""

    def __init__(self, latin: Latin, exact: dict[str, list[int]], stems: dict[str, list[int]]) -> None:
        self._latin = latin
        self._exact = self._sounding(exact)
        self._stems = self._sounding(stems)

    def _sounding(self, words: dict[str, list[int]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for word, symbols in words.items():
            if not word.isascii():
                found.setdefault(self._latin.heard(word), []).extend(symbols)
        return found

    def symbols(self, folded: str) -> list[int]:
        """The symbols of the words that sound like `folded`."""
        heard = self._latin.heard(folded)
        found = list(self._exact.get(heard, ()))
        for length in range(3, len(heard) + 1):
            found += self._stems.get(heard[:length], ())
        return found
