"""Which event a mail is about, and whether it still takes registrations."""

from datetime import datetime

from processor.registration.case import Case
from processor.registration.model import Event


def event_for(case: Case) -> Event | tuple[Event, ...] | None:
    """The event a sign-up means; several where the sender must say which; None where it names one we don't have.

    Named in the mail, else the thread's, else the only one that is open.
    """
    if case.request.event is not None:
        seats = case.standing.seats.get(case.request.event)
        return seats.event if seats else None
    thread = {r.event for r in case.standing.referred if r.event in case.standing.seats}
    if len(thread) == 1:
        return case.seats(thread.pop()).event
    return _only(_possible(case))


def closed(event: Event, moment: datetime) -> bool:
    """Whether sign-ups that arrive at `moment` are too late: after the deadline, at the latest once it begins or is called off."""
    end = event.start if event.registration_closes is None else min(event.registration_closes, event.start)
    return event.cancelled or moment >= end


def _possible(case: Case) -> tuple[Event, ...]:
    events = tuple(seats.event for seats in case.standing.seats.values())
    named = tuple(e for e in events if e.key in case.request.events_possible) or events
    still_open = tuple(e for e in named if not closed(e, case.received))
    return tuple(sorted(still_open or named, key=lambda e: (e.start, e.key)))


def _only(events: tuple[Event, ...]) -> Event | tuple[Event, ...] | None:
    return events[0] if len(events) == 1 else events or None
