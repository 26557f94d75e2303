"""What happened to each registration, when and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from processor.registration.model import Cause, Change
from processor.store.codec import dump
from processor.store.sql import insert
from processor.store.tables import history, registration


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a registration's history, with the contact's name as it is now."""

    registration: str
    event: str
    contact_name: str
    size: int
    cause: Cause
    what: str
    before: str | None  # JSON; None where new or erased
    after: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """The history, inside one unit of work."""

    connection: Connection

    def add(self, change: Change, mail: int | None, now: datetime) -> None:
        """One line for one change."""
        self.connection.execute(insert(self.connection, history), {
            "registration": change.after.code, "mail": mail, "cause": change.cause.value, "what": change.what,
            "before": dump(change.before) if change.before else None, "after": dump(change.after), "at": now})

    def erased(self, code: str, mail: int | None, now: datetime) -> None:
        """That something was erased, and nothing of what it was."""
        self.connection.execute(insert(self.connection, history), {
            "registration": code, "mail": mail, "cause": Cause.MAIL.value, "what": "erased", "before": None,
            "after": None, "at": now})

    def since(self, moment: datetime) -> list[Line]:
        """Everything after a moment, oldest first; erased registrations are left out."""
        rows = self.connection.execute(
            select(history, registration.c.event, registration.c.contact_name, registration.c.size)
            .join(registration, registration.c.code == history.c.registration)
            .where(history.c.at > moment).order_by(history.c.id))
        return [Line(r.registration, r.event, r.contact_name, r.size, Cause(r.cause), r.what, r.before, r.after, r.at)
                for r in rows]

    def erasures(self, since: datetime) -> int:
        """How many registrations were erased after a moment."""
        asked = select(func.count()).select_from(history).where(history.c.what == "erased", history.c.at > since)
        return self.connection.execute(asked).scalar_one()

    def of(self, code: str) -> list[tuple[datetime, str, str]]:
        """When, what and why, for people who ask about one registration."""
        rows = self.connection.execute(
            select(history.c.at, history.c.what, history.c.cause)
            .where(history.c.registration == code).order_by(history.c.id))
        return [(r.at, r.what, r.cause) for r in rows]
