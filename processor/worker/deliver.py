"""Finished replies go out: claim, hand over, record (RELIABILITY.md, rules 5, 10 and 11).

Promise: a reply whose outcome is committed is never sent again; one that was
refused for now is never lost. Sending has its own thread and its own pace.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta

from processor import limits
from processor.delivery.port import DeliveryError, DeliveryPort, Outgoing
from processor.registration.model import OpenPoint, OpenPointKind
from processor.store import Unit
from processor.store.model import Claimed, OutboxState
from processor.store.outbox import REPORT
from processor.worker.clock import Clock
from processor.worker.desk import Desk

BATCH = 10  # rows claimed in one transaction
HOUR = timedelta(hours=1)
MINUTE = 60.0


@dataclass(slots=True)
class Pace:
    """At most `per_minute` mails in any minute. Measured by a clock that never jumps."""

    per_minute: int
    clock: Clock
    _sent: deque[float] = field(default_factory=deque)

    def allowed(self) -> int:
        """How many may go out now."""
        now = self.clock.monotonic()
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        return self.per_minute - len(self._sent)

    def spend(self) -> None:
        """One went out."""
        self._sent.append(self.clock.monotonic())


def deliver(desk: Desk, port: DeliveryPort, pace: Pace) -> Counter[OutboxState]:
    """Send until nothing is due or the pace says wait; how many ended in which state."""
    outcomes: Counter[OutboxState] = Counter()
    while not desk.stop.is_set() and (claimed := _claim(desk, pace)):
        for position, row in enumerate(claimed):
            if desk.stop.is_set():
                _release(desk, claimed[position:])
                break
            pace.spend()
            outcomes[_one(desk, port, row)] += 1
    return outcomes


def recover(desk: Desk) -> int:
    """What a dead worker left in flight goes out again, with the same bytes and Message-ID."""
    with desk.store.begin() as unit:
        left = unit.outbox.recover(unit.running.others(desk.account, desk.clock.now()))
    if left:
        desk.log.warning(action="inflight_recovered", count=left)
    return left


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts."""
    steps = limits.OUTBOX_RETRY
    return timedelta(seconds=steps[min(attempts, len(steps)) - 1])


def _claim(desk: Desk, pace: Pace) -> list[Claimed]:
    """Commit 3. Beyond the hourly limit replies are delayed, never dropped."""
    now = desk.clock.now()
    allowed = min(BATCH, pace.allowed())
    if allowed <= 0:
        return []
    with desk.store.begin() as unit:
        if not desk.has_lease(unit):
            return []
        allowed = min(allowed, desk.config.limits.replies_overall - unit.outbox.sent_since(now - HOUR))
        return unit.outbox.claim(desk.holder, allowed, now) if allowed > 0 else []


def _release(desk: Desk, rows: list[Claimed]) -> None:
    with desk.store.begin() as unit:
        unit.outbox.release([row.id for row in rows])


def _one(desk: Desk, port: DeliveryPort, row: Claimed) -> OutboxState:
    try:
        answer = port.deliver(Outgoing(row.raw, desk.config.organiser.address, row.recipient))
    except DeliveryError as error:
        return _refused(desk, row, error)
    with desk.store.begin() as unit:  # commit 4
        unit.outbox.sent(row.id, answer, desk.clock.now())
    desk.log.info(action="reply_sent", row=row.id, kind=row.kind)
    return OutboxState.SENT


def _refused(desk: Desk, row: Claimed, error: DeliveryError) -> OutboxState:
    now = desk.clock.now()
    given_up = now - row.queued_at >= timedelta(seconds=limits.OUTBOX_GIVE_UP)
    final = given_up or not error.temporary
    with desk.store.begin() as unit:
        if final:
            _fail(desk, unit, row, str(error))
        else:
            unit.outbox.retry(row.id, str(error), now + pause_after(row.attempts + 1))
    desk.log.warning(action="reply_failed" if final else "reply_delayed", row=row.id, code=error.code)
    return OutboxState.FAILED if final else OutboxState.AWAITING_RETRY


def _fail(desk: Desk, unit: Unit, row: Claimed, answer: str) -> None:
    unit.outbox.failed(row.id, answer)
    if row.kind != REPORT:
        point = OpenPoint(OpenPointKind.FAILED, f"a reply ({row.kind}) could not be delivered",
                          "find another way to reach them", row.registration)
        unit.points.open(point, row.answers, desk.clock.now())
