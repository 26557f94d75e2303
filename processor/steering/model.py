"""What staff may order by mail, as values.

Promise: a command is only what somebody wrote, read and bounded; whether it is
allowed, makes sense and what comes of it is decided where the facts are.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """The word of a command; the keys of [verbs] and [forms] in templates/<language>/steering.toml."""

    ACCEPT = "accept"
    DECLINE = "decline"
    IGNORE = "ignore"
    WHY = "why"
    PERSONALLY = "personally"
    CAPACITY = "capacity"
    CLOSE = "close"
    OPEN = "open"
    ENTER = "enter"
    RESIZE = "resize"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    NOTE = "note"
    LIST = "list"
    NEEDS = "needs"
    SHEET = "sheet"
    ATTEND = "attend"
    STATUS = "status"
    HELP = "help"
    CONFIRM = "confirm"
    TO_ALL = "to_all"
    MOVE = "move"
    PLACE = "place"
    CALL_OFF = "call_off"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Accept:
    """"annehmen 17", "17: 3 Personen"."""

    number: int
    size: int | None = None  # people, where the mail left it open or staff know better


@dataclass(frozen=True, slots=True)
class Decline:
    """"ablehnen 17": the sender hears that it is not possible."""

    number: int


@dataclass(frozen=True, slots=True)
class Ignore:
    """"ignorieren 17": settled, and nobody hears of it."""

    number: int


@dataclass(frozen=True, slots=True)
class Why:
    """"warum 17": the words that led to each field."""

    number: int


@dataclass(frozen=True, slots=True)
class Personally:
    """"persönlich 17": I answer it myself."""

    number: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """"plätze 120"."""

    seats: int
    event: str = ""  # as written: key, alias or title; '' where nothing is said


@dataclass(frozen=True, slots=True)
class Close:
    """"schließen": registration ends now."""

    event: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """"öffnen": registration goes on."""

    event: str = ""


@dataclass(frozen=True, slots=True)
class Enter:
    """"eintragen "Anna Schmidt" 2 anna@example.org": a sign-up by telephone or at the desk."""

    name: str  # at most limits.NAME characters; shown only where a name may be shown
    size: int
    address: str = ""  # '' where nobody can be written to
    event: str = ""


@dataclass(frozen=True, slots=True)
class Resize:
    """"ändern KL-7F3Q 3"."""

    code: str
    size: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """"absagen KL-7F3Q"; several codes in one command are one decision."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """"rückgängig": the sender's last command that can be undone."""


@dataclass(frozen=True, slots=True)
class Note:
    """"notiz KL-7F3Q kommt später"."""

    code: str
    text: str


class Paper(StrEnum):
    """Which list is asked for."""

    LIST = Verb.LIST.value
    NEEDS = Verb.NEEDS.value
    SHEET = Verb.SHEET.value


@dataclass(frozen=True, slots=True)
class Hand:
    """"liste", "bedarf", "bogen": send it to me."""

    paper: Paper
    event: str = ""


@dataclass(frozen=True, slots=True)
class Attend:
    """"anwesend 1-12, 15": who came, in the numbers of the sign-in sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """"stand": how the events stand."""


@dataclass(frozen=True, slots=True)
class Help:
    """"hilfe": what can be ordered."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The second tap: "ja J3f6c1d0f9a"."""

    nonce: str


@dataclass(frozen=True, slots=True)
class ToAll:
    """"an alle: …": a mail to everybody, in the writer's own words."""

    text: str  # lines as they were written
    event: str = ""
    unknown: str = ""  # what was written where an event's key is expected, and is none


@dataclass(frozen=True, slots=True)
class Move:
    """"verschieben 26.10.2017 18:00", "ort: Stadtmission, Brüderstraße 1"; '' stays as it is."""

    when: str = ""
    venue: str = ""
    address: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class CallOff:
    """"veranstaltung absagen"."""

    event: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """"stopp": the mail to everybody that is about to go out stays here."""


Command = (Accept | Decline | Ignore | Why | Personally | Capacity | Close | Open | Enter | Resize | Withdraw | Undo
           | Note | Hand | Attend | Status | Help | Confirm | ToAll | Move | CallOff | Stop)


@dataclass(frozen=True, slots=True)
class Given:
    """One command and the line it was read from."""

    command: Command
    line: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line between commands that is none, and what was probably meant ('' where nothing is near)."""

    line: str
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """The commands of one mail in their order."""

    commands: tuple[Given, ...] = ()
    unknown: tuple[Unknown, ...] = ()  # only where there are commands: a mail without any is a letter
