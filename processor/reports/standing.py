"""How the events stand in words: seats, who came and went, needs in totals, the course of the days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from processor.registration.model import Event
from processor.replies.names import isolate, one_line
from processor.replies.values import title
from processor.reports.chart import Course
from processor.reports.model import EventFacts, Facts, Movement, Need
from processor.reports.neutral import neutral
from processor.reports.points import named
from processor.reports.turnout import turnout_said
from processor.reports.words import Words

DOT = "\u00a0· "  # no line starts with it
_DAYS = 28  # days of the course that the text draws
_DRAWN = 366  # days of the course that the picture draws
_FEW_DAYS = 3  # a course of fewer says nothing
_NEEDS = 30
_CONTACT = 60  # characters
_AHEAD = 3  # days before the event on which whoever meets a need should know; Friday where that is a weekend


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what it says."""

    label: str
    text: str
    note: str = ""  # what is to be done about it, on a line of its own


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
    seats: Row  # how many seats are taken
    standing: str  # waiting list, and what changed
    filled: float | None  # 0 to 1; None: no limit, nothing to draw
    rows: tuple[Row, ...]
    days: tuple[Day, ...]  # of the text's course
    trend: Row
    course: Course | None  # of the page's; None where there is nothing to draw


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


def event_words(
    each: EventFacts, start: datetime, words: Words, now: datetime, names: int, *, contacts: bool = False
) -> EventWords:
    """The event as the reader sees it, with at most `names` names of a kind; `now` in the reader's zone.
    `contacts`: the reader may know who needs what."""
    capacity = each.event.capacity
    days = _days(each.per_day, words)
    return EventWords(
        title=one_line(each.event.title),
        when=_when(each.event, words, now),
        seats=Row(words.label("seats"), _taken(each, words)),
        standing=DOT.join(_standing(each, start, words, now)),
        filled=None if capacity is None else min(1.0, each.registered / capacity),
        rows=tuple(_rows(each, words, now, names, contacts)),
        days=days,
        trend=Row(words.label("trend"), _trend(each, words) if days else ""),
        course=_course(each, words) if days else None,
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


def near(event: Event, words: Words, now: datetime) -> str:
    """'morgen', 'in 7 Tagen'; '' where its day is over."""
    days = (event.start.astimezone(now.tzinfo).date() - now.date()).days
    names = {0: "event_today", 1: "event_tomorrow"}
    return "" if days < 0 else words.say(names[days]) if days in names else words.count("days_left", days)


def _when(event: Event, words: Words, now: datetime) -> str:
    said, away = words.phrases.when(event.start.astimezone(now.tzinfo)), near(event, words, now)
    return f"{said}{DOT}{away}" if away else said


def _taken(each: EventFacts, words: Words) -> str:
    if each.event.capacity is None:
        return words.say("seats_unlimited", people=words.count("registered", each.registered))
    taken, capacity = words.number(each.registered), words.number(each.event.capacity)
    return words.say("seats_row", taken=taken, capacity=capacity)


def _standing(each: EventFacts, start: datetime, words: Words, now: datetime) -> list[str]:
    parts = [] if each.event.capacity is None else [words.say("seats_waiting", n=words.number(each.waiting))]
    if each.registered_before is not None:
        change = each.registered - each.registered_before
        sign = "−" if change < 0 else "+" if change else "±"
        parts.append(
            words.say("since_then", since=since(start, words, now), change=f"{sign}{words.number(abs(change))}")
        )
    return parts


def _rows(each: EventFacts, words: Words, now: datetime, names: int, contacts: bool) -> list[Row]:
    rows = [("closes", _closes(each.event, words, now), "")]
    rows += [
        (label, listed([_party(one, words) for one in moved[:names]], len(moved), words), "")
        for label, moved in (
            ("new", each.new),
            ("changed", each.changed),
            ("promoted", each.promoted),
            ("cancelled", each.cancelled),
        )
    ]
    needs = [f"{words.need(need)}\u00a0{words.number(count)}" for need, count in islice(each.needs, _NEEDS)]
    rows.append(("needs", DOT.join(needs), _deadline(each.event, words, now)))
    if each.turnout is not None:
        rows.append(("turnout", turnout_said(each.turnout, words), ""))
    shown = [Row(words.label(label), said, note) for label, said, note in rows if said]
    return [*shown, *(_contacts(each.needs_of[:names], words) if contacts else ())]


def _closes(event: Event, words: Words, now: datetime) -> str:
    """Until when people may register, where that is not simply until it starts."""
    if event.registration_closes is None or event.start <= now:
        return ""
    closes = event.registration_closes.astimezone(now.tzinfo)
    return words.say("closes" if closes > now else "closed", when=words.phrases.when(_last_moment(closes)))


def _last_moment(closes: datetime) -> datetime:
    """A day that ends at midnight is said as that day."""
    return closes - timedelta(minutes=1) if (closes.hour, closes.minute) == (0, 0) else closes


def _deadline(event: Event, words: Words, now: datetime) -> str:
    """By when whoever meets the needs should know: three days before the event, on a working day."""
    start = event.start.astimezone(now.tzinfo)
    if start <= now:
        return ""
    by = start - timedelta(days=_AHEAD)
    by -= timedelta(days=max(0, by.weekday() - 4))
    late = by.date() <= now.date()
    return words.say("tell_today") if late else words.say("tell_by", day=words.phrases.date(by))


def _contacts(needs: tuple[Need, ...], words: Words) -> Iterable[Row]:
    for need, parties in groupby(needs, key=lambda one: one.need):
        said = [
            f"{named(one.name, words) or words.say('unnamed')} ({words.number(one.size)}), "
            f"{isolate(neutral(one.contact, _CONTACT), words.phrases.direction)}"
            for one in parties
        ]
        yield Row(words.need(need), "; ".join(said))


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
        Day(words.phrases.day(_noon(day)), people, max(0, people) / busiest)
        for day, people in last
    )


def _trend(each: EventFacts, words: Words) -> str:
    """What the picture shows, in words: they are its `alt`, and stand in the text."""
    days = each.per_day[-_DRAWN:]
    return words.say(
        "trend",
        first=words.phrases.day(_noon(days[0][0])),
        last=words.phrases.day(_noon(days[-1][0])),
        people=words.count("registered", sum(count for _, count in days)),
        n=words.number(max(count for _, count in days)),
    )


def _course(each: EventFacts, words: Words) -> Course:
    days, capacity = each.per_day[-_DRAWN:], each.event.capacity
    return Course(
        days=days,
        event=each.event.start.date(),
        capacity=capacity,
        first_label=words.phrases.day(_noon(days[0][0])),
        event_label=words.phrases.day(each.event.start),
        capacity_label="" if capacity is None else words.count("seats_line", capacity),
        total_label=words.number(sum(count for _, count in days)),
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)
