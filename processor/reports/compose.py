"""The day's facts → one finished mail to one member of the staff.

Promise: the same facts, Message-ID and time give the same octets; one recipient;
under 100 kB whatever the facts hold; text and HTML say the same. Raises
ValueError for an address or a Message-ID that is not one.
"""

from datetime import datetime
from email.utils import format_datetime

from processor.message.model import Mailbox
from processor.message.quotes import QUOTE_MARKER
from processor.replies import mime
from processor.replies.compose import LOOP_HEADER
from processor.replies.model import Composed, Organiser, StandingTokens
from processor.replies.templates import Templates
from processor.reports.letter import Letter, Room, write
from processor.reports.model import Facts
from processor.reports.text import bar, plain
from processor.reports.words import words

KIND = "report"
LARGEST = 100_000  # octets of the finished mail; web mail cuts longer pages
_SKELETON = "shared/report.html"
_ROOMS = (Room(), Room(10, 20, 8), Room(5, 10, 4), Room(1, 2, 1))


def report(
    facts: Facts,
    organiser: Organiser,
    templates: Templates,
    tokens: StandingTokens,
    message_id: str,
    now: datetime,
    *,
    to: Mailbox,
) -> Composed:
    """The report for `to`; `now` is aware. `tokens` will sign buttons once an answer is understood."""
    spoken = words(templates, templates.language(organiser.language))
    for room in _ROOMS:
        letter = write(facts, organiser, spoken, now, room)
        text, html = plain(letter), _page(letter, templates)
        raw = _raw(_head(letter, organiser, to, message_id, now), text, html)
        if len(raw) < LARGEST:
            break
    return Composed(letter.subject, text, html, None, raw)


def _head(letter: Letter, organiser: Organiser, to: Mailbox, message_id: str, now: datetime) -> bytes:
    fields = [
        ("From", mime.mailbox(organiser.name, mime.checked_address(organiser.address))),
        ("To", mime.mailbox(to.name, mime.checked_address(to.address))),
        ("Subject", mime.unstructured(letter.subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", mime.checked_id(message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN"),
        (LOOP_HEADER, KIND),
        ("Content-Language", letter.language),
        ("MIME-Version", "1.0"),
    ]
    return b"".join(mime.field(name, value) for name, value in fields)


def _raw(head: bytes, text: str, html: str) -> bytes:
    content_type, content = mime.body(
        [mime.Part("text/plain", _octets(text)), mime.Part("text/html", _octets(html))], None
    )
    return head + content_type + b"\r\n" + content


def _octets(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"


def _page(letter: Letter, templates: Templates) -> str:
    """The whole page; every value is escaped by the skeleton's `.html` ending. Looking attributes up in the
    sandbox is slow, so the skeleton gets tuples."""
    return templates.render(
        _SKELETON,
        {
            "marker": QUOTE_MARKER,
            "language": letter.language,
            "direction": letter.direction,
            "subject": letter.subject,
            "headline": letter.headline,
            "warnings": [(row.label, row.text) for row in letter.warnings],
            "points_title": letter.points_title,
            "points": [
                (p.number, p.who, p.when, p.address, p.quote, p.reason, p.label, p.advice) for p in letter.points
            ],
            "points_further": letter.points_further,
            "settle": letter.settle,
            "events": [
                (
                    e.title,
                    e.when,
                    (e.seats.label, e.seats.text),
                    _percent(e.filled),
                    [(row.label, row.text) for row in e.rows],
                    [(d.label, d.people, round(d.share * 100)) for d in e.days],
                    (e.trend.label, e.trend.text),
                )
                for e in letter.events
            ],
            "rows": [(row.label, row.text) for row in letter.rows],
            "health": letter.health,
            "signature": letter.signature,
        },
    )


def _percent(filled: float | None) -> int | None:
    """Whole per cent as the text's bar draws them, so that both pictures agree."""
    return None if filled is None else round(100 * bar(filled).count("█") / len(bar(filled)))
