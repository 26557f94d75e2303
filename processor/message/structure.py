"""Cut a raw mail into header fields and parts, inside the limits (RFC 5322, RFC 2046).

Promise: `cut` never raises and is linear in the size of the mail, whatever its
bytes are. No parser sees a mail before its fields, parts and levels are counted
here: mail-parser and the email package recurse once per level and keep every
part in memory before anybody knows how many there are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message as Part822

from processor import limits
from processor.message.charsets import decode

_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")  # RFC 5322, 2.2: printable ASCII without the colon
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}\Z")
_CONTENT = 2_000_000  # octets of a part that are decoded; more than any limit lets through
_MIME_FIELD = 4_000  # octets of a MIME field that are read; the parameter parser is quadratic
_MIME_FIELDS = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
_ENCODINGS = ("quoted-printable", "base64", "uu")  # of RFC 2045, and what came before it
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
            not self.media_type.startswith("text/") and self._named()
        )

    def _named(self) -> bool:
        told = f"{self.mime.get('content-disposition', '')} {self.mime.get('content-type', '')}"
        return "name" in told.lower() and self.mime.get_filename() is not None

    def parameter(self, name: str) -> str:
        """A Content-Type parameter, '' where missing."""
        if name not in str(self.mime.get("content-type", "")).lower():
            return ""
        value = self.mime.get_param(name, "")
        return value[2] if isinstance(value, tuple) else str(value or "")

    def decoded(self) -> bytes:
        """The first megabytes of the content without its transfer encoding; garbage stays what it is."""
        octets = self.octets[:_CONTENT]
        encoding = str(self.mime.get("content-transfer-encoding", "")).lower()
        if not any(name in encoding for name in _ENCODINGS):
            return octets
        if "base64" in encoding:
            first = octets[:1000].lstrip()[:72].partition(b"\n")[0]
            if not _BASE64_LINE.match(first):
                return octets
        self.mime.set_payload(octets.decode("ascii", "surrogateescape"))
        content = self.mime.get_payload(decode=True)
        self.mime.set_payload("")
        return content if isinstance(content, bytes) else octets

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
        fields = returned_fields(raw)
        return Structure(fields, Part(*_described(fields)[::-1], b""), tuple(problems))
    raw = _without_separator(_lines(raw))
    head, body = _halves(raw, 0, len(raw))
    fields = read_fields(raw[:head], problems)
    root = _Cutter(raw, problems).below(fields, body, len(raw))
    return Structure(fields, root, tuple(dict.fromkeys(problems)))


def read_fields(head: bytes, problems: list[str]) -> tuple[Field, ...]:
    """The fields of a header block, unfolded; those beyond the limits are cut and said in `problems`."""
    if len(head) > limits.HEADER_BLOCK:
        problems.append(f"the header block is larger than {limits.HEADER_BLOCK} octets")
        head = head[: limits.HEADER_BLOCK]
    fields: list[tuple[str, list[bytes]]] = []
    for line in head.split(b"\n"):
        if line.startswith((b" ", b"\t")):
            if fields:
                fields[-1][1].append(line.strip())
        elif named := _NAME.match(line):
            fields.append((named[1].decode("ascii"), [line[named.end() :].strip()]))
    if len(fields) > limits.HEADER_FIELDS:
        problems.append(f"the mail has more than {limits.HEADER_FIELDS} header fields")
    unfolded = [(name, b" ".join(lines).strip()) for name, lines in fields[: limits.HEADER_FIELDS]]
    for field_name, unfolded_value in unfolded:
        if len(unfolded_value) > limits.HEADER_FIELD:
            problems.append(f"the header field {field_name[:40]} is larger than {limits.HEADER_FIELD} octets")
    return tuple((field_name, octets[: limits.HEADER_FIELD]) for field_name, octets in unfolded)


def returned_fields(octets: bytes) -> tuple[Field, ...]:
    """The header fields of a mail that is part of another one, or of a text/rfc822-headers part."""
    octets = _without_separator(_lines(octets[: limits.HEADER_BLOCK]).lstrip(b"\n"))
    return read_fields(octets[: _halves(octets, 0, len(octets))[0]], [])


class _Cutter:
    """Cuts one mail by positions, so that no level copies what the next one cuts; counts parts over all levels."""

    def __init__(self, raw: bytes, problems: list[str]) -> None:
        self._raw = raw
        self._problems = problems
        self._left = limits.PARTS

    def part(self, start: int, end: int, level: int = 0, default: str = "text/plain") -> Part:
        """The part between two positions, header and all."""
        head, body = _halves(self._raw, start, end)
        return self.below(read_fields(self._raw[start:head], self._problems), body, end, level, default)

    def below(self, fields: tuple[Field, ...], body: int, end: int, level: int = 0, default: str = "text/plain") -> Part:
        """The part of these header fields, whose content stands between two positions."""
        mime, media_type = _described(fields, default)
        if not media_type.startswith("multipart/"):
            return Part(media_type, mime, self._raw[body:end])
        part = Part(media_type, mime, b"")
        if level >= limits.NESTING:
            self._problems.append(f"the mail is nested deeper than {limits.NESTING} levels")
            return part
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        parts = tuple(
            self.part(*piece, level + 1, default) for piece in self._pieces(part.parameter("boundary"), body, end)
        )
        if not parts:  # a boundary that never comes: what is there is read as text
            return replace(part, media_type="text/plain", octets=self._raw[body:end])
        return replace(part, parts=parts)

    def _pieces(self, boundary: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where the parts between delimiters begin and end (RFC 2046, 5.1.1); the last may lack its delimiter."""
        name = boundary.rstrip().encode("ascii", "replace")
        if not name:
            return
        begun: int | None = None
        line = re.compile(rb"\n--" + re.escape(name) + rb"(--)?[ \t]*(?=\n|\Z)")
        for delimiter in line.finditer(self._raw, max(0, start - 1), end):
            if begun is not None:
                yield begun, max(begun, delimiter.start())
            begun = min(delimiter.end() + 1, end)
            if delimiter[1]:
                return
            self._left -= 1
            if self._left < 0:
                self._problems.append(f"the mail has more than {limits.PARTS} parts")
                return
        if begun is not None:
            yield begun, end


def _described(fields: tuple[Field, ...], default: str = "text/plain") -> tuple[Part822, str]:
    """The MIME fields of a part, and its media type."""
    mime = Part822()
    mime.set_default_type(default)
    for name, value in fields:
        if name.lower() in _MIME_FIELDS and name not in mime:
            mime[name] = value[:_MIME_FIELD].decode("ascii", "replace").replace("\x00", "")
    media_type = mime.get_content_type()
    return mime, media_type if _MEDIA_TYPE.match(media_type) else "text/plain"


def _lines(raw: bytes) -> bytes:
    """`raw` with LF line ends only: CR alone ends a line for most mail programs too."""
    if b"\r" not in raw:
        return raw
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _without_separator(octets: bytes) -> bytes:
    """`octets` without the line that mbox files put before a mail."""
    return octets.partition(b"\n")[2] if octets.startswith((b"From ", b">From ")) else octets


def _halves(octets: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header ends and the body begins. A line that is no field ends the header as a blank line does."""
    position = start
    while position < min(end, start + 2 * limits.HEADER_BLOCK):
        following = octets.find(b"\n", position, end) + 1 or end + 1
        if octets[position] not in b" \t" or position == start:
            if following - position == 1:
                return position, min(following, end)
            if not _NAME.match(octets, position, following):
                return position, position
        elif not octets[position:following].strip():
            return position, min(following, end)
        position = following
    return min(position, end), min(position, end)
