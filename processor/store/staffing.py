"""What staff decided by mail: commands with what undoes them, events changed, notes."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from processor.registration.model import Event
from processor.steering.setting import Setting, today
from processor.store.sql import folded, insert
from processor.store.tables import event_setting, note, outbox, staff_command

STEERING = "steering"  # the outbox's kind of our answers to staff
_TO_STAFF = ("report", STEERING)  # kinds of mail that only ever go to one of the staff


@dataclass(frozen=True, slots=True)
class Commanded:
    """A stored command."""

    id: int
    mail: int | None
    staff: str  # folded address
    command: str
    undo: str | None  # JSON; None: nothing to put back
    at: datetime
    undone_at: datetime | None
    nonce: str | None  # it waits for a second tap

    @property
    def steps(self) -> dict[str, Any]:
        """What undoes it, by name."""
        return json.loads(self.undo) if self.undo else {}


@dataclass(frozen=True, slots=True)
class StaffCommands:
    """Commands, inside one unit of work."""

    connection: Connection

    def add(self, mail: int | None, staff: str, command: str, undo: str | None, now: datetime, *,
            nonce: str | None = None) -> int:
        """Record a command and return its number."""
        return self.connection.execute(insert(self.connection, staff_command).values(
            mail=mail, staff=folded(staff), command=command, undo=undo, at=now, nonce=nonce
        ).returning(staff_command.c.id)).scalar_one()

    def get(self, number: int) -> Commanded | None:
        """One recorded command."""
        row = self.connection.execute(select(staff_command).where(staff_command.c.id == number)).one_or_none()
        return _commanded(row) if row else None

    def keep_undo(self, number: int, undo: str | None) -> None:
        """What puts a recorded command back."""
        self.connection.execute(update(staff_command).where(staff_command.c.id == number).values(undo=undo))

    def last(self, staff: str) -> Commanded | None:
        """The latest command of this person that can still be undone."""
        row = self.connection.execute(
            select(staff_command).where(staff_command.c.staff == folded(staff), staff_command.c.undo.is_not(None),
                                        staff_command.c.undone_at.is_(None), staff_command.c.nonce.is_(None))
            .order_by(staff_command.c.id.desc()).limit(1)).one_or_none()
        return _commanded(row) if row else None

    def undone(self, number: int, now: datetime) -> bool:
        """A command is put back, or a second tap came; False where that was so before."""
        return self.connection.execute(
            update(staff_command).where(staff_command.c.id == number, staff_command.c.undone_at.is_(None))
            .values(undone_at=now)).rowcount == 1

    def waiting(self, nonce: str) -> Commanded | None:
        """The command that waits, or waited, for this second tap."""
        row = self.connection.execute(select(staff_command).where(staff_command.c.nonce == nonce)).one_or_none()
        return _commanded(row) if row else None

    def had_report(self, staff: str, message_ids: Collection[str], since: datetime) -> bool:
        """Whether one of these was a report, or an answer of ours, to exactly this address since a moment."""
        if not message_ids:
            return False
        return self.connection.execute(
            select(outbox.c.id).where(outbox.c.message_id.in_(list(message_ids)), outbox.c.kind.in_(_TO_STAFF),
                                      outbox.c.recipient_key == folded(staff), outbox.c.queued_at > since).limit(1)
        ).first() is not None

    def asked_since(self, staff: str, since: datetime) -> int:
        """How many second taps this person was asked for lately and did not give."""
        return self.connection.execute(
            select(func.count()).select_from(staff_command)
            .where(staff_command.c.staff == folded(staff), staff_command.c.nonce.is_not(None),
                   staff_command.c.undone_at.is_(None), staff_command.c.at > since)).scalar_one()


@dataclass(frozen=True, slots=True)
class EventSettings:
    """Events as staff changed them, inside one unit of work."""

    connection: Connection

    def over(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """The configured events as they stand today."""
        changed = {row.event: _setting(row) for row in self.connection.execute(select(event_setting))}
        return tuple(today(event, changed.get(event.key)) for event in events) if changed else tuple(events)

    def of(self, event: str) -> Setting:
        """What was changed of an event; an empty setting where nothing was."""
        row = self.connection.execute(select(event_setting).where(event_setting.c.event == event)).one_or_none()
        return _setting(row) if row else Setting(event)

    def write(self, setting: Setting, by: str, now: datetime) -> Setting:
        """Keep a change; what is kept."""
        setting = replace(setting, changed_by=folded(by), changed_at=now)
        values = {name: getattr(setting, name) for name in Setting.__dataclass_fields__}
        new = insert(self.connection, event_setting).values(**values)
        self.connection.execute(new.on_conflict_do_update(index_elements=["event"], set_=values))
        return setting


@dataclass(frozen=True, slots=True)
class Notes:
    """What staff want to remember about registrations, inside one unit of work."""

    connection: Connection

    def add(self, code: str, text: str, by: str, now: datetime) -> int:
        """Keep a note and return its number. Raises IntegrityError where there is no such registration."""
        return self.connection.execute(insert(self.connection, note).values(
            registration=code, text=text, by=folded(by), at=now).returning(note.c.id)).scalar_one()

    def remove(self, number: int) -> None:
        """Forget a note."""
        self.connection.execute(note.delete().where(note.c.id == number))

    def of(self, code: str) -> list[tuple[str, str, datetime]]:
        """Text, author and time of each note, oldest first."""
        rows = self.connection.execute(select(note).where(note.c.registration == code).order_by(note.c.id))
        return [(row.text, row.by, row.at) for row in rows]


def _commanded(row: Any) -> Commanded:
    return Commanded(row.id, row.mail, row.staff, row.command, row.undo, row.at, row.undone_at, row.nonce)


def _setting(row: Any) -> Setting:
    return Setting(**{name: getattr(row, name) for name in Setting.__dataclass_fields__})
