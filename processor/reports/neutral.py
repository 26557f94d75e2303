"""A sender's words as a report may show them (RELIABILITY.md, P21).

Promise: whatever comes out is one line without control or direction characters,
not longer than asked for, with no word that breaks a 72-column page and nothing
a mail program would turn into a link but a plain mail address.
"""

import re
import unicodedata

from processor.replies.names import one_line

LINK = "[Link]"
_WORD = 40  # characters of one word
_MARKS = 3  # accents on one letter; more is a tower that covers other lines
_SCHEME = re.compile(r"://|\bwww\.|\b(?:javascript|vbscript|data|file|mailto|tel|sms|https?|ftp):", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}", re.ASCII | re.IGNORECASE)
_DOT_IN_WORD = re.compile(r"(?<=\w)([.\u3002\uff0e\uff61])(?=[^\W\d_]{2})")
_ROUND_A_WORD = "<>()[]{},;:.!?\"'„“”‚‘’«»"


def neutral(text: str, longest: int) -> str:
    """`text` as it may be shown, at most `longest` characters; what was cut ends in an ellipsis."""
    spoken = one_line(text[: 8 * longest])
    words = " ".join(_word(word) for word in _without_towers(spoken).split(" "))
    return cut(words, longest)


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, cut between two words where that does not lose half."""
    if len(text) <= longest:
        return text
    whole = text[: longest - 1]
    at = whole.rfind(" ")
    return whole[: at if at > longest // 2 else None].rstrip() + "…"


def _word(word: str) -> str:
    if _SCHEME.search(word):
        return LINK
    if _ADDRESS.fullmatch(word.strip(_ROUND_A_WORD)):
        return word
    return " ".join(cut(part, _WORD) for part in _DOT_IN_WORD.sub(r"\1 ", word).split(" "))


def _without_towers(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(letter)
    return "".join(kept)
