"""What a mail is, as values. Built only by `processor.message.parse`.

Promise: every field is already decoded, stripped of control characters and
inside the limits of `processor.limits`; nothing here ever holds a file name, a
charset or a header value that somebody could use to do harm further on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AutomaticReason(StrEnum):
    """Why a mail was written by a machine. Each needs a statement, never a hint alone."""

    NULL_SENDER = "null return path"
    AUTO_SUBMITTED = "auto-submitted"
    DELIVERY_REPORT = "delivery report"
    READ_RECEIPT = "read receipt"
    SYSTEM_SENDER = "system sender"
    PRECEDENCE = "precedence"
    LIST = "mailing list"
    VACATION_HEADER = "vacation header"
    OWN_MAIL = "our own mail"
    LOOP = "our own loop header"
    CALENDAR = "calendar machine mail"
    WORDING = "wording"


class AuthenticationVerdict(StrEnum):
    """What the receiving server says about the sender (RFC 8601), reduced to what we act on."""

    ALIGNED_PASS = "aligned pass"
    NONE = "none"
    FAIL = "fail"  # explicit dmarc=fail, or spf=fail without an aligned DKIM pass


class PartStat(StrEnum):
    """An attendee's answer to an invitation (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"  # somebody else comes instead
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name and a checked addr-spec (lower-cased domain; '' where there is none)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The one text/calendar part of a mail (RFC 5546)."""

    method: str  # REQUEST, REPLY, CANCEL, COUNTER, PUBLISH … upper case, '' where missing
    uid: str
    sequence: int
    dtstamp: datetime | None
    summary: str
    start: datetime | None
    attendee: str  # the answering attendee's address, '' where unclear
    partstat: PartStat | None
    comment: str
    errors: tuple[str, ...] = ()
    guests: int = 0  # people the attendee brings along, where a calendar asks for them (X-NUM-GUESTS)
    program: str = ""  # what wrote it (PRODID)


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What a bounce or delay notice says (RFC 3464, and the servers that never read it)."""

    action: str  # failed, delayed, delivered, relayed, expanded; 'failed' where only the text says so
    recipients: tuple[str, ...]  # whom it failed for
    original_recipients: tuple[str, ...]
    status: str  # '5.1.1', '' where not stated
    diagnostic: str
    returned_message_ids: tuple[str, ...]  # Message-ID(s) of the mail that came back
    permanent: bool


@dataclass(frozen=True, slots=True)
class Visible:
    """A mail's own new words, apart from what it quotes and how it is signed."""

    text: str  # new text without quotation, signature and disclaimer
    signature: str  # sign-off block below the new text ('' where none), device signature left out
    quoted: str  # everything quoted or forwarded below, above or between
    forwarded: bool  # the quotation is a forwarded mail, not the one answered


@dataclass(frozen=True, slots=True)
class Message:
    """One mail as it was understood structurally; frozen, never raises on access."""

    message_id: str  # with angle brackets, '' where missing or unusable
    content_hash: str  # hex digest over From, Date, Subject, new text, calendar part (DESIGN.md, Identity)
    subject: str
    sender: Mailbox  # From; address '' where missing or more than one
    reply_to: Mailbox | None
    to: tuple[str, ...]  # To and Cc and Delivered-To addresses, lower case
    envelope_sender: str | None  # Return-Path; '' is the null sender, None where not recorded
    date: datetime | None  # Date:, only ever shown
    received: datetime  # when it reached the mailbox (INTERNALDATE, else topmost Received, else Date); aware
    in_reply_to: str
    references: tuple[str, ...]
    visible: Visible
    body: str  # whole decoded text (text/plain, else HTML as text) before anything was cut
    html: bool  # the text was made from HTML
    calendar: CalendarPart | None
    delivery_status: DeliveryStatus | None
    automatic: AutomaticReason | None  # by headers and structure; wording is judged by understanding
    automatic_evidence: str  # the header line or words that say so
    authentication: AuthenticationVerdict
    attachments: tuple[str, ...]  # media types only, never names
    charset_guessed: bool = False
    problems: tuple[str, ...] = ()  # why a human should look: over a limit, unreadable …; not empty means hold
