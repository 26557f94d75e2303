"""A `Reply` → one finished mail.

Promise: the same reply, Message-ID and time give the same octets; one
recipient, the address of the reply; text, HTML and calendar say the same.
Raises ValueError for an address or a Message-ID that is not one.
"""

from datetime import datetime
from email.utils import format_datetime

from processor.message import LOOP_HEADER
from processor.registration.model import Reply, ReplyKind
from processor.replies import mime
from processor.replies.calendar import calendar, method_of
from processor.replies.disclosing import FILE_NAME, as_file
from processor.replies.html import page
from processor.replies.letter import Letter, write
from processor.replies.model import Composed, Organiser, StandingTokens
from processor.replies.names import shown
from processor.replies.templates import Templates
from processor.replies.text import plain

_UNASKED = frozenset({ReplyKind.REMINDER, ReplyKind.BROADCAST, ReplyKind.MOVED})


def compose(reply: Reply, organiser: Organiser, templates: Templates, tokens: StandingTokens, message_id: str,
            now: datetime) -> Composed:
    """The finished mail for a reply; `now` is aware."""
    letter = write(reply, organiser, templates, tokens, now)
    text, html = plain(letter), page(letter, templates)
    method = method_of(reply, organiser)
    entry = _entry(method, reply, organiser, letter, now) if method else None
    head = _head(reply, organiser, letter, message_id, now)
    told = mime.Part("application/json", as_file(reply.disclosed), file_name=FILE_NAME) if reply.disclosed else None
    return Composed(letter.subject, text, html, entry, _raw(head, text, html, method, entry, told))


def _head(reply: Reply, organiser: Organiser, letter: Letter, message_id: str, now: datetime) -> bytes:
    to = mime.checked_address(reply.to)
    thread = mime.known_ids(reply.references)
    fields = [
        ("From", mime.mailbox(organiser.name, mime.checked_address(organiser.address))),
        ("To", mime.mailbox(shown(reply.to_name) or "", to)),
        ("Subject", mime.unstructured(letter.subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", mime.checked_id(message_id)),
        *([("In-Reply-To", thread[-1]), ("References", " ".join(thread))] if thread else []),
        ("Auto-Submitted", "auto-generated" if _is_unasked(reply) else "auto-replied"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN"),
        (LOOP_HEADER, reply.kind.value),
        ("Content-Language", ", ".join(dict.fromkeys([letter.language, *(each.language for each in letter.footers)]))),
        ("MIME-Version", "1.0"),
    ]
    return b"".join(mime.field(name, value) for name, value in fields)


def _is_unasked(reply: Reply) -> bool:
    """Whether it answers no mail (RFC 3834, section 5); what was called off is told unasked, and to whoever asks."""
    return reply.kind in _UNASKED or (reply.kind is ReplyKind.CALLED_OFF and not reply.references)


def _entry(method: str, reply: Reply, organiser: Organiser, letter: Letter, now: datetime) -> bytes:
    booking = reply.registration or reply.before
    assert reply.event is not None and booking is not None, "method_of said so"
    to = mime.checked_address(reply.to)
    return calendar(method, reply.event, booking, organiser, to, reply.to_name, letter.calendar, now)


def _raw(head: bytes, text: str, html: str, method: str | None, entry: bytes | None, file: mime.Part | None) -> bytes:
    parts = [mime.Part("text/plain", _octets(text)), mime.Part("text/html", _octets(html))]
    if entry is not None and method == "PUBLISH":
        file = mime.Part("text/calendar; method=PUBLISH", entry, file_name="event.ics")
    elif entry is not None:
        parts.append(mime.Part(f"text/calendar; method={method}", entry))
    content_type, content = mime.body(parts, file)
    return head + content_type + b"\r\n" + content


def _octets(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"
