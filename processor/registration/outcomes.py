"""The ways a decision can end, each as one function.

Promise: whatever is held changes nothing; whatever is applied names its changes,
its one answer and what is left for a human.
"""

from dataclasses import replace

from processor.registration.answers import about, to_asker, to_stored
from processor.registration.case import Case
from processor.registration.gate import error_silenced
from processor.registration.model import (
    Ask,
    Change,
    Decision,
    Event,
    OpenPoint,
    OpenPointKind,
    Outcome,
    PendingQuestion,
    Registration,
    Reply,
    ReplyKind,
    State,
)
from processor.registration.queue import after_effects
from processor.registration.seats import Placed, place
from processor.registration.tokens import Purpose
from processor.understanding.model import Evidence, Intent, Request

QUESTION_LEFT = OpenPoint(OpenPointKind.QUESTION, "a question beside what was recorded", "")
CONCERNED = frozenset({Intent.REGISTER, Intent.CANCEL, Intent.CHANGE, Intent.DATA_REQUEST})


def answered(case: Case, reply: Reply, note: str) -> Decision:
    """Done with one reply and no change; a question beside it stays open."""
    points = (QUESTION_LEFT,) if case.request.has_question else ()
    reply = replace(reply, question_open=case.request.has_question)
    return spoken(case, Decision(Outcome.ANSWERED, replies=(reply,), open_points=points, note=note))


def silent(note: str) -> Decision:
    """Done, nothing to say."""
    return Decision(Outcome.SILENT, note=note)


def spoken(case: Case, decision: Decision) -> Decision:
    """The decision without its answer to this mail where the gate is shut; promoted parties are told all the same."""
    if case.silence is None:
        return decision
    others = tuple(reply for reply in decision.replies if reply.kind is ReplyKind.PROMOTED)
    outcome = Outcome.SILENT if decision.outcome is Outcome.ANSWERED else decision.outcome
    return replace(decision, outcome=outcome, replies=others, note=f"{decision.note}; not answered: {case.silence}")


def hold(case: Case, why: str, proposal: str = "", *, tell: bool = True, also_english: bool = False) -> Decision:
    """Kept whole for a human. The sender hears "received" where they want something of ours and nothing forbids it."""
    point = OpenPoint(OpenPointKind.HELD, why, proposal, _code(case))
    decision = Decision(Outcome.HELD, open_points=(point,), note=why)
    if not tell or case.silence is not None or error_silenced(case.standing, case.policy):
        return decision
    if not (also_english or _wants_something(case)):
        return decision
    reply = to_asker(case, ReplyKind.RECEIVED, event=_event(case), also_english=also_english,
                     question_open=case.request.has_question)
    return replace(decision, replies=(reply,))


def ask_sender(case: Case, ask: Ask, why: str, events: tuple[Event, ...] = ()) -> Decision:
    """Ask for the one thing that is open; the order of arrival is kept until the answer comes.

    Nobody at the town hall has to do anything until the citizen did not answer (`pending.patience`).
    """
    if case.silence is not None:
        return hold(case, why, tell=False)
    reply = to_asker(case, ReplyKind.CONFIRM, ask=ask, event=_event(case), events=events,
                     question_open=case.request.has_question)
    asked = facts(case.request)
    if any(doubt.field == "party_size" for doubt in asked.doubts):
        asked = replace(asked, party_size=None)  # a number in doubt is none
    question = PendingQuestion(ask, asked, case.received, case.sender, case.message.sender.name, case.concerns)
    points = (QUESTION_LEFT,) if case.request.has_question else ()
    return Decision(Outcome.ANSWERED, replies=(reply,), open_points=points, note=f"{why}; asked", asks=question)


def ask_stored(case: Case, ask: Ask, registration: Registration, wish: Registration) -> Decision:
    """Ask the stored address whether `wish` is really theirs. Asked once: a second mail waits for the answer."""
    why = f"{ask} of {registration.code} is not proven"
    pending = case.standing.pending
    if case.silence is not None or (pending and pending.registration == registration.code and pending.challenge):
        return hold(case, f"{why}; not asked (again)", f"{ask} {registration.code}", tell=False)
    reply = to_stored(case, ReplyKind.CONFIRM, registration, registration=wish, before=registration, ask=ask,
                      challenge=_challenge(case, ask, registration.code))
    question = PendingQuestion(ask, facts(case.request), case.received, case.sender, case.message.sender.name,
                               registration.code, case.fresh.challenge)
    point = OpenPoint(OpenPointKind.CHALLENGE, f"{why}; the stored address was asked", f"{ask} {registration.code}",
                      registration.code)
    return Decision(Outcome.HELD, replies=(reply,), open_points=(point,), note=why, asks=question)


def applied(case: Case, kind: ReplyKind, placed: Placed, before: Registration | None, what: str, note: str) -> Decision:
    """A registration is new, changed or gone; others may have moved up because of it."""
    main = Change(before, placed.registration, case.cause, what)
    others = after_effects(case.seats(placed.registration.event), placed.others, case.policy, case.now)
    points = (QUESTION_LEFT,) if case.request.has_question else ()
    decision = Decision(
        Outcome.ANSWERED, changes=(main, *others.changes), replies=(about(case, kind, placed, before), *others.replies),
        open_points=(*points, *others.open_points), note=note,
    )
    return spoken(case, decision)


def put(case: Case, before: Registration | None, asking: Registration) -> Placed:
    """`asking` in its event's seats; it counts as told about privacy where our answer goes out."""
    told = asking.notified or case.silence is None
    return place(case.seats(asking.event), before, replace(asking, notified=told), case.now)


def facts(request: Request) -> Request:
    """A request without the sender's words: what a stored question keeps. What is open stays named."""
    doubts = tuple(Evidence(doubt.field, "", "") for doubt in request.doubts)
    return replace(request, reasons=(), doubts=doubts, question="")


def _challenge(case: Case, ask: Ask, code: str) -> str:
    purpose = {Ask.CANCEL: Purpose.CANCEL, Ask.ERASE: Purpose.ERASE}.get(ask, Purpose.CHANGE)
    tokens = case.fresh.tokens
    return tokens.challenge(code, purpose, case.fresh.challenge) if tokens else case.fresh.challenge


def _wants_something(case: Case) -> bool:
    about_us = case.request.names_an_event or bool(case.known()) or case.standing.in_thread
    return case.request.intent in CONCERNED or (case.request.intent is Intent.QUESTION and about_us)


def _event(case: Case) -> Event | None:
    seats = case.standing.seats.get(case.request.event or "")
    return seats.event if seats else None


def _code(case: Case) -> str | None:
    return next((r.code for r in case.known() if r.state is not State.EXPIRED), None)
