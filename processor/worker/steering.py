"""Mails of staff: commands carried out, letters kept, citizens' mails passed on, rehearsals.

Promise: nothing is carried out that nothing proves; a mail acts once; every mail with commands is answered by
one transcript, in the transaction that carried them out. What is no matter of staff is left to be decided as any
citizen's mail, for staff are citizens, too.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from processor import limits
from processor.mailbox.port import Role
from processor.message.model import Mailbox, Message
from processor.registration.model import Decision, Event, OpenPoint, OpenPointKind, Outcome
from processor.registration.tokens import STAFF_DAYS
from processor.replies import Templates
from processor.steering.model import Script
from processor.steering.parse import parse
from processor.steering.proof import Person, Trust, person_of, trust
from processor.steering.transcript import Entry, Mark, Transcript, compose
from processor.steering.words import Vocabulary
from processor.store import Unit
from processor.store.model import Queued, StoredMail
from processor.store.staffing import STEERING
from processor.understanding.model import Advice, Intent
from processor.worker.desk import Desk
from processor.worker.office import Office
from processor.worker.orders import carried_out
from processor.worker.passedon import passed_on, staff
from processor.worker.proposals import proposed
from processor.worker.reading import Reading
from processor.worker.rehearsal import is_rehearsal, rehearsed
from processor.worker.review import UNPROVEN
from processor.worker.secondtap import wait
from processor.worker.standing import standing_rows

LETTER = "a letter to the team"
PASSED_ON = "passed on by {name}"
_ASK_AGAIN = timedelta(days=1)  # a forger must not fill anybody's mailbox with our questions
_SIGN_UPS = frozenset({Intent.REGISTER, Intent.CANCEL, Intent.CHANGE, Intent.DATA_REQUEST})


def steer(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading, now: datetime) -> tuple[Decision, Reading] | None:
    """What a mail of one of the staff causes, and as what it is kept; None where it is decided like any other."""
    message = reading.message
    person = person_of(message, staff(desk))
    if person is None or _no_matter_of_staff(mail, message):
        return None
    belief = believed(unit, desk, message, person, now)
    if is_rehearsal(message.subject, _words(desk)):
        return _rehearsal(unit, desk, mail, reading, person, belief, now), reading
    script = script_of(desk, message)
    if script.commands:
        return _orders(unit, desk, mail, message, person, belief, script, now), reading
    if belief is not Trust.FORGED and (inner := passed_on(desk, mail, reading)) is not None:
        return proposed(unit, desk, mail, inner, PASSED_ON.format(name=person.name), now), inner
    return (_letter(), reading) if _is_letter(unit, reading, person, now) else None


def believed(unit: Unit, desk: Desk, message: Message, person: Person, now: datetime) -> Trust:
    """How well the mail proves who of the staff wrote it."""
    answers = unit.commands.had_report(person.address, (message.in_reply_to, *message.references), _lately(now))
    today = now.astimezone(desk.core.zone).date()
    return trust(message, person, desk.core.tokens, today, answers_report=answers)


def script_of(desk: Desk, message: Message) -> Script:
    """The commands in a mail's own words."""
    return parse(message.visible.text, _words(desk), subject=message.subject)


def is_order(desk: Desk, message: Message) -> bool:
    """Whether a mail is, or claims to be, one with commands of staff: never a citizen's wish."""
    return person_of(message, staff(desk)) is not None and bool(script_of(desk, message).commands)


def _no_matter_of_staff(mail: StoredMail, message: Message) -> bool:
    """Machines, calendars, what lay there before our first contact, and what a human's hand already moved."""
    machine = message.automatic is not None or message.calendar is not None or message.delivery_status is not None
    return machine or mail.backlog or mail.role is not Role.INBOX


def _orders(unit: Unit, desk: Desk, mail: StoredMail, message: Message, person: Person, belief: Trust, script: Script,
            now: datetime) -> Decision:
    office = _office(unit, desk, person, mail.id, now)
    if belief is not Trust.PROVEN:
        if belief is Trust.CLAIMED and person.steers and not unit.commands.asked_since(person.address, now - _ASK_AGAIN):
            _ask(office, message)
        return Decision(Outcome.HELD, open_points=(OpenPoint(OpenPointKind.HELD, UNPROVEN, ""),), note=UNPROVEN)
    entries = carried_out(office, [given.command for given in script.commands])
    _answer(office, Transcript(tuple(entries), script.unknown, tuple(standing_rows(office))), message)
    return Decision(Outcome.ANSWERED, note=f"{len(entries)} commands")


def _ask(office: Office, message: Message) -> None:
    """One neutral question to the real address; nothing of the mail is repeated. It answers no mail: the thread
    of a forger is not ours."""
    tap = wait(office, "")
    entry = Entry(office.say("claimed_headline"), Mark.ASKS, (office.say("claimed"), office.say("claimed_tap")), (tap,))
    told = Transcript((entry,), headline=office.say("claimed_headline"))
    _queue(office, told, (), cause=f"claimed:{office.mail}", answers=None)


def _rehearsal(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading, person: Person, belief: Trust,
               now: datetime) -> Decision:
    if belief is not Trust.PROVEN:
        return Decision(Outcome.HELD, open_points=(OpenPoint(OpenPointKind.HELD, UNPROVEN, ""),), note=UNPROVEN)
    office = _office(unit, desk, person, mail.id, now)
    entry = rehearsed(office, mail, reading)
    _answer(office, Transcript((entry,), headline=office.say("probe_headline")), reading.message)
    return Decision(Outcome.ANSWERED, note="a rehearsal")


def _is_letter(unit: Unit, reading: Reading, person: Person, now: datetime) -> bool:
    """An answer to a report without any command, that is no sign-up and no mere thanks."""
    message, request = reading.message, reading.request
    ids = (message.in_reply_to, *message.references)
    if not unit.commands.had_report(person.address, ids, _lately(now)) or request.advice is Advice.IGNORE:
        return False
    return not (request.advice is Advice.APPLY and request.intent in _SIGN_UPS)


def _letter() -> Decision:
    return Decision(Outcome.HELD, open_points=(OpenPoint(OpenPointKind.HELD, LETTER, "answer it"),), note=LETTER)


def _answer(office: Office, told: Transcript, message: Message) -> None:
    ids = (*message.references, message.message_id)
    thread = tuple(one for one in dict.fromkeys(ids) if one)[-limits.REFERENCES_OUT:]
    _queue(office, told, thread, cause=f"mail:{office.mail}", answers=office.mail)


def _queue(office: Office, told: Transcript, thread: tuple[str, ...], *, cause: str, answers: int | None) -> None:
    core, message_id = office.desk.core, office.desk.core.message_id()
    composed = compose(told, core.organiser, office.words.spoken, core.templates, core.tokens, message_id,
                       office.now.astimezone(core.zone), to=Mailbox(office.person.name, office.person.address),
                       references=thread)
    office.unit.outbox.queue(Queued(cause=cause, kind=STEERING, recipient=office.person.address, message_id=message_id,
                                    raw=composed.raw, answers=answers, copy_to_sent=False), office.now)


def _office(unit: Unit, desk: Desk, person: Person, mail: int, now: datetime) -> Office:
    events = {event.key: event for event in unit.events.over(desk.core.events)}
    return Office(desk, unit, person, mail, now, _words(desk), events)


def _words(desk: Desk) -> Vocabulary:
    return _vocabulary(desk.core.templates, desk.core.organiser.language, desk.core.events)


@lru_cache(maxsize=8)
def _vocabulary(templates: Templates, language: str, events: tuple[Event, ...]) -> Vocabulary:
    return Vocabulary.of(templates, language, events)


def _lately(now: datetime) -> datetime:
    return now - timedelta(days=STAFF_DAYS)
