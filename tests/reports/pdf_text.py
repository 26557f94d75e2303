"""What stands in a PDF of ours, read back from its glyphs: enough of the format for what typst writes."""

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|\b(ET)\b|<([0-9A-Fa-f]+)>", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Pdf:
    pages: list[str]  # text in the order it is painted, a new line for each run
    fonts: set[str]
    missing: int  # glyphs that are boxes: number 0 of a font

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def letters(self) -> set[str]:
        return set(self.text)


def read_pdf(raw: bytes) -> Pdf:
    objects = {int(number): content for number, content in _OBJECT.findall(raw)}
    pages, missing = [], 0
    for content in objects.values():
        if b"/Type/Page/" in content or content.endswith(b"/Type/Page>>"):
            text, boxes = _page(content, objects)
            pages.append(text)
            missing += boxes
    fonts = {name.decode().split("+")[-1] for name in re.findall(rb"/BaseFont/([\w+-]+)", raw)}
    return Pdf(pages, fonts, missing)


def _page(page: bytes, objects: dict[int, bytes]) -> tuple[str, int]:
    resources = page
    if found := re.search(rb"/Resources (\d+) 0 R", page):
        resources = objects[int(found[1])]
    fonts = {name.decode(): _letters(objects[int(number)], objects) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
    content = re.search(rb"/Contents (\d+) 0 R", page)
    assert content is not None
    said, boxes, font = [], 0, {}
    stream, at = _stream(objects[int(content[1])]), 0
    while found := _TOKEN.search(stream, at):
        at = found.end()
        if found[1]:
            font = fonts[found[1].decode()]
        elif found[3]:
            said.append("\n")
        else:
            at = _end(stream, at) if found[2] else at
            octets = bytes.fromhex(found[4].decode()) if found[4] else _ESCAPE.sub(_unescaped, stream[found.end():at - 1])
            for glyph in (int.from_bytes(octets[n:n + 2]) for n in range(0, len(octets), 2)):
                boxes += glyph == 0
                said.append(font.get(glyph, ""))
    return "".join(said), boxes


def _end(stream: bytes, at: int) -> int:
    """Behind the bracket that closes a string; brackets inside it may stand unescaped where they are balanced."""
    depth = 1
    while depth:
        letter = stream[at:at + 1]
        at += 2 if letter == b"\\" else 1
        depth += {b"(": 1, b")": -1}.get(letter, 0)
    return at


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8)]) if what[:1].isdigit() else _NAMED.get(what, what)


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    unicode = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert unicode is not None
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[int(unicode[1])]))
    return {int(glyph, 16): bytes.fromhex(said.decode()).decode("utf-16-be") for glyph, said in pairs if len(said) % 4 == 0}


def _stream(content: bytes) -> bytes:
    found = _STREAM.search(content)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in content else found[1]
