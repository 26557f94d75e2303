"""One mail at a time, in the order they reached the mailbox: read, decide, commit.

Promise: one mail, one decision; a mail that cannot be read is held after
`limits.READ_ATTEMPTS` attempts and never stops the others; an attempt is
committed before the reading, so that a mail that kills its worker counts.
What fails in the database is no mail's fault and is raised.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from processor import limits
from processor.mailbox.port import Role
from processor.message.model import Message
from processor.registration import Anchors, anchors
from processor.registration.model import Decision, Outcome
from processor.store import Found, Unit, standing, thread_event
from processor.store.codec import dump
from processor.store.model import Filing, Known, MailState, Read, StoredMail
from processor.understanding.model import Request
from processor.worker.bounce import bounced
from processor.worker.commit import Matter, held, target_of, write
from processor.worker.desk import Desk
from processor.worker.notices import Notice

BATCH = 50  # mails whose attempt is counted in one transaction
LONG_TEXT = 60  # characters; shorter texts ("wir kommen zu zweit") are the same by nature, not by flooding


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail as it was read, before anything is decided."""

    message: Message
    request: Request
    anchors: Anchors
    read: Read


def process(desk: Desk) -> Counter[MailState]:
    """Decide every new mail; how many ended in which state."""
    outcomes: Counter[MailState] = Counter()
    while not desk.stop.is_set() and (mails := _take(desk)):
        for position, mail in enumerate(mails):
            if desk.stop.is_set():
                _give_back(desk, [one.id for one in mails[position:]])
                break
            outcomes[_one(desk, mail)] += 1
    del outcomes[MailState.NEW]  # to be read again
    return outcomes


def read(desk: Desk, mail: StoredMail) -> Reading:
    """What a stored mail says. May raise whatever a parser raises."""
    message = desk.core.read(mail.raw, mail.received, mail.complete)
    traces = anchors(message)
    event = None
    if traces.message_ids or traces.all_codes:
        with desk.store.reading() as unit:
            event = thread_event(unit, message, traces, desk.core.tokens, desk.clock.now())
    request = desk.core.understand(message, event)
    return Reading(message, request, traces, _identity(message))


def _take(desk: Desk) -> list[StoredMail]:
    with desk.store.begin() as unit:
        if desk.owed:
            unit.mails.give_back(sorted(desk.owed))
        mails = unit.mails.take(desk.account, BATCH) if desk.has_lease(unit) else []
    desk.owed.clear()
    return mails


def _give_back(desk: Desk, ids: list[int]) -> None:
    with desk.store.begin() as unit:
        unit.mails.give_back(ids)


def _one(desk: Desk, mail: StoredMail) -> MailState:
    try:
        return _attempt(desk, mail)
    except SQLAlchemyError:
        desk.owed.add(mail.id)
        raise
    except Exception as error:  # whatever a hostile mail raises, the rest goes on (P14)
        desk.log.error(action="mail_unreadable", mail=mail.id, attempt=mail.attempts + 1, error=type(error).__name__)
        return _unreadable(desk, mail) if mail.attempts + 1 >= limits.READ_ATTEMPTS else MailState.NEW


def _attempt(desk: Desk, mail: StoredMail) -> MailState:
    if mail.attempts >= limits.READ_ATTEMPTS:  # it was being read when the worker died, each time
        return _unreadable(desk, mail)
    if not mail.raw:
        return _unreadable(desk, mail)
    reading = read(desk, mail)
    with desk.store.begin() as unit:
        if unit.mails.state(mail.id) is not MailState.NEW:
            return MailState.COPY  # another worker was faster
        state = _decide(desk, unit, mail, reading)
    desk.log.info(action="mail_decided", mail=mail.id, state=state.value, intent=reading.request.intent.value)
    return state


def _decide(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading) -> MailState:
    now = desk.clock.now()
    known = unit.mails.known(mail.id, reading.read)
    if known is None:
        return _first_time(desk, unit, mail, reading, now)
    return _again(desk, unit, mail, reading, known, now)


def _first_time(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading, now: datetime) -> MailState:
    matter = Matter(mail.id, f"mail:{mail.id}")
    if mail.role is Role.IGNORE:
        decision = Decision(Outcome.SILENT, note="ignored by hand")
    else:
        found, decision = _decision(desk, unit, mail, matter, reading, now)
        write(unit, desk.core, matter, reading.message, found, decision, now)
    return _state(desk, unit, mail, reading, decision, now)


def _again(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading, known: Known, now: datetime) -> MailState:
    """The same mail once more: a second delivery, or a human's hand moved it."""
    if known.state is MailState.HELD and (_put_back(mail, known) or mail.role is not Role.INBOX):
        state = _reread(desk, unit, mail, reading, known, now)
    else:
        state = known.state
        if _put_back(mail, known) and mail.role is Role.INBOX and known.filing is Filing.DONE:
            unit.running.warn(Notice.PUT_BACK, now)
            return _copy(unit, mail, reading, known, None, now)
    return _copy(unit, mail, reading, known, target_of(state, shared=desk.core.policy.shared_mailbox), now)


def _put_back(mail: StoredMail, known: Known) -> bool:
    """Moving keeps INTERNALDATE; a second delivery has its own."""
    return known.filing is not Filing.DUE and mail.received == known.received


def _reread(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading, known: Known, now: datetime) -> MailState:
    """A held mail in a human's hand: read with today's rules, accepted or ignored; the first row keeps the outcome."""
    if mail.role is Role.IGNORE:
        decision = Decision(Outcome.SILENT, note="ignored by hand")
        unit.points.settle_mail(known.id, "folder", decision.note, now)
        unit.questions.settle_mail(known.id, now)
    else:
        matter = Matter(known.id, f"again:{known.id}", "folder")
        found, decision = _decision(desk, unit, mail, matter, reading, now)
        if decision.outcome is Outcome.HELD:
            return MailState.HELD  # and nothing is said twice
        write(unit, desk.core, matter, reading.message, found, decision, now)
    state = MailState(decision.outcome.value)
    unit.mails.settle(known.id, state, None, now)
    return state


def _decision(desk: Desk, unit: Unit, mail: StoredMail, matter: Matter, reading: Reading,
              now: datetime) -> tuple[Found, Decision]:
    message, request, core = reading.message, reading.request, desk.core
    found = standing(unit, message, reading.anchors, core.tokens, core.events, now, mail=matter.mail,
                     text_hash=reading.read.text_hash)
    returned = _returned(unit, message)
    if returned is not None:
        return found, returned
    fresh = core.fresh(request, lambda code: bool(unit.registrations.by_code((code,))))
    if mail.role is Role.ACCEPT:
        return found, core.accept(message, request, found.standing, now, fresh=fresh)
    return found, core.decide(message, request, found.standing, now, fresh=fresh, propose=mail.backlog)


def _returned(unit: Unit, message: Message) -> Decision | None:
    """What a bounce of one of our mails causes; None for every other mail."""
    status = message.delivery_status
    if status is None:
        return None
    row = unit.outbox.returned(status.returned_message_ids, (*status.recipients, *status.original_recipients))
    if row is None:
        return None
    known = unit.registrations.by_code((row.registration,) if row.registration else ())
    decision = bounced(status, row, known[0] if known else None)
    if decision.open_points:
        unit.outbox.bounced(row.id, status.diagnostic or status.status)
    return decision


def _state(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading, decision: Decision, now: datetime) -> MailState:
    state = MailState(decision.outcome.value)
    target = target_of(state, shared=desk.core.policy.shared_mailbox)
    if target is None and mail.role is not Role.INBOX:
        target = Role.DONE  # nothing stays lying in a folder that is a button
    unit.mails.decided(mail.id, reading.read, state, target, now, request=dump(reading.request), note=decision.note)
    return state


def _copy(unit: Unit, mail: StoredMail, reading: Reading, known: Known, target: Role | None,
          now: datetime) -> MailState:
    unit.mails.decided(mail.id, reading.read, MailState.COPY, target, now, original=known.id)
    return MailState.COPY


def _unreadable(desk: Desk, mail: StoredMail) -> MailState:
    """Held as it is: nothing was understood, nothing is answered."""
    decision = held("the mail could not be read", "look at it in the mailbox")
    now = desk.clock.now()
    with desk.store.begin() as unit:
        if unit.mails.state(mail.id) is not MailState.NEW:
            return MailState.COPY
        for point in decision.open_points:
            unit.points.open(point, mail.id, now)
        unit.mails.decided(mail.id, None, MailState.HELD, Role.REVIEW, now, note=decision.note)
    return MailState.HELD


def _identity(message: Message) -> Read:
    words = " ".join(message.visible.text.casefold().split())
    text_hash = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest() if len(words) >= LONG_TEXT else ""
    return Read(message.message_id, message.content_hash, text_hash, message.sender)
