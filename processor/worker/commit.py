"""Commit 2: all that one decision causes, in the transaction it was made in (P3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from processor.mailbox.port import Role
from processor.message.model import Message
from processor.registration.disclosure import Disclosure
from processor.registration.model import Decision, OpenPoint, OpenPointKind, Outcome, Proof, Reply, ReplyKind
from processor.store import Found, Unit
from processor.store.model import MailState, Queued
from processor.worker.core import Core
from processor.worker.disclosing import disclosed

SENDER = "sender"  # who settled an open point
_THEIRS_ALONE = (ReplyKind.EXPORT, ReplyKind.ERASED)  # no copy in Sent: a colleague has no use for it


@dataclass(frozen=True, slots=True)
class Matter:
    """Which stored mail a decision is about, and why it is made now."""

    mail: int
    cause: str  # 'mail:17'; 'again:17' where a held mail is read again; 'point:4' where an organiser settled it
    settled_by: str = ""  # the organiser; '' where the mail speaks for itself

    @property
    def first(self) -> bool:
        return self.cause.startswith("mail:")


def write(unit: Unit, core: Core, matter: Matter, message: Message, found: Found, decision: Decision,
          now: datetime) -> None:
    """Everything but the mail's own state: changes, open points, questions, replies, erasure."""
    for change in decision.changes:
        unit.change(change, matter.mail, now)
        if change.before is not None and change.after.reachable and not change.before.reachable:
            unit.points.settle_registration(change.after.code, OpenPointKind.UNREACHABLE, SENDER, "they wrote again", now)
    _settle(unit, matter, found, decision, now)
    numbers = _open(unit, matter, decision.open_points, now)
    if decision.asks is not None:
        first = found.waiting.mail if decision.settles_question and found.waiting else None  # the mail it all began with
        unit.questions.ask(decision.asks, first or matter.mail, now)
    replies = [replace(reply, open_point=numbers, disclosed=_disclosed(unit, core, reply)) for reply in decision.replies]
    _erase(unit, matter, decision, now)
    for reply in replies:
        _queue(unit, core, matter, message, found, reply, now)
    if decision.mute is not None:
        unit.counters.mute(decision.mute, now)
    _remember(unit, matter, message, found, now)


def target_of(state: MailState, *, shared: bool) -> Role | None:
    """The folder a mail belongs into by its state; None: it stays where it is."""
    match state:
        case MailState.HELD:
            return Role.REVIEW
        case MailState.ANSWERED | MailState.SILENT:
            return Role.DONE
        case MailState.AUTOMATIC:
            return Role.AUTOMATIC
        case MailState.NOT_OURS:
            return None if shared else Role.DONE
        case MailState.NEW | MailState.COPY:
            return None


def _settle(unit: Unit, matter: Matter, found: Found, decision: Decision, now: datetime) -> None:
    """What waited for this decision waits no more: the mail's own points, and the question it answers."""
    if decision.outcome is not Outcome.HELD and not matter.first:
        unit.points.settle_mail(matter.mail, matter.settled_by or SENDER, decision.note, now)
        unit.questions.settle_mail(matter.mail, now)
    if decision.challenge_used is not None:
        unit.questions.spend(decision.challenge_used, now)
    if decision.settles_question and found.waiting is not None:
        unit.questions.settle(found.waiting.id, now)
        asked = found.waiting.mail
        if asked is not None and asked != matter.mail and unit.mails.state(asked) is MailState.HELD:
            unit.points.settle_mail(asked, SENDER, decision.note, now)
            unit.mails.settle(asked, MailState.ANSWERED, Role.DONE, now)


def _erase(unit: Unit, matter: Matter, decision: Decision, now: datetime) -> None:
    """What a person asked us to forget; before our answer is queued, which is the last thing known of them."""
    if decision.erase:
        unit.erase(decision.erase, matter.mail, now)
    if decision.forget is not None:
        unit.forget(decision.forget, matter.mail, now)
    if decision.forget_needs is not None:
        unit.forget_needs(decision.forget_needs, matter.mail, now)


def _disclosed(unit: Unit, core: Core, reply: Reply) -> Disclosure | None:
    return disclosed(unit, core, reply.to) if reply.kind is ReplyKind.EXPORT else None


def _open(unit: Unit, matter: Matter, points: Iterable[OpenPoint], now: datetime) -> int | None:
    """Open the points; the first one's number is shown in the reply."""
    numbers = [unit.points.open(point, matter.mail, now) for point in points]
    return numbers[0] if numbers else None


def _queue(unit: Unit, core: Core, matter: Matter, message: Message, found: Found, reply: Reply, now: datetime) -> None:
    message_id = core.message_id()
    moved_up = reply.kind is ReplyKind.PROMOTED
    booking = reply.registration or reply.before
    code = booking.code if booking else None
    reply = replace(reply, open_point=None) if moved_up else reply
    unit.outbox.queue(Queued(
        cause=f"seats:{matter.mail}:{code}" if moved_up else matter.cause,
        kind=reply.kind.value, recipient=reply.to, message_id=message_id,
        raw=core.compose(reply, message_id, now),
        answers=matter.mail if matter.first and not moved_up else None,
        registration=code,
        unproven=found.proved.proof is Proof.NOTHING and not moved_up,
        not_before=core.awake_at(now, reply.event) if moved_up else None,
        copy_to_sent=reply.kind not in _THEIRS_ALONE,
    ), now)


def _remember(unit: Unit, matter: Matter, message: Message, found: Found, now: datetime) -> None:
    if not matter.first:
        return
    if found.proved.wrong and message.sender.address:
        unit.counters.add_wrong_codes(message.sender.address, found.proved.wrong, now)
    if message.calendar is not None:
        part = message.calendar
        unit.see_calendar(part.uid, part.attendee or message.sender.address, part.sequence, part.dtstamp, matter.mail)


def held(why: str, proposal: str = "") -> Decision:
    """A mail that nothing could be decided about."""
    return Decision(Outcome.HELD, open_points=(OpenPoint(OpenPointKind.HELD, why, proposal),), note=why)
