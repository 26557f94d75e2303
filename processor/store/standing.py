"""What the store knows that matters for one mail: a few indexed queries, nothing else.

Read inside the transaction that decides, so that two workers never both give
away the last seat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from processor.message.model import Message
from processor.registration.anchors import Anchors
from processor.registration.gate import domain_of, is_freemail
from processor.registration.model import Event, Standing
from processor.registration.proof import Proved, prove
from processor.registration.tokens import ChallengeToken, Tokens
from processor.store.questions import Waiting
from processor.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Found:
    """A mail's standing, and the stored question it may answer."""

    standing: Standing
    proved: Proved
    waiting: Waiting | None


def proof(unit: Unit, message: Message, anchors: Anchors, tokens: Tokens, now: datetime) -> Proved:
    """What the mail proves, looked up by its anchors; no query where it has none."""
    sent = {message_id: code for message_id, code in unit.outbox.ours(anchors.message_ids).items() if code}
    codes = {r.code for r in unit.registrations.by_code(tuple(dict.fromkeys((*anchors.all_codes, *sent.values()))))}
    read = (tokens.read(token) for token in anchors.tokens)
    challenges = unit.questions.open_challenges([t.nonce for t in read if isinstance(t, ChallengeToken)], now)
    sent = {message_id: code for message_id, code in sent.items() if code in codes}
    return prove(message, anchors, tokens, codes=codes, sent=sent, challenges=challenges)


def pending(unit: Unit, message: Message, proved: Proved, now: datetime, mail: int | None = None) -> Waiting | None:
    """The open question this mail may answer: by challenge, else by sender, else by registration; never its own."""
    if proved.challenge and (found := unit.questions.of_challenge(proved.challenge, now)):
        return found
    if message.sender.address and (found := unit.questions.of_sender(message.sender.address, now, mail)):
        return found
    return unit.questions.of_registration(proved.codes, now, mail)


def thread_event(unit: Unit, message: Message, anchors: Anchors, tokens: Tokens, now: datetime) -> str | None:
    """The event of the registration, or of the question, that this mail's thread belongs to."""
    if not (anchors.message_ids or anchors.all_codes):
        return None
    proved = proof(unit, message, anchors, tokens, now)
    if referred := unit.registrations.by_code(proved.codes[:1]):
        return referred[0].event
    waiting = pending(unit, message, proved, now)
    return waiting.question.request.event if waiting else None


def standing(unit: Unit, message: Message, anchors: Anchors, tokens: Tokens, events: Iterable[Event], now: datetime, *,
             mail: int | None = None, text_hash: str = "") -> Found:
    """All that deciding about this mail may know; `mail` is its own id."""
    address = message.sender.address
    proved = proof(unit, message, anchors, tokens, now)
    waiting = pending(unit, message, proved, now, mail)
    domain = "" if is_freemail(address) else domain_of(address)
    lately = unit.counters.lately(address, domain, text_hash, message.received, now)
    ours = unit.outbox.ours(anchors.message_ids)
    return Found(Standing(
        seats=unit.seats.seats(events),
        own=unit.registrations.of(address) if address else (),
        referred=unit.registrations.by_code(proved.codes),
        proof=proved.proof,
        first_contact=lately.replies_ever == 0,
        replies_today=lately.replies_today,
        errors_today=lately.errors_today,
        unproven_today=lately.unproven_today,
        wrong_codes_today=lately.wrong_codes_today + proved.wrong,
        same_text_last_hour=lately.same_text_last_hour,
        domain_last_hour=lately.domain_last_hour,
        muted=lately.muted,
        calendar_seen=unit.calendar_seen(message.calendar.uid, message.calendar.attendee or address) if message.calendar else (),
        pending=waiting.question if waiting else None,
        in_thread=bool(ours),
    ), proved, waiting)
