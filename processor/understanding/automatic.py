"""Mails that need no vocabulary: machine mail by its headers, calendar answers, empty mails."""

from processor.message.model import CalendarPart, Message, PartStat
from processor.understanding.model import Advice, Evidence, Intent, Request


def without_words(message: Message, language: str) -> Request | None:
    """The Request where headers, a calendar part or emptiness decide, else None."""
    answer = calendar_answer(message)
    if message.automatic is not None and answer is None:
        reason = Evidence("intent", message.automatic.value, message.automatic_evidence)
        return Request(Intent.AUTOMATIC, Advice.IGNORE, language, confidence=1.0, reasons=(reason,))
    if answer is None and not message.visible.text.strip() and not message.subject.strip():
        doubt = Evidence("intent", "nothing is left to read", "")
        return Request(Intent.OTHER, Advice.REVIEW, language, doubts=(doubt,))
    return None


def calendar_answer(message: Message) -> CalendarPart | None:
    """A calendar part that answers an invitation."""
    part = message.calendar
    if part is None or part.method not in ("REPLY", "COUNTER") or part.partstat in (None, PartStat.OTHER):
        return None
    return part
