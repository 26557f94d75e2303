"""How many seats of each event are taken, and who waits: exact, and cheap to ask for every mail.

The picture of an event is kept in memory with the version it belongs to. Every
change raises the version in the database inside its own transaction, so that a
picture made elsewhere, or rolled back, is never mistaken for the present one.
Promise: `seats` equals what SUM and SELECT say; a test compares them. On
PostgreSQL reading the versions locks them, so two workers decide one by one.
"""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, select

from processor.registration.model import Event, Registration, Seats, State
from processor.registration.seats import held, waits
from processor.store.registrations import Registrations
from processor.store.sql import insert_new
from processor.store.tables import registration, seat_version

_VERSIONS = select(seat_version.c.event, seat_version.c.version)
_LOCKED = _VERSIONS.order_by(seat_version.c.event).with_for_update()  # nothing on SQLite, which has one writer

_RAISE = seat_version.update().where(seat_version.c.event == bindparam("of_event")).values(version=bindparam("new"))


@dataclass(frozen=True, slots=True)
class Picture:
    """One event's seats at one version."""

    version: int
    taken: int
    waiting: tuple[Registration, ...]


@dataclass(slots=True)
class SeatBook:
    """The pictures one unit of work read and changed; `known` is what earlier units committed."""

    connection: Connection
    reading: bool
    known: dict[str, Picture]
    now: dict[str, Picture] = field(default_factory=dict)

    def seats(self, events: Iterable[Event]) -> dict[str, Seats]:
        """The seats of every event, as they are inside this transaction."""
        events = tuple(events)
        self.look([event.key for event in events])
        return {e.key: Seats(e, self.now[e.key].taken, self.now[e.key].waiting) for e in events}

    def changed(self, before: Registration | None, after: Registration | None) -> None:
        """Note a stored change: new (no `before`), changed, or erased (no `after`).

        The event must have been looked at before the change was stored, or it would count twice.
        """
        one = after or before
        assert one is not None, "a change has at least one side"
        picture = self.now[one.event]
        taken = picture.taken - (held(before) if before else 0) + (held(after) if after else 0)
        waiting = picture.waiting
        if (before and waits(before)) or any(r.code == one.code for r in waiting):
            waiting = tuple(r for r in waiting if r.code != one.code)
        if after and waits(after):
            waiting = _inserted(waiting, after)
        self.now[one.event] = Picture(picture.version + 1, taken, waiting)
        self._raise(one.event, picture.version + 1)

    def look(self, events: list[str]) -> None:
        """Read the pictures that this unit of work does not have yet."""
        missing = [event for event in events if event not in self.now]
        if not missing:
            return
        versions = self._versions(missing)
        for event in missing:
            picture = self.known.get(event)
            current = picture is not None and picture.version == versions[event]
            self.now[event] = picture if picture and current else self._read(event, versions[event])

    def _versions(self, events: list[str]) -> dict[str, int]:
        if self.reading:
            found = dict(self.connection.execute(_VERSIONS).all())
            return {event: found.get(event, 0) for event in events}
        found = dict(self.connection.execute(_LOCKED).all())
        new = [event for event in events if event not in found]
        if new:
            first = [{"event": event, "version": 0} for event in sorted(new)]
            self.connection.execute(insert_new(self.connection, seat_version), first)
            found = dict(self.connection.execute(_LOCKED).all())
        return found

    def _read(self, event: str, version: int) -> Picture:
        holding = (State.CONFIRMED.value, State.OFFERED.value)
        taken = self.connection.execute(
            select(func.coalesce(func.sum(registration.c.size), 0))
            .where(registration.c.event == event, registration.c.state.in_(holding))).scalar_one()
        kept = self.connection.execute(
            select(func.coalesce(func.sum(registration.c.kept), 0))
            .where(registration.c.event == event, registration.c.released_at.is_not(None))).scalar_one()
        return Picture(version, taken + kept, Registrations(self.connection).waiting(event))

    def _raise(self, event: str, version: int) -> None:
        self.connection.execute(_RAISE, {"of_event": event, "new": version})


def _inserted(waiting: tuple[Registration, ...], one: Registration) -> tuple[Registration, ...]:
    changed = list(waiting)
    insort(changed, one, key=lambda r: (r.received, r.code))
    return tuple(changed)
