"""Open points in words: who wrote when, their own words, what we would do."""

from dataclasses import dataclass
from datetime import datetime

from processor.registration.model import OpenPointKind
from processor.replies.names import isolate
from processor.reports.model import Facts, Point
from processor.reports.neutral import neutral
from processor.reports.words import Words

NAME = 60  # characters
_WORDS = 160
_SAID = 240
_ADDRESS = 60
_SALUTATION = 60
_READ = 4000  # characters of a mail of which a passage is shown


@dataclass(frozen=True, slots=True)
class PointWords:
    """One open point; '' where there is nothing to say."""

    number: int
    who: str
    when: str
    address: str
    quote: str
    reason: str
    label: str  # of the advice
    advice: str


def unsettled(facts: Facts) -> list[Point]:
    """What waits, by number; what can wait longer last: answered by hand, or waiting for a citizen."""
    return sorted(
        (point for point in facts.points if not point.settled), key=lambda point: (_patient(point), point.number)
    )


def point_words(point: Point, words: Words, now: datetime) -> PointWords:
    """The point as the reader sees it; `now` in the reader's zone."""
    direction = words.phrases.direction
    quoted, address = neutral(_without_salutation(point.words), _WORDS), neutral(point.address, _ADDRESS)
    label, advice = _advice(point, words)
    return PointWords(
        number=point.number,
        who=named(point.name, words) or words.say("unnamed"),
        when=words.moment(point.received.astimezone(now.tzinfo), now) if point.received else "",
        address=isolate(address, direction) if address else "",
        quote=words.say("quote", words=isolate(quoted, direction)) if quoted else "",
        reason=neutral(words.reason(point.reason), _SAID),
        label=words.label(label),
        advice=neutral(advice, _SAID),
    )


def named(name: str, words: Words) -> str:
    """A sender's name as it may be shown; '' where it has no letter."""
    spoken = neutral(name, NAME)
    return isolate(spoken, words.phrases.direction) if any(map(str.isalnum, spoken)) else ""


def _without_salutation(words: str) -> str:
    """Past a first line like "Sehr geehrte Damen und Herren,": the room is for what they want."""
    first, _, rest = words.lstrip()[:_READ].partition("\n")
    greets = len(first) <= _SALUTATION and first.rstrip().endswith((",", "!", "،", ":")) and rest.strip()
    return rest if greets else first + "\n" + rest


def _patient(point: Point) -> bool:
    return point.answered_by_hand or point.kind is OpenPointKind.CHALLENGE


def _advice(point: Point, words: Words) -> tuple[str, str]:
    if point.answered_by_hand:
        return "todo", words.say("by_hand")
    if point.proposal and point.kind is not OpenPointKind.CHALLENGE:
        return "proposal", words.reason(point.proposal)
    return "todo", words.todo(point.kind)
