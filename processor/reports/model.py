"""What a report is made of: the facts since the last one, as the worker found them.

Promise: facts only. Nothing in here has to be safe to show; whatever comes from a
sender is cleaned, cut and stripped of links where the report is written.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from processor.registration.model import Event, OpenPointKind


class Occasion(StrEnum):
    """Why a report is written."""

    DAILY = "daily"
    URGENT = "urgent"  # open points that cannot wait for the next daily one
    EVE = "eve"  # the evening before an event: who comes, and what is left to do


class StaffTokens(Protocol):
    """Signs the buttons of one reader's report."""

    def staff(self, address: str, day: date) -> str:
        """A short token that is good for this reader only, in characters that need no quoting in a subject."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """One open point, or one settled since the last report."""

    number: int  # permanent
    kind: OpenPointKind
    name: str  # of the sender, '' where none is known
    address: str  # of the sender, '' where none is known
    received: datetime | None  # aware
    words: str = ""  # the sender's own, the passage that matters; any length
    proposal: str = ""  # OpenPoint.proposal
    reason: str = ""  # OpenPoint.summary
    settled: bool = False
    answered_by_hand: bool = False
    event: str = ""  # title of the event it is about, where it is known
    code: str = ""  # of the registration it is about, where it is known


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened to one party since the last report."""

    name: str
    size: int  # people, after what happened; for a cancellation as many as went
    before: int | None = None  # people before a change, where the number changed
    needs: bool = False  # whether the party has needs; which ones is told in totals only
    waiting: bool = False  # it stands on the waiting list


@dataclass(frozen=True, slots=True)
class Need:
    """What one party needs, and how to reach it: only for those who steer, and only the evening before."""

    need: str  # 'interpreter:ar'
    name: str
    size: int
    contact: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who came to an event that is over, in people."""

    registered: int  # held a seat
    came: int  # with a seat or without
    missing: int
    untold: int  # nobody said whether they came


@dataclass(frozen=True, slots=True)
class EventFacts:
    """How one event stands, and what happened to it since the last report."""

    event: Event  # capacity None: unlimited
    registered: int  # people who hold a seat
    waiting: int = 0  # people on the waiting list
    registered_before: int | None = None  # people at the last report, where known
    new: tuple[Movement, ...] = ()
    changed: tuple[Movement, ...] = ()
    cancelled: tuple[Movement, ...] = ()
    promoted: tuple[Movement, ...] = ()
    needs: tuple[tuple[str, int], ...] = ()  # ('interpreter:ar', 4): parties of this need, confirmed ones
    per_day: tuple[tuple[date, int], ...] = ()  # people registered on each day, oldest first, days of none included
    parties: int = 0  # registrations that hold seats
    needs_of: tuple[Need, ...] = ()  # by need; only on the evening before
    turnout: Turnout | None = None  # once it is over, in the first report after it and where attendance was noted


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """An address our mails do not reach."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one report says, since `start`."""

    start: datetime  # of the period: the end of the last report's; aware
    end: datetime  # aware
    events: tuple[EventFacts, ...] = ()  # in the order of the config
    points: tuple[Point, ...] = ()  # open ones and those settled within the period, by number
    undeliverable: tuple[Undeliverable, ...] = ()
    erased: int = 0  # registrations whose personal data were erased
    erased_mails: int = 0  # mails of which nothing is stored any more
    not_ours: int = 0  # mails that belong to no event and stay in the inbox
    read: int = 0  # mails within the period
    understood: int = 0  # of these, decided without a human
    answered_after: float | None = None  # seconds, median from arrival to handing over the answer; None: none was sent
    warnings: tuple[str, ...] = ()  # our own words: what threatens the service
    accept_folder: str = (
        ""  # a held mail dragged there is accepted as proposed; '': this mailbox has no such folder yet
    )
    ignore_folder: str = ""  # a held mail dragged there is settled without an answer
    commands: bool = False  # whether an answer to the report is understood
    occasion: Occasion = Occasion.DAILY
    told: tuple[tuple[str, int], ...] = ()  # mails to everybody: kind (broadcast, moved, called_off) and how many
