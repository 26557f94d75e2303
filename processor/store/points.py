"""Open points: whatever waits for a human, each under a number that is never given twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, update

from processor.message.model import Mailbox
from processor.registration.model import OpenPoint, OpenPointKind
from processor.store.model import StoredPoint
from processor.store.sql import insert
from processor.store.tables import mail, open_point, registration

_WHOLE: Select[Any] = select(open_point, mail.c.sender, mail.c.sender_name, mail.c.received).select_from(
    open_point.outerjoin(mail, mail.c.id == open_point.c.mail))


@dataclass(frozen=True, slots=True)
class Points:
    """Open points, inside one unit of work."""

    connection: Connection

    def open(self, point: OpenPoint, mail_id: int | None, now: datetime) -> int:
        """Open a point and return its number; the same point of the same mail keeps the number it has."""
        if mail_id is not None and (number := self._same(point, mail_id)) is not None:
            self.connection.execute(update(open_point).where(open_point.c.number == number).values(
                summary=point.summary, proposal=point.proposal, registration=point.registration))
            return number
        return self.connection.execute(insert(self.connection, open_point).values(
            kind=point.kind.value, mail=mail_id, registration=point.registration, summary=point.summary,
            proposal=point.proposal, answered_by_hand=False, opened_at=now).returning(open_point.c.number)).scalar_one()

    def get(self, number: int) -> StoredPoint | None:
        """One point, open or settled."""
        row = self.connection.execute(_WHOLE.where(open_point.c.number == number)).one_or_none()
        return _point(row) if row else None

    def waiting(self) -> list[StoredPoint]:
        """Every open point, by number."""
        rows = self.connection.execute(_WHOLE.where(open_point.c.settled_at.is_(None)).order_by(open_point.c.number))
        return [_point(row) for row in rows]

    def reported(self, since: datetime) -> list[StoredPoint]:
        """What is open, and what was settled after a moment, by number."""
        wanted = or_(open_point.c.settled_at.is_(None), open_point.c.settled_at > since)
        return [_point(row) for row in self.connection.execute(_WHOLE.where(wanted).order_by(open_point.c.number))]

    def about(self) -> dict[int, str]:
        """The event each open point is about, by the point's number, where it is known."""
        event = func.coalesce(registration.c.event, mail.c.event)
        rows = self.connection.execute(
            select(open_point.c.number, event.label("event")).select_from(
                open_point.outerjoin(mail, mail.c.id == open_point.c.mail)
                .outerjoin(registration, registration.c.code == open_point.c.registration))
            .where(open_point.c.settled_at.is_(None), event.is_not(None)))
        return {row.number: row.event for row in rows}

    def of_mail(self, mail_id: int) -> list[StoredPoint]:
        """The open points a mail is waiting for."""
        asked = _WHOLE.where(open_point.c.mail == mail_id, open_point.c.settled_at.is_(None))
        return [_point(row) for row in self.connection.execute(asked.order_by(open_point.c.number))]

    def settle(self, number: int, by: str, how: str, now: datetime) -> None:
        """Close a point."""
        self.connection.execute(update(open_point).where(
            open_point.c.number == number, open_point.c.settled_at.is_(None)
        ).values(settled_at=now, settled_by=by, settled_how=how))

    def reopen(self, number: int) -> None:
        """A settling is taken back: the point waits again, under its number."""
        self.connection.execute(update(open_point).where(open_point.c.number == number).values(
            settled_at=None, settled_by=None, settled_how=None))

    def count(self) -> int:
        """How many wait."""
        return self.connection.execute(
            select(func.count()).select_from(open_point).where(open_point.c.settled_at.is_(None))).scalar_one()

    def settle_mail(self, mail_id: int, by: str, how: str, now: datetime, *, kind: OpenPointKind | None = None) -> None:
        """Close the points of a mail, of one kind or of all."""
        points = [open_point.c.mail == mail_id, open_point.c.settled_at.is_(None)]
        if kind is not None:
            points.append(open_point.c.kind == kind.value)
        settled = {"settled_at": now, "settled_by": by, "settled_how": how}
        self.connection.execute(update(open_point).where(*points).values(settled))

    def settle_registration(self, code: str, kind: OpenPointKind, by: str, how: str, now: datetime) -> None:
        """Close the points of one kind about a registration."""
        self.connection.execute(update(open_point).where(
            open_point.c.registration == code, open_point.c.kind == kind.value, open_point.c.settled_at.is_(None)
        ).values(settled_at=now, settled_by=by, settled_how=how))

    def answered_by_hand(self, mail_id: int) -> None:
        """A human answered the mail in their mail program: less urgent, and still open."""
        self.connection.execute(update(open_point).where(
            open_point.c.mail == mail_id, open_point.c.settled_at.is_(None)).values(answered_by_hand=True))

    def _same(self, point: OpenPoint, mail_id: int) -> int | None:
        same = select(open_point.c.number).where(
            open_point.c.mail == mail_id, open_point.c.kind == point.kind.value, open_point.c.settled_at.is_(None))
        if point.kind is not OpenPointKind.HELD:  # a mail is held once, but may leave several other points
            same = same.where(open_point.c.registration.is_not_distinct_from(point.registration))
        return self.connection.execute(same.limit(1)).scalar()


def _point(row: Any) -> StoredPoint:
    return StoredPoint(row.number, OpenPointKind(row.kind), row.mail, row.registration, row.summary, row.proposal,
                       row.answered_by_hand, row.opened_at, row.settled_at, row.settled_by, row.settled_how,
                       Mailbox(row.sender_name or "", row.sender or ""), row.received)
