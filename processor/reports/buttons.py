"""What a reader who steers may press under an open point, and what the letter says instead.

A button opens a prepared mail to the organiser's address: its subject is a command, the
point's number and the reader's token. Promise: a link is at most 200 characters and holds
nothing a sender wrote; nothing happens before a human sends the mail.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from processor.message.model import Mailbox
from processor.registration.model import OpenPointKind
from processor.reports.model import Point, StaffTokens
from processor.reports.words import Words

LONGEST = 200  # characters of a link; Outlook for Windows cuts longer ones
_NUMBERS = (1, 2, 3, 4)  # offered where only the number is open
_NOTHING_TO_ACCEPT = ("question", "other", "answer it", "automatic")  # a human reads or answers these, nothing is recorded
_NO_NUMBER = ("sender was asked for the size", "once the number is known", "how many come is not clear", "register, unclear: party_size")


@dataclass(frozen=True, slots=True)
class Button:
    """A label and where it leads; `weight` 1: what we propose, 2: another decision, 3: a mere question."""

    label: str
    link: str
    weight: int


@dataclass(frozen=True, slots=True)
class Press:
    """What one button would send, before it is written as a link."""

    label: str
    command: str  # the subject: 'annehmen 17'
    says: str = ""  # what one writes instead of pressing; '' where another way says it
    body: str = ""
    weight: int = 2


@dataclass(frozen=True, slots=True)
class Steering:
    """How one reader's buttons are addressed and signed."""

    address: str  # the organiser's
    token: str

    @classmethod
    def of(cls, address: str, tokens: StaffTokens, reader: Mailbox, day: date) -> "Steering":
        """The buttons of one reader's report of one local day."""
        return cls(address, tokens.staff(reader.address, day))

    def button(self, press: Press) -> Button | None:
        """The prepared mail of one press; None where its link would be too long to work everywhere."""
        link = f"mailto:{quote(self.address, safe='@')}?subject={quote(f'{press.command} {self.token}')}"
        if press.body:
            link += f"&body={quote(press.body)}"
        return Button(press.label, link, press.weight) if len(link) <= LONGEST else None

    def buttons(self, presses: list[Press]) -> tuple[Button, ...]:
        """Every button whose link works."""
        return tuple(button for press in presses if (button := self.button(press)))


def presses(point: Point, words: Words) -> list[Press]:
    """What makes sense for this kind of point, what we propose first."""
    match point.kind:
        case OpenPointKind.HELD if point.proposal in _NOTHING_TO_ACCEPT:
            return [_press("personally", point, words, weight=1), _press("ignore", point, words),
                    _press("why", point, words, weight=3)]
        case OpenPointKind.HELD:
            return [*_accepting(point, words), _press("decline", point, words), _press("ignore", point, words),
                    _press("personally", point, words), _press("why", point, words, weight=3)]
        case OpenPointKind.CHALLENGE:
            return [_press("accept", point, words), _press("ignore", point, words), _press("why", point, words, weight=3)]
        case OpenPointKind.QUESTION:
            return [_press("personally", point, words, weight=1), _press("ignore", point, words, label="done"),
                    _press("why", point, words, weight=3)]
        case OpenPointKind.UNREACHABLE | OpenPointKind.FAILED | OpenPointKind.OVERTAKEN:
            return [_press("ignore", point, words, label="done", weight=1)]


def answers(offered: list[Press]) -> list[str]:
    """What one may write instead: 'annehmen 17', '17: 2 Personen'; each way once."""
    return list(dict.fromkeys(press.says for press in offered if press.says))


def wants_a_number(point: Point) -> bool:
    """Whether our proposal lacks nothing but how many come."""
    return any(part in told for part in _NO_NUMBER for told in (point.proposal, point.reason))


def _accepting(point: Point, words: Words) -> list[Press]:
    if point.answered_by_hand or not wants_a_number(point):
        return [_press("accept", point, words, weight=1), _press("number", point, words)]
    numbers = [Press(words.count("people", n), _sized(point, words, n), weight=1) for n in _NUMBERS]
    return [*numbers, _press("number", point, words)]


def _sized(point: Point, words: Words, people: int) -> str:
    return words.command("accept_sized", number=point.number, people=words.count("people", people))


def _press(name: str, point: Point, words: Words, *, label: str = "", weight: int = 2) -> Press:
    button = words.button(name)
    body = button.get("body", "").replace("{number}", str(point.number))
    command = f"{button['command']} {point.number}"
    return Press(words.label(label) if label else button["label"], command, body or command, body, weight)
