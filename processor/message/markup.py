"""HTML → text that reads like the mail looked (selectolax, lexbor).

Promise: `to_text` never raises; rows of a table stay rows, cells are separated
by " | ", what the sender's program hid stays hidden, and what it put into a
quotation container comes out with "> " before each line, so that one line
scanner serves both kinds of mail.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from processor import limits
from processor.message.charsets import clean
from processor.message.containers import (
    BLOCKS,
    SKIPPED,
    SPACED,
    UNNESTED,
    Attributes,
    is_hidden,
    is_quotation,
    is_tight,
    names_of,
)
from processor.message.wording import ordered, phrases

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CELL = 300  # characters; longer cells are layout, not a table
_TABLES = 12  # levels of tables that are read as tables


def to_text(html: str) -> str:
    """The text of `html` up to `TEXT` characters and a little more; '' where there is none."""
    root = LexborHTMLParser(html).root
    if root is None:
        return ""
    walk = _Walk()
    walk.read(root)
    return "\n".join(map(str.rstrip, clean(walk.text()).split("\n")))


def nested_from(html: str) -> int | None:
    """Where `html` opens more elements than `HTML_NESTING`, None where it never does."""
    if html.count("<") <= limits.HTML_NESTING:
        return None
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in UNNESTED:
            continue
        depth = depth + 1 if not tag[1] else max(0, depth - 1)
        if depth > limits.HTML_NESTING:
            return tag.start()
    return None


class _Lines:
    """Lines being written; those of a quotation begin with '> '."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.quoted = 0
        self.cells: list[str] = []

    def say(self, text: str) -> None:
        if not self.words or self.words[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            self.words.append(text)

    def end_line(self) -> None:
        if self.words:
            self.add("".join(self.words).rstrip(" "))
            self.words = []

    def add(self, line: str) -> None:
        self.lines.append(f"> {line}" if self.quoted and line else ">" if self.quoted else line)

    def blank(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1] not in ("", ">"):
            self.add("")


class _Walk:
    """One pass over the tree, without recursion: nesting is the sender's to choose."""

    def __init__(self) -> None:
        self._stack = [_Lines()]
        self._size = 0
        self._rest = False  # the quotation that reaches to the end has begun, maybe inside a cell

    def text(self) -> str:
        while len(self._stack) > 1:
            self._leave_cell()
        self._stack[0].end_line()
        return "\n".join(self._stack[0].lines).strip("\n")

    def read(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        opened: list[tuple[LexborNode, str, bool, bool]] = []  # node, tag, opened a quotation, opened a cell
        while node is not None and self._size <= limits.TEXT:
            child = None
            tag = node.tag or ""
            if tag == "-text":
                self._say(node, opened)
            elif tag not in SKIPPED and not tag.startswith(("-", "!", "_")):
                attributes = node.attributes
                if not is_hidden(attributes):
                    quote, cell = self._enter(tag, attributes)
                    opened.append((node, tag, quote, cell))
                    child = node.child
                    if child is None:
                        self._leave(*opened.pop()[1:])
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and opened:
                parent, name, quote, cell = opened.pop()
                self._leave(name, quote, cell)
                following = parent.next if opened else None
            node = following

    def _say(self, node: LexborNode, opened: list[tuple[LexborNode, str, bool, bool]]) -> None:
        text = node.text_content or ""
        self._size += len(text)
        lines = self._stack[-1]
        if any(tag == "pre" for _, tag, _, _ in opened[-3:]):
            first, *others = text[: limits.TEXT].split("\n")
            lines.say(first)
            for other in others:
                self._break()
                lines.say(other)
        else:
            lines.say(_SPACE.sub(" ", text))

    def _enter(self, tag: str, attributes: Attributes) -> tuple[bool, bool]:
        lines = self._stack[-1]
        if tag == "br":
            self._break()
            return False, False
        cell = tag in ("td", "th") and len(self._stack) <= _TABLES
        if cell:
            self._stack.append(_Lines())
            lines = self._stack[-1]
        elif tag in BLOCKS:
            lines.end_line()
            if tag in SPACED and not is_tight(tag, attributes):
                lines.blank()
            if tag == "li":
                lines.say("- ")
        names = names_of(attributes)
        if names & phrases("html", "rest_ids"):
            lines.end_line()
            lines.quoted += 1
            self._rest = True
        if names & phrases("html", "signature_classes") and not lines.quoted:
            lines.end_line()
            lines.add("-- ")
        quote = is_quotation(tag, attributes, names)
        if quote:
            lines.end_line()
            lines.quoted += 1
        return quote, cell

    def _leave(self, tag: str, quote: bool, cell: bool) -> None:
        lines = self._stack[-1]
        if quote:
            lines.end_line()
            lines.quoted -= 1
        if cell and len(self._stack) > 1:
            self._leave_cell()
        elif tag == "tr":
            self._leave_row()
        elif tag in BLOCKS:
            lines.end_line()
            if tag in SPACED and not lines.quoted and tag not in ("p",):
                lines.blank()

    def _break(self) -> None:
        lines = self._stack[-1]
        self._size += 1
        if lines.words:
            lines.end_line()
        else:
            lines.add("")

    def _leave_cell(self) -> None:
        lines = self._stack.pop()
        lines.end_line()
        self._stack[-1].cells.append("\n".join(lines.lines).strip("\n"))

    def _leave_row(self) -> None:
        lines = self._stack[-1]
        lines.end_line()
        cells = [cell for cell in lines.cells if cell.strip()]
        short = all(len(cell) <= _CELL and ">" not in (cell[:1], *re.findall(r"\n(>)", cell)[:1]) for cell in cells)
        if len(cells) > 1 and short:
            lines.add(" | ".join(" ".join(cell.split()) for cell in lines.cells).strip())
        else:
            for line in "\n".join(cells).split("\n") if cells else []:
                lines.add(line)
        lines.cells = []
        if self._rest and not lines.quoted:
            lines.quoted = 1


def is_placeholder(text: str) -> bool:
    """Whether a text/plain part only says that the mail is HTML."""
    compared = text.casefold()
    return len(text) < 300 and any(phrase in compared for phrase in ordered("placeholder", "phrases"))
