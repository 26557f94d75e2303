"""One spelling for words that people write in many ways.

Promise: `fold` maps case, accents, compatibility forms, Arabic and Persian
letter variants and every script's digits onto one plain spelling. It is used
for comparing only; what is shown or stored keeps the sender's spelling.
"""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "ʹ": "'",
        "\u2010": "-",
        "\u2011": "-",
        "–": "-",
        "—": "-",
        "\u2212": "-",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ۀ": "ه",
        "ک": "ك",
        "ـ": None,
        "\u200c": None,
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
    }
)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`text` in its plain spelling: "Müllers" → "mullers", "٣" → "3", "می‌آییم" → "ميايم"."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _digits(kept.translate(_LETTERS))


def _digits(text: str) -> str:
    if text.isascii() or not any(c.isdigit() for c in text):
        return text
    return "".join(str(unicodedata.digit(c, "")) if c.isdigit() else c for c in text)


def rewritten(folded: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """A folded word with one language's own spelling variants joined ("fuer" and "fur")."""
    for old, new in pairs:
        if old in folded:
            folded = folded.replace(old, new)
    return folded


def variants(word: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The folded spellings people use for a word of the vocabulary: "für" → "fur", "fuer"."""
    longer = {new: old for old, new in pairs}
    spelled = "".join(longer.get(plain, c) if (plain := fold(c)) != c else c for c in word.casefold())
    return tuple(dict.fromkeys((fold(word), fold(spelled))))
