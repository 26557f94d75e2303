"""The calendar part of a reply (RFC 5545, RFC 5546; DESIGN.md, Calendar).

Promise: only a confirmed registration gets an invitation; its one attendee is
the recipient, already accepted and not asked again; no needs and no other
person's name stand in it. The UID is the same for a registration's whole life.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Event as Entry
from icalendar import Timezone, vCalAddress, vText

from processor.registration.model import Event, Registration, Reply, State
from processor.replies.model import Organiser
from processor.replies.names import one_line, shown

_HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Registration Processor//Registration by mail//EN\r\n"
_FOLD = 75  # octets of a content line
_END = b"END:VEVENT\r\n"
METHODS = frozenset({"REQUEST", "PUBLISH", "CANCEL"})


def calendar_uid(code: str, organiser_address: str) -> str:
    """The UID of a registration's calendar entry: its code at the organiser's domain, lower case."""
    return f"{code}@{organiser_address.rpartition('@')[2]}".lower()


def method_of(reply: Reply, organiser: Organiser) -> str | None:
    """REQUEST, PUBLISH, CANCEL, or None where a reply carries no calendar part."""
    booking = reply.registration or reply.before
    if reply.calendar not in METHODS or reply.event is None or booking is None:
        return None
    if reply.calendar == "CANCEL":
        return "CANCEL"
    if booking.state is not State.CONFIRMED:
        return None
    return "PUBLISH" if organiser.calendar == "file" else reply.calendar


def calendar(method: str, event: Event, booking: Registration, organiser: Organiser, to: str, to_name: str,
             description: str, now: datetime) -> bytes:
    """One VCALENDAR with one VEVENT in its own time zone, folded, CRLF."""
    entry = _entry(method, booking, event, organiser, now)
    if method != "PUBLISH":
        entry.add("ATTENDEE", _attendee(to, to_name, accepted=method == "REQUEST"))
    own = entry.to_ical().removesuffix(_END)
    return (_HEAD + f"METHOD:{method}\r\n".encode() + _zone(event.start) + own
            + _folded(b"DESCRIPTION:" + vText(description).to_ical())
            + _occasion(event, organiser.name, organiser.address) + _END + b"END:VCALENDAR\r\n")


def _entry(method: str, booking: Registration, event: Event, organiser: Organiser, now: datetime) -> Entry:
    entry = Entry()
    entry.add("UID", calendar_uid(booking.code, organiser.address))
    entry.add("SEQUENCE", booking.calendar_sequence + event.sequence)
    entry.add("DTSTAMP", now.astimezone(UTC))
    entry.add("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    return entry


def _folded(line: bytes) -> bytes:
    """A content line of at most 75 octets a piece (RFC 5545, 3.1); icalendar folds foreign letters one by one."""
    pieces, start, room = [], 0, _FOLD
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # never inside a letter
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _FOLD - 1
    return b"\r\n ".join([*pieces, line[start:]]) + b"\r\n"


@lru_cache(maxsize=64)
def _occasion(event: Event, name: str, address: str) -> bytes:
    """The lines that are the same for everybody who comes; folding them took half the time of an entry."""
    entry = Entry()
    entry.add("DTSTART", event.start)
    entry.add("DTEND", event.end)
    entry.add("SUMMARY", one_line(event.title))
    entry.add("LOCATION", f"{one_line(event.venue)}, {one_line(event.address)}")
    chair = vCalAddress(f"mailto:{address}")
    chair.params["CN"] = vText(one_line(name).replace('"', "'"))
    entry.add("ORGANIZER", chair)
    return entry.to_ical().removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(_END)


def _attendee(address: str, name: str, accepted: bool) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    spoken = shown(name)
    if spoken:
        person.params["CN"] = vText(spoken)
    if accepted:
        person.params["PARTSTAT"] = vText("ACCEPTED")
        person.params["RSVP"] = vText("FALSE")
    return person


def _zone(moment: datetime) -> bytes:
    zone = moment.tzinfo
    return _rules(zone.key, moment.year) if isinstance(zone, ZoneInfo) and zone.key != "UTC" else b""


@lru_cache(maxsize=64)
def _rules(zone: str, year: int) -> bytes:
    """The zone's changes round one year as VTIMEZONE; written once, as it costs more than a whole reply."""
    return Timezone.from_tzid(zone, first_date=date(year - 1, 12, 1), last_date=date(year + 1, 2, 1)).to_ical()
