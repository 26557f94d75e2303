"""One registration's story: its mails, what they were understood as, what changed, what was answered.

Promise: everything the store still knows of it, in the order it happened; of what was
erased, that it was erased. Mails of others are left out, also where they freed a seat.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from processor.message.model import Mailbox
from processor.registration.model import Cause, Registration
from processor.store.codec import load_request
from processor.store.model import MailState, OutboxState
from processor.store.tables import history, mail, open_point, outbox, question
from processor.store.unit import Unit
from processor.understanding.model import Request


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


Told = ToldMail | ToldChange | ToldAnswer


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
    mails = _mails(unit.connection, {*own, *(one.answers for one in answers), *_asking(unit.connection, code)})
    told: list[Told] = [*mails, *changes, *answers]
    told.sort(key=lambda one: one.at)  # at one moment: mail, change, answer
    present = unit.registrations.by_code((code,))
    return Story(code, present[0] if present else None, tuple(told))


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
