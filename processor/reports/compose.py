"""The day's facts → one finished mail to one member of the staff.

Promise: the same facts, Message-ID and time give the same octets; one recipient;
under 100 kB whatever the facts hold, pictures and lists beside; text and HTML say
the same. Raises ValueError for an address or a Message-ID that is not one.
"""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from processor.message.model import Mailbox
from processor.replies import mime
from processor.replies.compose import LOOP_HEADER
from processor.replies.model import Composed, Organiser
from processor.replies.templates import Templates
from processor.reports.buttons import Steering
from processor.reports.chart import Course, chart
from processor.reports.letter import Letter, Room, write
from processor.reports.model import Facts, StaffTokens
from processor.reports.page import page
from processor.reports.sheet_file import ListFile
from processor.reports.text import plain
from processor.reports.words import words

KIND = "report"
LARGEST = 100_000  # octets of the letter; web mail cuts longer pages
_ROOMS = (Room(), Room(12, 24, 8), Room(8, 16, 6), Room(4, 8, 4), Room(1, 2, 1))
_PICTURES = 4  # events whose course is drawn


def report(
    facts: Facts,
    organiser: Organiser,
    templates: Templates,
    tokens: StaffTokens,
    message_id: str,
    now: datetime,
    *,
    to: Mailbox,
    steers: bool = False,
    files: Sequence[ListFile] = (),
) -> Composed:
    """The report for `to`; `now` is aware. `steers`: it carries buttons that are good for this reader only."""
    spoken = words(templates, templates.language(organiser.language))
    day = now.astimezone(ZoneInfo(organiser.timezone)).date()
    steering = Steering.of(organiser.address, tokens, to, day) if steers else None
    for room in _ROOMS:
        letter = write(facts, organiser, spoken, now, room, steering)
        pictures = _pictures(letter, message_id)
        text, html = plain(letter), page(letter, templates, {course: one.content_id for course, one in pictures.items()})
        parts = [mime.Part("text/plain", _octets(text)), mime.Part("text/html", _octets(html))]
        head = _head(letter, organiser, to, message_id, now)
        if len(head) + sum(map(len, mime.enclosed(parts, [], []))) < LARGEST:
            break
    lists = [mime.Enclosure(one.media_type, one.content, one.name) for one in files]
    content_type, content = mime.enclosed(parts, list(pictures.values()), lists)
    return Composed(letter.subject, text, html, None, head + content_type + b"\r\n" + content)


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


def _octets(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"


def _pictures(letter: Letter, message_id: str) -> dict[Course, mime.Enclosure]:
    """The first events' courses by what they show; a picture that cannot be drawn is left to its words."""
    drawn = {}
    courses = dict.fromkeys(event.course for event in letter.events if event.course is not None)
    for number, course in enumerate(list(courses)[:_PICTURES], 1):
        if png := _drawn(course):
            name = f"chart{number}"
            drawn[course] = mime.Enclosure("image/png", png, f"{name}.png", f"{name}.{message_id.strip('<>')}")
    return drawn


def _drawn(course: Course) -> bytes:
    try:
        return chart(course)
    except Exception:  # whatever the drawing library meets (no fonts, no room for its cache): the report goes out
        return b""
