"""Cut a raw mail into header fields and parts, inside the limits (RFC 5322, RFC 2046).

Promise: `cut` never raises and is linear in the size of the mail, whatever its
bytes are. No parser sees a mail before its fields, parts and levels are counted
here: mail-parser and the email package recurse once per level and keep every
part in memory before anybody knows how many there are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Part822

from processor import limits
from processor.message.charsets import decode

_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")  # RFC 5322, 2.2: printable ASCII without the colon
_MIME_FIELD = 4_000  # octets of a MIME field that are read; the parameter parser is quadratic
_MIME_FIELDS = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]*\Z")
_ATTACHED = "attachment"

Field = tuple[str, bytes]  # name as written, unfolded octets


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the MIME tree; a leaf where `parts` is empty. An attached message stays a leaf."""

    media_type: str  # lower case, 'text/plain' where missing or unusable
    mime: Part822 = field(repr=False)
    octets: bytes = field(repr=False)  # still transfer-encoded
    parts: tuple["Part", ...] = ()

    @property
    def attached(self) -> bool:
        """Said to be an attachment, or named like one: never the mail's own text."""
        return self.mime.get_content_disposition() == _ATTACHED or (
            not self.media_type.startswith("text/") and self.mime.get_filename() is not None)

    def parameter(self, name: str) -> str:
        """A Content-Type parameter, '' where missing."""
        value = self.mime.get_param(name, "")
        return value[2] if isinstance(value, tuple) else str(value or "")

    def decoded(self) -> bytes:
        """The content without its transfer encoding; garbage stays what it is."""
        if "base64" in str(self.mime.get("content-transfer-encoding", "")).lower():
            first = self.octets.lstrip()[:72].partition(b"\n")[0]
            if not _BASE64_LINE.match(first):
                return self.octets
        self.mime.set_payload(self.octets.decode("ascii", "surrogateescape"))
        content = self.mime.get_payload(decode=True)
        self.mime.set_payload(None)
        return content if isinstance(content, bytes) else self.octets

    def text(self) -> tuple[str, bool]:
        """The content as text, and whether its charset had to be guessed."""
        return decode(self.decoded(), self.parameter("charset"))

    def walk(self) -> Iterator["Part"]:
        """This part and all below it, in the order of the mail."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Structure:
    """A mail cut into its header fields and its tree of parts."""

    fields: tuple[Field, ...]
    root: Part
    problems: tuple[str, ...]


def cut(raw: bytes) -> Structure:
    """The structure of `raw`, read only as far as the limits allow; what is beyond stands in `problems`."""
    problems: list[str] = []
    if len(raw) > limits.RAW_MAIL:
        problems.append(f"the mail is larger than {limits.RAW_MAIL} octets")
        raw = raw[: limits.HEADER_BLOCK]
        head, _ = _halves(_lines(raw))
        fields = read_fields(head, problems)
        return Structure(fields, _part(fields, b""), tuple(problems))
    head, body = _halves(_lines(raw))
    fields = read_fields(head, problems)
    cutter = _Cutter(problems)
    return Structure(fields, cutter.part(fields, body, 0), tuple(dict.fromkeys(problems)))


def read_fields(head: bytes, problems: list[str]) -> tuple[Field, ...]:
    """The fields of a header block, unfolded; those beyond the limits are cut and said in `problems`."""
    if len(head) > limits.HEADER_BLOCK:
        problems.append(f"the header block is larger than {limits.HEADER_BLOCK} octets")
        head = head[: limits.HEADER_BLOCK]
    fields: list[tuple[str, list[bytes]]] = []
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line.strip())
        elif _NAME.match(line):
            name, _, value = line.partition(b":")
            fields.append((name.strip().decode("ascii"), [value.strip()]))
    if len(fields) > limits.HEADER_FIELDS:
        problems.append(f"the mail has more than {limits.HEADER_FIELDS} header fields")
    unfolded = [(name, b" ".join(lines).strip()) for name, lines in fields[: limits.HEADER_FIELDS]]
    for name, value in unfolded:
        if len(value) > limits.HEADER_FIELD:
            problems.append(f"the header field {name[:40]} is larger than {limits.HEADER_FIELD} octets")
    return tuple((name, value[: limits.HEADER_FIELD]) for name, value in unfolded)


def returned_fields(octets: bytes) -> tuple[Field, ...]:
    """The header fields of a mail that is part of another one, or of a text/rfc822-headers part."""
    return read_fields(_halves(_lines(octets[: limits.HEADER_BLOCK]).lstrip(b"\n"))[0], [])


class _Cutter:
    """Cuts one mail; counts its parts over all levels."""

    def __init__(self, problems: list[str]) -> None:
        self._problems = problems
        self._left = limits.PARTS

    def part(self, fields: tuple[Field, ...], body: bytes, level: int, default: str = "text/plain") -> Part:
        part = _part(fields, body, default)
        if not part.media_type.startswith("multipart/"):
            return part
        boundary = part.parameter("boundary").rstrip().encode("ascii", "surrogateescape")
        if level >= limits.NESTING:
            self._problems.append(f"the mail is nested deeper than {limits.NESTING} levels")
            return part
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        pieces = list(self._pieces(body, boundary)) if boundary else []
        if not pieces:  # a boundary that never comes: what is there is read as text
            return Part("text/plain", part.mime, body)
        parts = []
        for piece in pieces:
            head, content = (b"", piece[1:]) if piece[:1] == b"\n" else _halves(piece)
            parts.append(self.part(read_fields(head, self._problems), content, level + 1, default))
        return Part(part.media_type, part.mime, b"", tuple(parts))

    def _pieces(self, body: bytes, boundary: bytes) -> Iterator[bytes]:
        start: int | None = None
        for delimiter in re.finditer(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*$", body):
            if start is not None:
                yield body[start:max(start, delimiter.start() - 1)]
            start = None if delimiter[1] else delimiter.end() + 1
            if delimiter[1]:
                return
            self._left -= 1
            if self._left < 0:
                self._problems.append(f"the mail has more than {limits.PARTS} parts")
                return
        if start is not None:
            yield body[start:]


def _part(fields: tuple[Field, ...], body: bytes, default: str = "text/plain") -> Part:
    mime = Part822()
    mime.set_default_type(default)
    for name, value in fields:
        if name.lower() in _MIME_FIELDS and name not in mime:
            mime[name] = value[:_MIME_FIELD].decode("ascii", "replace").replace("\x00", "")
    return Part(mime.get_content_type(), mime, body)


def _lines(raw: bytes) -> bytes:
    """`raw` with LF line ends only: CR alone ends a line for most mail programs too."""
    if b"\r" not in raw:
        return raw
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _halves(octets: bytes) -> tuple[bytes, bytes]:
    """Header block and body. A line that cannot be a field ends the header, as if the blank line were missing."""
    if octets.startswith((b"From ", b">From ")):  # an mbox separator
        octets = octets.partition(b"\n")[2]
    position = 0
    for line in octets[: 2 * limits.HEADER_BLOCK].split(b"\n"):
        if line[:1] in (b" ", b"\t") and line.strip() and position:
            pass
        elif not line.strip():
            return octets[:position], octets[position + len(line) + 1:]
        elif not _NAME.match(line):
            return octets[:position], octets[position:]
        position += len(line) + 1
    return octets[:position], octets[position:]
