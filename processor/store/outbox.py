"""Finished replies: queued with their decision, claimed, sent, and what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from processor import limits
from processor.store.model import WAITING, Claimed, Copied, OutboxState, Queued, Returned
from processor.store.sql import folded, insert_new
from processor.store.tables import mail, outbox

ERROR_KINDS = ("not_understood", "received")  # replies that say nothing is recorded yet
REPORT = "report"
_WAITING = tuple(state.value for state in WAITING)
_LONGEST = timedelta(seconds=max(limits.OUTBOX_RETRY) + 60)  # a later retry was written before the clock was set back
_NIGHT = timedelta(hours=25)  # the longest quiet hours; a moment further ahead was written before the clock was set back
_PAUSE_OVER = or_(outbox.c.next_at <= bindparam("now"), outbox.c.next_at > bindparam("too_late"))
_NIGHT_OVER = or_(outbox.c.next_at <= bindparam("now"), outbox.c.next_at > bindparam("too_far"))
_DUE = (select(outbox.c.id).where(or_(and_(outbox.c.state == OutboxState.QUEUED.value, _NIGHT_OVER),
                                      and_(outbox.c.state == OutboxState.AWAITING_RETRY.value, _PAUSE_OVER)))
        .order_by(outbox.c.answers.is_(None), outbox.c.next_at, outbox.c.id)  # first what somebody waits for
        .limit(bindparam("up_to")))
_ROW = select(outbox.c.id, outbox.c.kind, outbox.c.recipient, outbox.c.raw, outbox.c.attempts, outbox.c.queued_at,
              outbox.c.registration, outbox.c.answers)
_OUTCOME = update(outbox).where(outbox.c.id == bindparam("row"), outbox.c.state == OutboxState.INFLIGHT.value)
_SENT = _OUTCOME.values(state=OutboxState.SENT.value, attempts=outbox.c.attempts + 1, sent_at=bindparam("at"),
                        last_answer=bindparam("answer"), claimed_by=None)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox, inside one unit of work."""

    connection: Connection

    def queue(self, one: Queued, now: datetime) -> bool:
        """Queue a finished mail; False where its cause already has this reply, or the mail already an answer."""
        done = self.connection.execute(insert_new(self.connection, outbox), {
            "cause": one.cause, "kind": one.kind, "recipient": one.recipient, "recipient_key": folded(one.recipient),
            "recipient_domain": folded(one.recipient.rpartition("@")[2]), "answers": one.answers,
            "registration": one.registration, "message_id": one.message_id, "raw": one.raw, "unproven": one.unproven,
            "state": OutboxState.QUEUED.value, "attempts": 0, "queued_at": now, "next_at": max(now, one.not_before or now), "last_answer": "",
            "copied": (Copied.DUE if one.copy_to_sent else Copied.NEVER).value})
        return done.rowcount == 1

    def claim(self, holder: str, up_to: int, now: datetime) -> list[Claimed]:
        """Take rows that are due, oldest first; nobody else gets them."""
        due = self.connection.execute(_DUE, {
            "now": now, "too_late": now + _LONGEST, "too_far": now + _NIGHT, "up_to": up_to}).scalars().all()
        if not due:
            return []
        taken = self.connection.execute(
            update(outbox).where(outbox.c.id.in_(due), outbox.c.state.in_(_WAITING))
            .values(state=OutboxState.INFLIGHT.value, claimed_by=holder).returning(outbox.c.id)).scalars().all()
        rows = self.connection.execute(_ROW.where(outbox.c.id.in_(taken)).order_by(outbox.c.answers.is_(None), outbox.c.next_at, outbox.c.id))
        return [Claimed(r.id, r.kind, r.recipient, r.raw, r.attempts, r.queued_at, r.registration, r.answers)
                for r in rows]

    def release(self, ids: Sequence[int]) -> None:
        """Give back rows that were claimed and not tried."""
        self.connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(
            state=OutboxState.QUEUED.value, claimed_by=None))

    def recover(self, sending: Collection[str] = ()) -> int:
        """Rows left in flight by a worker that is gone go out again: same bytes, same Message-ID. How many.

        `sending`: workers of other mailboxes, which are not gone.
        """
        left = self.connection.execute(
            update(outbox).where(outbox.c.state == OutboxState.INFLIGHT.value, outbox.c.claimed_by.not_in(list(sending)))
            .values(state=OutboxState.QUEUED.value, claimed_by=None))
        return left.rowcount

    def sent(self, row: int, answer: str, now: datetime) -> None:
        """The server took it."""
        self.connection.execute(_SENT, {"row": row, "at": now, "answer": answer[:500]})

    def retry(self, row: int, answer: str, at: datetime) -> None:
        """The server did not take it yet."""
        self.connection.execute(_OUTCOME.values(
            state=OutboxState.AWAITING_RETRY.value, attempts=outbox.c.attempts + 1, next_at=at,
            last_answer=answer[:500], claimed_by=None), {"row": row})

    def failed(self, row: int, answer: str) -> None:
        """The server refused it for good."""
        self.connection.execute(_OUTCOME.values(
            state=OutboxState.FAILED.value, attempts=outbox.c.attempts + 1, last_answer=answer[:500],
            claimed_by=None), {"row": row})

    def returned(self, message_ids: Collection[str], recipients: Collection[str]) -> Returned | None:
        """The row a bounce is about: its Message-ID and its recipient must both be ours (rule 16)."""
        if not message_ids or not recipients:
            return None
        found = self.connection.execute(
            select(outbox.c.id, outbox.c.kind, outbox.c.recipient, outbox.c.registration, outbox.c.state)
            .where(outbox.c.message_id.in_(list(message_ids)),
                   outbox.c.recipient_key.in_([folded(address) for address in recipients])).limit(1)).one_or_none()
        if found is None:
            return None
        return Returned(found.id, found.kind, found.recipient, found.registration, OutboxState(found.state))

    def bounced(self, row: int, answer: str) -> None:
        """It was taken, and came back."""
        self.connection.execute(update(outbox).where(outbox.c.id == row).values(
            state=OutboxState.BOUNCED.value, last_answer=answer[:500]))

    def ours(self, message_ids: Collection[str]) -> dict[str, str | None]:
        """Our Message-IDs among these → code of the registration they were about, where there is one."""
        if not message_ids:
            return {}
        rows = self.connection.execute(
            select(outbox.c.message_id, outbox.c.registration).where(outbox.c.message_id.in_(list(message_ids))))
        return dict(rows.all())

    def to_copy(self, up_to: int) -> list[tuple[int, bytes]]:
        """Sent replies that do not stand in Sent yet."""
        rows = self.connection.execute(
            select(outbox.c.id, outbox.c.raw).where(outbox.c.copied == Copied.DUE.value,
                                                    outbox.c.state == OutboxState.SENT.value)
            .order_by(outbox.c.id).limit(up_to))
        return [(row, raw) for row, raw in rows]

    def copied(self, row: int, how: Copied) -> None:
        """What became of the copy in Sent."""
        self.connection.execute(update(outbox).where(outbox.c.id == row).values(copied=how.value))

    def sent_since(self, moment: datetime) -> int:
        """How many mails were sent after a moment."""
        return self.connection.execute(
            select(func.count()).select_from(outbox).where(outbox.c.sent_at > moment)).scalar_one()

    def bounced_reports(self, since: datetime) -> frozenset[str]:
        """Folded addresses whose report came back: a bounce never causes mail to the address that bounced."""
        return frozenset(self.connection.execute(
            select(outbox.c.recipient_key).where(outbox.c.kind == REPORT, outbox.c.queued_at > since,
                                                 outbox.c.state == OutboxState.BOUNCED.value)).scalars())

    def undeliverable(self, since: datetime) -> list[tuple[str, str | None, str]]:
        """Recipient, registration and the last server's words of what failed or bounced."""
        rows = self.connection.execute(
            select(outbox.c.recipient, outbox.c.registration, outbox.c.last_answer)
            .where(outbox.c.state.in_((OutboxState.FAILED.value, OutboxState.BOUNCED.value)),
                   outbox.c.queued_at > since).order_by(outbox.c.id))
        return [(recipient, code, answer) for recipient, code, answer in rows]

    def counts(self) -> dict[OutboxState, int]:
        """Rows by state."""
        rows = self.connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return {OutboxState(state): count for state, count in rows}

    def answer_times(self, since: datetime) -> list[timedelta]:
        """From each answered mail's arrival to the moment its answer was taken."""
        rows = self.connection.execute(
            select(outbox.c.sent_at, mail.c.received).join(mail, mail.c.id == outbox.c.answers)
            .where(outbox.c.sent_at > since))
        return [sent - received for sent, received in rows]

    def oldest_waiting(self, now: datetime) -> timedelta | None:
        """How long the oldest reply that never failed yet could have gone out; None where none waits."""
        states = (OutboxState.QUEUED.value, OutboxState.INFLIGHT.value)
        oldest = self.connection.execute(
            select(func.min(outbox.c.next_at)).where(outbox.c.state.in_(states), outbox.c.next_at <= now)).scalar()
        return now - oldest if oldest else None
