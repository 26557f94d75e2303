"""A letter as plain text: 72 columns, an aligned block of facts, no links.

Promise: no line is longer than 72 characters unless one word is (a name, an
address); the first line is the marker where a quotation of it starts. Mail
programs find the direction of a text line by line, so every line of a language
that runs from right to left says so itself, and isolates end where a line ends.
"""

import re
import unicodedata
from collections.abc import Iterator

from processor.message.quotes import QUOTE_MARKER
from processor.replies.facts import Row
from processor.replies.letter import Letter
from processor.replies.prose import Block, BlockKind

WIDTH = 72
_RULE = "-" * WIDTH
_ISOLATE, _END, _FROM_RIGHT = "\u2068", "\u2069", "\u200f"
_NO_ROOM = (_ISOLATE, _END, _FROM_RIGHT, "\u200c")
_ISOLATED = re.compile(f"{_ISOLATE}[^{_END}]*{_END}")
_GAP = re.compile(r"(?<![0-9]) ")  # a number stays with what it counts: "2 Personen", "67655 Kaiserslautern"


def plain(letter: Letter) -> str:
    """The whole text, lines ending in a single newline."""
    parts = [QUOTE_MARKER, _directed(fold(letter.greeting), letter.direction)]
    parts += [_directed(part, _direction(block, letter)) for block in letter.blocks for part in _block(block, letter)]
    parts[-1] += "\n" + _directed(fold(letter.signature), letter.direction)
    for footer in letter.footers:
        below = [_directed(part, footer.direction) for block in footer.blocks for part in _block(block, letter)]
        parts.append(_RULE + "\n" + "\n\n".join(below))
    return "\n\n".join(parts) + "\n"


def fold(text: str, first: str = "", rest: str = "") -> str:
    """`text` in lines of at most 72 columns, the first one after `first`, the others after `rest`."""
    lines, line, empty = [], first, True
    used = width(first)
    for word in _GAP.split(text):
        room = width(word)
        if not empty and used + 1 + room > WIDTH:
            lines.append(line)
            line, used, empty = rest, len(rest), True
        line, used = (line + word, used + room) if empty else (f"{line} {word}", used + 1 + room)
        empty = False
    return "\n".join(_closed([*lines, line]) if _ISOLATE in text else [*lines, line])


def width(text: str) -> int:
    """How many columns a line takes: isolates and marks of direction take none, nor does Persian's joiner."""
    return len(text) if text.isascii() else len(text) - sum(map(text.count, _NO_ROOM))


def _closed(lines: list[str]) -> Iterator[str]:
    """The lines, each with its own isolate where one runs on: at the end of a line it would be over."""
    running = False
    for line in lines:
        words = line.lstrip(" ")
        indent = line[: len(line) - len(words)]
        words = _ISOLATE + words if running else words
        running = words.count(_ISOLATE) > words.count(_END)
        yield indent + words + (_END if running else "")


def _directed(text: str, direction: str) -> str:
    if direction != "rtl":
        return text
    return "\n".join(line if _starts_right(line) else _FROM_RIGHT + line for line in text.split("\n"))


def _starts_right(line: str) -> bool:
    """Whether a mail program sees by the first letter that is not set apart that the line runs from the right."""
    directions = map(unicodedata.bidirectional, _ISOLATED.sub("", line))
    return next((each != "L" for each in directions if each in ("L", "R", "AL")), False)


def _block(block: Block, letter: Letter) -> Iterator[str]:
    match block.kind:
        case BlockKind.FACTS:
            if letter.facts:
                yield _facts(letter.facts)
        case BlockKind.BUTTONS:
            return
        case BlockKind.MESSAGE:
            yield from ("\n".join(fold(line) for line in lines) for lines in letter.message.paragraphs)
        case BlockKind.LIST:
            yield "\n".join(fold(item, "  - ", "    ") for item in block.texts)
        case BlockKind.HEADLINE | BlockKind.HEADING | BlockKind.PARAGRAPH:
            yield fold(block.text)


def _direction(block: Block, letter: Letter) -> str:
    """The team's own words run as their own language does."""
    return letter.message.direction if block.kind is BlockKind.MESSAGE else letter.direction


def _facts(rows: tuple[Row, ...]) -> str:
    column = max(width(row.label) for row in rows) + 2

    def label(row: Row) -> str:
        return "  " + row.label + " " * (column - width(row.label))

    return "\n".join(fold(row.value, label(row), " " * (column + 2)) for row in rows)
