"""One unit of work: everything it writes is committed together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from processor.registration.model import Change, Registration
from processor.store import forgetting
from processor.store.broadcasts import Broadcasts
from processor.store.counters import Counters
from processor.store.history import History
from processor.store.intake import Intake
from processor.store.journal import Erasing, Subject
from processor.store.model import Erased
from processor.store.outbox import Outbox
from processor.store.points import Points
from processor.store.questions import Questions
from processor.store.registrations import Registrations
from processor.store.retention import Retention
from processor.store.running import Running
from processor.store.seats import Picture, SeatBook
from processor.store.sql import folded
from processor.store.staffing import EventSettings, Notes, StaffCommands
from processor.store.tables import calendar_seen


@dataclass(slots=True)
class Unit:
    """The store inside one transaction, by noun."""

    connection: Connection
    reading: bool = False
    known_seats: dict[str, Picture] = field(default_factory=dict)
    erasing: list[Erasing] = field(default_factory=list)  # into the file beside the database before this is committed
    mails: Intake = field(init=False)
    registrations: Registrations = field(init=False)
    outbox: Outbox = field(init=False)
    points: Points = field(init=False)
    questions: Questions = field(init=False)
    history: History = field(init=False)
    counters: Counters = field(init=False)
    running: Running = field(init=False)
    retention: Retention = field(init=False)
    seats: SeatBook = field(init=False)
    commands: StaffCommands = field(init=False)
    events: EventSettings = field(init=False)
    notes: Notes = field(init=False)
    broadcasts: Broadcasts = field(init=False)

    def __post_init__(self) -> None:
        connection = self.connection
        self.mails, self.registrations = Intake(connection), Registrations(connection)
        self.outbox, self.points = Outbox(connection), Points(connection)
        self.questions, self.history = Questions(connection), History(connection)
        self.counters, self.running = Counters(connection), Running(connection)
        self.retention = Retention(connection)
        self.commands, self.events, self.notes = StaffCommands(connection), EventSettings(connection), Notes(connection)
        self.broadcasts = Broadcasts(connection)
        self.seats = SeatBook(connection, self.reading, self.known_seats)

    def change(self, change: Change, mail: int | None, now: datetime) -> None:
        """Store one registration as it now is, its seats and a line of history."""
        self.seats.look([change.after.event])
        self.registrations.write(change.after, new=change.before is None)
        self.seats.changed(change.before, change.after)
        self.history.add(change, mail, now)

    def erase(self, codes: Sequence[str], mail: int | None, now: datetime) -> tuple[Registration, ...]:
        """Remove the personal data of these registrations and free their seats; what they were."""
        self.erasing += [Erasing(Subject.REGISTRATION, code, now, mail) for code in codes]
        return self.erased(codes, mail, now)

    def forget(self, address: str, mail: int | None, now: datetime) -> Erased:
        """Remove everything about an address but the mail that asks for it; its seats are free."""
        self.erasing.append(Erasing(Subject.ADDRESS, folded(address), now, mail))
        return self.forgotten(address, mail, now)

    def forget_needs(self, code: str, mail: int | None, now: datetime) -> None:
        """Remove what the people of one registration need from everywhere but the mailbox."""
        self.erasing.append(Erasing(Subject.NEEDS, code, now, mail))
        self.registrations.erase_needs(code)
        forgetting.forget_needs(self.connection, code)

    def forgotten(self, address: str, mail: int | None, now: datetime, until: datetime | None = None) -> Erased:
        """`forget` without a line in the file. `until`: only what was there by then."""
        own = [one.code for one in self.registrations.of(address) if until is None or one.received <= until]
        forgetting.forget_points(self.connection, own, now)
        forgetting.forget_orders(self.connection, address, own)
        parties = self.erased(own, mail, now)
        return Erased(len(parties)) + forgetting.forget_traces(self.connection, address, mail, now, until)

    def erased(self, codes: Sequence[str], mail: int | None, now: datetime) -> tuple[Registration, ...]:
        """`erase` without a line in the file."""
        erased = self.registrations.by_code(codes)
        self.seats.look(sorted({one.event for one in erased}))
        self.registrations.erase(codes)
        for one in erased:
            self.seats.changed(one, None)
            self.history.erased(one.code, mail, now)
        return erased

    def erase_event(self, event: str, zone: ZoneInfo, now: datetime) -> Erased:
        """Keep numbers of an event and nothing else; what it held of the seats is free."""
        self.seats.look([event])
        parties = self.registrations.every(event)
        erased = self.retention.erase_event(event, parties, zone, now)
        for one in parties:
            self.seats.changed(one, None)
        return erased

    def calendar_seen(self, uid: str, attendee: str) -> tuple[tuple[str, int, datetime | None], ...]:
        """The answers of one attendee to an invitation that were recorded: (uid, sequence, dtstamp)."""
        rows = self.connection.execute(calendar_seen.select().where(
            calendar_seen.c.uid == uid, calendar_seen.c.attendee.in_((folded(attendee), ""))))
        return tuple((row.uid, row.sequence, row.dtstamp) for row in rows)

    def see_calendar(self, uid: str, attendee: str, sequence: int, dtstamp: datetime | None, mail: int) -> None:
        """Record an answer to an invitation; the same answer again is the same record."""
        if (uid, sequence, dtstamp) in self.calendar_seen(uid, attendee):
            return
        row = {"uid": uid, "sequence": sequence, "dtstamp": dtstamp, "mail": mail, "attendee": folded(attendee)}
        self.connection.execute(calendar_seen.insert(), row)
