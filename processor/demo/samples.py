"""The sample mails, and how those that answer one of our replies are completed.

Promise: the samples come in the order of their dates. A sample that answers a
reply names it by the number of the mail the reply went to, in placeholders like
`{{subject of 03}}`: only while the demonstration runs is that reply's subject,
Message-ID, text or calendar entry known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.utils import parsedate_to_datetime
from html import escape
from importlib.resources import files

from processor.demo.letter import Letter

_PLACEHOLDER = re.compile(r"\{\{([a-zA-Z -]+) of (\d\d)((?:, )?[a-zA-Z ]*)\}\}")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)


class UnknownReply(LookupError):
    """A sample answers a mail that got no reply, or asks for something a reply does not have."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample mail as it lies in `mails/`."""

    name: str  # '03-familie-kinderbetreuung'
    template: bytes
    date: datetime  # aware

    @property
    def number(self) -> str:
        """The number other samples name it by."""
        return self.name[:2]

    def completed(self, replies: Mapping[str, Letter]) -> bytes:
        """The finished mail; `replies` by the number of the sample they answer. Raises UnknownReply."""
        if b"{{" not in self.template:
            return self.template
        return _PLACEHOLDER.sub(lambda found: _filled(found, replies), self.template.decode()).encode()


def samples() -> Iterator[Sample]:
    """Every sample mail, in the order of their numbers, which is the order of their dates."""
    folder = files("processor.demo") / "mails"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".eml"):
            template = file.read_bytes()
            yield Sample(file.name.removesuffix(".eml"), template, _date(template))


def _date(template: bytes) -> datetime:
    return parsedate_to_datetime(str(message_from_bytes(template)["Date"]))


def _filled(found: re.Match[str], replies: Mapping[str, Letter]) -> str:
    what, number, how = found[1], found[2], found[3].removeprefix(", ")
    reply = replies.get(number)
    if reply is None:
        raise UnknownReply(f"A sample answers the reply to mail {number}, which got none.")
    match what, how:
        case "message-id", "":
            return reply.message_id
        case "subject", "":
            return Header(reply.subject, "utf-8", maxlinelen=74, header_name="Subject: Re").encode()
        case "plain subject", "":
            return reply.subject
        case "text", "":
            return reply.text
        case "text", "quoted":
            return "\n".join(f"> {line}".rstrip() for line in reply.text.splitlines())
        case "text", "as HTML":
            inside = _BODY.search(reply.html)
            return inside[1].strip() if inside else f"<pre>{escape(reply.text)}</pre>"
        case "calendar uid", "" if reply.calendar_uid:
            return reply.calendar_uid
    raise UnknownReply(f"The reply to mail {number} has no {found[0]}.")
