"""Which names are shown back to the address that sent them (DESIGN.md, Proof).

Promise: whatever `shown` returns is letters, marks, spaces, full stops,
apostrophes and hyphens, at most 60 characters, and no link: nobody can use us to
send a stranger an advertisement.
"""

import re
import unicodedata

from processor import limits

_JOINERS = "\u200c\u200d"  # part of Persian and Indic spelling; a name reads well without
_WITHOUT_JOINERS = dict.fromkeys(map(ord, _JOINERS))
_DOMAIN = re.compile(r"\w\.\w{2}")  # also hides "J.Müller", for a mail program makes a link of "t.co" whatever it means
_PUNCTUATION = frozenset(" .'’-")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")


def shown(name: str) -> str | None:
    """`name` as it may be repeated, or None where the reader is sent back to the own mail."""
    if len(name) > 4 * limits.MIRRORED_NAME:
        return None
    spoken = " ".join(unicodedata.normalize("NFC", name).translate(_WITHOUT_JOINERS).split()).strip(" .'’-")
    if not spoken or len(spoken) > limits.MIRRORED_NAME or _DOMAIN.search(spoken):
        return None
    return spoken if all(map(_may_stand, spoken)) else None


def _may_stand(letter: str) -> bool:
    return letter.isalpha() or letter in _PUNCTUATION or unicodedata.category(letter)[0] in "LM"


def one_line(text: str) -> str:
    """`text` without control, format and private-use characters, on one line: safe in a header."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (" " if c.isspace() else c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return " ".join("".join(kept).split())


def isolate(value: str, direction: str) -> str:
    """`value` between isolates where its letters could disturb, or be disturbed by, the line around it."""
    if direction == "rtl" or _RIGHT_TO_LEFT.search(value):
        return f"\u2068{value}\u2069"
    return value
