"""Encoded words in header fields (RFC 2047, RFC 2231), as mail programs really write them.

Promise: `unencode` never raises and is linear; what is no encoded word stays as
it stands.
"""

import re
from email.header import decode_header

from processor.message.charsets import decode

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?[^?\s]{1,80}\?[bBqQ]\?)")


def unencode(value: str) -> str:
    """`value` with its encoded words decoded; broken ones stay as they stand (RFC 2047, 6.3)."""
    if "=?" not in value:
        return value
    joined = _BETWEEN_WORDS.sub(r"\1\2", value)
    pieces: list[tuple[bytes | str, str]] = []
    position = 0
    for word in _ENCODED_WORD.finditer(joined):
        if word.start() > position:
            pieces.append((joined[position : word.start()], ""))
        octets = _octets(word)
        charset = word[1].partition("*")[0].lower()  # RFC 2231, 5: a language may follow
        before, spoken = pieces[-1] if pieces else ("", "")
        if isinstance(octets, bytes) and isinstance(before, bytes) and spoken == charset:
            pieces[-1] = (before + octets, charset)  # a character may be cut between two words
        else:
            pieces.append((octets, charset))
        position = word.end()
    pieces.append((joined[position:], ""))
    return "".join(decode(piece, charset)[0] if isinstance(piece, bytes) else piece for piece, charset in pieces)


def _octets(word: re.Match[str]) -> bytes | str:
    try:
        content = word[3].strip() if word[2] in "bB" else word[3].replace(" ", "_")
        (octets, _), *_rest = decode_header(f"=?utf-8?{word[2]}?{content}?=")
    except Exception:
        return word[0]
    return octets if isinstance(octets, bytes) else word[0]
