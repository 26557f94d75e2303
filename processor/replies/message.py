"""The team's own words in a mail to everybody, shown as they are.

Promise: no template and no markup is made of them; control and direction
characters are gone; a line that a mail program broke is whole again, one that
its writer broke stays.
"""

from dataclasses import dataclass
from itertools import pairwise

from processor.registration.model import Reply
from processor.replies.names import one_line
from processor.replies.templates import Templates

_BROKEN = 72  # columns at which mail programs break a line


@dataclass(frozen=True, slots=True)
class Message:
    """Paragraphs of lines, in a language of their own."""

    paragraphs: tuple[tuple[str, ...], ...] = ()
    language: str = ""
    direction: str = "ltr"

    @classmethod
    def of(cls, reply: Reply, templates: Templates) -> "Message":
        """The message of a reply; none for all kinds but one."""
        if not reply.message:
            return NOTHING
        language = reply.written_in or reply.language
        known = language in templates.languages
        return cls(paragraphs(reply.message), language, templates.phrases(language).direction if known else "ltr")


NOTHING = Message()


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """The paragraphs of a text, each as the lines its writer meant."""
    chunks: list[list[str]] = [[]]
    for line in text.splitlines():
        said = one_line(line)
        if said:
            chunks[-1].append(said)
        elif chunks[-1]:
            chunks.append([])
    return tuple(_whole(chunk) for chunk in chunks if chunk)


def _whole(lines: list[str]) -> tuple[str, ...]:
    """A break is the mail program's where the next word had no room."""
    joined = [lines[0]]
    for before, line in pairwise(lines):
        if len(before) + 1 + len(line.split(" ", 1)[0]) > _BROKEN:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return tuple(joined)
