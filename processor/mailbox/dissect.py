"""Taking a large mail on disk apart, as a server's BODYSTRUCTURE does for IMAP. Pure.

Promise: never raises; a mail with more lines, boundaries, parts or levels than our
limits is left with its header alone. The costs are those of a mail of
`limits.RAW_MAIL` octets at most: larger ones are not read at all.
"""

from email import message_from_bytes
from email.message import Message as Parsed
from email.policy import compat32

from processor import limits
from processor.mailbox.reduced import HEADER_READ, Branch, Leaf, Words, header_alone, put_together, wanted

ENCODED = frozenset({"quoted-printable", "base64", "x-uuencode", "uuencode", "uue", "x-uue"})
LINES = 300_000  # twice those of 10 MB in base64; every line costs the parser
BOUNDARIES = 10 * limits.PARTS  # lines that begin like a boundary; text may have some that are none


def reduced(raw: bytes, size: int) -> bytes:
    """The header and the text parts of a large mail, of which `raw` is at least the header."""
    header = _header(raw)
    if size > limits.RAW_MAIL or raw.count(b"\n--") > BOUNDARIES or raw.count(b"\n") > LINES:
        return header_alone(header, size)
    try:
        parts: dict[str, Parsed] = {}
        tree = _part(message_from_bytes(raw, policy=compat32), "", parts)
        chosen = {leaf.section: _words(parts[leaf.section]) for leaf in wanted(tree)}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return header_alone(header, size)
    return put_together(header, tree, chosen)


def _header(raw: bytes) -> bytes:
    """The lines above the first empty one, up to the limit."""
    head = raw[:HEADER_READ]
    ends = [end for end in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if end >= 0]
    return head[:min(ends, default=len(head))]


def _part(part: Parsed, section: str, found: dict[str, Parsed]) -> Leaf | Branch:
    """Raises ValueError beyond `limits.PARTS` or `limits.NESTING`."""
    if len(found) >= limits.PARTS or section.count(".") >= limits.NESTING:
        raise ValueError("too many parts")
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        inner = part.get_payload()
        if len(inner) > limits.PARTS:
            raise ValueError("too many parts")
        parts = [_part(each, f"{section}.{number}".lstrip("."), found) for number, each in enumerate(inner, 1)]
        return Branch(part.get_content_subtype(), tuple(parts))
    found[section or "1"] = part
    return Leaf(section or "1", part.get_content_type(), len(_body(part)))


def _words(part: Parsed) -> Words:
    header = "".join(f"{name}: {value}\r\n" for name, value in part.raw_items())
    return Words(header.encode("utf-8", "surrogateescape"), _body(part))


def _body(part: Parsed) -> bytes:
    """The part's body as it travelled. A delivery status is read as a row of small mails: put in a row again."""
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [_words(each) for each in payload[:limits.PARTS] if isinstance(each, Parsed)]
        return b"".join(words.header + b"\r\n" + words.body for words in inner)
    if str(part.get("content-transfer-encoding", "")).strip().lower() in ENCODED:
        return str(payload or "").encode("utf-8", "surrogateescape")
    undecoded = part.get_payload(decode=True)
    return undecoded if isinstance(undecoded, bytes) else b""
