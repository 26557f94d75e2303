"""What is kept for a party that cancelled, and for how long.

For `KEPT_FOR` its seats, its place and its code are there for it and for nobody else; then they are offered on. On the
last day before the event nothing is kept: whoever waits must know.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from processor import limits
from processor.registration.model import Event, Registration, State
from processor.registration.seats import held

KEPT_FOR = timedelta(seconds=limits.CANCELLED_KEPT)
LAST_DAY = timedelta(hours=24)


def kept(gone: Registration, before: Registration, event: Event, now: datetime) -> Registration:
    """The cancelled registration with all that is kept for it, and until when."""
    if event.start - now <= LAST_DAY:
        return gone
    return replace(gone, wanted_size=before.wanted_size, kept=held(before), released_at=now + KEPT_FOR)


def released(gone: Registration) -> Registration:
    """The cancelled registration once nothing is kept for it any more."""
    return replace(gone, wanted_size=None, kept=0, released_at=None)


def restored(gone: Registration) -> Registration:
    """As it was before; a calendar that was told of the cancellation learns better by a higher SEQUENCE."""
    state = State.CONFIRMED if gone.kept else State.WAITLISTED
    sequence = gone.calendar_sequence + (state is State.CONFIRMED)
    return replace(gone, state=state, kept=0, released_at=None, calendar_sequence=sequence)
