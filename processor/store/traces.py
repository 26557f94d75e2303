"""Where people leave traces: the mails of an event, and how mails, replies and points lose what is personal.

Promise: every function may be called twice; the second time it changes nothing and counts 0.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, exists, func, or_, select, update

from processor.mailbox.port import REMOVABLE
from processor.store.model import Copied, Filing, MailState, OutboxState
from processor.store.tables import calendar_seen, history, mail, open_point, outbox, question, registration

MANY = 500  # ids in one statement; SQLite and PostgreSQL both bound the parameters
DONE = tuple(state.value for state in MailState if state not in (MailState.NEW, MailState.HELD))
FINAL = (OutboxState.SENT.value, OutboxState.FAILED.value, OutboxState.BOUNCED.value)
_OURS = tuple(role.value for role in REMOVABLE)
HAS_BYTES = or_(func.length(mail.c.raw) > 0, mail.c.request.is_not(None))
IS_WHOLE = or_(HAS_BYTES, mail.c.sender_key != "", mail.c.sender_name != "")
AWAITED = exists(select(open_point.c.number).where(open_point.c.mail == mail.c.id, open_point.c.settled_at.is_(None)))
HAS_WORDS = or_(open_point.c.summary != "", open_point.c.proposal != "", open_point.c.settled_by != "",
                open_point.c.settled_at.is_(None))  # points that still say something, or still wait
IN_OUR_FOLDER = and_(mail.c.filing == Filing.DONE.value, mail.c.filed_role.in_(_OURS), mail.c.filed_uid.is_not(None),
                     mail.c.state.in_(DONE), mail.c.state != MailState.NOT_OURS.value)  # other people's mail is theirs


def codes_of(event: str) -> Select[Any]:
    """The codes of an event's registrations."""
    return select(registration.c.code).where(registration.c.event == event)


def mails_of(connection: Connection, event: str, living: Sequence[str]) -> list[int]:
    """The mails that belong to this event and to none of the `living` ones; with their copies."""
    others = select(registration.c.code).where(registration.c.event.in_(living))
    here = or_(mail.c.event == event, mail.c.id.in_(_caused(codes_of(event))), mail.c.id.in_(_asked(codes_of(event))))
    there = or_(mail.c.event.in_(living), mail.c.id.in_(_caused(others)))
    only_here = (here, ~func.coalesce(there, False), mail.c.state != MailState.NEW.value)
    return with_copies(connection, connection.execute(select(mail.c.id).where(*only_here)).scalars().all())


def with_copies(connection: Connection, ids: Sequence[int]) -> list[int]:
    """These mails, and the further deliveries of each."""
    found = set(ids)
    for some in pieces(ids):
        found.update(connection.execute(select(mail.c.id).where(mail.c.original.in_(some))).scalars())
    return sorted(found)


def blank_mails(connection: Connection, ids: Sequence[int], **also: Any) -> int:
    """Erase bytes, sender and meaning of these mails, and mark their copies in our folders; how many had any.

    `also`: further columns to set, as `event`.
    """
    held = mail.c.state == MailState.HELD.value
    blank = {"raw": b"", "request": None, "sender": "", "sender_key": "", "sender_name": "", "text_hash": "",
             "note": "", "state": case((held, MailState.SILENT.value), else_=mail.c.state), **also}
    count = 0
    for some in pieces(ids):
        connection.execute(update(mail).where(mail.c.id.in_(some), IN_OUR_FOLDER).values(filing=Filing.REMOVE.value))
        count += connection.execute(update(mail).where(mail.c.id.in_(some), IS_WHOLE).values(blank)).rowcount
        connection.execute(delete(question).where(question.c.mail.in_(some)))
        connection.execute(delete(calendar_seen).where(calendar_seen.c.mail.in_(some)))
    return count


def blank_answers(connection: Connection, mails: Sequence[int]) -> int:
    """Erase what was answered to these mails; how many answers had anything."""
    return sum(blank_replies(connection, outbox.c.answers.in_(some)) for some in pieces(mails))


def blank_replies(connection: Connection, *which: ColumnElement[bool]) -> int:
    """Erase bytes and recipient of finished replies that are on their way no more; how many had any."""
    return connection.execute(update(outbox).where(
        *which, outbox.c.state.in_(FINAL), or_(outbox.c.recipient_key != "", func.length(outbox.c.raw) > 0)
    ).values(raw=b"", recipient=outbox.c.message_id, recipient_key="", recipient_domain="", last_answer="",
             copied=_no_copy())).rowcount


def shorten_replies(connection: Connection, *which: ColumnElement[bool]) -> int:
    """Erase the bytes of replies that were delivered and stand in Sent; how many."""
    return connection.execute(update(outbox).where(
        *which, outbox.c.state.in_(FINAL), outbox.c.copied != Copied.DUE.value, func.length(outbox.c.raw) > 0
    ).values(raw=b"")).rowcount


def blank_points(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Erase the words of open points; one that still waits waits no more."""
    still = open_point.c.settled_at.is_(None)
    connection.execute(update(open_point).where(which).values(
        summary="", proposal="", settled_by="", settled_how=case((still, "erased"), else_=""),
        settled_at=func.coalesce(open_point.c.settled_at, now)))


def strip_needs(connection: Connection, which: ColumnElement[bool]) -> None:
    """Take needs out of lines of history."""
    for row in connection.execute(select(history.c.id, history.c.before, history.c.after).where(which)).all():
        connection.execute(update(history).where(history.c.id == row.id).values(
            before=_without_needs(row.before), after=_without_needs(row.after)))


def pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids, as many at a time as one statement takes."""
    return (ids[start:start + MANY] for start in range(0, len(ids), MANY))


def _without_needs(text: str | None) -> str | None:
    if text is None:
        return None
    return json.dumps(json.loads(text) | {"needs": []}, ensure_ascii=False, separators=(",", ":"))


def _caused(codes: Select[Any]) -> Select[Any]:
    return select(history.c.mail).where(history.c.registration.in_(codes), history.c.mail.is_not(None))


def _asked(codes: Select[Any]) -> Select[Any]:
    return select(question.c.mail).where(question.c.registration.in_(codes), question.c.mail.is_not(None))


def _no_copy() -> Any:
    """What was not yet copied to Sent has nothing left to copy."""
    return case((outbox.c.copied == Copied.DUE.value, Copied.GIVEN_UP.value), else_=outbox.c.copied)
