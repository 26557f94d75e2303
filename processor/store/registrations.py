"""Registrations with their attendees and needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal, or_, select, update

from processor.registration.keeping import KEPT_FOR
from processor.registration.model import Cause, Registration, State
from processor.store.model import Filing
from processor.store.sql import folded, insert
from processor.store.tables import attendee, history, mail, need, outbox, question, registration
from processor.store.traces import IN_OUR_FOLDER

_BY_CONTACT = select(registration).where(registration.c.contact_key == bindparam("contact"))
_BY_CODE = select(registration).where(registration.c.code.in_(bindparam("codes", expanding=True)))
_WAITING = select(registration).where(
    registration.c.event == bindparam("of_event"),
    or_(registration.c.state == State.WAITLISTED.value, registration.c.wanted_size.is_not(None)),
)
_NAMES = (select(attendee.c.registration, attendee.c.name)
          .where(attendee.c.registration.in_(bindparam("codes", expanding=True))).order_by(attendee.c.position))
_NEEDS = (select(need.c.registration, need.c.need)
          .where(need.c.registration.in_(bindparam("codes", expanding=True))).order_by(need.c.position))
_TOLD_OF_A_SEAT = ("registered", "promoted", "restored")
_MANY = 500  # codes in one statement; SQLite and PostgreSQL both bound the parameters


@dataclass(frozen=True, slots=True)
class Registrations:
    """Registrations, inside one unit of work."""

    connection: Connection

    def of(self, address: str) -> tuple[Registration, ...]:
        """All registrations whose stored address this is, oldest first."""
        return self._whole(self.connection.execute(_BY_CONTACT, {"contact": folded(address)}).all())

    def by_code(self, codes: Collection[str]) -> tuple[Registration, ...]:
        """The registrations with these codes, in the order asked for."""
        if not codes:
            return ()
        found = {r.code: r for r in self._whole(self.connection.execute(_BY_CODE, {"codes": list(codes)}).all())}
        return tuple(found[code] for code in codes if code in found)

    def waiting(self, event: str) -> tuple[Registration, ...]:
        """Whoever waits for seats of an event, unordered."""
        found = self._whole(self.connection.execute(_WAITING, {"of_event": event}).all())
        return tuple(r for r in found if r.state not in (State.CANCELLED, State.EXPIRED))

    def released(self, now: datetime) -> tuple[Registration, ...]:
        """Cancelled parties for which nothing is kept any longer; a moment far ahead was written before the clock
        was set back."""
        due = or_(registration.c.released_at <= now, registration.c.released_at > now + KEPT_FOR)
        return self._whole(self.connection.execute(select(registration).where(due)).all())

    def unreminded(self, event: str, cause: str, since: datetime, up_to: int) -> list[str]:
        """Codes of reachable parties with a seat whose reminder (`cause` and the code) is not written yet.

        Left out: who registered, or was last told of a seat, after `since`.
        """
        told = select(history.c.registration).where(history.c.at > since, history.c.what.in_(_TOLD_OF_A_SEAT))
        written = select(outbox.c.id).where(
            outbox.c.cause == literal(cause).concat(registration.c.code), outbox.c.recipient == registration.c.contact)
        found = self.connection.execute(
            select(registration.c.code)
            .where(registration.c.event == event, registration.c.state == State.CONFIRMED.value,
                   registration.c.reachable, ~written.exists(), registration.c.code.not_in(told))
            .order_by(registration.c.code).limit(up_to))
        return list(found.scalars())

    def every(self, event: str | None = None) -> tuple[Registration, ...]:
        """All registrations, of one event or of all, oldest first."""
        asked = select(registration)
        if event is not None:
            asked = asked.where(registration.c.event == event)
        return self._whole(self.connection.execute(asked).all())

    def counted(self) -> dict[str, tuple[int, int]]:
        """Registrations and people holding a seat, by event."""
        holding = registration.c.state.in_((State.CONFIRMED.value, State.OFFERED.value))
        rows = self.connection.execute(
            select(registration.c.event, func.count(), func.sum(registration.c.size))
            .where(holding).group_by(registration.c.event))
        return {event: (parties, people) for event, parties, people in rows}

    def write(self, after: Registration, *, new: bool) -> None:
        """Store a registration as it now is. Raises IntegrityError where a new code is taken."""
        if new:
            self.connection.execute(registration.insert(), _row(after))
        else:
            row = _row(after)
            code = row.pop("code")
            changed = self.connection.execute(update(registration).where(registration.c.code == code).values(**row))
            if changed.rowcount != 1:
                raise LookupError(f"registration {code} is not stored")
        self._replace(attendee, "name", after.code, after.attendees, fresh=new)
        self._replace(need, "need", after.code, after.needs, fresh=new)

    def erase(self, codes: Sequence[str]) -> None:
        """Remove all personal data of these registrations; counts in the history stay.

        Their mails' copies in our own folders are marked to go. A mail that only freed a seat for one of them is
        somebody else's.
        """
        mails = select(history.c.mail).where(history.c.registration.in_(codes), history.c.cause != Cause.SEATS.value)
        self.connection.execute(update(mail).where(mail.c.id.in_(mails), IN_OUR_FOLDER).values(
            filing=Filing.REMOVE.value))
        self.connection.execute(update(mail).where(mail.c.id.in_(mails)).values(
            raw=b"", sender="", sender_key="", sender_name="", request=None, text_hash=""))
        self.connection.execute(update(outbox).where(
            outbox.c.registration.in_(codes), outbox.c.state.not_in(("queued", "inflight", "awaiting_retry"))
        ).values(raw=b"", recipient=outbox.c.message_id, recipient_key="", recipient_domain=""))
        lines = history.c.registration.in_(codes)
        self.connection.execute(update(history).where(lines).values(before=None, after=None))
        self.connection.execute(delete(question).where(question.c.registration.in_(codes)))
        self.connection.execute(delete(registration).where(registration.c.code.in_(codes)))

    def erase_needs(self, code: str) -> None:
        """Forget the needs of one registration and nothing else."""
        self.connection.execute(delete(need).where(need.c.registration == code))

    def _replace(self, table: Any, column: str, code: str, values: Sequence[str], *, fresh: bool) -> None:
        if not fresh:
            self.connection.execute(delete(table).where(table.c.registration == code))
        if values:
            rows = [{"registration": code, "position": n, column: value} for n, value in enumerate(values)]
            self.connection.execute(insert(self.connection, table), rows)

    def _whole(self, rows: Sequence[Any]) -> tuple[Registration, ...]:
        if not rows:
            return ()
        codes = [row.code for row in rows]
        names, needs = self._lists(_NAMES, codes), self._lists(_NEEDS, codes)
        found = (_registration(row, names.get(row.code, ()), needs.get(row.code, ())) for row in rows)
        return tuple(sorted(found, key=lambda r: (r.received, r.code)))

    def _lists(self, statement: Any, codes: list[str]) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for start in range(0, len(codes), _MANY):
            for code, value in self.connection.execute(statement, {"codes": codes[start:start + _MANY]}):
                found[code].append(value)
        return {code: tuple(values) for code, values in found.items()}


def _row(given: Registration) -> dict[str, Any]:
    return {
        "code": given.code, "event": given.event, "state": given.state.value, "size": given.size,
        "contact": given.contact, "contact_key": folded(given.contact), "contact_name": given.contact_name,
        "language": given.language, "received": given.received, "organisation": given.organisation,
        "wanted_size": given.wanted_size, "overtaken": given.overtaken, "partial_ok": given.partial_ok,
        "calendar_sequence": given.calendar_sequence, "reachable": given.reachable, "notified": given.notified,
        "released_at": given.released_at, "kept": given.kept,
    }


def _registration(row: Any, names: Iterable[str], needs: Iterable[str]) -> Registration:
    return Registration(
        code=row.code, event=row.event, state=State(row.state), size=row.size, contact=row.contact,
        contact_name=row.contact_name, language=row.language, received=row.received, attendees=tuple(names),
        organisation=row.organisation, needs=tuple(needs), wanted_size=row.wanted_size, overtaken=row.overtaken,
        partial_ok=row.partial_ok, calendar_sequence=row.calendar_sequence, reachable=row.reachable,
        notified=row.notified, attended=row.attended, released_at=row.released_at, kept=row.kept,
    )
