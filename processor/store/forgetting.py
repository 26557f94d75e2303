"""Erasing what a person asked us to erase: everything about an address, or what the people of a registration need.

Promise: afterwards nothing in the database leads to the person but the mail that asks and our answer to it, which go
with the next day's retention; what went out meanwhile is not called back. Each function may be called twice; the second
time it changes nothing and counts 0.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from processor.store import traces
from processor.store.journal import Line, Subject
from processor.store.model import WAITING, Erased, Filing, MailState
from processor.store.sql import folded
from processor.store.tables import (
    history,
    mail,
    open_point,
    outbox,
    question,
    registration,
    staff_command,
    wrong_code,
)

if TYPE_CHECKING:
    from processor.store.unit import Unit

ERASED = "erased"  # the kind of the one mail that says so
WITH_NEEDS = '%"needs":["%'  # in the JSON of a registration or a request
_UNSENT = tuple(state.value for state in WAITING)


def forget_traces(connection: Connection, address: str, asking: int | None, now: datetime,
                  until: datetime | None = None) -> Erased:
    """Erase the mails of an address, our answers, questions and the points about them; `asking` is the mail that asks.

    `until`: only what reached us by then. What still waits in the outbox is not sent.
    """
    who = folded(address)
    before = [mail.c.received <= until] if until else []
    own = connection.execute(select(mail.c.id).where(
        mail.c.sender_key == who, mail.c.state != MailState.NEW.value, mail.c.id.is_distinct_from(asking), *before
    )).scalars().all()
    mails = traces.with_copies(connection, own)
    _blank_points(connection, mails, now)
    answers = outbox.c.recipient_key == who
    queued = [outbox.c.queued_at <= until] if until else []
    unsent = connection.execute(delete(outbox).where(answers, outbox.c.state.in_(_UNSENT), *queued)).rowcount
    replies = unsent + traces.blank_replies(connection, answers, *queued)
    blanked = traces.blank_mails(connection, mails)
    connection.execute(delete(question).where(question.c.sender_key == who, *(
        [question.c.asked_at <= until] if until else [])))
    connection.execute(delete(wrong_code).where(wrong_code.c.sender_key == who))
    return Erased(mails=blanked, replies=replies)


def forget_points(connection: Connection, codes: Sequence[str], now: datetime) -> None:
    """Erase the words of every point about these registrations; nobody needs to look at them any more."""
    traces.blank_points(connection, open_point.c.registration.in_(codes) & traces.HAS_WORDS, now)


def forget_orders(connection: Connection, address: str, codes: Sequence[str]) -> None:
    """Erase staff's commands that name these registrations or this address; what they did can be undone no more."""
    for one in (address, *codes):
        named = or_(*(column.icontains(one, autoescape=True) for column in (staff_command.c.command, staff_command.c.undo)))
        connection.execute(update(staff_command).where(named).values(command="", undo=None))


def forget_needs(connection: Connection, code: str) -> None:
    """Forget what the people of one registration needed: in their history, in what was understood, in whole mails."""
    lines = (history.c.registration == code) & or_(history.c.before.like(WITH_NEEDS), history.c.after.like(WITH_NEEDS))
    caused = connection.execute(select(history.c.mail).where(
        history.c.registration == code, history.c.mail.is_not(None), history.c.cause != "seats")).scalars().all()
    traces.strip_needs(connection, lines)
    for some in traces.pieces(caused):
        connection.execute(update(mail).where(
            mail.c.id.in_(some), mail.c.state.in_(traces.DONE), mail.c.request.like(WITH_NEEDS), ~traces.AWAITED
        ).values(request=None, raw=b""))
    traces.shorten_replies(connection, outbox.c.registration == code)


def forget_asking(connection: Connection) -> Erased:
    """Erase the mails that asked to be forgotten and our last answers, once those are on their way no more.

    Copies of mails that were on their way between our folders when they were erased go, too.
    """
    told = (outbox.c.kind == ERASED, outbox.c.state.in_(traces.FINAL))
    asking = [one for one in connection.execute(select(outbox.c.answers).where(*told)).scalars() if one is not None]
    done = connection.execute(select(mail.c.id).where(mail.c.id.in_(asking), mail.c.state.in_(traces.DONE))).scalars()
    blanked = traces.blank_mails(connection, traces.with_copies(connection, done.all()))
    connection.execute(update(mail).where(traces.IN_OUR_FOLDER, ~traces.IS_WHOLE).values(filing=Filing.REMOVE.value))
    return Erased(mails=blanked, replies=traces.blank_replies(connection, *told))


def replay(unit: "Unit", lines: Sequence[Line], key: str) -> tuple[int, bool]:
    """Do again what a restored database has forgotten was done: how many erasures, and whether that was all.

    A line whose mail is not decided yet is left to it: the power went off between the file and the database.
    """
    waiting = {line for line in lines if _is_undecided(unit.connection, line.mail)}
    done = sum(_again(unit, line, key) for line in lines if line not in waiting)
    return done, not waiting


def _again(unit: "Unit", line: Line, key: str) -> bool:
    connection = unit.connection
    match line.subject:
        case Subject.ADDRESS:
            known = {*_column(connection, registration.c.contact_key), *_column(connection, mail.c.sender_key),
                     *_column(connection, outbox.c.recipient_key)}
            found = [address for address in known if line.is_of(address, key)]
            return sum(bool(unit.forgotten(address, None, line.at, until=line.at)) for address in found) > 0
        case Subject.REGISTRATION:
            codes = [code for code in _column(connection, registration.c.code) if line.is_of(code, key)]
            return bool(unit.erased(codes, None, line.at))
        case Subject.NEEDS:
            codes = [code for code in _column(connection, registration.c.code) if line.is_of(code, key)]
            for code in codes:
                unit.registrations.erase_needs(code)
                forget_needs(connection, code)
            return bool(codes)


def _column(connection: Connection, column: Any) -> list[str]:
    return list(connection.execute(select(column).where(column != "").distinct()).scalars())


def _is_undecided(connection: Connection, number: int | None) -> bool:
    state = connection.execute(select(mail.c.state).where(mail.c.id == number)).scalar() if number else None
    return state == MailState.NEW.value


def _blank_points(connection: Connection, mails: Sequence[int], now: datetime) -> None:
    for some in traces.pieces(mails):
        about: ColumnElement[bool] = open_point.c.mail.in_(some)
        traces.blank_points(connection, about & traces.HAS_WORDS, now)
