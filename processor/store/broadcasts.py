"""Mails to everybody: previewed, due after the second tap, sent or undone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from processor.store.sql import folded, insert
from processor.store.tables import broadcast, outbox


class BroadcastState(StrEnum):
    """Where a mail to everybody is."""

    PREVIEWED = "previewed"
    DUE = "due"  # tapped; can be stopped until the first mail is in the outbox
    SENT = "sent"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One stored mail to everybody."""

    id: int
    event: str
    sender: str  # folded address
    kind: str  # of the letters: broadcast, moved, called_off
    text: str  # the team's own words, '' where the letters have words of ours
    before: str  # JSON: the event as it was before it was moved or called off; '' else
    nonce: str
    state: BroadcastState
    previewed_at: datetime
    send_at: datetime | None
    settled_at: datetime | None
    settled_by: str

    @property
    def cause(self) -> str:
        """The outbox's cause of its letters, or what it begins with."""
        return f"broadcast:{self.id}"


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """Mails to everybody, inside one unit of work."""

    connection: Connection

    def preview(self, event: str, sender: str, kind: str, text: str, nonce: str, now: datetime) -> int:
        """Keep what was previewed; nothing goes out."""
        return self._add(event=event, sender=folded(sender), kind=kind, text=text, before="", nonce=nonce,
                         state=BroadcastState.PREVIEWED.value, previewed_at=now, settled_by="")

    def announce(self, event: str, sender: str, kind: str, before: str, nonce: str, send_at: datetime, now: datetime) -> int:
        """A change of the event that was tapped is told to everybody from a moment on."""
        return self._add(event=event, sender=folded(sender), kind=kind, text="", before=before, nonce=nonce,
                         state=BroadcastState.DUE.value, previewed_at=now, send_at=send_at, settled_by="")

    def get(self, number: int) -> Broadcast | None:
        """One of them."""
        return self._one(broadcast.c.id == number)

    def by_nonce(self, nonce: str) -> Broadcast | None:
        """The one whose button carries this nonce."""
        return self._one(broadcast.c.nonce == nonce)

    def schedule(self, number: int, send_at: datetime) -> bool:
        """It was tapped; False where it was so before."""
        return self.connection.execute(
            update(broadcast).where(broadcast.c.id == number, broadcast.c.state == BroadcastState.PREVIEWED.value)
            .values(state=BroadcastState.DUE.value, send_at=send_at)).rowcount == 1

    def stop(self, number: int, by: str, now: datetime) -> bool:
        """It does not go out; False where its first letter is in the outbox already."""
        one = self.get(number)
        if one is None or one.state is not BroadcastState.DUE or self.queued(one):
            return False
        self._settle(number, BroadcastState.UNDONE, now, folded(by))
        return True

    def latest_due(self) -> Broadcast | None:
        """The last one that was tapped and is not out yet."""
        row = self.connection.execute(select(broadcast).where(broadcast.c.state == BroadcastState.DUE.value)
                                      .order_by(broadcast.c.id.desc()).limit(1)).one_or_none()
        return _broadcast(row) if row else None

    def due(self, now: datetime) -> list[Broadcast]:
        """What goes out now, in the order of the taps."""
        rows = self.connection.execute(
            select(broadcast).where(broadcast.c.state == BroadcastState.DUE.value, broadcast.c.send_at <= now)
            .order_by(broadcast.c.send_at, broadcast.c.id))
        return [_broadcast(row) for row in rows]

    def queued(self, one: Broadcast) -> frozenset[tuple[str, str]]:
        """Folded address and code of everybody whose letter is in the outbox."""
        rows = self.connection.execute(select(outbox.c.recipient_key, outbox.c.registration).where(_letters(one)))
        return frozenset((address, code or "") for address, code in rows)

    def sent(self, number: int, now: datetime) -> None:
        """Every letter is in the outbox."""
        self._settle(number, BroadcastState.SENT, now, "")

    def told_since(self, since: datetime) -> list[tuple[str, int]]:
        """Kind and number of letters of what went out since a moment."""
        rows = self.connection.execute(
            select(broadcast).where(broadcast.c.state == BroadcastState.SENT.value, broadcast.c.settled_at > since)
            .order_by(broadcast.c.id)).all()
        return [(one.kind, self._count(one)) for one in map(_broadcast, rows)]

    def _count(self, one: Broadcast) -> int:
        return self.connection.execute(select(func.count()).select_from(outbox).where(_letters(one))).scalar_one()

    def _add(self, **values: Any) -> int:
        return self.connection.execute(
            insert(self.connection, broadcast).values(**values).returning(broadcast.c.id)).scalar_one()

    def _one(self, condition: ColumnElement[bool]) -> Broadcast | None:
        row = self.connection.execute(select(broadcast).where(condition)).one_or_none()
        return _broadcast(row) if row else None

    def _settle(self, number: int, state: BroadcastState, now: datetime, by: str) -> None:
        self.connection.execute(
            update(broadcast).where(broadcast.c.id == number, broadcast.c.state == BroadcastState.DUE.value)
            .values(state=state.value, settled_at=now, settled_by=by))


def _letters(one: Broadcast) -> ColumnElement[bool]:
    return or_(outbox.c.cause == one.cause, outbox.c.cause.like(f"{one.cause}:%"))


def _broadcast(row: Any) -> Broadcast:
    given = {name: getattr(row, name) for name in Broadcast.__dataclass_fields__}
    return Broadcast(**given | {"state": BroadcastState(row.state)})
