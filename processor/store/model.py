"""What the store keeps that is no registration: mails, outgoing mails, open points, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from processor.mailbox.port import Ref, Role
from processor.message.model import Mailbox
from processor.registration.model import OpenPointKind, Outcome


class MailState(StrEnum):
    """Where a received mail is on its road (drawn in ARCHITECTURE.md)."""

    NEW = "new"
    ANSWERED = Outcome.ANSWERED.value
    SILENT = Outcome.SILENT.value
    AUTOMATIC = Outcome.AUTOMATIC.value
    NOT_OURS = Outcome.NOT_OURS.value
    HELD = Outcome.HELD.value
    COPY = "copy"  # the same mail was received before; it shares that mail's outcome


class Filing(StrEnum):
    """Whether the mailbox still has to follow what was decided."""

    NONE = "none"  # it stays where it is
    DUE = "due"
    DONE = "done"
    REMOVE = "remove"  # erased here; its copy in the mailbox still has to go
    REMOVED = "removed"
    GONE = "gone"  # it was to be removed and no longer stood where it was filed


class OutboxState(StrEnum):
    """Where a finished reply is on its way out."""

    QUEUED = "queued"
    INFLIGHT = "inflight"
    SENT = "sent"
    AWAITING_RETRY = "awaiting_retry"
    FAILED = "failed"
    BOUNCED = "bounced"


WAITING = (OutboxState.QUEUED, OutboxState.AWAITING_RETRY)


class Copied(StrEnum):
    """Whether a sent reply also stands in the folder Sent."""

    DUE = "due"
    DONE = "done"
    GIVEN_UP = "given_up"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it was fetched, before anybody read it."""

    account: str
    role: Role
    ref: Ref
    raw: bytes
    complete: bool
    received: datetime  # INTERNALDATE
    backlog: bool = False  # it was there before our first contact: a proposal, never an answer


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A committed mail, as the worker takes it up."""

    id: int
    account: str
    role: Role
    ref: Ref
    raw: bytes
    complete: bool
    received: datetime
    backlog: bool
    state: MailState
    attempts: int


@dataclass(frozen=True, slots=True)
class Known:
    """The earlier mail with the same Message-ID and content."""

    id: int
    role: Role
    state: MailState
    received: datetime
    filing: Filing
    filed: Role | None
    answered: bool  # an outbox row answers it


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a mail told about its identity; stored with its outcome."""

    message_id: str
    content_hash: str
    text_hash: str
    sender: Mailbox


@dataclass(frozen=True, slots=True)
class ToFile:
    """A mail that stands in one folder and belongs into another."""

    id: int
    role: Role
    ref: Ref
    target: Role


@dataclass(frozen=True, slots=True)
class ToRemove:
    """An erased mail whose copy stands in one of our own folders."""

    id: int
    role: Role
    ref: Ref


@dataclass(frozen=True, slots=True)
class Ending:
    """When an event ends, and how long what we know of its people may be kept afterwards."""

    event: str
    ends: datetime  # aware
    retention_days: int


@dataclass(frozen=True, slots=True)
class Holding:
    """How much is stored about one event, or about none."""

    registrations: int
    mails: int  # with a sender or bytes
    needs: int
    copies: int  # in the mailbox, in folders of our own


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased at once."""

    registrations: int = 0
    mails: int = 0
    replies: int = 0
    needs: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(self.registrations + other.registrations, self.mails + other.mails,
                      self.replies + other.replies, self.needs + other.needs)

    def __bool__(self) -> bool:
        return self != Erased()


@dataclass(frozen=True, slots=True)
class Queued:
    """A finished mail on its way into the outbox."""

    cause: str  # 'mail:17', 'seats:17:KL-7F3Q', 'report:2017-10-12'; with kind and recipient unique
    kind: str
    recipient: str
    message_id: str
    raw: bytes
    answers: int | None = None  # the mail it answers: at most one row a mail
    registration: str | None = None
    unproven: bool = False  # nothing proved the asker: counted apart
    copy_to_sent: bool = True
    not_before: datetime | None = None  # quiet hours


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbox row that this worker is sending."""

    id: int
    kind: str
    recipient: str
    raw: bytes
    attempts: int  # finished ones
    queued_at: datetime
    registration: str | None
    answers: int | None


@dataclass(frozen=True, slots=True)
class Returned:
    """An outbox row that came back."""

    id: int
    kind: str
    recipient: str
    registration: str | None
    state: OutboxState


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """An open point with its permanent number."""

    number: int
    kind: OpenPointKind
    mail: int | None
    registration: str | None
    summary: str
    proposal: str
    answered_by_hand: bool
    opened_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    settled_how: str | None
    sender: Mailbox
    received: datetime | None


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder has been read."""

    uidvalidity: int
    uid: int
    stuck_uid: int = 0  # a mail whose fetching failed, and how often
    stuck_times: int = 0
