"""Short codes that people read aloud: `KL-7F3Q`.

Promise: a code has no character that is mistaken for another (0 O 1 I) and at
least one digit, so that no ordinary hyphenated word is ever read as a code.
"""

import re
from collections.abc import Iterator

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters: five bits each, no remainder
DIGITS = ALPHABET[:8]
LENGTH = 4
_LETTERS, _REST = r"[A-HJ-NP-Z]{2}", r"-(?=[A-Z]{0,3}[2-9])[2-9A-HJ-NP-Z]{4}"
CODE = _LETTERS + _REST
_FROM_THE_DASH = re.compile(rf"{_REST}(?![\w-])", re.IGNORECASE)  # a literal first: fast to search
_PREFIX = re.compile(rf"(?<![\w-]){_LETTERS}", re.IGNORECASE)
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
_FALLBACK = "RG"


def code_from(random: bytes, prefix: str) -> str:
    """A code out of at least four random bytes; the same bytes give the same code.

    Where no digit came up, the last character becomes one.
    """
    if len(random) < LENGTH:
        raise ValueError(f"a code needs {LENGTH} random bytes, got {len(random)}")
    characters = [ALPHABET[byte % 32] for byte in random[:LENGTH]]
    if not any(character in DIGITS for character in characters):
        characters[-1] = DIGITS[random[LENGTH - 1] % 8]
    return f"{prefix}-{''.join(characters)}"


def prefix_of(name: str) -> str:
    """Two unmistakable letters of an event's key or title, the same ones every time."""
    letters = [letter for letter in name.upper() if letter in ALPHABET[8:]]
    return "".join(letters[:2]) if len(letters) >= 2 else _FALLBACK


def codes_in(text: str) -> tuple[str, ...]:
    """Codes somebody wrote, as stored, first mention first; lower case and long dashes are people's ways."""
    plain = text if text.isascii() else text.translate(_DASHES)
    return tuple(dict.fromkeys(plain[start:start + 3 + LENGTH].upper() for start in places(plain)))


def places(text: str) -> Iterator[int]:
    """Where codes begin. Linear in the text."""
    for match in _FROM_THE_DASH.finditer(text):
        if match.start() >= 2 and _PREFIX.match(text, match.start() - 2):
            yield match.start() - 2
