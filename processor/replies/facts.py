"""The block of facts: what was understood, row by row, in the reader's language.

Promise: nothing of the sender appears but names that `shown` lets pass, the
number of people, and needs in our own words.
"""

from dataclasses import dataclass

from processor.registration.model import Ask, Event, Registration, Reply, ReplyKind
from processor.replies.names import isolate, one_line, shown
from processor.replies.phrases import Phrases

_WHO_COMES = frozenset({ReplyKind.REGISTERED, ReplyKind.WAITLISTED, ReplyKind.CHANGED, ReplyKind.REPEATED,
                        ReplyKind.PROMOTED, ReplyKind.RESTORED, ReplyKind.REMINDER, ReplyKind.CANCELLED, ReplyKind.FULL})
_CONFIRMS = frozenset({Ask.CANCEL, Ask.CHANGE, Ask.ERASE})
_HINTS = frozenset({ReplyKind.REGISTERED, ReplyKind.PROMOTED, ReplyKind.RESTORED, ReplyKind.REMINDER})


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what it says."""

    label: str
    value: str


def facts(reply: Reply, phrases: Phrases) -> tuple[Row, ...]:
    """The rows of a reply; empty where it is about no event and no registration.

    A question to the stored address shows what stands, never what an unproven mail wished.
    """
    rows: list[tuple[str, str]] = []
    booking = reply.before if reply.ask in _CONFIRMS and reply.before else reply.registration
    about_people = reply.kind in _WHO_COMES or reply.ask in _CONFIRMS
    if reply.event is not None:
        rows.append(("what", isolate(one_line(reply.event.title), phrases.direction)))
    if booking is not None and about_people:
        rows += _people(booking, phrases)
    if reply.event is not None:
        rows += _occasion(reply.event, phrases)
    if booking is not None and about_people:
        rows += _booked(reply, booking, phrases)
    if reply.event is not None and reply.kind in _HINTS:
        rows += [("hint", one_line(text)) for language, text in reply.event.details if language == phrases.language]
    if booking is not None and booking.code:
        rows.append(("code", isolate(booking.code, phrases.direction)))
    return tuple(Row(phrases.labels[label], value) for label, value in rows if value)


def who(booking: Registration, phrases: Phrases) -> str:
    """'Anna Schmidt, Karl Schmidt und 1 weitere Person'; unshowable names send the reader to the own mail."""
    given = booking.attendees or ((booking.contact_name,) if booking.contact_name else ())
    names = [isolate(name, phrases.direction) for name in map(shown, given) if name is not None]
    if len(names) < len(given):
        names.append(phrases.sentences["see_your_mail"])
    if not names:
        return phrases.counted["people"](booking.size)
    further = booking.size - len(given)
    return phrases.join(names) + (" " + phrases.counted["others"](further) if further > 0 else "")


def place(event: Event) -> str:
    """Where an event is, in the organiser's words: never an Arabic comma."""
    return f"{one_line(event.venue)}, {one_line(event.address)}"


def _people(booking: Registration, phrases: Phrases) -> list[tuple[str, str]]:
    organisation = shown(booking.organisation) if booking.organisation else None
    if booking.organisation and organisation is None:
        organisation = phrases.sentences["see_your_mail"]
    return [("who", who(booking, phrases)),
            ("organisation", isolate(organisation, phrases.direction) if organisation else "")]


def _occasion(event: Event, phrases: Phrases) -> list[tuple[str, str]]:
    when = phrases.when(event.start)
    return [("when", isolate(when, phrases.direction)), ("where", isolate(place(event), phrases.direction))]


def _booked(reply: Reply, booking: Registration, phrases: Phrases) -> list[tuple[str, str]]:
    rows = []
    if reply.kind is not ReplyKind.CANCELLED:
        rows.append(("noted", phrases.join([phrases.need(need) for need in booking.needs])))
    return rows
