"""One mail, one decision.

Promise: `decide` is a pure function; the same mail in the same standing at the
same time is always decided alike. Every mail ends in exactly one outcome, and at
most one reply answers it. What is doubtful is held, nothing is dropped.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from processor.message.model import AutomaticReason, Message
from processor.registration.anchors import anchors
from processor.registration.answers import to_asker, to_stored
from processor.registration.calendar import calendar_answer, own_invitation
from processor.registration.calledoff import called_off
from processor.registration.cancel import cancel
from processor.registration.case import Case
from processor.registration.change import change
from processor.registration.events import event_for
from processor.registration.gate import MACHINES, Silence
from processor.registration.model import (
    Ask,
    Change,
    Decision,
    Event,
    Fresh,
    OpenPoint,
    OpenPointKind,
    Outcome,
    PendingQuestion,
    Policy,
    Proof,
    ReplyKind,
    Standing,
)
from processor.registration.outcomes import answered, ask_sender, hold, silent
from processor.registration.pending import MAYBE, closing, completed
from processor.registration.people import unclear
from processor.registration.privacy import data_request
from processor.registration.register import register
from processor.registration.undo import coming_after_all
from processor.understanding.model import Advice, DataWish, Intent, Request

_ACTS = frozenset({Intent.REGISTER, Intent.CANCEL, Intent.CHANGE})
_CONCERNS_US = _ACTS | {Intent.QUESTION, Intent.DATA_REQUEST}
_CALENDAR_SERVICE = frozenset({AutomaticReason.AUTO_SUBMITTED, AutomaticReason.CALENDAR})


def decide(
    message: Message, request: Request, standing: Standing, policy: Policy, now: datetime, fresh: Fresh
) -> Decision:
    """All that one mail causes. `now` is aware; typical cost 50 to 100 µs."""
    case = Case(message, request, standing, policy, now, fresh, message.received)
    decision = _reachable_again(case, _decided(case))
    return _proposed(decision) if policy.propose and not standing.vouched else decision


def _decided(case: Case) -> Decision:
    code = own_invitation(case)
    if code is not None and case.message.calendar is not None:
        return calendar_answer(case, case.message.calendar, code)
    if case.silence in MACHINES or case.request.intent is Intent.AUTOMATIC:
        return _machine(case)
    case = closing(case)
    return case_of_a_human(case) if case.standing.vouched else _screened(case) or case_of_a_human(case)


def _reachable_again(case: Case, decision: Decision) -> Decision:
    """Whoever writes reads mail: a registration whose mail came back once is no lost one."""
    if case.silence in MACHINES or case.silence is Silence.FORGED or decision.outcome in (Outcome.AUTOMATIC, Outcome.NOT_OURS):
        return decision
    lost = {one.code: one for one in case.standing.own if not one.reachable}
    changes = [replace(c, after=replace(c.after, reachable=True)) if lost.pop(c.after.code, None) else c
               for c in decision.changes]
    changes += [Change(one, replace(one, reachable=True), case.cause, "reachable") for one in lost.values()]
    return replace(decision, changes=tuple(changes))


def _machine(case: Case) -> Decision:
    """Recorded, not answered. A stranger's calendar service may speak for a human: held, because nobody can be told."""
    by_calendar = case.message.automatic in _CALENDAR_SERVICE and case.message.calendar is not None
    if by_calendar and case.request.intent in _ACTS and case.request.advice is Advice.APPLY:
        return hold(case, "a calendar service answers for somebody", f"{case.request.intent}", tell=False)
    return Decision(Outcome.AUTOMATIC, note=case.message.automatic_evidence or str(case.silence or "automatic"))


def _screened(case: Case) -> Decision | None:
    """What ends before anything is understood as a wish."""
    if not _ours(case):
        return Decision(Outcome.NOT_OURS, note="no evidence for any event, no thread of ours")
    answers = case.standing.pending is not None and case.request.answer is not None
    if case.request.advice is Advice.IGNORE and not answers:
        return silent("nothing is wanted")
    if case.silence is not None:
        return hold(case, f"not answered: {case.silence}", f"{case.request.intent}", tell=False)
    if case.message.problems:
        return hold(case, f"outside the limits: {case.message.problems[0]}", f"{case.request.intent}")
    return None


def _ours(case: Case) -> bool:
    """Whether a mail in a mailbox that people use too is for us (DESIGN.md)."""
    standing, request = case.standing, case.request
    if not case.policy.shared_mailbox or request.names_an_event or standing.in_thread or standing.referred:
        return True
    if standing.pending is not None or anchors(case.message).codes:
        return True
    if request.events_possible and request.intent in _ACTS | {Intent.DATA_REQUEST}:
        return True  # which of several events is ours to ask; a mail that names none and wants nothing is not
    if standing.own:
        return request.intent in _CONCERNS_US or request.advice is Advice.IGNORE
    return request.advice is Advice.APPLY and request.intent in _CONCERNS_US


def case_of_a_human(case: Case) -> Decision:
    """Answer to our question, doubt, or a clear wish."""
    case = coming_after_all(case)
    if refusal := called_off(case):
        return refusal
    pending = case.standing.pending
    if pending is not None:
        answer = completed(case, pending)
        if answer is False:
            return _settled(case, pending, _no(case, pending))
        if isinstance(answer, Case):
            return _settled(case, pending, _doubtful(answer) or _applied(answer))
    decision = _doubtful(case) or _applied(case)
    return _settled(case, pending, decision) if pending and _replaces(case, pending, decision) else decision


def _no(case: Case, pending: PendingQuestion) -> Decision:
    """A no leaves everything as it is, and is told so; who was asked whether they come is thanked for telling us."""
    if pending.ask is not Ask.ATTEND:
        stands = next((one for one in case.active() if one.code == pending.registration), None)
        if stands is None:
            return silent("the answer is no; nothing changes")
        reply = to_stored(case, ReplyKind.REPEATED, stands, registration=stands, needs_noted=bool(stands.needs))
        return answered(case, reply, "the answer is no; nothing changes")
    seats = case.standing.seats.get(pending.request.event or "")
    reply = to_asker(case, ReplyKind.CANCELLED, event=seats.event if seats else None)
    return answered(case, reply, "they do not come")


def _replaces(case: Case, pending: PendingQuestion, decision: Decision) -> bool:
    """Whether what was done makes our question pointless: answered, its registration changed, or its sender chose anew."""
    if decision.outcome is not Outcome.ANSWERED:
        return False
    if case.closing:
        return True
    if decision.asks is not None:
        return False
    if pending.registration is not None:
        return any(change.after.code == pending.registration for change in decision.changes)
    return case.sender.casefold() == pending.sender.casefold() and case.request.intent in _ACTS


def _settled(case: Case, pending: PendingQuestion, decision: Decision) -> Decision:
    spent = pending.challenge if case.standing.proof is Proof.CHALLENGE else None
    return replace(decision, settles_question=True, challenge_used=spent)


def _doubtful(case: Case) -> Decision | None:
    """Ask the citizen rather than the officer where only the number or the event is open; else a human looks."""
    request = case.request
    if case.standing.vouched:
        return None
    if request.language not in case.policy.understood_languages:
        return hold(case, f"written in {request.language}, which is not understood", also_english=True)
    if any(map(unclear, (*request.attendees, *request.leaving))):
        return hold(case, "a name with digits, a link or a domain", f"{request.intent}")
    if request.advice is not Advice.REVIEW or _disowned(case):
        return None
    return _askable(case) or hold(case, _doubt(request), f"{request.intent}")


def _disowned(case: Case) -> bool:
    """ "That was not me" is as clear as it gets from whoever has a mail of ours; without one it is for a human."""
    not_me = case.request.data_wish is DataWish.NOT_ME and case.request.intent is Intent.DATA_REQUEST
    return not_me and case.standing.proof in (Proof.CHALLENGE, Proof.STANDING) and len(case.request.doubts) <= 1


def _askable(case: Case) -> Decision | None:
    """Each thing is asked once; who answers a question with a riddle gets a human."""
    request = case.request
    fields = {doubt.field for doubt in request.doubts}
    if request.intent is not Intent.REGISTER or not fields or not fields <= {"event", "party_size", "intent"}:
        return None
    if {doubt.says for doubt in request.doubts if doubt.field == "intent"} - MAYBE:
        return None  # not only unsure but contradictory
    event, asked = event_for(case), case.standing.pending and case.standing.pending.ask
    if isinstance(event, Event) and (request.party_size or 0) > event.max_party:
        return None  # the number is clear; whether so many may come is for a human
    if isinstance(event, tuple) and asked is not Ask.EVENT:
        return ask_sender(case, Ask.EVENT, "which event is not clear", event)
    if "intent" in fields and isinstance(event, Event) and asked is not Ask.ATTEND:
        return ask_sender(case, Ask.ATTEND, "whether they come is not clear")
    if "party_size" in fields and isinstance(event, Event) and asked is not Ask.SIZE:
        return ask_sender(case, Ask.SIZE, "how many come is not clear")
    return None


def _doubt(request: Request) -> str:
    fields = ", ".join(dict.fromkeys(doubt.field for doubt in request.doubts))
    return f"{request.intent}, unclear: {fields}" if fields else f"{request.intent}, to be looked at"


def _applied(case: Case) -> Decision:
    match case.request.intent:
        case Intent.REGISTER:
            return register(case)
        case Intent.CANCEL:
            return cancel(case)
        case Intent.CHANGE:
            return change(case)
        case Intent.DATA_REQUEST:
            return data_request(case)
        case Intent.QUESTION:
            return hold(case, "a question", "answer it")
        case Intent.OTHER | Intent.AUTOMATIC:
            return hold(case, "not understood as a wish", tell=False)
        case other:
            assert_never(other)


def _proposed(decision: Decision) -> Decision:
    """Mode "propose": what would be done is shown to a human, and nothing is done."""
    if decision.outcome in (Outcome.AUTOMATIC, Outcome.NOT_OURS) or (
        decision.outcome is Outcome.SILENT and not decision.changes
    ):
        return decision
    code = next((change.after.code for change in decision.changes if change.before), None)
    point = OpenPoint(OpenPointKind.HELD, "proposed only", decision.note, code)
    return Decision(Outcome.HELD, open_points=(point,), note=f"proposed: {decision.note}")
