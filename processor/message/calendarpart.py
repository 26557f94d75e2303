"""The calendar part of a mail (RFC 5545, RFC 5546, RFC 6047).

Promise: `read` never raises; icalendar does, for garbage and for two calendars in
one part, and it keeps quiet about broken dates: what it did not understand stands
in `errors`.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from processor import limits
from processor.message.charsets import one_line
from processor.message.fields import check_address
from processor.message.model import CalendarPart, PartStat
from processor.message.structure import Part

_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
_OCTETS = 100_000  # octets of a calendar part; a year of recurrences fits
_TEXT = 500  # characters of a summary or comment
_ANSWERS = {"ACCEPTED": PartStat.ACCEPTED, "DECLINED": PartStat.DECLINED, "TENTATIVE": PartStat.TENTATIVE,
            "DELEGATED": PartStat.DELEGATED}


def read(leaves: list[Part]) -> CalendarPart | None:
    """The first calendar part of a mail, None where it has none."""
    part = next((leaf for leaf in leaves if leaf.media_type in _TYPES), None)
    if part is None:
        return None
    method = part.parameter("method").upper()[:20]
    text, _ = part.text()
    if len(text) > _OCTETS:
        return _broken(method, f"the calendar part is larger than {_OCTETS} characters")
    try:
        return _calendar(text, method)
    except Exception as error:  # icalendar raises whatever its parsers raise
        return _broken(method, f"not a calendar ({type(error).__name__})")


def _calendar(text: str, method: str) -> CalendarPart:
    from icalendar import Calendar  # 60 ms to import, for few mails

    start = text.find("BEGIN:VCALENDAR")
    end = text.find("END:VCALENDAR", start)
    if start < 0 or end < 0:
        return _broken(method, "no VCALENDAR")
    calendar = Calendar.from_ical(text[start:end] + "END:VCALENDAR\r\n")
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None:
        return _broken(str(calendar.get("METHOD", method)).upper(), "no VEVENT")
    attendee = _attendee(event)
    answer = str(attendee.params.get("PARTSTAT", "")).upper() if attendee is not None else ""
    return CalendarPart(
        method=(_text(calendar, "METHOD") or method).upper()[:20],
        uid=_text(event, "UID"),
        sequence=_number(event.get("SEQUENCE")),
        dtstamp=_moment(event.get("DTSTAMP")),
        summary=_text(event, "SUMMARY"),
        start=_moment(event.get("DTSTART")),
        attendee=_address(attendee),
        partstat=_ANSWERS.get(answer, PartStat.OTHER) if answer and answer != "NEEDS-ACTION" else None,
        comment=_text(event, "COMMENT")
        or (one_line(str(attendee.params.get("X-RESPONSE-COMMENT", "")))[:_TEXT] if attendee is not None else ""),
        guests=_number(attendee.params.get("X-NUM-GUESTS")) if attendee is not None else 0,
        program=_text(calendar, "PRODID"),
        errors=tuple(f"{name}: {problem}"[:200] for name, problem in [*calendar.errors, *event.errors]),
    )


def _attendee(event: Any) -> Any | None:
    """The one attendee of an answer; one is a value, several are a list, and several answer nothing."""
    found = event.get("ATTENDEE")
    if isinstance(found, list):
        answered = [
            one for one in found if hasattr(one, "params") and str(one.params.get("PARTSTAT", "")).upper() in _ANSWERS
        ]
        return answered[0] if len(answered) == 1 and len(found) <= limits.ADDRESSES else None
    return found if hasattr(found, "params") else None


def _address(attendee: Any | None) -> str:
    value = str(attendee or "").strip()
    return check_address(value[7:] if value[:7].lower() == "mailto:" else value)


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return one_line(str(value or ""))[:_TEXT]


def _number(value: Any) -> int:
    try:
        return max(0, min(int(value), 2**31))
    except (TypeError, ValueError):
        return 0


def _moment(value: Any) -> datetime | None:
    """An aware time; a day is its midnight, a time without a zone is read as UTC."""
    found = getattr(value, "dt", None)
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if not isinstance(found, datetime):
        return None
    try:
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None


def _broken(method: str, problem: str) -> CalendarPart:
    return CalendarPart(method, "", 0, None, "", None, "", None, "", (problem,))
