"""Wishes about stored data (GDPR, articles 13, 15 and 17).

The notice goes out at once to whoever asks. An export goes to the stored address and nowhere else, so that it needs no
proof: whoever asked, the person gets it. Erasing needs proof, or one tap in a mail to the stored address; it is final,
for every registration of the address, and our answer is the last mail.
"""

import re
from dataclasses import replace
from typing import assert_never

from processor.registration.answers import calendar_method, greeting, thread, to_asker, to_stored
from processor.registration.cancel import cancelled, withdraw
from processor.registration.case import Case
from processor.registration.events import event_for
from processor.registration.model import (
    Ask,
    Decision,
    Event,
    Outcome,
    Proof,
    Registration,
    Reply,
    ReplyKind,
)
from processor.registration.outcomes import answered, applied, ask_stored, hold, put, spoken
from processor.registration.proof import Answer, Weight
from processor.registration.seats import ACTIVE
from processor.registration.target import target
from processor.understanding.model import DataWish, Request

_SENTENCES = re.compile(r"(?<=[?؟!.])\s+")


def data_request(case: Case) -> Decision:
    """Answer, act, or hold with a proposal."""
    case = replace(case, request=_besides(case.request))
    match case.request.data_wish:
        case DataWish.NOTICE:
            return answered(case, to_asker(case, ReplyKind.PRIVACY, event=_event(case)), "privacy notice")
        case DataWish.NOT_STORE_NEEDS:
            return _forget_needs(case)
        case DataWish.NOT_ME:
            return _not_me(case)
        case DataWish.EXPORT:
            return _export(case)
        case DataWish.ERASE:
            return _erase(case)
        case None:
            return hold(case, "a wish about stored data", "answer it", tell=any(map(case.is_stored, case.known())))
        case other:
            assert_never(other)


def _besides(request: Request) -> Request:
    """The request with only what is asked beside the wish: "What do you store about me?" is answered by doing it."""
    wishes = [reason.text.casefold() for reason in request.reasons if request.data_wish and reason.says == request.data_wish]
    asked = [one for one in _SENTENCES.split(request.question) if one and not any(wish in one.casefold() for wish in wishes)]
    return replace(request, has_question=request.has_question and bool(asked or not wishes), question=" ".join(asked))


def _export(case: Case) -> Decision:
    """Everything stored about the sender's address, to exactly that address: a Reply-To is not followed."""
    first = next(iter(_own(case)), None)
    to, name = (first.contact, first.contact_name) if first else (case.sender, case.message.sender.name)
    reply = Reply(kind=ReplyKind.EXPORT, to=to, to_name=greeting(name), language=case.language, registration=first,
                  references=thread(case))
    return answered(case, reply, "export to the stored address")


def _erase(case: Case) -> Decision:
    own = _own(case)
    first = _asked_about(case) or _challenged(case) or next(iter(own), None) or _led_to(case)
    if first is None:
        return _erase_mails(case)
    match case.answer(first, Weight.TAKES):
        case Answer.ACT:
            return _erased(case, first, own if case.is_stored(first) else (first,))
        case Answer.ASK:
            return ask_stored(case, Ask.ERASE, first, first)
        case Answer.HOLD:
            return hold(case, "the sender may be forged", f"erase {first.code}", tell=False)
        case Answer.NEW_PARTY:
            return hold(case, f"{first.code} belongs to another address", "erase it, once it is proven")


def _erase_mails(case: Case) -> Decision:
    """Nobody is registered: only mails and answers are there, and no token can be sent that proves anything."""
    proven = case.standing.proof is Proof.AUTHENTICATED or case.standing.in_thread
    if not (proven or case.standing.vouched):
        return hold(case, "wants to be forgotten; nobody is registered from there", "erase the mails of this address")
    reply = Reply(kind=ReplyKind.ERASED, to=case.sender, to_name=greeting(case.message.sender.name),
                  language=case.language, references=thread(case))
    decision = Decision(Outcome.ANSWERED, replies=(reply,), note="its mails erased on request", forget=case.sender)
    return spoken(case, decision)


def _erased(case: Case, first: Registration, all_of_it: tuple[Registration, ...]) -> Decision:
    """Gone at once: the seats are free, whoever waits moves up in the same round, nothing can be taken back."""
    only = len(all_of_it) == 1 and first.event in case.standing.seats
    gone = cancelled(first) if first.state in ACTIVE else first
    reply = Reply(
        kind=ReplyKind.ERASED, to=first.contact, to_name=greeting(first.contact_name),
        language=case.reply_language(case.request.language if case.is_stored(first) else first.language),
        event=case.event(first) if only else None, before=gone if only else None,
        references=thread(case) if case.is_stored(first) else (),
        calendar=calendar_method(case.policy, first, gone) if only and first.state in ACTIVE else None)
    decision = Decision(Outcome.ANSWERED, replies=(reply,), forget=first.contact,
                        note=f"{len(all_of_it)} registration(s) erased on request")
    return spoken(case, decision)


def _own(case: Case) -> tuple[Registration, ...]:
    """What the sender's address has, what still stands first."""
    return tuple(sorted(case.standing.own, key=lambda one: one.state not in ACTIVE))


def _asked_about(case: Case) -> Registration | None:
    """The registration our question was about, where this mail answers it."""
    return next((one for one in case.known() if one.code == case.concerns), None)


def _challenged(case: Case) -> Registration | None:
    """The registration whose challenge this mail carries, best found first."""
    return next(iter(case.standing.referred), None) if case.standing.proof is Proof.CHALLENGE else None


def _led_to(case: Case) -> Registration | None:
    """Somebody else's registration this mail carries a proof of: its own address is asked."""
    return next(iter(case.standing.referred), None) if case.standing.proof is Proof.STANDING else None


def _event(case: Case) -> Event | None:
    """The event the notice names how long for."""
    known = next((one for one in case.known() if one.event in case.standing.seats), None)
    event = case.event(known) if known else event_for(case)
    return event if isinstance(event, Event) else None


def _forget_needs(case: Case) -> Decision:
    found = target(case)
    if len(found) != 1:
        return hold(case, "needs not to be stored, but no one registration is found", "remove the needs")
    registration = found[0]
    if not registration.needs:
        reply = to_stored(case, ReplyKind.REPEATED, registration, registration=registration)
        return replace(answered(case, reply, "no needs were stored"), forget_needs=registration.code)
    wished = replace(registration, needs=())
    match _proven(case, registration):
        case Answer.ACT:
            placed = put(case, registration, wished)
            note = f"{registration.code}: needs removed"
            decision = applied(case, ReplyKind.CHANGED, placed, registration, "needs", note)
            return replace(decision, forget_needs=registration.code)
        case Answer.ASK:
            return ask_stored(case, Ask.CHANGE, registration, wished)
        case _:
            return hold(case, f"{registration.code} belongs to another address", "remove the needs")


def _not_me(case: Case) -> Decision:
    """"That was not me" erases the registration and mutes the address for 30 days, once it is proven.

    Its one answer is the last mail the address gets.
    """
    mine = [r for r in target(case) if case.is_stored(r) and r.state in ACTIVE]
    if len(mine) != 1:
        return hold(case, "says a registration is not theirs, none is found", "look for the registration", tell=False)
    decision = withdraw(case, mine[0], what="not_me")
    if not decision.changes:
        return decision
    replies = tuple(_last(reply) if reply.kind is ReplyKind.CANCELLED else reply for reply in decision.replies)
    return replace(decision, replies=replies, erase=(mine[0].code,), mute=case.sender)


def _last(reply: Reply) -> Reply:
    """Nobody cancelled anything: what was stored is gone, and nothing is asked of whoever never wrote to us."""
    return replace(reply, kind=ReplyKind.ERASED, registration=None, before=reply.registration, not_me=True)


def _proven(case: Case, registration: Registration) -> Answer:
    return case.answer(registration, Weight.TAKES)
