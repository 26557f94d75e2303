"""New mails, in the order they reached the mailbox: read, decide, commit.

Promise: one mail, one decision; a mail that cannot be read is held after
`limits.READ_ATTEMPTS` attempts and never stops the others; an attempt is
committed before the reading, so that a mail that kills its worker counts.
What fails in the database is no mail's fault and is raised.

Mails are read one by one and decided in small groups, one transaction a group:
a disk takes as long for eight decisions as for one. Where a group fails, its
mails are decided one by one.
"""

from collections import Counter

from processor import limits
from processor.mailbox.port import Role
from processor.store import FAULTS
from processor.store.model import MailState, StoredMail
from processor.worker.commit import held
from processor.worker.deciding import decide_in
from processor.worker.desk import Desk
from processor.worker.reading import Reading, read

BATCH = 48  # mails whose attempt is counted in one transaction
GROUP = 8  # mails decided in one transaction; the sending thread waits no longer than these take


def process(desk: Desk) -> Counter[MailState]:
    """Decide every new mail; how many ended in which state."""
    outcomes: Counter[MailState] = Counter()
    while not desk.stop.is_set() and (mails := _take(desk)):
        for start in range(0, len(mails), GROUP):
            if desk.stop.is_set():
                desk.owed.update(mail.id for mail in mails[start:])
                break
            try:
                outcomes.update(_group(desk, mails[start:start + GROUP]))
            except FAULTS:
                desk.owed.update(mail.id for mail in mails[start:])
                raise
    _pay(desk)
    del outcomes[MailState.NEW]  # to be read again
    return outcomes


def _take(desk: Desk) -> list[StoredMail]:
    _pay(desk)
    with desk.store.begin() as unit:
        return unit.mails.take(desk.account, BATCH) if desk.has_lease(unit) else []


def _pay(desk: Desk) -> None:
    """Give back attempts that were counted and not made."""
    if desk.owed:
        with desk.store.begin() as unit:
            unit.mails.give_back(sorted(desk.owed))
        desk.owed.clear()


def _group(desk: Desk, mails: list[StoredMail]) -> list[MailState]:
    """Decide some mails; together where all is well."""
    states, readings = [], []
    for mail in mails:
        reading = _read(desk, mail)
        if isinstance(reading, MailState):
            states.append(reading)
        else:
            readings.append((mail, reading))
    try:
        return states + _decide(desk, readings)
    except FAULTS:
        raise
    except Exception:  # one of them spoils the transaction of all; alone it spoils its own
        return states + [_alone(desk, mail, reading) for mail, reading in readings]


def _read(desk: Desk, mail: StoredMail) -> Reading | MailState:
    """What the mail says, or the state it is left in because nobody can tell."""
    if mail.attempts >= limits.READ_ATTEMPTS or not mail.raw:  # it was being read when the worker died, each time
        return _unreadable(desk, mail)
    try:
        return read(desk, mail)
    except FAULTS:
        raise
    except Exception as error:  # whatever a hostile mail raises, the rest goes on (P14)
        return _failed(desk, mail, error)


def _alone(desk: Desk, mail: StoredMail, reading: Reading) -> MailState:
    try:
        return _decide(desk, [(mail, reading)])[0]
    except FAULTS:
        raise
    except Exception as error:
        return _failed(desk, mail, error)


def _decide(desk: Desk, readings: list[tuple[StoredMail, Reading]]) -> list[MailState]:
    """Commit 2 for some mails."""
    if not readings:
        return []
    states = []
    with desk.store.begin() as unit:
        unit.seats.seats(desk.core.events)  # on PostgreSQL this waits for whoever else decides, before anything is read
        for mail, reading in readings:
            new = unit.mails.state(mail.id) is MailState.NEW  # else another worker was faster
            states.append(decide_in(unit, desk, mail, reading) if new else MailState.COPY)
    for (mail, reading), state in zip(readings, states, strict=True):
        desk.log.info(action="mail_decided", mail=mail.id, state=state.value, intent=reading.request.intent.value)
    return states


def _failed(desk: Desk, mail: StoredMail, error: Exception) -> MailState:
    desk.log.error(action="mail_unreadable", mail=mail.id, attempt=mail.attempts + 1, error=type(error).__name__)
    return _unreadable(desk, mail) if mail.attempts + 1 >= limits.READ_ATTEMPTS else MailState.NEW


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
