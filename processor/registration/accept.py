"""What a held mail causes once an organiser vouches for it.

Promise: `accept` decides by the same `decide`; only doubts, proof and reply limits
are the organiser's. Forged mail is still not answered.
"""

from dataclasses import replace
from datetime import datetime

from processor.message.model import Message
from processor.registration.answers import to_asker
from processor.registration.case import Case
from processor.registration.decide import decide
from processor.registration.model import Decision, Fresh, Outcome, Policy, ReplyKind, Standing
from processor.registration.outcomes import spoken
from processor.understanding.model import Advice, Request


def accept(
    message: Message,
    request: Request,
    standing: Standing,
    policy: Policy,
    now: datetime,
    fresh: Fresh,
    *,
    size: int | None = None,
    event: str | None = None,
) -> Decision:
    """What a held mail causes once an organiser accepts it, as proposed or with a number ("17: 12 Personen")."""
    request = replace(
        request, advice=Advice.APPLY, doubts=(),
        party_size=request.party_size if size is None else size,
        party_delta=request.party_delta if size is None else None,
        event=request.event if event is None else event,
    )
    return decide(message, request, replace(standing, vouched=True), policy, now, fresh)


def decline(
    message: Message, request: Request, standing: Standing, policy: Policy, now: datetime, fresh: Fresh
) -> Decision:
    """What a held mail causes once an organiser says no: a kind word where the mail may be answered at all."""
    case = Case(message, request, replace(standing, vouched=True), policy, now, fresh, message.received)
    seats = standing.seats.get(request.event or "")
    event = seats.event if seats else None
    if event is None and len(standing.seats) == 1:
        event = next(iter(standing.seats.values())).event
    reply = to_asker(case, ReplyKind.DECLINED, event=event)
    return spoken(case, Decision(Outcome.ANSWERED, replies=(reply,), note="declined"))
