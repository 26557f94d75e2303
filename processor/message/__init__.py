"""What a mail is: bytes → `Message` (see model.py), and nothing raises."""

from processor.message.automatic import LOOP_HEADER
from processor.message.model import (
    AuthenticationVerdict,
    AutomaticReason,
    CalendarPart,
    DeliveryStatus,
    Mailbox,
    Message,
    PartStat,
    Visible,
)
from processor.message.parse import parse
from processor.message.quotes import QUOTE_MARKER

__all__ = [
    "LOOP_HEADER",
    "QUOTE_MARKER",
    "AuthenticationVerdict",
    "AutomaticReason",
    "CalendarPart",
    "DeliveryStatus",
    "Mailbox",
    "Message",
    "PartStat",
    "Visible",
    "parse",
]
