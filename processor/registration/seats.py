"""Who gets a seat. The one place where the rule stands; replies quote it.

Free seats go to the earliest waiting party that fits whole. Earlier, larger
parties keep their place. A new party, or a party that wants more seats, queues
like everybody else and is seated at once where no waiting party fits. An
increase is all or nothing and waits with its own time while the held seats
stay. A party is never split unless it agreed to be (`partial_ok`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from processor.registration.model import Cause, Change, OpenPoint, OpenPointKind, Promoted, Registration, Seats, State

OVERTAKEN_OFTEN = 3  # times; then a human looks
CLOSE_TO_EVENT = timedelta(hours=72)
HOLDING = frozenset({State.CONFIRMED, State.OFFERED})
ACTIVE = HOLDING | {State.WAITLISTED}


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of one party that asks for seats, and of everybody it meets in the queue."""

    seats: Seats  # afterwards
    registration: Registration  # afterwards
    promoted: tuple[Promoted, ...]  # others, seated by the same rule
    overtook: tuple[Registration, ...] = ()  # whom the asking party passed over
    position: int | None = None  # of the asking party, from 1; None: it waits for nothing


def held(registration: Registration) -> int:
    """Seats the registration takes away from others."""
    return registration.size if registration.state in HOLDING else 0


def waits(registration: Registration) -> bool:
    """Whether it waits for seats: for all of them, or for more than it holds."""
    more = registration.state in HOLDING and registration.wanted_size is not None
    return registration.state is State.WAITLISTED or more


def wanted(registration: Registration) -> int:
    """The size the party has once everything it asked for is given."""
    return registration.size if registration.wanted_size is None else registration.wanted_size


def ordered(waiting: Iterable[Registration]) -> tuple[Registration, ...]:
    """The waiting list: by time of asking, then code."""
    return tuple(sorted(waiting, key=lambda r: (r.received, r.code)))


def position(seats: Seats, code: str) -> int | None:
    """The place on the waiting list from 1; None where it does not wait."""
    return next((n for n, r in enumerate(ordered(seats.waiting), 1) if r.code == code), None)


def can_ever_fit(seats: Seats, size: int) -> bool:
    """Whether the whole event has so many seats."""
    return seats.event.capacity is None or size <= seats.event.capacity


def swap(seats: Seats, before: Registration | None, after: Registration) -> Seats:
    """The seats with one registration put in, changed or (inactive `after`) taken out; nobody else moves."""
    waiting = tuple(r for r in seats.waiting if r.code != after.code)
    if waits(after):
        waiting = ordered((*waiting, after))
    return replace(seats, taken=seats.taken - (held(before) if before else 0) + held(after), waiting=waiting)


def place(seats: Seats, before: Registration | None, asking: Registration, now: datetime) -> Placed:
    """Put `asking` (waiting, changed or cancelled) in place of `before` and apply the rule until nobody moves."""
    seats = swap(seats, before, asking)
    promoted = promote(seats, now)
    for one in promoted:
        seats = settled(seats, one)
    mine = next((one for one in promoted if one.change.after.code == asking.code), None)
    waiting = next((r for r in seats.waiting if r.code == asking.code), None)
    after = waiting or (mine.change.after if mine else asking)
    others = tuple(one for one in promoted if one is not mine)
    return Placed(seats, after, others, mine.overtook if mine else (), position(seats, after.code))


def settled(seats: Seats, promoted: Promoted) -> Seats:
    """The seats once a promotion and the counters it raised are recorded."""
    seats = swap(seats, promoted.change.before, promoted.change.after)
    for passed in promoted.overtook:
        seats = swap(seats, passed, passed)
    return seats


def promote(seats: Seats, now: datetime) -> tuple[Promoted, ...]:
    """Everybody whom the free seats now reach, in the order they are seated.

    Nobody is seated once the event has begun. Each promotion carries the earlier
    parties it passed over, with their counters raised.
    """
    steps: list[Promoted] = []
    while now < seats.event.start and (step := _next(seats)) is not None:
        steps.append(step)
        seats = settled(seats, step)
    return tuple(steps)


def overtaken_points(event_start: datetime, passed: Iterable[Registration], now: datetime) -> tuple[OpenPoint, ...]:
    """What a human must look at: a party overtaken three times, or at all within 72 hours of the event."""
    close = event_start - now <= CLOSE_TO_EVENT
    return tuple(
        OpenPoint(OpenPointKind.OVERTAKEN, f"{r.code} waits for {wanted(r)} seats, overtaken {r.overtaken} times",
                  "find seats for the whole party, or ask whether fewer would come", r.code)
        for r in passed if close or r.overtaken == OVERTAKEN_OFTEN
    )


def _next(seats: Seats) -> Promoted | None:
    queue = ordered(seats.waiting)
    for index, party in enumerate(queue):
        given = _given(party, seats.free)
        if given:
            passed = tuple(replace(r, overtaken=r.overtaken + 1) for r in queue[:index])
            return Promoted(Change(party, _seated(party, given), Cause.SEATS, "promoted"), index + 1, passed)
    return None


def _given(party: Registration, free: int | None) -> int:
    """How many seats the rule gives the party out of the free ones."""
    missing = max(0, wanted(party) - held(party))
    if free is None or missing <= free:
        return missing
    return free if party.partial_ok else 0


def _seated(party: Registration, given: int) -> Registration:
    total, size = wanted(party), held(party) + given
    return replace(party, state=State.CONFIRMED, size=size, wanted_size=total if size < total else None)
