"""A report as HTML: shared/report.html, filled with the same parts as the text."""

import email
import email.policy
import re
from base64 import b64encode
from collections.abc import Mapping

from processor.message.quotes import QUOTE_MARKER
from processor.replies.templates import Templates
from processor.reports.chart import HEIGHT, WIDTH, Course
from processor.reports.letter import Letter
from processor.reports.points import PointWords
from processor.reports.standing import EventWords, Row
from processor.reports.text import bar
from processor.reports.words import capitalised

_SKELETON = "shared/report.html"
_PICTURE = re.compile(r'src="cid:([^"]+)"')


def page(letter: Letter, templates: Templates, pictures: Mapping[Course, str | None]) -> str:
    """The whole page; `pictures`: the Content-ID of each course that is drawn. Every value is escaped by the
    skeleton's `.html` ending. Looking attributes up in the sandbox is slow, so the skeleton gets tuples."""
    return templates.render(
        _SKELETON,
        {
            "marker": QUOTE_MARKER,
            "language": letter.language,
            "direction": letter.direction,
            "subject": letter.subject,
            "headline": letter.headline,
            "lead": letter.lead,
            "warnings": [(row.label, row.text) for row in letter.warnings],
            "points_title": letter.points_title,
            "points": [_point(point) for point in letter.points],
            "points_further": letter.points_further,
            "settle": [*filter(None, [letter.press]), *letter.settle],
            "events": [_event(event, pictures) for event in letter.events],
            "rows": _rows(letter.rows),
            "health": letter.health,
            "signature": letter.signature,
            "picture_width": WIDTH,
            "picture_height": HEIGHT,
        },
    )


def standalone(raw: bytes) -> str:
    """The page of a finished report with its pictures inside, for a browser."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    pictures = {str(part["Content-ID"]).strip("<>"): part.get_content() for part in mail.walk() if part["Content-ID"]}
    html = str(next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content())

    def inside(found: re.Match[str]) -> str:
        return f'src="data:image/png;base64,{b64encode(pictures[found[1]]).decode()}"'

    return _PICTURE.sub(inside, html.replace("\r\n", "\n"))


def _point(point: PointWords) -> tuple[object, ...]:
    buttons = [(button.label, button.link) for button in point.buttons if button.weight < 3]
    first = sum(button.weight == 1 for button in point.buttons)
    asking = [(button.label, button.link) for button in point.buttons if button.weight == 3]
    unlinked = "" if point.buttons else point.answer
    said = (point.event, point.quote, point.reason, point.label, point.advice, unlinked)
    return (point.number, point.who, point.when, point.address, *said, buttons[:first], buttons[first:], asking)


def _event(event: EventWords, pictures: Mapping[Course, str | None]) -> tuple[object, ...]:
    picture = pictures.get(event.course) if event.course else None
    seats = (event.seats.label, event.seats.text, capitalised(event.standing))
    trend = (event.trend.label, event.trend.text)
    return (event.title, event.when, seats, _percent(event.filled), _rows(event.rows), trend, picture)


def _rows(rows: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    return [(row.label, row.text, row.note) for row in rows]


def _percent(filled: float | None) -> int | None:
    """Whole per cent as the text's bar draws them, so that both pictures agree."""
    return None if filled is None else round(100 * bar(filled).count("█") / len(bar(filled)))
