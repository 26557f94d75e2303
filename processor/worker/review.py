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
from processor.worker.passedon import passed_on
from processor.worker.reading import Reading, read

UNPROVEN = "a command that nothing proves"


class Verdict(StrEnum):
    """What an organiser says about a point."""

    ACCEPT = "accept"  # as proposed, or with another number
    DECLINE = "decline"  # the sender hears kindly that it is not possible
    IGNORE = "ignore"  # settled silently


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it."""

    number: int
    settled: bool
    note: str  # one neutral line for the organiser
    reply: ReplyKind | None = None
    point: StoredPoint | None = None  # as it was before
    decision: Decision | None = None  # what was applied, or why it could not be
    to: str = ""  # whom the answer goes to


def open_points(desk: Desk) -> list[StoredPoint]:
    """Everything that waits for a human, by number."""
    with desk.store.reading() as unit:
        return unit.points.waiting()


def settle(desk: Desk, number: int, verdict: Verdict, by: str, *, size: int | None = None,
           event: str | None = None) -> Settled:
    """Settle one point as `by`; `size` and `event` fill in what the mail left open. Raises LookupError."""
    with desk.store.begin() as unit:
        settled = settle_in(unit, desk, number, verdict, by, size=size, event=event)
    if settled.settled:
        desk.log.info(action="point_settled", point=number, verdict=verdict.value)
    return settled


def settle_in(unit: Unit, desk: Desk, number: int, verdict: Verdict, by: str, *, size: int | None = None,
              event: str | None = None) -> Settled:
    """The same inside a unit of work: of two who settle a point, the later one is told who was first."""
    unit.seats.seats(desk.core.events)
    point = unit.points.get(number)
    if point is None:
        raise LookupError(f"there is no open point {number}")
    if point.settled_at is not None:
        return Settled(number, False, f"was settled before: {point.settled_how}", point=point)
    held = point.kind in (OpenPointKind.HELD, OpenPointKind.CHALLENGE)
    if verdict is Verdict.IGNORE or not held or point.mail is None:
        return _close(unit, desk, point, verdict, by)
    return _decide(unit, desk, point, verdict, by, size, event)


def _decide(unit: Unit, desk: Desk, point: StoredPoint, verdict: Verdict, by: str, size: int | None,
            event: str | None) -> Settled:
    """Accept or decline what a mail asks for."""
    reading = _reading(unit, desk, point)
    if reading is None or point.mail is None:
        gone = Settled(point.number, False, "the mail is no longer stored", point=point)
        return gone if verdict is Verdict.ACCEPT else _close(unit, desk, point, verdict, by)
    if point.summary == UNPROVEN:
        refused = Settled(point.number, False, UNPROVEN, point=point)
        return refused if verdict is Verdict.ACCEPT else _close(unit, desk, point, verdict, by)
    now = desk.clock.now()
    matter = Matter(point.mail, f"point:{point.number}", by)
    found, decision = _vouched(desk, unit, point.mail, reading, now, verdict, size, event)
    if decision.outcome is Outcome.HELD:
        return Settled(point.number, False, decision.note, point=point, decision=decision)
    write(unit, desk.core, matter, reading.message, found, decision, now)
    unit.points.settle(point.number, by, decision.note, now)
    unit.mails.settle(point.mail, MailState(decision.outcome.value), Role.DONE, now)
    reply = decision.replies[0] if decision.replies else None
    return Settled(point.number, True, decision.note, reply.kind if reply else None, point, decision,
                   reply.to if reply else "")


def _vouched(desk: Desk, unit: Unit, mail: int, reading: Reading, now: datetime, verdict: Verdict, size: int | None,
             event: str | None) -> tuple[Found, Decision]:
    message, request = reading.message, reading.request
    found = standing(unit, message, reading.anchors, desk.core.tokens, unit.events.over(desk.core.events), now,
                     mail=mail)
    fresh = desk.core.fresh(request, lambda code: bool(unit.registrations.by_code((code,))))
    if verdict is Verdict.DECLINE:
        return found, desk.core.decline(message, request, found.standing, now, fresh=fresh)
    return found, desk.core.accept(message, request, found.standing, now, fresh=fresh, size=size, event=event)


def _reading(unit: Unit, desk: Desk, point: StoredPoint) -> Reading | None:
    """The mail as today's rules read it; an organiser's eyes stand in for what its limits and problems hid.

    Of a mail that staff passed on it is the citizen's inside.
    """
    stored = unit.mails.get(point.mail) if point.mail is not None else None
    if stored is None or not stored.raw:
        return None
    reading = read(desk, stored)
    reading = passed_on(desk, stored, reading) or reading
    if reading.message.authentication is AuthenticationVerdict.FAIL:
        return reading  # forged mail may be recorded, and is not answered
    return replace(reading, message=replace(reading.message, problems=()))


def _close(unit: Unit, desk: Desk, point: StoredPoint, verdict: Verdict, by: str) -> Settled:
    now = desk.clock.now()
    unit.points.settle(point.number, by, verdict.value, now)
    if point.mail is not None and point.kind in (OpenPointKind.HELD, OpenPointKind.CHALLENGE):
        unit.questions.settle_mail(point.mail, now)
        if unit.mails.state(point.mail) is MailState.HELD:
            unit.mails.settle(point.mail, MailState.SILENT, Role.DONE, now)
    return Settled(point.number, True, verdict.value, point=point)
