"""Reminders: each party once, some days before its event.

Promise: the outbox refuses a second reminder for the same party and day of the event, so that neither a crash nor a
clock that jumps sends one twice. They are queued in small transactions and sent behind the answers people wait for.
"""

from processor.registration.model import Event, Registration
from processor.registration.reminding import FRESH, due_at, is_due, is_reminded, reminder
from processor.store import Unit
from processor.store.model import Queued
from processor.worker.desk import Desk

BATCH = 20  # reminders written in one transaction; an answer waits no longer than these take


def remind(desk: Desk) -> int:
    """Queue every reminder that is due; how many."""
    if desk.config.mode == "propose":
        return 0
    now = desk.clock.now()
    with desk.store.reading() as unit:
        due = [event for event in unit.events.over(desk.core.events) if is_due(event, now)]
        due = [event for event in due if not unit.events.of(event.key).cancelled]
    return sum(_event(desk, event) for event in due)


def _event(desk: Desk, event: Event) -> int:
    """The reminders of one event, batch by batch until nobody is left."""
    count = 0
    while not desk.stop.is_set() and (queued := _batch(desk, event)):
        count += queued
    if count:
        desk.log.info(action="reminders_queued", queue=event.key, count=count)
    return count


def _batch(desk: Desk, event: Event) -> int:
    with desk.store.reading() as unit:
        parties = _left(unit, event)
    if not parties:
        return 0
    with desk.store.begin() as unit:
        still = {one.code: one for one in unit.registrations.by_code([one.code for one in parties])}
        return sum(_queue(desk, unit, event, still[one.code]) for one in parties if one.code in still)


def _left(unit: Unit, event: Event) -> list[Registration]:
    due = due_at(event)
    assert due is not None, "asked only where reminders are due"
    codes = unit.registrations.unreminded(event.key, _cause(event, ""), due - FRESH, BATCH)
    return [one for one in unit.registrations.by_code(codes) if is_reminded(one)]


def _queue(desk: Desk, unit: Unit, event: Event, party: Registration) -> int:
    if not is_reminded(party):
        return 0
    now, message_id = desk.clock.now(), desk.core.message_id()
    reply = reminder(party, event, desk.core.policy)
    return int(unit.outbox.queue(Queued(
        cause=_cause(event, party.code), kind=reply.kind.value, recipient=reply.to, message_id=message_id,
        raw=desk.core.compose(reply, message_id, now), registration=party.code,
        not_before=desk.core.awake_at(now, event)), now))


def _cause(event: Event, code: str) -> str:
    """Bound to the day of the event: who was reminded of a day is reminded anew once it is another one."""
    return f"reminder:{event.start.date()}:{code}"
