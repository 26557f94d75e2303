"""Replies as facts: whom they go to, in which language, about what.

Promise: a reply goes to the asker or to a stored address, nowhere else, and
carries METHOD:REQUEST only for seats that are really held.
"""

from processor import limits
from processor.registration.case import Case
from processor.registration.model import Policy, Registration, Reply, ReplyKind, State
from processor.registration.people import unclear
from processor.registration.seats import Placed


def to_asker(case: Case, kind: ReplyKind, **facts: object) -> Reply:
    """A reply to whoever wrote the mail."""
    return Reply(
        kind=kind, to=case.asker, to_name=greeting(case.message.sender.name), language=case.language,
        first_contact=case.standing.first_contact, references=thread(case), **facts,  # type: ignore[arg-type]
    )


def to_stored(case: Case, kind: ReplyKind, whose: Registration, /, **facts: object) -> Reply:
    """A reply about a registration to its stored address, in its language; threaded only where it wrote itself."""
    own = case.is_stored(whose)
    return Reply(
        kind=kind,
        to=case.asker if own else whose.contact,
        to_name=greeting(whose.contact_name),
        language=case.reply_language(case.request.language if own else whose.language),
        event=case.event(whose),
        first_contact=case.standing.first_contact if own else not whose.notified,
        references=thread(case) if own else (),
        **facts,  # type: ignore[arg-type]
    )


def about(case: Case, kind: ReplyKind, placed: Placed, before: Registration | None) -> Reply:
    """What became of a registration: its state, its place in the queue, its calendar entry."""
    after = placed.registration
    return to_stored(
        case, kind, after, registration=after, before=before, position=placed.position, free=placed.seats.free,
        question_open=case.request.has_question, needs_noted=bool(after.needs) and after.state is not State.CANCELLED,
        calendar=None if case.message.calendar else calendar_method(case.policy, before, after),
    )


def calendar_method(policy: Policy, before: Registration | None, after: Registration) -> str | None:
    """REQUEST (or PUBLISH, by config) for confirmed seats, CANCEL for seats that were, else nothing."""
    if after.state is State.CONFIRMED:
        return "REQUEST" if policy.calendar == "invitation" else "PUBLISH"
    was_sent = before is not None and before.state is State.CONFIRMED and policy.calendar == "invitation"
    return "CANCEL" if was_sent and after.state is State.CANCELLED else None


def greeting(name: str) -> str:
    """A name to greet with, '' where repeating it could serve somebody else."""
    return "" if unclear(name) or len(name) > limits.MIRRORED_NAME else name


def thread(case: Case) -> tuple[str, ...]:
    """References of an answer: at most ten, oldest first, the answered mail last."""
    ids = (*case.message.references, case.message.message_id)
    return tuple(i for i in dict.fromkeys(ids) if i)[-limits.REFERENCES_OUT:]
