"""Seats that no mail freed: more capacity in the config, an erased registration, a cancellation nobody took back."""

from dataclasses import replace

from processor.registration import release
from processor.registration.model import Reply
from processor.store import Unit
from processor.store.model import Queued
from processor.worker.desk import Desk


def advance_queues(desk: Desk) -> int:
    """Seat whoever waits and fits now; how many parties. One transaction an event."""
    return sum(_advance(desk, key) for key in _promising(desk))


def _promising(desk: Desk) -> list[str]:
    """Events with a free seat and somebody who waits, or with seats kept long enough: usually none, nothing is locked."""
    with desk.store.reading() as unit:
        seats = unit.seats.seats(unit.events.over(desk.core.events))
        over = {one.event for one in unit.registrations.released(desk.clock.now())}
    return [key for key, one in seats.items() if key in over or (one.waiting and (one.free is None or one.free > 0))]


def _advance(desk: Desk, key: str) -> int:
    now = desk.clock.now()
    with desk.store.begin() as unit:
        seats = unit.seats.seats(unit.events.over(desk.core.events))[key]
        gone = tuple(one for one in unit.registrations.released(now) if one.event == key)
        decision = release(seats, gone, desk.core.policy, now)
        for change in decision.changes:
            unit.change(change, None, now)
        numbers = [unit.points.open(point, None, now) for point in decision.open_points]
        for reply in decision.replies:
            _queue(desk, unit, reply)
    if decision.changes:
        desk.log.info(action="queue_advanced", queue=key, promoted=len(decision.replies), points=numbers)
    return len(decision.replies)


def _queue(desk: Desk, unit: Unit, reply: Reply) -> None:
    now, message_id = desk.clock.now(), desk.core.message_id()
    code = reply.registration.code if reply.registration else None
    unit.outbox.queue(Queued(
        cause=f"seats:{code}:{now.isoformat()}", kind=reply.kind.value, recipient=reply.to, message_id=message_id,
        raw=desk.core.compose(replace(reply, open_point=None), message_id, now), registration=code,
        not_before=desk.core.awake_at(now, reply.event)), now)
