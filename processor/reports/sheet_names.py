"""A party as a list shows it: the one who is looked for, and those who come with them.

Promise: every name passed `neutral`; an address never stands in for a name, for
a sheet lies open on a table.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from processor.registration.model import Event, Registration, State
from processor.registration.seats import ACTIVE, HOLDING
from processor.reports.neutral import neutral
from processor.reports.sheet_order import Order

NAME = 80  # characters
_COMPANIONS = 20  # names; a sheet is no archive


@dataclass(frozen=True, slots=True)
class Party:
    """One registration as a row."""

    registration: Registration
    name: str  # '' where none is known
    companions: tuple[str, ...]
    others: int  # people of whom no name is known


def party(registration: Registration) -> Party:
    """Who is looked for: the sender where they come themselves, else the first one they named."""
    attendees = [shown for name in registration.attendees if (shown := _shown(name))]
    contact, organisation = _shown(registration.contact_name), _shown(registration.organisation or "")
    name = contact if contact in attendees else next(iter(attendees), contact or organisation)
    companions = list(attendees)
    if name in companions:
        companions.remove(name)
    unnamed = registration.size - len(companions) - (1 if name else 0)
    return Party(registration, name, tuple(companions[:_COMPANIONS]), max(0, unnamed + len(companions[_COMPANIONS:])))


def seated(event: Event, registrations: Iterable[Registration], order: Order) -> list[Party]:
    """Whoever holds seats, by name."""
    return _sorted((one for one in registrations if one.event == event.key and one.state in HOLDING), order)


def queued(event: Event, registrations: Iterable[Registration], order: Order) -> list[Party]:
    """Whoever waits and holds no seat, by name."""
    return _sorted((one for one in registrations if one.event == event.key and one.state is State.WAITLISTED), order)


def active(event: Event, registrations: Iterable[Registration], order: Order) -> list[Party]:
    """Both, by name."""
    return _sorted((one for one in registrations if one.event == event.key and one.state in ACTIVE), order)


def _sorted(registrations: Iterable[Registration], order: Order) -> list[Party]:
    parties = map(party, registrations)
    return sorted(parties, key=lambda one: (not one.name, order.by_family(one.name), one.registration.code))


def _shown(name: str) -> str:
    spoken = neutral(name, NAME)
    return spoken if any(map(str.isalpha, spoken)) else ""
