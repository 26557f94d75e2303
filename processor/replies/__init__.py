"""A `Reply` → finished RFC 5322 bytes: text, HTML and calendar, in the sender's language."""

from processor.message.quotes import QUOTE_MARKER
from processor.replies.calendar import calendar_uid
from processor.replies.check import check
from processor.replies.compose import LOOP_HEADER, compose
from processor.replies.model import Composed, Organiser, Privacy, StandingTokens
from processor.replies.preview import preview
from processor.replies.templates import Templates

__all__ = [
    "LOOP_HEADER",
    "QUOTE_MARKER",
    "Composed",
    "Organiser",
    "Privacy",
    "StandingTokens",
    "Templates",
    "calendar_uid",
    "check",
    "compose",
    "preview",
]
