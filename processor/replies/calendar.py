"""The calendar part of a reply (RFC 5545, RFC 5546; DESIGN.md, Calendar).

Promise: only a confirmed registration gets an invitation; its one attendee is
the recipient, already accepted and not asked again; no needs and no other
person's name stand in it. The UID is the same for a registration's whole life.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from processor.registration.model import Event, Registration, Reply, State
from processor.replies.model import Organiser
from processor.replies.names import one_line, shown

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
    whole = Calendar()
    whole.add("PRODID", "-//Registration Processor//Registration by mail//EN")
    whole.add("VERSION", "2.0")
    whole.add("METHOD", method)
    zone = _zone(event.start)
    if zone is not None:
        whole.add_component(zone)
    whole.add_component(_entry(method, event, booking, organiser, description, now))
    if method != "PUBLISH":
        whole.walk("VEVENT")[0].add("ATTENDEE", _attendee(to, to_name, accepted=method == "REQUEST"))
    return whole.to_ical()


def _entry(method: str, event: Event, booking: Registration, organiser: Organiser, description: str, now: datetime) -> Entry:
    entry = Entry()
    entry.add("UID", calendar_uid(booking.code, organiser.address))
    entry.add("SEQUENCE", booking.calendar_sequence)
    entry.add("DTSTAMP", now.astimezone(UTC))
    entry.add("DTSTART", event.start)
    entry.add("DTEND", event.end)
    entry.add("SUMMARY", one_line(event.title))
    entry.add("LOCATION", f"{one_line(event.venue)}, {one_line(event.address)}")
    entry.add("DESCRIPTION", description)
    entry.add("STATUS", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    chair = vCalAddress(f"mailto:{organiser.address}")
    chair.params["CN"] = vText(one_line(organiser.name).replace('"', "'"))
    entry.add("ORGANIZER", chair)
    return entry


def _attendee(address: str, name: str, accepted: bool) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    spoken = shown(name)
    if spoken:
        person.params["CN"] = vText(spoken)
    if accepted:
        person.params["PARTSTAT"] = vText("ACCEPTED")
        person.params["RSVP"] = vText("FALSE")
    return person


def _zone(moment: datetime) -> Timezone | None:
    return _rules(moment.tzinfo.key, moment.year) if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC" else None


@lru_cache(maxsize=64)
def _rules(zone: str, year: int) -> Timezone:
    """The zone's changes round one year; computed once, as it costs more than a whole reply."""
    return Timezone.from_tzid(zone, first_date=date(year - 1, 12, 1), last_date=date(year + 1, 2, 1))
