"""Everything that is stored about one address, as values: what an export says (GDPR, article 15).

Promise: nothing of other people stands in it but what the person wrote themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from processor.registration.model import Event, Registration


@dataclass(frozen=True, slots=True)
class Booked:
    """A registration, its event where the config still names it, and until when both parts of it are kept."""

    registration: "Registration"
    event: "Event | None"
    needs_until: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """A mail of theirs. Words and meaning are '' once they are erased."""

    at: datetime
    subject: str
    text: str
    understood: str  # JSON


@dataclass(frozen=True, slots=True)
class Answered:
    """A mail of ours to them. The subject is '' once it is erased."""

    at: datetime
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a registration's history; `state` and `size` None where they are erased."""

    at: datetime
    code: str
    what: str
    state: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What the team wrote down about a registration."""

    at: datetime
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """All of it, each part oldest first."""

    address: str
    booked: tuple[Booked, ...] = ()
    received: tuple[Received, ...] = ()
    answered: tuple[Answered, ...] = ()
    changed: tuple[Changed, ...] = ()
    noted: tuple[Noted, ...] = ()
