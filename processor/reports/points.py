"""Open points in words: who wrote when, their own words, what we would do."""

from dataclasses import dataclass
from datetime import datetime

from processor.registration.model import OpenPointKind
from processor.registration.spelling import meant
from processor.replies.names import isolate, one_line
from processor.reports.buttons import Button, Press, Steering, answers, presses
from processor.reports.model import Facts, Point
from processor.reports.neutral import neutral
from processor.reports.words import Words

UNREACHED = (OpenPointKind.UNREACHABLE, OpenPointKind.FAILED)
NAME = 60  # characters
_WORDS = 160
_SAID = 240
_TITLE = 80
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
    event: str = ""
    buttons: tuple[Button, ...] = ()
    answer: str = ""  # what one writes instead of pressing a button


def unsettled(facts: Facts) -> list[Point]:
    """What waits, by number; what can wait longer last: answered by hand, or waiting for a citizen."""
    return sorted(
        (point for point in facts.points if not point.settled), key=lambda point: (_patient(point), point.number)
    )


def point_words(point: Point, words: Words, now: datetime, steering: Steering | None = None) -> PointWords:
    """The point as the reader sees it; `now` in the reader's zone. `steering`: the reader may decide it."""
    direction = words.phrases.direction
    quoted, address = neutral(_without_salutation(point.words), _WORDS), neutral(point.address, _ADDRESS)
    label, advice = _advice(point, words)
    offered = presses(point, words) if steering else []
    return PointWords(
        number=point.number,
        who=named(point.name, words) or words.say("unnamed"),
        when=words.moment(point.received.astimezone(now.tzinfo), now) if point.received else "",
        address=isolate(address, direction) if address else "",
        quote=words.say("quote", words=isolate(quoted, direction)) if quoted else "",
        reason=neutral(words.reason(point.reason), _SAID),
        label=words.label(label),
        advice=advice,
        event=one_line(point.event)[:_TITLE],
        buttons=steering.buttons(offered) if steering else (),
        answer=words.say("answer", ways=_ways(offered)) if offered else "",
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


def _ways(offered: list[Press]) -> str:
    """Commands that are not torn apart at the end of a line."""
    return "\u00a0· ".join(way.replace(" ", "\u00a0") for way in answers(offered))


def _advice(point: Point, words: Words) -> tuple[str, str]:
    """Its label and what it says, as it may be shown: what was recorded is neutralised, our own words are not."""
    if point.answered_by_hand:
        return "todo", words.say("by_hand")
    if point.proposal and point.kind not in (OpenPointKind.CHALLENGE, *UNREACHED):
        return "proposal", neutral(words.reason(point.proposal), _SAID)
    domain = meant(point.address) if point.kind in UNREACHED else ""
    return "todo", words.say("meant_domain", domain=domain) if domain else words.todo(point.kind)
