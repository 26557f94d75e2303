"""Keeping the promise to citizens: what is stored for an event is erased when its time is over.

Promise: erased within a day of being due, also after weeks of standstill; one transaction
an event; first the database, then the copies in our own folders of the mailbox. Every step
looks at what there is, so a crash anywhere only means that it is done later. Nothing is
erased on a day the clock alone speaks for: after a leap it must be right twice.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from processor import limits
from processor.mailbox.port import MailboxError, Role
from processor.store import Unit
from processor.store.model import Ending, Erased, Filing, ToRemove
from processor.worker.desk import Desk
from processor.worker.notices import Notice

BATCH = 100  # copies removed before it is recorded
LOOKED_ON = "retention_day"  # the local day on which this was done last

Erasing = Callable[[Unit], Erased]


@dataclass(frozen=True, slots=True)
class Step:
    """What goes in one transaction. `event` None: what belongs to no event, or to all."""

    event: str | None
    erase: Erasing


def retain_if_due(desk: Desk) -> Erased:
    """Erase what is due, once a local day; what was erased."""
    today = desk.clock.now().astimezone(desk.config.organiser.zone).date()
    with desk.store.reading() as unit:
        noted = unit.running.noted(LOOKED_ON)
    if noted == today.isoformat():
        return Erased()
    erased = erase(desk) if is_believable(noted, today) else Erased()
    if not desk.stop.is_set():
        with desk.store.begin() as unit:
            unit.retention.remember(_endings(unit, desk))
            unit.running.note(LOOKED_ON, today.isoformat())
    return erased


def is_believable(noted: str | None, today: date) -> bool:
    """Whether `today` follows the day before as days do; a clock that leapt decides nothing."""
    return noted is not None and 0 < (today - date.fromisoformat(noted)).days <= limits.DAYS_ASLEEP


def erase(desk: Desk) -> Erased:
    """Erase everything that is due now, whatever day it was done last."""
    total = Erased()
    for step in _steps(desk, desk.clock.now()):
        if desk.stop.is_set():
            break
        with desk.store.begin() as unit:
            erased = step.erase(unit)
        if erased:
            desk.log.info(action="erased", of=step.event, registrations=erased.registrations, mails=erased.mails,
                          replies=erased.replies, needs=erased.needs)
        total += erased
    return total


def rehearse(desk: Desk) -> tuple[Erased, int]:
    """What `erase` would erase, and how many copies would go: done once and taken back."""
    total, copies = Erased(), 0
    with suppress(_TakenBack), desk.store.begin() as unit:
        for step in _steps(desk, desk.clock.now()):
            total += step.erase(unit)
        copies = unit.retention.copies(desk.account)
        raise _TakenBack
    return total, copies


def remove_copies(desk: Desk) -> int:
    """Take erased mails out of our own folders; how many. What the mailbox refuses is tried again at the next poll."""
    count = 0
    while not desk.stop.is_set():
        with desk.store.reading() as unit:
            due = unit.retention.to_remove(desk.account, BATCH)
        if not due:
            return count
        try:
            for role in sorted({one.role for one in due}):
                count += _remove(desk, role, [one for one in due if one.role is role])
        except MailboxError as error:
            desk.log.warning(action="removal_refused", temporary=error.temporary)
            return count
    return count


def waiting_copies(desk: Desk) -> int:
    """How many copies of erased mails still stand in our folders."""
    with desk.store.reading() as unit:
        return unit.retention.copies(desk.account)


def needs_end(ending: Ending, zone: ZoneInfo) -> datetime:
    """The first moment at which nobody's needs are known any more: midnight after the event."""
    day = ending.ends.astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def all_ends(ending: Ending) -> datetime:
    """The first moment at which nobody of the event is known any more."""
    return ending.ends + timedelta(days=ending.retention_days)


def endings(unit: Unit, desk: Desk) -> list[Ending]:
    """Every event of the config, and those it has forgotten, the earliest end first."""
    known = {one.event: one for one in (*unit.retention.endings(), *_endings(unit, desk))}
    return sorted(known.values(), key=lambda one: (one.ends, one.event))


class _TakenBack(Exception):
    """Ends a rehearsal."""


def _endings(unit: Unit, desk: Desk) -> list[Ending]:
    """As staff moved them, in UTC: thirty days are as long in the week the clocks change."""
    return [Ending(event.key, event.end.astimezone(UTC), event.retention_days)
            for event in unit.events.over(desk.core.events)]


def _steps(desk: Desk, now: datetime) -> Iterator[Step]:
    """Everything that is due, in an order in which the later needs nothing of the earlier."""
    yield Step(None, lambda unit: _remembered(unit, desk))
    with desk.store.reading() as unit:
        known = endings(unit, desk)
    for ending in known:
        if now >= needs_end(ending, desk.core.zone):
            yield Step(ending.event, _needs(ending.event, now))
        if now >= all_ends(ending):
            yield Step(ending.event, _event(ending.event, desk, now))
    days = timedelta(days=1)
    yield Step(None, lambda unit: unit.retention.erase_bytes(now - limits.BYTES_KEPT * days))
    yield Step(None, lambda unit: unit.retention.erase_orphans(now - limits.BYTES_KEPT * days))
    yield Step(None, lambda unit: unit.retention.erase_asking())
    yield Step(None, lambda unit: unit.retention.erase_orders(now - limits.BYTES_KEPT * days))
    yield Step(None, lambda unit: _unassigned(unit, now - limits.UNASSIGNED_KEPT * days, now))


def _remembered(unit: Unit, desk: Desk) -> Erased:
    unit.retention.remember(_endings(unit, desk))
    unit.retention.erase_counters(desk.clock.now())
    return Erased()


def _needs(event: str, now: datetime) -> Erasing:
    def step(unit: Unit) -> Erased:
        return _recorded(unit, event, Erased(needs=unit.retention.erase_needs(event)), now)

    return step


def _event(event: str, desk: Desk, now: datetime) -> Erasing:
    def step(unit: Unit) -> Erased:
        if unit.retention.held_of(event):
            unit.running.warn(Notice.UNDECIDED, now)
        return _recorded(unit, event, unit.erase_event(event, desk.config.organiser.zone, now), now)

    return step


def _unassigned(unit: Unit, before: datetime, now: datetime) -> Erased:
    return _recorded(unit, None, unit.retention.erase_unassigned(before, now), now)


def _recorded(unit: Unit, event: str | None, erased: Erased, now: datetime) -> Erased:
    if erased:
        unit.retention.record(event, erased, now)
    return erased


def _remove(desk: Desk, role: Role, mails: list[ToRemove]) -> int:
    """Mails of one folder. One that is gone was moved on or deleted by people: theirs now."""
    present = desk.mailbox.uidvalidity(role)
    ours = [one for one in mails if one.ref.uidvalidity == present]
    removed = desk.mailbox.remove(role, [one.ref for one in ours])
    with desk.store.begin() as unit:
        unit.retention.removed([one.id for one in ours], Filing.REMOVED)
        if len(ours) < len(mails):
            unit.retention.removed([one.id for one in mails if one.ref.uidvalidity != present], Filing.GONE)
            unit.running.warn(Notice.NOT_REMOVED, desk.clock.now())
    desk.log.info(action="copies_removed", folder=role.value, count=len(removed), gone=len(mails) - len(removed))
    return len(removed)
