"""A rendered template as blocks: what is a heading, a paragraph, a list.

The prose of a mail is written once, as plain text in the manner of a letter.
`# ` starts the headline, `## ` a heading, `- ` an item; blank lines part
paragraphs; line breaks inside a paragraph mean nothing. Text and HTML are both
made from these blocks, so they cannot say different things.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# Private-use characters: values are cleaned of them, so only a template places these blocks.
FACTS, BUTTONS, MESSAGE = "\ue000", "\ue001", "\ue002"
_SUBJECT = "Subject:"
_GAPS = re.compile(r"[ \t\n]+")  # not \s, which also takes away the no-break spaces of French


class BlockKind(StrEnum):
    """What a block is."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    FACTS = "facts"
    BUTTONS = "buttons"
    MESSAGE = "message"  # the team's own words, which no template interprets


@dataclass(frozen=True, slots=True)
class Block:
    """One block; only a list has more than one text; facts, buttons and the team's message have none."""

    kind: BlockKind
    texts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.texts[0]


def subject_and_body(rendered: str) -> tuple[str, str]:
    """The `Subject:` line a template starts with, and all below it. Raises ValueError where it is missing."""
    head, _, body = rendered.lstrip().partition("\n")
    if not head.startswith(_SUBJECT):
        raise ValueError("the first line must be 'Subject: …'")
    return head.removeprefix(_SUBJECT).strip(), body


def blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a rendered body, in order; empty paragraphs vanish."""
    chunks: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.strip():
            chunks[-1].append(line.strip())
        elif chunks[-1]:
            chunks.append([])
    return tuple(_block(chunk) for chunk in chunks if chunk)


def _block(lines: list[str]) -> Block:
    first, whole = lines[0], _GAPS.sub(" ", " ".join(lines))
    if whole == FACTS:
        return Block(BlockKind.FACTS)
    if whole == BUTTONS:
        return Block(BlockKind.BUTTONS)
    if whole == MESSAGE:
        return Block(BlockKind.MESSAGE)
    if first.startswith("## "):
        return Block(BlockKind.HEADING, (whole[3:],))
    if first.startswith("# "):
        return Block(BlockKind.HEADLINE, (whole[2:],))
    if first.startswith("- "):
        return Block(BlockKind.LIST, tuple(_GAPS.sub(" ", item) for item in "\n".join(lines)[2:].split("\n- ")))
    return Block(BlockKind.PARAGRAPH, (whole,))
