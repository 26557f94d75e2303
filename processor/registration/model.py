"""What is true: events, seats, registrations; and the values a decision is made of."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from processor import limits
from processor.registration.disclosure import Disclosure
from processor.registration.tokens import Tokens
from processor.understanding.model import Request


class State(StrEnum):
    """A registration's state (drawn in ARCHITECTURE.md)."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What became of a mail. Every received mail ends in exactly one."""

    ANSWERED = "answered"  # done, one reply queued
    SILENT = "silent"  # done, nothing to say
    AUTOMATIC = "automatic"
    NOT_OURS = "not_ours"
    HELD = "held"


class Proof(StrEnum):
    """How well a mail proves who sent it, best first (DESIGN.md, Proof)."""

    CHALLENGE = "challenge"  # fresh single-use token sent only to the stored address
    STANDING = "standing"  # standing token, our Message-ID in References, or code in new text
    AUTHENTICATED = "authenticated"  # aligned DKIM/DMARC pass only
    NOTHING = "nothing"
    FORGED = "forged"  # explicit dmarc=fail, or spf=fail without aligned DKIM


class OpenPointKind(StrEnum):
    """Why something waits for a human."""

    HELD = "held"  # a mail kept whole, no state changed
    QUESTION = "question"  # done, but a question is left to answer
    CHALLENGE = "challenge"  # the stored address was asked to confirm
    UNREACHABLE = "unreachable"  # a reply came back
    OVERTAKEN = "overtaken"  # a large party passed over three times, or close to the event
    FAILED = "failed"  # a reply could not be delivered


@dataclass(frozen=True, slots=True)
class Event:
    """One event of config.toml. Times are aware, in the organiser's zone."""

    key: str
    title: str
    start: datetime
    end: datetime
    venue: str
    address: str
    aliases: tuple[str, ...] = ()
    capacity: int | None = None  # None: unlimited
    waiting_list: bool = True
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None  # None: until it starts
    max_party: int = 20
    subaddress: str | None = None
    interpreters: tuple[str, ...] = ()
    needs_offered: tuple[str, ...] = ()
    reminder_days: int | None = None
    retention_days: int = 30
    details: tuple[tuple[str, str], ...] = ()  # (language, free text)
    sequence: int = 0  # how often staff changed time or place: raises every calendar entry (RFC 5545, 3.8.7.4)
    cancelled: bool = False  # staff called it off: nobody is signed up, seated or reminded any more


@dataclass(frozen=True, slots=True)
class Registration:
    """The booking of one party for one event."""

    code: str  # 'KL-7F3Q'
    event: str  # key
    state: State
    size: int  # seats held (confirmed) or wanted whole (waitlisted); people, not attendees named
    contact: str  # the stored address, lower-cased domain
    contact_name: str
    language: str
    received: datetime  # INTERNALDATE of the mail that asked for the present size: the order of the waiting list
    attendees: tuple[str, ...] = ()
    organisation: str | None = None
    needs: tuple[str, ...] = ()
    wanted_size: int | None = None  # a larger size waited for, while `size` seats stay held
    overtaken: int = 0  # how often a later, smaller party was seated first
    partial_ok: bool = False
    calendar_sequence: int = 0
    reachable: bool = True
    notified: bool = False  # the privacy notice was sent
    attended: int | None = None  # how many came; None: nobody said
    released_at: datetime | None = None  # cancelled: until then everything is kept, should they change their mind
    kept: int = 0  # cancelled: seats kept until then


@dataclass(frozen=True, slots=True)
class Seats:
    """One event and what is booked for it, as read inside the deciding transaction."""

    event: Event
    taken: int  # seats held by confirmed and offered registrations, or kept for a cancelled one for a while
    waiting: tuple[Registration, ...] = ()  # waitlisted, or confirmed with wanted_size; by `received`, then code

    @property
    def free(self) -> int | None:
        """Seats nobody holds; None where the event has no limit; never negative."""
        return None if self.event.capacity is None else max(0, self.event.capacity - self.taken)


class Cause(StrEnum):
    """What changed a registration (the history's `cause`)."""

    MAIL = "mail"
    ORGANISER = "organiser"
    SEATS = "seats"  # seats became free
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Change:
    """One registration before and after; `before` None: new. The store writes `after` and a line of history."""

    before: Registration | None
    after: Registration
    cause: Cause
    what: str  # registered, waitlisted, resized, renamed, needs, cancelled, restored, released, promoted, unreachable, …


class ReplyKind(StrEnum):
    """One template each: templates/<language>/<kind>.txt, which text and HTML are both made from."""

    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REPEATED = "repeated"
    PROMOTED = "promoted"  # a seat became free
    CONFIRM = "confirm"  # ask back: the stored address, or the sender for number or event
    RECEIVED = "received"  # received for review by a human
    CLOSED = "closed"
    FULL = "full"
    NOT_UNDERSTOOD = "not_understood"
    DECLINED = "declined"  # an organiser says no to what was asked
    PRIVACY = "privacy"  # who stores what, why, how long, and which rights there are
    EXPORT = "export"  # everything that is stored about the address
    ERASED = "erased"  # the last mail
    RESTORED = "restored"  # a cancellation was taken back
    REMINDER = "reminder"  # the event is near; answers no mail
    BROADCAST = "broadcast"  # the team writes to everybody, in its own words
    MOVED = "moved"  # the event has another time or place
    CALLED_OFF = "called_off"  # the event does not take place; also to whoever signs up for it now


class Ask(StrEnum):
    """What a CONFIRM reply asks."""

    CANCEL = "cancel"  # "shall we really cancel?" to the stored address
    CHANGE = "change"  # the same for a change
    SIZE = "size"  # how many come
    EVENT = "event"  # which event
    ATTEND = "attend"  # "maybe": do they come
    ERASE = "erase"  # "shall we really delete everything?" to the stored address


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything a template may say. Facts only; rendered by `processor.replies`."""

    kind: ReplyKind
    to: str  # one checked address: the asker's or the stored one
    to_name: str
    language: str
    event: Event | None = None
    registration: Registration | None = None  # as it is after the change
    before: Registration | None = None  # as it was, for CHANGED and CANCELLED
    position: int | None = None  # on the waiting list, from 1
    ask: Ask | None = None
    challenge: str | None = None  # finished token of a CONFIRM to the stored address (Tokens.challenge)
    question_open: bool = False  # "your question has been passed on"
    needs_noted: bool = False  # needs are part of this answer: one sentence of notice
    names_unclear: bool = False  # something is shown as "(see your mail)"
    first_contact: bool = False  # who, why, how long, rights
    open_point: int | None = None  # permanent number, for the team's block
    events: tuple[Event, ...] = ()  # for Ask.EVENT
    free: int | None = None
    references: tuple[str, ...] = ()  # threading: Message-IDs, oldest first, the last is replied to
    calendar: str | None = None  # REQUEST, CANCEL, PUBLISH or None
    disclosed: Disclosure | None = None  # of an EXPORT; looked up by the shell, the decision only asks for it
    again: bool = False  # a new registration of somebody who had cancelled for good
    stands_in: str = ""  # who now comes in the place of the reader, and reads our mails only once they write
    by_team: bool = False  # an organiser did it, not the reader
    not_me: bool = False  # of an ERASED: the reader says that somebody else wrote, and gets no mail for a while
    also_english: bool = False  # the mail's language is not understood: say it in English as well
    message: str = ""  # of a BROADCAST: the team's own words, shown as they are
    written_in: str = ""  # the language of these words
    moved_from: Event | None = None  # of a MOVED: the event as it was


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that waits for a human. Its permanent number is given by the store."""

    kind: OpenPointKind
    summary: str  # one neutral line for the report: never raw text of the sender
    proposal: str  # what we would do, '' where we have none
    registration: str | None = None  # code


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question we asked back, and what is done once it is answered. Kept by the store until then."""

    ask: Ask
    request: Request  # what the earlier mail wanted; facts only, none of its words
    received: datetime  # the earlier mail's place in the order
    sender: str  # who wrote it, and the only one who can answer SIZE and EVENT
    sender_name: str = ""
    registration: str | None = None  # code, where one is concerned
    challenge: str | None = None  # nonce of the token that was sent; good for one use


@dataclass(frozen=True, slots=True)
class Decision:
    """All that one mail causes. Applied in one transaction or not at all."""

    outcome: Outcome
    changes: tuple[Change, ...] = ()
    replies: tuple[Reply, ...] = ()  # at most one answers the mail; more only to other registrations (promotions)
    open_points: tuple[OpenPoint, ...] = ()
    note: str = ""  # one line for explain --standing, log and history
    challenge_used: str | None = None  # nonce of the single-use token that this decision spends
    asks: PendingQuestion | None = None  # store it: a later mail may answer it
    settles_question: bool = False  # Standing.pending is answered, its mail is done
    erase: tuple[str, ...] = ()  # codes whose personal data the store erases ("that was not me")
    mute: str | None = None  # address that gets no mail for 30 days
    forget: str | None = None  # address of which everything is erased: registrations, mails, answers ("delete me")
    forget_needs: str | None = None  # code whose needs are erased wherever they stand ("do not store")


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """How often one answers (RELIABILITY.md, rule 5); reasons stand in processor.limits."""

    per_address: int = limits.REPLIES_PER_ADDRESS
    errors_per_address: int = limits.ERRORS_PER_ADDRESS
    unproven_per_address: int = limits.UNPROVEN_PER_ADDRESS
    same_text: int = limits.SAME_TEXT
    per_domain: int = limits.REPLIES_PER_DOMAIN
    wrong_codes: int = limits.WRONG_CODES


@dataclass(frozen=True, slots=True)
class Policy:
    """The organiser's choices a decision depends on."""

    shared_mailbox: bool
    organiser_language: str
    reply_languages: tuple[str, ...]  # languages with templates
    understood_languages: tuple[str, ...]  # languages with vocabulary
    timezone: tzinfo
    calendar: str = "invitation"  # invitation | file
    own_addresses: frozenset[str] = frozenset()
    propose: bool = False  # mode = "propose": everything is held with its proposal, nothing is answered
    limits: ReplyLimits = ReplyLimits()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store knows that matters for one mail."""

    seats: dict[str, Seats]  # by event key, all configured events
    own: tuple[Registration, ...] = ()  # stored address is the sender's; all states but erased
    referred: tuple[Registration, ...] = ()  # found by token, code or References, whoever's they are
    proof: Proof = Proof.NOTHING
    first_contact: bool = True  # this address never had a reply from us
    replies_today: int = 0  # to this address
    errors_today: int = 0
    unproven_today: int = 0
    wrong_codes_today: int = 0
    same_text_last_hour: int = 0  # other senders of the same text
    domain_last_hour: int = 0
    muted: bool = False  # "that was not me" within 30 days
    calendar_seen: tuple[tuple[str, int, datetime | None], ...] = ()  # (uid, sequence, dtstamp) already recorded
    pending: PendingQuestion | None = None  # open question of this sender, thread or registration
    in_thread: bool = False  # References name a mail of ours, whether or not a registration belongs to it
    vouched: bool = False  # an organiser accepted the mail: doubts, proof and reply limits are theirs


@dataclass(frozen=True, slots=True)
class Fresh:
    """Ids made outside the core, so that deciding stays a pure function."""

    code: str  # for a new registration
    challenge: str  # nonce for a question to a stored address: 8 to 32 of A-Z a-z 0-9
    tokens: Tokens | None = None  # signs the nonce into Reply.challenge; without it the token proves nothing


@dataclass(frozen=True, slots=True)
class Promoted:
    """A waiting party that now fits (registration/seats.py)."""

    change: Change
    position_before: int
    overtook: tuple[Registration, ...] = field(default=())  # earlier parties passed over, counter already raised
