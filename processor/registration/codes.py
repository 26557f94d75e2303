"""Short codes that people read aloud: `KL-7F3Q`.

Promise: a code has no character that is mistaken for another (0 O 1 I) and at
least one digit, so that no ordinary hyphenated word is ever read as a code.
"""

import re

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters: five bits each, no remainder
DIGITS = ALPHABET[:8]
LENGTH = 4
CODE = r"[A-HJ-NP-Z]{2}-(?=[A-Z]{0,3}[2-9])[2-9A-HJ-NP-Z]{4}"
_WRITTEN = re.compile(rf"(?<![\w-]){CODE}(?![\w-])", re.IGNORECASE)
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
    found = _WRITTEN.finditer(text.translate(_DASHES))
    return tuple(dict.fromkeys(match.group().upper() for match in found))
