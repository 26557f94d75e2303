"""A report put into words: all its parts, before they become text and HTML.

Promise: text and HTML are made from the same `Letter` and say the same; nothing in
it comes from a sender without having passed `neutral`.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from processor.registration.spelling import meant
from processor.replies.model import Organiser
from processor.replies.names import isolate, one_line
from processor.replies.values import title
from processor.reports.buttons import Steering
from processor.reports.model import Facts, Occasion, Undeliverable
from processor.reports.neutral import neutral
from processor.reports.points import PointWords, point_words, unsettled
from processor.reports.standing import EventWords, Row, event_words, headline, listed, near, since, summary
from processor.reports.words import Words, capitalised

_WARNING = 300  # characters
_ADDRESS = 60


@dataclass(frozen=True, slots=True)
class Room:
    """How much of everything one report lists; the rest is counted."""

    points: int = 20
    names: int = 40  # of each kind, shared by all events
    events: int = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """One report in words."""

    language: str
    direction: str
    subject: str
    headline: str
    lead: str  # the line below it
    warnings: tuple[Row, ...]
    points_title: str
    points: tuple[PointWords, ...]
    points_further: str  # '' where all are shown
    press: str  # what the buttons do; the text has none
    settle: tuple[str, ...]  # how a point is settled
    events: tuple[EventWords, ...]
    rows: tuple[Row, ...]
    health: str
    signature: str


def write(
    facts: Facts, organiser: Organiser, words: Words, now: datetime, room: Room, steering: Steering | None = None
) -> Letter:
    """The report as far as there is room. `steering`: its reader decides, and gets buttons."""
    now = now.astimezone(ZoneInfo(organiser.timezone))
    waiting = unsettled(facts)
    shown = waiting[: room.points]
    further = len(waiting) - len(shown)
    pressing = steering if facts.commands else None
    return Letter(
        language=words.phrases.language,
        direction=words.phrases.direction,
        subject=one_line(_subject(facts, len(waiting), words, now)),
        headline=_headline(facts, organiser, len(waiting), words),
        lead=_lead(facts, words, now),
        warnings=tuple(
            Row(words.label("warning"), neutral(warning, _WARNING)) for warning in facts.warnings[: room.points]
        ),
        points_title=words.count("open_points", len(waiting)) if waiting else "",
        points=tuple(point_words(point, words, now, pressing) for point in shown),
        points_further=words.count("further_points", further) if further else "",
        press=words.say("settle_by_button") if shown and pressing else "",
        settle=_settle(facts, shown[0].number, words, steering) if shown else (words.say("nothing_to_do"),),
        events=_events(facts, words, now, room, steering),
        rows=tuple(_rows(facts, words, room)),
        health=_health(facts, words, now) if facts.occasion is Occasion.DAILY else "",
        signature=one_line(organiser.name),
    )


def _subject(facts: Facts, open_points: int, words: Words, now: datetime) -> str:
    match facts.occasion:
        case Occasion.DAILY:
            return words.say("subject", state=summary(facts, open_points, words), day=words.phrases.day(now))
        case Occasion.URGENT:
            nearest = min(facts.events, key=lambda each: each.event.start, default=None)
            points = words.count("open_points", open_points)
            if nearest is None:
                return words.say("urgent_subject", points=points)
            return words.say(
                "urgent_subject_event", points=points, event=title(nearest.event), near=near(nearest.event, words, now)
            )
        case Occasion.EVE:
            return words.say("eve_subject", state=headline(facts, words))


def _headline(facts: Facts, organiser: Organiser, open_points: int, words: Words) -> str:
    match facts.occasion:
        case Occasion.DAILY:
            return headline(facts, words) if facts.events else one_line(organiser.name)
        case Occasion.URGENT:
            return words.count("urgent", open_points)
        case Occasion.EVE:
            return words.say("eve_headline", event=title(facts.events[0].event))


def _lead(facts: Facts, words: Words, now: datetime) -> str:
    match facts.occasion:
        case Occasion.DAILY:
            return words.phrases.date(now)
        case Occasion.URGENT:
            return words.say("urgent_lead")
        case Occasion.EVE:
            each = facts.events[0]
            expected = words.count("parties", each.parties)
            return words.say("eve_lead", people=words.count("people", each.registered), parties=expected)


def _settle(facts: Facts, number: int, words: Words, steering: Steering | None) -> tuple[str, ...]:
    """Only ways that exist, and that this reader has: a promise that is not kept costs more trust than none."""
    if facts.commands and steering is None:
        return (words.say("only_reading"),)
    ways = [words.say("settle_by_answer", number=number)] if facts.commands else []
    if facts.accept_folder and facts.ignore_folder:
        ways.append(words.say("settle_by_folder", accept=facts.accept_folder, ignore=facts.ignore_folder))
    if not facts.commands:
        ways.append(words.say("settle", number=number))
    return tuple(ways)


def _events(
    facts: Facts, words: Words, now: datetime, room: Room, steering: Steering | None
) -> tuple[EventWords, ...]:
    shown = facts.events[: room.events]
    names = max(1, room.names // max(1, len(shown)))
    contacts = steering is not None
    return tuple(event_words(each, facts.start, words, now, names, contacts=contacts) for each in shown)


def _rows(facts: Facts, words: Words, room: Room) -> list[Row]:
    settled = [point for point in facts.points if point.settled]
    rows = [
        (
            "undeliverable",
            listed(
                [_unreachable(each, words) for each in facts.undeliverable[: room.names]],
                len(facts.undeliverable),
                words,
            ),
        ),
        ("settled", listed([words.number(point.number) for point in settled[: room.names]], len(settled), words)),
        ("told", " ".join(words.count(f"told_{kind}", number) for kind, number in facts.told)),
        ("erased", _erased(facts, words)),
        ("not_ours", words.count("not_ours", facts.not_ours) if facts.not_ours else ""),
    ]
    further = len(facts.events) - room.events
    if further > 0:
        rows.insert(0, ("events_further", words.count("events", further)))
    return [Row(words.label(label), said) for label, said in rows if said]


def _erased(facts: Facts, words: Words) -> str:
    """The proof of what was erased: numbers, and nothing of what it was."""
    counts = {"erased": facts.erased, "erased_mails": facts.erased_mails}
    return " ".join(words.count(name, number) for name, number in counts.items() if number)


def _unreachable(each: Undeliverable, words: Words) -> str:
    address = isolate(neutral(each.address, _ADDRESS), words.phrases.direction)
    domain = meant(each.address)
    return words.say("meant", address=address, domain=domain) if domain else address


def _health(facts: Facts, words: Words, now: datetime) -> str:
    begun = capitalised(since(facts.start, words, now))
    if not facts.read:
        return words.say("read_none", since=begun)
    said = {"since": begun, "mails": words.count("mails", facts.read), "understood": words.number(facts.understood)}
    if facts.answered_after is None:
        return words.say("read_silently", **said)
    return words.say("read", **said, duration=words.duration(facts.answered_after))
