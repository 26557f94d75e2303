"""One registration's story: its mails, what they were understood as, what changed, what was answered.

Promise: everything the store still knows of it, in the order it happened, each mail followed by what it caused at
once; of what was erased, that it was erased. Mails of others are left out, also where they freed a seat; a mail of its
own address that changed nothing is told where the address has no other registration it could be about.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from processor.message.model import Mailbox
from processor.registration.model import Cause, OpenPointKind, Registration
from processor.store.codec import load_request
from processor.store.model import MailState, OutboxState
from processor.store.sql import folded
from processor.store.tables import history, mail, note, open_point, outbox, question
from processor.store.unit import Unit
from processor.understanding.model import Request

AT_ONCE = timedelta(minutes=15)  # after a mail reached the mailbox; what comes later had another reason, too


@dataclass(frozen=True, slots=True)
class ToldMail:
    """A mail of the story. `understood` None: erased, or it was never understood."""

    at: datetime  # it reached the mailbox
    number: int
    message_id: str
    sender: Mailbox  # without name and address where erased
    state: MailState
    note: str
    understood: Request | None


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One line of history: fields and what they were and are; empty where the details are erased."""

    at: datetime
    what: str
    cause: Cause
    mail: int | None
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """A reply of ours."""

    at: datetime  # it was queued
    kind: str
    state: OutboxState
    sent_at: datetime | None
    answers: int | None  # the mail


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """Something that waited for a human, and who settled it how. Words are '' once they are erased."""

    at: datetime  # it was opened
    number: int
    kind: OpenPointKind
    summary: str
    proposal: str
    mail: int | None
    settled_at: datetime | None
    settled_by: str
    settled_how: str


@dataclass(frozen=True, slots=True)
class ToldNote:
    """What staff wanted to remember."""

    at: datetime
    by: str
    text: str


Told = ToldMail | ToldChange | ToldAnswer | ToldPoint | ToldNote


@dataclass(frozen=True, slots=True)
class Story:
    """A registration as it is now, None where erased, and everything that led there."""

    code: str
    now: Registration | None
    told: tuple[Told, ...]


def story(unit: Unit, code: str) -> Story | None:
    """The story of a code; None where there never was such a registration."""
    changes = _changes(unit.connection, code)
    if not changes:
        return None
    answers = _answers(unit.connection, code)
    own = {one.mail for one in changes if one.cause in (Cause.MAIL, Cause.ORGANISER)}
    present = next(iter(unit.registrations.by_code((code,))), None)
    silent = _of_its_address(unit, present) if present else []
    mails = _mails(unit.connection, {*own, *(one.answers for one in answers), *_asking(unit.connection, code), *silent})
    points, notes = _points(unit.connection, code), _notes(unit.connection, code)
    return Story(code, present, tuple(_in_order(mails, [*points, *changes, *answers, *notes])))


def _in_order(mails: list[ToldMail], rest: list[Told]) -> list[Told]:
    """By time; what a mail caused at once stands behind it, however many mails were read in the same second."""
    arrived = {one.number: one.at for one in mails}

    def place(one: Told) -> tuple[datetime, int, int, datetime]:
        if isinstance(one, ToldMail):
            return one.at, one.number, 0, one.at
        cause = one.answers if isinstance(one, ToldAnswer) else None if isinstance(one, ToldNote) else one.mail
        if cause in arrived and one.at - arrived[cause] < AT_ONCE:
            return arrived[cause], cause, 1, one.at
        return one.at, 0, 1, one.at

    return sorted([*mails, *rest], key=place)  # stable: at one moment point, change, answer


def _of_its_address(unit: Unit, one: Registration) -> list[int]:
    """Mails of its address about its event, or about none."""
    if len(unit.registrations.of(one.contact)) > 1:
        return []
    return list(unit.connection.execute(select(mail.c.id).where(
        mail.c.sender_key == folded(one.contact), mail.c.original.is_(None), mail.c.state != MailState.NEW.value,
        or_(mail.c.event == one.event, mail.c.event.is_(None)))).scalars())


def _points(connection: Connection, code: str) -> list[ToldPoint]:
    rows = connection.execute(select(open_point).where(open_point.c.registration == code).order_by(open_point.c.number))
    return [ToldPoint(r.opened_at, r.number, OpenPointKind(r.kind), r.summary, r.proposal, r.mail, r.settled_at,
                      r.settled_by or "", r.settled_how or "") for r in rows]


def _notes(connection: Connection, code: str) -> list[ToldNote]:
    rows = connection.execute(select(note).where(note.c.registration == code).order_by(note.c.id))
    return [ToldNote(r.at, r.by, r.text) for r in rows]


def _mails(connection: Connection, ids: Iterable[int | None]) -> list[ToldMail]:
    known = [one for one in ids if one is not None]
    rows = connection.execute(
        select(mail.c.received, mail.c.id, mail.c.message_id, mail.c.sender, mail.c.sender_name, mail.c.state,
               mail.c.note, mail.c.request).where(mail.c.id.in_(known)).order_by(mail.c.received, mail.c.id))
    return [ToldMail(r.received, r.id, r.message_id, Mailbox(r.sender_name, r.sender), MailState(r.state), r.note,
                     load_request(r.request) if r.request else None) for r in rows]


def _changes(connection: Connection, code: str) -> list[ToldChange]:
    rows = connection.execute(select(history).where(history.c.registration == code).order_by(history.c.id))
    return [ToldChange(r.at, r.what, Cause(r.cause), r.mail, _differences(r.before, r.after)) for r in rows]


def _answers(connection: Connection, code: str) -> list[ToldAnswer]:
    rows = connection.execute(
        select(outbox.c.queued_at, outbox.c.kind, outbox.c.state, outbox.c.sent_at, outbox.c.answers)
        .where(outbox.c.registration == code).order_by(outbox.c.id))
    return [ToldAnswer(r.queued_at, r.kind, OutboxState(r.state), r.sent_at, r.answers) for r in rows]


def _asking(connection: Connection, code: str) -> list[int]:
    """Mails about it that changed nothing yet: one was asked back about, or waits for a human."""
    return [number for table in (question, open_point) for number in connection.execute(
        select(table.c.mail).where(table.c.registration == code, table.c.mail.is_not(None))).scalars()]


def _differences(before: str | None, after: str | None) -> dict[str, tuple[Any, Any]]:
    """Field → what it was and is; of a new registration every field that says something."""
    if after is None:
        return {}
    old, new = json.loads(before) if before else {}, json.loads(after)
    return {name: (old.get(name), value) for name, value in new.items()
            if (old[name] != value if name in old else value not in (None, [], "", False, 0)) and name != "code"}
