"""Answers to what we asked back.

Promise: an answer completes the earlier mail and keeps its place in the order;
a yes that proves nothing confirms nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from processor.registration.case import Case
from processor.registration.model import Ask, Event, PendingQuestion, Proof
from processor.registration.wish import stated
from processor.understanding.model import Advice, Intent, Request

_BARE_NUMBER = re.compile(r"\W{0,3}(\d{1,3})(?:\s+[^\W\d_]{1,20})?\W{0,3}")  # "3", "3 Personen"
PATIENCE = timedelta(days=3)
NEAR = timedelta(days=1)  # before the event a human must still be able to do something
MAYBE = frozenset({"maybe", "held_out"})  # what understanding doubts where somebody is only not sure
# What understanding doubts in a thread of ours where somebody says that they come, and is clear to whoever asked that.
SAID_AGAIN = frozenset({"already registered", "comes, but what changes is not clear", "how many come is not said"})
_OWN_WISH = frozenset({Intent.CANCEL, Intent.CHANGE, Intent.DATA_REQUEST})


def completed(case: Case, pending: PendingQuestion) -> Case | bool | None:
    """The earlier mail's case, completed; False: the sender says no; None: this mail answers nothing."""
    if pending.ask is Ask.ATTEND and case.request.answer is False and _is_sender(case, pending):
        return False
    if pending.ask in (Ask.SIZE, Ask.EVENT, Ask.ATTEND):
        request = _filled(case, pending)
        return None if request is None else case.answering(request, pending.received, pending.registration)
    if not _may_confirm(case, pending) or case.request.intent in _OWN_WISH:
        return None
    if case.request.answer is True:
        request = replace(pending.request, advice=Advice.APPLY, doubts=())
        return case.answering(request, pending.received, pending.registration)
    return False if case.request.answer is False else None


def closing(case: Case) -> Case:
    """The case as the answer to our own question, where it is one: no limit of replies may keep it from counting."""
    pending = case.standing.pending
    if pending is None:
        return case
    proven = case.standing.proof is Proof.CHALLENGE and case.request.intent is pending.request.intent
    return replace(case, closing=proven or completed(case, pending) is not None)


def patience(pending: PendingQuestion, asked_at: datetime, events: Iterable[Event]) -> datetime:
    """Until when the sender may answer before a human looks: three days, or less where the event is near."""
    meant = (pending.request.event,) if pending.request.event else pending.request.events_possible
    starts = [e.start for e in events if e.start > asked_at and (not meant or e.key in meant)]
    return min([asked_at + PATIENCE, *(start - NEAR for start in starts)])


def _filled(case: Case, pending: PendingQuestion) -> Request | None:
    """The earlier request with what was open; only its own sender can say."""
    if not _is_sender(case, pending) or case.request.intent is Intent.CANCEL:
        return None
    earlier, answer = pending.request, case.request
    if pending.ask is Ask.ATTEND:
        return _coming(earlier, answer)
    if pending.ask is Ask.EVENT:
        return _clear(replace(earlier, event=answer.event), "event") if answer.event else None
    size = _size(case)
    if size is None or (answer.event and earlier.event and answer.event != earlier.event):
        return None
    people = answer.attendees if len(answer.attendees) > len(earlier.attendees) else earlier.attendees
    event = answer.event or earlier.event
    return _clear(replace(earlier, party_size=size, party_delta=None, attendees=people, event=event), "party_size")


def _coming(earlier: Request, answer: Request) -> Request | None:
    """The earlier request once its sender is sure; a number in the answer counts more than the earlier one."""
    comes = answer.intent in (Intent.REGISTER, Intent.CHANGE) and not {d.says for d in answer.doubts} - SAID_AGAIN
    if answer.answer is not True and not comes:
        return None
    size = answer.party_size if comes and stated(answer) and answer.party_size else earlier.party_size
    cleared = _clear(replace(earlier, party_size=size), "intent")
    return _clear(cleared, "party_size") if size else cleared


def _is_sender(case: Case, pending: PendingQuestion) -> bool:
    return case.sender.casefold() == pending.sender.casefold()


def _size(case: Case) -> int | None:
    if any(doubt.field == "party_size" for doubt in case.request.doubts):
        return None
    bare = _BARE_NUMBER.fullmatch(case.message.visible.text.strip())
    return int(bare[1]) if bare else case.request.party_size


def _clear(request: Request, field: str) -> Request:
    """What the question was about is open no more; anything else still is."""
    doubts = tuple(doubt for doubt in request.doubts if doubt.field != field)
    return replace(request, advice=Advice.REVIEW if doubts else Advice.APPLY, doubts=doubts)


def _may_confirm(case: Case, pending: PendingQuestion) -> bool:
    """Who may say yes: the bearer of the challenge, or the stored address in our thread (DESIGN.md, Proof)."""
    if case.standing.vouched or case.standing.proof is Proof.CHALLENGE:
        return True
    concerned = next((r for r in case.known() if r.code == pending.registration), None)
    return concerned is not None and case.is_stored(concerned) and case.proof_for(concerned) in (
        Proof.STANDING, Proof.AUTHENTICATED)
