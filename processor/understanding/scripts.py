"""One name in Cyrillic and in Latin letters: "Петро Гнатюк" is "Petro Hnatiuk".

Promise: only the consonants are compared, because every country and every
passport writes the vowels another way; a doubtful pair is two names.
"""

import re

from processor.understanding.fold import fold

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GROUPS = (("shch", "s"), ("tsch", "s"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("ch", "s"), ("kh", ""), ("th", "t"),
           ("ph", "f"), ("ts", "s"), ("tz", "s"), ("x", "ks"), ("щ", "s"), ("q", "k"))  # fmt: skip
_LETTERS = str.maketrans({
    letter: sound
    for sound, letters in {
        "b": "б", "p": "п", "t": "т", "d": "д", "s": "сзшжчцzc", "k": "к", "f": "фвvw", "l": "л", "m": "м", "n": "н",
        "r": "р",
    }.items()
    for letter in letters
})  # fmt: skip


def cyrillic(name: str) -> bool:
    return _CYRILLIC.search(name) is not None


def one_name(left: str, right: str) -> bool:
    """Whether names of two scripts sound alike, the shorter one in all its parts."""
    a, b = _heard(left), _heard(right)
    return "" not in a | b and len(min(a, b, key=len)) > 0 and (a <= b or b <= a)


def _heard(name: str) -> set[str]:
    return {_consonants(part) for part in fold(name).replace("-", " ").split()}


def _consonants(word: str) -> str:
    """The consonants as they sound, doubled ones once, h and g left out: every country writes them its own way."""
    for written, sound in _GROUPS:
        word = word.replace(written, sound)
    heard = [c for c in word.translate(_LETTERS) if c in "bpdtskflmnr"]
    return "".join(c for at, c in enumerate(heard) if not at or heard[at - 1] != c)
