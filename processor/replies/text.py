"""A letter as plain text: 72 columns, an aligned block of facts, no links.

Promise: no line is longer than 72 characters unless one word is (a name, an
address); the first line is the marker where a quotation of it starts.
"""

import re
from collections.abc import Iterator

from processor.message.quotes import QUOTE_MARKER
from processor.replies.facts import Row
from processor.replies.letter import Letter
from processor.replies.prose import Block, BlockKind

WIDTH = 72
_RULE = "-" * WIDTH
_GAP = re.compile(r"(?<![0-9]) ")  # a number stays with what it counts: "2 Personen", "67655 Kaiserslautern"


def plain(letter: Letter) -> str:
    """The whole text, lines ending in a single newline."""
    parts = [QUOTE_MARKER, fold(letter.greeting)]
    parts += [part for block in letter.blocks for part in _block(block, letter)]
    parts[-1] += "\n" + fold(letter.signature)
    for footer in letter.footers:
        below = [part for block in footer.blocks for part in _block(block, letter)]
        parts.append(_RULE + "\n" + "\n\n".join(below))
    return "\n\n".join(parts) + "\n"


def fold(text: str, first: str = "", rest: str = "") -> str:
    """`text` in lines of at most 72 columns, the first one after `first`, the others after `rest`."""
    lines, line, empty = [], first, True
    used = len(first)
    for word in _GAP.split(text):
        width = len(word) - word.count("\u2068") - word.count("\u2069")  # isolates take no room
        if not empty and used + 1 + width > WIDTH:
            lines.append(line)
            line, used, empty = rest, len(rest), True
        line, used = (line + word, used + width) if empty else (f"{line} {word}", used + 1 + width)
        empty = False
    return "\n".join([*lines, line])


def _block(block: Block, letter: Letter) -> Iterator[str]:
    match block.kind:
        case BlockKind.FACTS:
            if letter.facts:
                yield _facts(letter.facts)
        case BlockKind.BUTTONS:
            return
        case BlockKind.LIST:
            yield "\n".join(fold(item, "  - ", "    ") for item in block.texts)
        case BlockKind.HEADLINE | BlockKind.HEADING | BlockKind.PARAGRAPH:
            yield fold(block.text)


def _facts(rows: tuple[Row, ...]) -> str:
    column = max(len(row.label) for row in rows) + 2
    return "\n".join(fold(row.value, "  " + row.label.ljust(column), " " * (column + 2)) for row in rows)
