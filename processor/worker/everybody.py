"""Mails to everybody go out: one row of the outbox a reader, behind the answers people wait for.

Promise: the outbox refuses a second letter for the same reader, so that a crash at any step repeats none; who wrote
a "stopp" in time is heard, because mails are read before any of these is queued.
"""

from processor.registration.model import Event, Registration, ReplyKind
from processor.steering.broadcast import letter
from processor.store import Unit
from processor.store.broadcasts import Broadcast, BroadcastState
from processor.store.model import Queued
from processor.store.sql import folded
from processor.understanding.language import detected
from processor.worker.broadcast import NEAR, Audience
from processor.worker.desk import Desk
from processor.worker.undoevent import event_before

BATCH = 20  # letters written in one transaction; an answer waits no longer than these take


def write_to_everybody(desk: Desk) -> int:
    """Queue the letters of everything that is due; how many."""
    with desk.store.reading() as unit:
        due = unit.broadcasts.due(desk.clock.now())
    return sum(_spread(desk, one) for one in due)


def _spread(desk: Desk, one: Broadcast) -> int:
    count = 0
    with desk.store.reading() as unit:
        left = _left(desk, unit, one)
    for start in range(0, len(left), BATCH):
        if desk.stop.is_set():
            return count
        with desk.store.begin() as unit:
            count += _batch(desk, unit, one, left[start:start + BATCH])
    with desk.store.begin() as unit:
        unit.broadcasts.sent(one.id, desk.clock.now())
    desk.log.info(action="broadcast_queued", broadcast=one.id, kind=one.kind, count=count)
    return count


def _left(desk: Desk, unit: Unit, one: Broadcast) -> tuple[Registration, ...]:
    """Who has no letter yet: each address once, or each registration where its calendar entry changes."""
    queued = unit.broadcasts.queued(one)
    audience = Audience.of(unit, one.event, desk.clock.now())
    if one.kind == ReplyKind.BROADCAST:
        addresses = {address for address, _ in queued}
        return tuple(party for party in audience.letters if folded(party.contact) not in addresses)
    return tuple(party for party in audience.reached if (folded(party.contact), party.code) not in queued)


def _batch(desk: Desk, unit: Unit, one: Broadcast, parties: tuple[Registration, ...]) -> int:
    present = unit.broadcasts.get(one.id)
    event = next((event for event in unit.events.over(desk.core.events) if event.key == one.event), None)
    if event is None or present is None or present.state is not BroadcastState.DUE:
        return 0
    still = {party.code: party for party in unit.registrations.by_code([party.code for party in parties])}
    return sum(_queue(desk, unit, one, event, still[party.code]) for party in parties if party.code in still)


def _queue(desk: Desk, unit: Unit, one: Broadcast, event: Event, party: Registration) -> int:
    core, now, message_id = desk.core, desk.clock.now(), desk.core.message_id()
    known = tuple(dict.fromkeys((core.organiser.language, *core.organiser.languages)))
    language = detected(one.text, known, core.organiser.language) or core.organiser.language if one.text else ""
    reply = letter(ReplyKind(one.kind), party, event, core.policy, text=one.text, language=language, before=event_before(one, event))
    each = one.kind != ReplyKind.BROADCAST
    awake = now if event.start - now <= NEAR else core.awake_at(now, None)
    return int(unit.outbox.queue(Queued(
        cause=f"{one.cause}:{party.code}" if each else one.cause, kind=reply.kind.value, recipient=reply.to,
        message_id=message_id, raw=core.compose(reply, message_id, now), registration=party.code, not_before=awake), now))
