"""Finished mails: header fields and parts as the octets that go over the wire.

Promise: CRLF everywhere and no bare CR or LF, no line over 998 octets, no
control character in a field, exactly one recipient, seven-bit bodies. Built
from octets rather than by `email.message`: a value that carries an encoded
line break became a second field there (CVE-2024-6923), and it took most of the
time of a reply.
"""

import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from processor import limits
from processor.replies.names import one_line

_ATOM = r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]"
_ADDR_SPEC = re.compile(rf"{_ATOM}{{1,{limits.LOCAL_PART}}}@{_ATOM}{{1,{limits.DOMAIN}}}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")
_PLAIN = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~.,:;()\[\]<>@-]*")
_ENCODED_WORD = "=?"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)  # no line of a body is ever near the one that ends the data
_FIELD = 76  # columns of a folded field
_WORD = 42  # octets in an encoded word: 56 columns of base64 between its marks
_READABLE = 10  # quoted-printable while fewer than one octet in so many continues a foreign letter


@dataclass(frozen=True, slots=True)
class Part:
    """A body part: its full Content-Type (charset left out), its text, and a file name where it is a file."""

    content_type: str
    content: bytes  # UTF-8, lines ending in CRLF
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Octets that are no text: a picture shown in the page, or a file beside the letter."""

    content_type: str
    content: bytes
    file_name: str  # ASCII
    content_id: str | None = None  # of a picture: the page shows it by `cid:`


def checked_address(address: str) -> str:
    """`address` where it is one plain addr-spec, its domain in ASCII. Raises ValueError: nothing may be sent."""
    if not _ADDR_SPEC.fullmatch(address) or ".." in address or not address.isprintable():
        raise ValueError("not one plain mail address")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"


def checked_id(message_id: str) -> str:
    """`message_id` where it is one Message-ID in angle brackets. Raises ValueError."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not a Message-ID")
    return message_id


def known_ids(references: Iterable[str]) -> list[str]:
    """The usable ids among `references`, the last ten."""
    return [each for each in references if _MESSAGE_ID.fullmatch(each)][-limits.REFERENCES_OUT :]


def mailbox(name: str, address: str) -> str:
    """`name <address>` for From or To; the name encoded or quoted as it needs."""
    spoken = one_line(name)
    if not spoken:
        return f"<{address}>"
    if spoken.isascii() and _PLAIN.fullmatch(spoken) and _ENCODED_WORD not in spoken:
        return f'"{spoken}" <{address}>'
    return f"{_encoded(spoken)} <{address}>"


def unstructured(text: str) -> str:
    """A Subject or the like, encoded where it is not plain ASCII or could be taken for an encoded word."""
    spoken = one_line(text)
    return spoken if _PLAIN.fullmatch(spoken) and _ENCODED_WORD not in spoken else _encoded(spoken)


def field(name: str, value: str) -> bytes:
    """One header field, folded at spaces. Raises ValueError for a value that would break out of it."""
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line) + len(word) + 1 > _FIELD and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    folded = "\r\n".join([*lines, line])
    if any(not part.isprintable() or len(part.encode()) > limits.LINE_OUT for part in folded.split("\r\n")):
        raise ValueError(f"{name} cannot be written")
    return folded.encode() + b"\r\n"


def body(parts: list[Part], file: Part | None) -> tuple[bytes, bytes]:
    """The Content-Type field of a mail and all below its header: alternatives, and a file beside them."""
    kind, content = _multipart("alternative", [_part(part) for part in parts])
    if file is not None:
        inner = field("Content-Type", kind) + b"\r\n" + content
        kind, content = _multipart("mixed", [inner, _part(file)])
    return field("Content-Type", kind), content


def enclosed(parts: list[Part], pictures: list[Enclosure], files: list[Enclosure]) -> tuple[bytes, bytes]:
    """Like `body`: the last of the alternatives carries its pictures (RFC 2387), and files stand beside them all."""
    *plainer, page = [_part(part) for part in parts]
    if pictures:
        kind, content = _multipart("related", [page, *map(_enclosure, pictures)])
        page = field("Content-Type", kind) + b"\r\n" + content
    kind, content = _multipart("alternative", [*plainer, page])
    if files:
        inner = field("Content-Type", kind) + b"\r\n" + content
        kind, content = _multipart("mixed", [inner, *map(_enclosure, files)])
    return field("Content-Type", kind), content


def _enclosure(one: Enclosure) -> bytes:
    encoded = binascii.b2a_base64(one.content, newline=False)
    head = field("Content-Type", f'{one.content_type}; name="{one.file_name}"')
    head += field("Content-Transfer-Encoding", "base64")
    if one.content_id is not None:
        head += field("Content-ID", f"<{one.content_id}>")
    shown = "attachment" if one.content_id is None else "inline"
    head += field("Content-Disposition", f'{shown}; filename="{one.file_name}"')
    return head + b"\r\n" + b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))


def _multipart(kind: str, parts: list[bytes]) -> tuple[str, bytes]:
    # The boundary comes from the content: the same reply gives the same octets, and "=_" occurs in no encoded body.
    boundary = "=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    mark = boundary.encode()
    # The line break before a boundary belongs to it (RFC 2046, 5.1.1): without one more, a text would lose its last.
    joined = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    return f'multipart/{kind}; boundary="{boundary}"', joined + b"--" + mark + b"--\r\n"


def _part(part: Part) -> bytes:
    encoding, content = _transfer(part.content)
    head = field("Content-Type", f'{part.content_type}; charset="utf-8"')
    head += field("Content-Transfer-Encoding", encoding)
    if part.file_name is not None:
        head += field("Content-Disposition", f'attachment; filename="{part.file_name}"')
    return head + b"\r\n" + content


def _transfer(content: bytes) -> tuple[str, bytes]:
    """Quoted-printable where it stays readable, base64 where most letters are not ASCII."""
    if (len(content) - len(content.decode())) * _READABLE > len(content):
        encoded = binascii.b2a_base64(content, newline=False)
        return "base64", b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))
    return "quoted-printable", _LEADING_DOT.sub(b"=2E", binascii.b2a_qp(content, istext=True))


def _encoded(text: str) -> str:
    """`text` as encoded words (RFC 2047), each of whole characters and at most 75 columns."""
    words, word = [], b""
    for letter in text:
        octets = letter.encode()
        if len(word) + len(octets) > _WORD:
            words.append(word)
            word = b""
        word += octets
    return " ".join(f"=?utf-8?b?{binascii.b2a_base64(each, newline=False).decode()}?=" for each in [*words, word])
