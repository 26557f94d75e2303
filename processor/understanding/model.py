"""What a sender wants, as values that carry the words they were read from."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum


class Intent(StrEnum):
    """What the mail is for."""

    REGISTER = "register"
    CANCEL = "cancel"
    CHANGE = "change"
    QUESTION = "question"
    DATA_REQUEST = "data_request"
    AUTOMATIC = "automatic"
    OTHER = "other"


class Advice(StrEnum):
    """What a careful office assistant, acting alone, should do with the mail."""

    APPLY = "apply"
    REVIEW = "review"
    IGNORE = "ignore"


class DataWish(StrEnum):
    """What a data request asks for."""

    EXPORT = "export"  # "what do you store about me?"
    ERASE = "erase"  # "delete me"
    NOT_STORE_NEEDS = "not_store_needs"  # NICHT SPEICHERN: only the needs
    NOTICE = "notice"  # DATENSCHUTZ: the full text
    NOT_ME = "not_me"  # "that was not me"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reading and the sender's own words that led to it."""

    field: str  # a field of Request
    says: str  # our reading, in the value's own form ("3", "wheelchair") or a named rule
    text: str  # verbatim words from subject, From, body or calendar part


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """What understanding must know of an event to recognise it in a mail."""

    key: str
    title: str
    aliases: tuple[str, ...]
    start: datetime  # aware
    end: datetime
    venue: str
    address: str
    subaddress: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the mail that understanding may use. Pure data."""

    organiser_name: str
    organiser_address: str
    events: tuple[KnownEvent, ...]
    language: str  # the organiser's
    languages: tuple[str, ...]  # replies exist in these
    timezone: tzinfo
    max_party: int = 20
    thread_event: str | None = None  # the event of the registration this mail's thread belongs to, if known


@dataclass(frozen=True, slots=True)
class Request:
    """A mail's meaning. `advice` is apply only where every piece of evidence agrees."""

    intent: Intent
    advice: Advice
    language: str  # ISO 639-1, the language the answer should be written in
    event: str | None = None  # key; None where nothing in the mail points to one
    party_size: int | None = None  # total number of people, sender included if they come
    party_delta: int | None = None  # change by so many, total not stated
    attendees: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()  # in a change: named people who drop out or are replaced
    organisation: str | None = None
    needs: tuple[str, ...] = ()  # wheelchair, interpreter:ar, … (score/README.md)
    needs_dropped: tuple[str, ...] = ()  # in a change: needs taken back
    has_question: bool = False
    question: str = ""  # the sender's own question, verbatim, for the organiser
    data_wish: DataWish | None = None
    partial_ok: bool = False  # "auch teilweise": the party agrees to be split
    answer: bool | None = None  # a bare yes or no to a question we asked ("Ja, bitte", "Nein, wir kommen")
    events_possible: tuple[str, ...] = ()  # which events it may be about where `event` is None
    names_an_event: bool = False  # the mail shows evidence for one of our events (shared mailboxes, DESIGN.md)
    confidence: float = 0.0  # 0 … 1
    reasons: tuple[Evidence, ...] = field(default=())
    doubts: tuple[Evidence, ...] = field(default=())  # why it is not applied; `field` names what is open
