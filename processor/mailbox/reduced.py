"""Large mails without their weight: header and text parts, placeholders for the rest.

A mail above `limits.WHOLE_FETCH` is never taken whole. What is read of it is
put together again as a mail of its own: the original header, every part that
can carry the sender's words, and for each other part a short one that names
its type and size. Attachment names are not repeated. Pure: the adapters bring
the parts, from IMAP's BODYSTRUCTURE or from a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from processor import limits

WORDS = frozenset({
    "text/plain", "text/html", "text/calendar", "text/rfc822-headers", "message/delivery-status",
    "message/global-delivery-status", "message/disposition-notification",
})  # types that may carry what the sender, or a mail server, says
HEADER_READ = limits.HEADER_BLOCK + 1000  # octets; enough to be seen to be over the limit
LEFT_OUT = "X-Processor-Left-Out"  # the header field of a placeholder: its octets
_STRUCTURAL = (b"content-type:", b"content-transfer-encoding:", b"content-length:", b"lines:")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part that holds no others. `section` is its IMAP name, like "1.2"."""

    section: str
    media_type: str  # lower case
    size: int  # octets, as encoded

    @property
    def has_words(self) -> bool:
        """Whether its body is worth fetching."""
        return self.media_type in WORDS and self.size <= limits.WHOLE_FETCH // 2


@dataclass(frozen=True, slots=True)
class Branch:
    """A multipart and what it holds."""

    subtype: str  # lower case: mixed, alternative, report …
    parts: tuple["Leaf | Branch", ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A fetched part: its own MIME header and its body, as they travelled."""

    header: bytes
    body: bytes


def leaves(tree: Leaf | Branch) -> list[Leaf]:
    """The leaves in the order they are read."""
    return [tree] if isinstance(tree, Leaf) else [leaf for part in tree.parts for leaf in leaves(part)]


def wanted(tree: Leaf | Branch) -> list[Leaf]:
    """The leaves to fetch: those with words, as long as they fit into `limits.WHOLE_FETCH` together."""
    chosen, room = [], limits.WHOLE_FETCH
    for leaf in leaves(tree):
        if leaf.has_words and leaf.size <= room:
            chosen.append(leaf)
            room -= leaf.size
    return chosen


def put_together(header: bytes, tree: Leaf | Branch, words: dict[str, Words]) -> bytes:
    """A mail of `header` and `tree`, with `words` by section and placeholders where there are none."""
    if isinstance(tree, Leaf) and tree.section in words:
        return _ended(header) + words[tree.section].body
    top = _without_structure(header)
    return top + _part(tree, words)


def header_alone(header: bytes, size: int) -> bytes:
    """A mail of which only the header is read, because it is beyond every limit or unreadable."""
    return _without_structure(header) + _placeholder(Leaf("", "application/octet-stream", size))


def _part(part: Leaf | Branch, words: dict[str, Words]) -> bytes:
    match part:
        case Leaf():
            own = words.get(part.section)
            return _placeholder(part) if own is None else _ended(own.header) + own.body
        case Branch():
            return _multipart(part.subtype, [_part(inner, words) for inner in part.parts])


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    boundary = _boundary(parts)
    opening = b"Content-Type: multipart/%s; boundary=\"%s\"\r\n\r\n" % (_token(subtype), boundary)
    return opening + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary


def _boundary(parts: Sequence[bytes]) -> bytes:
    """A line found in none of `parts`, the same every time for the same mail."""
    digest = sha256(b"".join(parts)).hexdigest().encode()
    return b"=_left_out_" + digest[:40]


def _placeholder(leaf: Leaf) -> bytes:
    media_type, _, subtype = leaf.media_type.partition("/")
    return (b"Content-Type: %s/%s\r\nContent-Disposition: attachment\r\n%s: %d\r\n\r\n"
            % (_token(media_type), _token(subtype or "octet-stream"), LEFT_OUT.encode(), leaf.size))


def _token(text: str) -> bytes:
    """A MIME token; whatever else a server says its type is becomes `octet-stream`."""
    fine = text.isascii() and 0 < len(text) <= 100 and all(c.isalnum() or c in "-+._" for c in text)
    return text.encode() if fine else b"octet-stream"


def _ended(header: bytes) -> bytes:
    """`header` with exactly one blank line behind it; a part may have no header at all."""
    lines = header.rstrip(b"\r\n")
    return lines + b"\r\n\r\n" if lines else b"\r\n"


def _without_structure(header: bytes) -> bytes:
    """The header's fields but those that describe the body, which is no longer the same."""
    kept, dropping = [], False
    for line in header.rstrip(b"\r\n").splitlines(keepends=False):
        if not line.startswith((b" ", b"\t")):
            dropping = line.lower().startswith(_STRUCTURAL)
        if not dropping:
            kept.append(line)
    return b"".join(line + b"\r\n" for line in kept)
