"""Who is reminded of an event, when, and with which words. Pure.

Once, a few days before it begins (`reminder_days`), in the morning; nobody who signed up or heard from us only now,
nobody who waits, and nobody whose mail came back.
"""

from datetime import datetime, time, timedelta

from processor.registration.answers import greeting
from processor.registration.case import written_in
from processor.registration.model import Event, Policy, Registration, Reply, ReplyKind, State

HOUR = time(10)  # in the organiser's zone: people are up, and the town hall answers the telephone
FRESH = timedelta(days=2)  # who registered so lately knows
TOO_LATE = timedelta(hours=3)  # before the event; whoever comes is on the way


def due_at(event: Event) -> datetime | None:
    """When the reminders of an event go out; None where none were asked for."""
    if event.reminder_days is None:
        return None
    day = event.start.date() - timedelta(days=event.reminder_days)
    return datetime.combine(day, HOUR, event.start.tzinfo)


def is_due(event: Event, now: datetime) -> bool:
    """Whether reminders may go out now: late ones still help, until shortly before the event."""
    due = due_at(event)
    return due is not None and due <= now < event.start - TOO_LATE


def is_reminded(registration: Registration) -> bool:
    """Whether a reminder would help this party."""
    return registration.state is State.CONFIRMED and registration.reachable and bool(registration.contact)


def reminder(registration: Registration, event: Event, policy: Policy) -> Reply:
    """The reminder in the citizen's language. It answers no mail of theirs, so it starts its own thread."""
    return Reply(kind=ReplyKind.REMINDER, to=registration.contact, to_name=greeting(registration.contact_name),
                 language=written_in(registration.language, policy), event=event, registration=registration,
                 first_contact=not registration.notified)
