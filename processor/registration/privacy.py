"""Wishes about stored data (GDPR, articles 13, 15 and 17).

The notice goes out at once to whoever asks. What shows or removes data needs
proof; export and erasure wait for a human, who sees the proposal.
"""

from dataclasses import replace
from typing import assert_never

from processor.registration.answers import to_asker, to_stored
from processor.registration.cancel import withdraw
from processor.registration.case import Case
from processor.registration.model import Ask, Decision, Registration, ReplyKind
from processor.registration.outcomes import answered, applied, ask_stored, hold, put
from processor.registration.proof import Answer, Weight
from processor.registration.seats import ACTIVE
from processor.registration.target import target
from processor.understanding.model import DataWish


def data_request(case: Case) -> Decision:
    """Answer, act, or hold with a proposal."""
    match case.request.data_wish:
        case DataWish.NOTICE:
            return answered(case, to_asker(case, ReplyKind.PRIVACY), "privacy notice")
        case DataWish.NOT_STORE_NEEDS:
            return _forget_needs(case)
        case DataWish.NOT_ME:
            return _not_me(case)
        case DataWish.EXPORT | DataWish.ERASE | None as wish:
            return hold(case, "a wish about stored data", f"{wish or 'answer'} for this address",
                        tell=any(map(case.is_stored, case.known())))
        case other:
            assert_never(other)


def _forget_needs(case: Case) -> Decision:
    found = target(case)
    if len(found) != 1:
        return hold(case, "needs not to be stored, but no one registration is found", "remove the needs")
    registration = found[0]
    if not registration.needs:
        reply = to_stored(case, ReplyKind.REPEATED, registration, registration=registration)
        return answered(case, reply, "no needs were stored")
    wished = replace(registration, needs=())
    match _proven(case, registration):
        case Answer.ACT:
            placed = put(case, registration, wished)
            note = f"{registration.code}: needs removed"
            return applied(case, ReplyKind.CHANGED, placed, registration, "needs", note)
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
    return replace(decision, erase=(mine[0].code,), mute=case.sender)


def _proven(case: Case, registration: Registration) -> Answer:
    return case.answer(registration, Weight.TAKES)
