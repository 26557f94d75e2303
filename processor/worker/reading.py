"""A stored mail, read: what it is, what it wants, and what it leads back to."""

import hashlib
from dataclasses import dataclass

from processor.message.model import Message
from processor.registration import Anchors, anchors
from processor.store import thread_event
from processor.store.model import Read, StoredMail
from processor.understanding.model import Request
from processor.worker.desk import Desk

LONG_TEXT = 60  # characters; shorter texts ("wir kommen zu zweit") are the same by nature, not by flooding


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail as it was read, before anything is decided."""

    message: Message
    request: Request
    anchors: Anchors
    read: Read


def read(desk: Desk, mail: StoredMail) -> Reading:
    """What a stored mail says. May raise whatever a parser raises."""
    message = desk.core.read(mail.raw, mail.received, mail.complete)
    traces = anchors(message)
    event = None
    with desk.store.reading() as unit:
        events = unit.events.over(desk.core.events)
        if traces.message_ids or traces.all_codes:
            event = thread_event(unit, message, traces, desk.core.tokens, desk.clock.now())
    request = desk.core.understand(message, event, events)
    return Reading(message, request, traces, _identity(message))


def understood_alone(desk: Desk, message: Message) -> Request:
    """What a mail wants that is part of no thread of ours."""
    with desk.store.reading() as unit:
        return desk.core.understand(message, None, unit.events.over(desk.core.events))


def _identity(message: Message) -> Read:
    words = " ".join(message.visible.text.casefold().split())
    text_hash = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest() if len(words) >= LONG_TEXT else ""
    return Read(message.message_id, message.content_hash, text_hash, message.sender)
