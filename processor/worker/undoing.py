"""Taking back the last command of one person: the registration, the point or the setting as it was.

Promise: only what still is as the command left it is put back; what others changed meanwhile stays, and is
named. Seats given away meanwhile are nobody's to take back: the party queues at its old place.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from processor.mailbox.port import Role
from processor.registration.model import Cause, Registration, State
from processor.registration.seats import position, wanted
from processor.steering.booking import Refusal, restore, withdraw
from processor.steering.model import Undo
from processor.steering.transcript import Entry, Mark
from processor.store.codec import dump
from processor.store.model import MailState
from processor.store.staffing import Commanded
from processor.store.tables import history
from processor.worker import broadcast
from processor.worker.attendance import put_back
from processor.worker.eventorders import reread
from processor.worker.office import Office

_NOT_THEIRS = (Cause.SEATS.value, Cause.DATE.value)


def take_back(office: Office, command: Undo) -> Entry:
    """Put back what the sender's last command did, as far as it can be."""
    last = office.unit.commands.last(office.person.address)
    if last is not None and "broadcast" in last.steps:
        return broadcast.take_back(office, command, last)
    if last is None or not office.unit.commands.undone(last.id, office.now):
        return office.refused(command, "nothing_to_undo")
    office.record(office.words.say(command))
    said = [office.say("undone", order=last.command), *_put_back(office, last)]
    return office.entry(command, Mark.DONE, *said)


def _put_back(office: Office, last: Commanded) -> list[str]:
    steps, said = last.steps, []
    if "until" in steps:
        said += _registrations(office, steps)
    if "point" in steps:
        said += _reopened(office, steps)
    if "event" in steps:
        said += _setting(office, steps)
    if "note" in steps:
        office.unit.notes.remove(steps["note"])
        said.append(office.say("undo_note"))
    if "attendance" in steps:
        put_back(office.desk, office.unit, [(code, people) for code, people in steps["attendance"]])
    return said


def _registrations(office: Office, steps: dict[str, Any]) -> list[str]:
    """Every registration the command itself changed, the latest first; who moved up keeps the seat."""
    rows = office.unit.connection.execute(
        select(history).where(history.c.id > steps["after"], history.c.id <= steps["until"])
        .order_by(history.c.id.desc())).all()
    said = [_one(office, row) for row in rows if row.cause not in _NOT_THEIRS]
    if said:
        said.append(office.say("undo_mails"))
    if any(row.what == "promoted" for row in rows):
        said.append(office.say("undo_stays"))
    return said


def _one(office: Office, row: Any) -> str:
    found = office.unit.registrations.by_code((row.registration,))
    if not found or row.after is None:
        return office.say("undo_erased", code=row.registration)
    present = found[0]
    if present.event not in office.events or not _unchanged(row.after, present):
        return office.say("undo_changed", code=present.code)
    seats, policy = office.seats(present.event), office.desk.core.policy
    before = _loaded(row.before)
    booked = withdraw(seats, present, policy, office.now) if before is None else restore(
        seats, present, before, policy, office.now)
    if isinstance(booked, Refusal):
        return office.say(booked.sentence, **dict(booked.values))
    office.apply(booked.decision)
    after, named = booked.placed.registration, {"code": present.code, "name": office.name(present)}
    if before is None:
        return office.say("undo_cancelled", **named)
    if after.state is State.WAITLISTED and before.state is not State.WAITLISTED:
        return office.say("undo_waits", position=position(office.seats(after.event), after.code), **named)
    state = office.words.spoken.phrases.states[after.state.value]
    return office.say("undo_restored", state=state, people=office.people(wanted(after)), **named)


def _reopened(office: Office, steps: dict[str, Any]) -> list[str]:
    number, mail = steps["point"], steps["mail"]
    office.unit.points.reopen(number)
    if mail is not None and office.unit.mails.state(mail) in (MailState.ANSWERED, MailState.SILENT):
        point = office.unit.points.get(number)
        if point is not None and point.kind.value in ("held", "challenge"):
            office.unit.mails.settle(mail, MailState.HELD, Role.REVIEW, office.now)
    return [office.say("undo_point", number=number)]


def _setting(office: Office, steps: dict[str, Any]) -> list[str]:
    present = office.unit.events.of(steps["event"])
    office.unit.events.write(replace(present, capacity=steps["capacity"], closed=steps["closed"]),
                             office.person.address, office.now)
    office.touched.add(steps["event"])
    reread(office)
    event = office.events[steps["event"]]
    said = [office.say("undo_setting", event=event.title)]
    if event.capacity is not None and office.seats(event.key).taken > event.capacity:
        said.append(office.say("undo_stays"))
    return said


def _unchanged(stored: str, present: Registration) -> bool:
    """Whether nobody changed it since; what only counts or tells of mails does not matter."""
    then, now = json.loads(stored), json.loads(dump(present))
    return all(then.get(key) == now[key] for key in ("state", "size", "wanted_size", "attendees", "needs", "contact"))


def _loaded(stored: str | None) -> Registration | None:
    if stored is None:
        return None
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(stored).items()
             if key in Registration.__dataclass_fields__}
    for key in ("received", "released_at"):
        if given.get(key):
            given[key] = datetime.fromisoformat(given[key])
    return Registration(**given | {"state": State(given["state"])})
