"""What one read mail causes, decided and written inside one transaction.

A mail seen before is recognised by Message-ID and content: a second delivery
follows the first, a held mail in a human's hand is decided anew.
"""

from datetime import datetime

from processor.mailbox.port import Role
from processor.message.model import Message
from processor.registration.model import Decision, Outcome
from processor.store import Found, Unit, standing
from processor.store.codec import dump
from processor.store.model import Filing, Known, MailState, StoredMail
from processor.worker.bounce import bounced
from processor.worker.commit import Matter, target_of, write
from processor.worker.desk import Desk
from processor.worker.notices import Notice
from processor.worker.passedon import passed_on
from processor.worker.proposals import specific
from processor.worker.reading import Reading
from processor.worker.steering import is_order, steer


def decide_in(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading) -> MailState:
    """Decide one mail inside a unit of work and write all that follows; its state."""
    now = desk.clock.now()
    known = unit.mails.known(mail.id, reading.read)
    if known is None:
        return _first_time(desk, unit, mail, reading, now)
    return _again(desk, unit, mail, reading, known, now)


def _first_time(desk: Desk, unit: Unit, mail: StoredMail, reading: Reading, now: datetime) -> MailState:
    matter = Matter(mail.id, f"mail:{mail.id}")
    if mail.role is Role.IGNORE:
        decision = Decision(Outcome.SILENT, note="ignored by hand")
    elif (steered := steer(unit, desk, mail, reading, now)) is not None:
        decision, reading = steered
        for point in decision.open_points:
            unit.points.open(point, mail.id, now)
    else:
        reading = _inside(desk, mail, reading)
        found, decision = _decision(desk, unit, mail, matter, reading, now)
        decision = specific(decision, desk.core, reading, found, now)
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
    elif is_order(desk, reading.message):
        return MailState.HELD  # a folder proves nobody: whoever wrote it says so by mail
    else:
        matter = Matter(known.id, f"again:{known.id}", "folder")
        reading = _inside(desk, mail, reading)
        found, decision = _decision(desk, unit, mail, matter, reading, now)
        if decision.outcome is Outcome.HELD:
            return MailState.HELD  # and nothing is said twice
        write(unit, desk.core, matter, reading.message, found, decision, now)
    state = MailState(decision.outcome.value)
    unit.mails.settle(known.id, state, None, now)
    return state


def _inside(desk: Desk, mail: StoredMail, reading: Reading) -> Reading:
    """A citizen's mail that staff passed on, once a human's hand accepts it."""
    return (passed_on(desk, mail, reading) if mail.role is Role.ACCEPT else None) or reading


def _decision(desk: Desk, unit: Unit, mail: StoredMail, matter: Matter, reading: Reading,
              now: datetime) -> tuple[Found, Decision]:
    message, request, core = reading.message, reading.request, desk.core
    found = standing(unit, message, reading.anchors, core.tokens, unit.events.over(core.events), now, mail=matter.mail,
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
    unit.mails.decided(mail.id, reading.read, state, target, now, request=dump(reading.request), note=decision.note,
                       event=None if state is MailState.NOT_OURS else reading.request.event)
    return state


def _copy(unit: Unit, mail: StoredMail, reading: Reading, known: Known, target: Role | None,
          now: datetime) -> MailState:
    unit.mails.decided(mail.id, reading.read, MailState.COPY, target, now, original=known.id)
    return MailState.COPY
