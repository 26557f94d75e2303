"""How the events stand in words: seats, who came and went, needs in totals, the course of the days."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from processor.registration.model import Event
from processor.replies.names import one_line
from processor.replies.values import title
from processor.reports.model import EventFacts, Facts, Movement
from processor.reports.points import named
from processor.reports.words import Words

DOT = "\u00a0· "  # no line starts with it
_DAYS = 28  # days of the course that are shown
_FEW_DAYS = 3  # a course of fewer says nothing
_NEEDS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the course: its people, and their share of the busiest day's."""

    label: str
    people: int
    share: float


@dataclass(frozen=True, slots=True)
class EventWords:
    """One event in words."""

    title: str
    when: str
    seats: Row
    filled: float | None  # 0 to 1; None: no limit, nothing to draw
    rows: tuple[Row, ...]
    days: tuple[Day, ...]
    trend: Row


def summary(facts: Facts, open_points: int, words: Words) -> str:
    """'Bürgerforum: 132 von 150 Plätzen · 2 offene Punkte'."""
    parts = [headline(facts, words)] if facts.events else []
    if facts.warnings:
        parts.append(words.count("warnings", len(facts.warnings)))
    parts.append(words.count("open_points", open_points) if open_points else words.say("nothing_open"))
    return DOT.join(parts)


def headline(facts: Facts, words: Words) -> str:
    """'Bürgerforum: 132 von 150 Plätzen'; of several events, how many people in all."""
    if len(facts.events) > 1:
        people = sum(each.registered for each in facts.events)
        return words.say(
            "events_state", events=words.count("events", len(facts.events)), people=words.count("registered", people)
        )
    only = facts.events[0]
    seats = words.count("registered", only.registered)
    if only.event.capacity is not None:
        seats = words.say(
            "seats", taken=words.number(only.registered), seats=words.count("places", only.event.capacity)
        )
    return words.say("event_state", event=title(only.event), seats=seats)


def event_words(each: EventFacts, start: datetime, words: Words, now: datetime, names: int) -> EventWords:
    """The event as the reader sees it, with at most `names` names of a kind; `now` in the reader's zone."""
    capacity = each.event.capacity
    days = _days(each.per_day, words)
    return EventWords(
        title=one_line(each.event.title),
        when=_when(each.event, words, now),
        seats=Row(words.label("seats"), _seats(each, start, words, now)),
        filled=None if capacity is None else min(1.0, each.registered / capacity),
        rows=tuple(_rows(each, words, names)),
        days=days,
        trend=Row(words.label("trend"), _course(days, words) if days else ""),
    )


def listed(shown: list[str], of: int, words: Words) -> str:
    """A list as the language writes it, and how many more there are."""
    said = words.phrases.join(shown)
    return f"{said} {words.count('further', of - len(shown))}" if of > len(shown) else said


def since(start: datetime, words: Words, now: datetime) -> str:
    """'seit gestern'."""
    start = start.astimezone(now.tzinfo)
    age = (now.date() - start.date()).days
    kind = {0: "since_today", 1: "since_yesterday"}.get(age, "since")
    return words.say(kind, time=words.phrases.time(start), day=words.phrases.day(start))


def _when(event: Event, words: Words, now: datetime) -> str:
    start = event.start.astimezone(now.tzinfo)
    days = (start.date() - now.date()).days
    said = words.phrases.when(start)
    if days < 0:
        return said
    near = {0: "event_today", 1: "event_tomorrow"}
    return f"{said}{DOT}{words.say(near[days]) if days in near else words.count('days_left', days)}"


def _seats(each: EventFacts, start: datetime, words: Words, now: datetime) -> str:
    if each.event.capacity is None:
        parts = [words.say("seats_unlimited", people=words.count("registered", each.registered))]
    else:
        parts = [
            words.say("seats_row", taken=words.number(each.registered), capacity=words.number(each.event.capacity)),
            words.say("seats_waiting", n=words.number(each.waiting)),
        ]
    if each.registered_before is not None:
        change = each.registered - each.registered_before
        sign = "−" if change < 0 else "+" if change else "±"
        parts.append(
            words.say("since_then", since=since(start, words, now), change=f"{sign}{words.number(abs(change))}")
        )
    return DOT.join(parts)


def _rows(each: EventFacts, words: Words, names: int) -> list[Row]:
    needs = [f"{words.need(need)}\u00a0{words.number(count)}" for need, count in islice(each.needs, _NEEDS)]
    rows = [
        (label, listed([_party(one, words) for one in moved[:names]], len(moved), words))
        for label, moved in (
            ("new", each.new),
            ("changed", each.changed),
            ("promoted", each.promoted),
            ("cancelled", each.cancelled),
        )
    ]
    rows.append(("needs", DOT.join(needs)))
    return [Row(words.label(label), said) for label, said in rows if said]


def _party(one: Movement, words: Words) -> str:
    name = named(one.name, words) or words.say("unnamed")
    notes = [words.say(note) for note, told in (("on_waiting_list", one.waiting), ("needs_flag", one.needs)) if told]
    if one.before is not None and one.before != one.size:
        resized = words.say("resized", name=name, before=words.number(one.before), size=words.number(one.size))
        return f"{resized} ({', '.join(notes)})" if notes else resized
    return f"{name} ({', '.join([words.number(one.size), *notes])})"


def _days(per_day: tuple[tuple[date, int], ...], words: Words) -> tuple[Day, ...]:
    last = per_day[-_DAYS:]
    busiest = max((people for _, people in last), default=0)
    if len(last) < _FEW_DAYS or busiest < 1:
        return ()
    return tuple(
        Day(words.phrases.day(datetime(day.year, day.month, day.day)), people, max(0, people) / busiest)
        for day, people in last
    )


def _course(days: tuple[Day, ...], words: Words) -> str:
    busiest = max(day.people for day in days)
    return f"{days[0].label} – {days[-1].label}, {words.say('trend', n=words.number(busiest))}"
