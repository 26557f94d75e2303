"""What the seat rule means for everybody who did not write: promoted, overtaken, told.

Promise: one change a registration, however often the rule touched it, and one
mail to each promoted party that says what is true afterwards.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from processor.registration.answers import calendar_method, greeting
from processor.registration.case import written_in
from processor.registration.keeping import released
from processor.registration.model import (
    Cause,
    Change,
    Decision,
    OpenPoint,
    OpenPointKind,
    Outcome,
    Policy,
    Registration,
    Reply,
    ReplyKind,
    Seats,
)
from processor.registration.seats import Moves, advanced, position, swap, wanted

OVERTAKEN_OFTEN = 3  # times; then a human looks
CLOSE_TO_EVENT = timedelta(hours=72)


def advance(seats: Seats, policy: Policy, now: datetime) -> Decision:
    """What free seats cause that no mail freed: more capacity, an expired or erased registration."""
    return after_effects(seats, advanced(seats, now), policy, now)


def release(seats: Seats, gone: tuple[Registration, ...], policy: Policy, now: datetime) -> Decision:
    """Nothing is kept any more for parties that cancelled a while ago: their seats go to whoever waits."""
    changes = tuple(Change(one, released(one), Cause.DATE, "released") for one in gone)
    for change in changes:
        seats = swap(seats, change.before, change.after)
    moved = advance(seats, policy, now)
    return replace(moved, changes=(*changes, *moved.changes))


def after_effects(earlier: Seats, moves: Moves, policy: Policy, now: datetime) -> Decision:
    """Changes, mails and open points of all who did not write."""
    changes = tuple(_changes(earlier, moves))
    promoted = tuple(change for change in changes if change.what == "promoted")
    replies = tuple(_told(policy, moves.seats, change) for change in promoted if change.after.contact)
    points = (*_overtaken(moves, now), *(_by_telephone(change.after) for change in promoted if not change.after.contact))
    return Decision(Outcome.SILENT, changes, replies, points, f"{len(replies)} promoted in {earlier.event.key}")


def _changes(earlier: Seats, moves: Moves) -> Iterator[Change]:
    before = {r.code: r for r in earlier.waiting}
    waiting = {r.code: r for r in moves.seats.waiting}
    seated = {one.change.after.code: one.change.after for one in moves.promoted}
    for code, after in seated.items():
        yield Change(before[code], replace(after, notified=True), Cause.SEATS, "promoted")
    for code in dict.fromkeys(moves.passed):
        if code not in seated:
            yield Change(before[code], waiting[code], Cause.SEATS, "overtaken")


def _told(policy: Policy, seats: Seats, change: Change) -> Reply:
    """The good news. It answers no mail of theirs, so it starts its own thread."""
    after = change.after
    return Reply(
        kind=ReplyKind.PROMOTED, to=after.contact, to_name=greeting(after.contact_name),
        language=written_in(after.language, policy), event=seats.event, registration=after, before=change.before,
        position=position(seats, after.code), needs_noted=bool(after.needs), free=seats.free,
        first_contact=change.before is not None and not change.before.notified,
        calendar=calendar_method(policy, None, after),
    )


def _by_telephone(registration: Registration) -> OpenPoint:
    """Who signed up by telephone and gave no address hears of the seat from a human."""
    return OpenPoint(OpenPointKind.UNREACHABLE, f"{registration.code} moved up and has no mail address",
                     "tell them by telephone", registration.code)


def _overtaken(moves: Moves, now: datetime) -> Iterator[OpenPoint]:
    """A human looks at a party overtaken three times, or at all within 72 hours of the event."""
    close = moves.seats.event.start - now <= CLOSE_TO_EVENT
    passed = Counter(moves.passed)
    for r in moves.seats.waiting:
        if passed[r.code] and (close or r.overtaken - passed[r.code] < OVERTAKEN_OFTEN <= r.overtaken):
            yield OpenPoint(
                OpenPointKind.OVERTAKEN, f"{r.code} waits for {wanted(r)} seats, overtaken {r.overtaken} times",
                "find seats for the whole party, or ask whether fewer would come", r.code)
