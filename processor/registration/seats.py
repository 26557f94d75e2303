"""Who gets a seat. The one place where the rule stands; replies quote it.

Free seats go to the earliest waiting party that fits whole. Earlier, larger
parties keep their place. A new party, or a party that wants more seats, queues
like everybody else and is seated at once where no waiting party fits. An
increase is all or nothing and waits with its own time while the held seats
stay. A party is never split unless it agreed to be (`partial_ok`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from processor.registration.model import Cause, Change, Promoted, Registration, Seats, State

HOLDING = frozenset({State.CONFIRMED, State.OFFERED})
ACTIVE = HOLDING | {State.WAITLISTED}


@dataclass(frozen=True, slots=True)
class Moves:
    """What the rule did to the queue."""

    seats: Seats  # afterwards
    promoted: tuple[Promoted, ...] = ()  # in the order they were seated
    passed: tuple[str, ...] = ()  # codes of parties passed over, once for each time


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one party that asked for seats, and of everybody else."""

    registration: Registration  # afterwards
    position: int | None  # its place in the queue from 1; None: it waits for nothing
    others: Moves

    @property
    def seats(self) -> Seats:
        return self.others.seats


def held(registration: Registration) -> int:
    """Seats the registration takes away from others; some are kept for a while after a cancellation."""
    return registration.size if registration.state in HOLDING else registration.kept


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
    moves = advanced(swap(seats, before, asking), now)
    seated = {one.change.after.code: one.change.after for one in moves.promoted}
    queued = {r.code: r for r in moves.seats.waiting}
    after = queued.get(asking.code) or seated.get(asking.code) or asking
    others = Moves(
        moves.seats,
        tuple(one for one in moves.promoted if one.change.after.code != asking.code),
        tuple(code for code in moves.passed if code != asking.code),
    )
    return Placed(after, position(moves.seats, asking.code), others)


def advanced(seats: Seats, now: datetime) -> Moves:
    """The rule applied until nobody moves."""
    promoted = promote(seats, now)
    for one in promoted:
        seats = settled(seats, one)
    return Moves(seats, promoted, tuple(r.code for one in promoted for r in one.overtook))


def settled(seats: Seats, promoted: Promoted) -> Seats:
    """The seats once a promotion and the counters it raised are recorded."""
    raised = {r.code: r for r in promoted.overtook}
    waiting = tuple(raised.get(r.code, r) for r in seats.waiting)
    return swap(replace(seats, waiting=waiting), promoted.change.before, promoted.change.after)


def promote(seats: Seats, now: datetime) -> tuple[Promoted, ...]:
    """Everybody whom the free seats now reach, in the order they are seated.

    Nobody is seated once the event has begun, or is called off. Each promotion carries the earlier
    parties it passed over, with their counters raised.
    """
    steps: list[Promoted] = []
    while not seats.event.cancelled and now < seats.event.start and (step := _next(seats)) is not None:
        steps.append(step)
        seats = settled(seats, step)
    return tuple(steps)


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
