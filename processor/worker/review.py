"""What an organiser decides about open points: accept, decline, ignore.

Promise: a decision and everything it causes is one transaction, and the history
names the organiser. A point that is settled already is left as it is.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from processor.mailbox.port import Role
from processor.message.model import AuthenticationVerdict
from processor.registration.model import Decision, OpenPointKind, Outcome, ReplyKind
from processor.store import Found, Unit, standing
from processor.store.model import MailState, StoredPoint
from processor.worker.commit import Matter, write
from processor.worker.desk import Desk
from processor.worker.reading import Reading, read


class Verdict(StrEnum):
    """What an organiser says about a point."""

    ACCEPT = "accept"  # as proposed, or with another number
    DECLINE = "decline"  # the sender hears that it is not possible: left to the organiser's own words
    IGNORE = "ignore"  # settled silently


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it."""

    number: int
    settled: bool
    note: str  # one neutral line for the organiser
    reply: ReplyKind | None = None


def open_points(desk: Desk) -> list[StoredPoint]:
    """Everything that waits for a human, by number."""
    with desk.store.reading() as unit:
        return unit.points.waiting()


def settle(desk: Desk, number: int, verdict: Verdict, by: str, *, size: int | None = None,
           event: str | None = None) -> Settled:
    """Settle one point as `by`; `size` and `event` fill in what the mail left open. Raises LookupError."""
    with desk.store.reading() as unit:
        point = unit.points.get(number)
    if point is None:
        raise LookupError(f"there is no open point {number}")
    if point.settled_at is not None:
        return Settled(number, False, f"was settled before: {point.settled_how}")
    if verdict is Verdict.ACCEPT and point.kind in (OpenPointKind.HELD, OpenPointKind.CHALLENGE):
        return _accept(desk, point, by, size, event)
    return _close(desk, point, verdict, by)


def _accept(desk: Desk, point: StoredPoint, by: str, size: int | None, event: str | None) -> Settled:
    reading = _reading(desk, point)
    if reading is None or point.mail is None:
        return Settled(point.number, False, "the mail is no longer stored")
    now = desk.clock.now()
    with desk.store.begin() as unit:
        unit.seats.seats(desk.core.events)
        if not _still_open(unit, point.number):
            return Settled(point.number, False, "was settled meanwhile")
        matter = Matter(point.mail, f"point:{point.number}", by)
        found, decision = _vouched(desk, unit, matter.mail, reading, now, size, event)
        if decision.outcome is Outcome.HELD:
            return Settled(point.number, False, decision.note)
        write(unit, desk.core, matter, reading.message, found, decision, now)
        unit.points.settle(point.number, by, decision.note, now)
        unit.mails.settle(point.mail, MailState(decision.outcome.value), Role.DONE, now)
    desk.log.info(action="point_settled", point=point.number, verdict=Verdict.ACCEPT.value)
    return Settled(point.number, True, decision.note, decision.replies[0].kind if decision.replies else None)


def _vouched(desk: Desk, unit: Unit, mail: int, reading: Reading, now: datetime, size: int | None,
             event: str | None) -> tuple[Found, Decision]:
    message, request = reading.message, reading.request
    found = standing(unit, message, reading.anchors, desk.core.tokens, unit.events.over(desk.core.events), now,
                     mail=mail)
    fresh = desk.core.fresh(request, lambda code: bool(unit.registrations.by_code((code,))))
    return found, desk.core.accept(message, request, found.standing, now, fresh=fresh, size=size, event=event)


def _reading(desk: Desk, point: StoredPoint) -> Reading | None:
    """The mail as today's rules read it; an organiser's eyes stand in for what its limits and problems hid."""
    with desk.store.reading() as unit:
        stored = unit.mails.get(point.mail) if point.mail is not None else None
    if stored is None or not stored.raw:
        return None
    reading = read(desk, stored)
    if reading.message.authentication is AuthenticationVerdict.FAIL:
        return reading  # forged mail may be recorded, and is not answered
    return replace(reading, message=replace(reading.message, problems=()))


def _close(desk: Desk, point: StoredPoint, verdict: Verdict, by: str) -> Settled:
    now = desk.clock.now()
    with desk.store.begin() as unit:
        unit.points.settle(point.number, by, verdict.value, now)
        if point.mail is not None and point.kind in (OpenPointKind.HELD, OpenPointKind.CHALLENGE):
            unit.questions.settle_mail(point.mail, now)
            if unit.mails.state(point.mail) is MailState.HELD:
                unit.mails.settle(point.mail, MailState.SILENT, Role.DONE, now)
    desk.log.info(action="point_settled", point=point.number, verdict=verdict.value)
    return Settled(point.number, True, verdict.value)


def _still_open(unit: Unit, number: int) -> bool:
    point = unit.points.get(number)
    return point is not None and point.settled_at is None
