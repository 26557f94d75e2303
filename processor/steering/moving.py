"""Another time and place for an event, as staff write them.

Promise: pure; a date is taken only where every word of the line has its place;
a weekday that does not fit the date, or a moment that is over, is asked back.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale

from processor.registration.model import Event
from processor.replies.names import one_line
from processor.steering.model import Move, Verb
from processor.steering.words import Vocabulary, fold, plain_type

_SPOKEN = ("de", "en")
_PLACE = 120  # characters of a venue or an address
_ISO = r"(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})"
_DOTTED = r"(?P<dd>\d{1,2})\.\s?(?P<dm>\d{1,2})\.(?P<dy>\d{2}(?![\d:.])|\s?\d{4}(?![\d:]))?"
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s*(uhr|h|am|pm)?"
    r"(?:\s*(?:-|bis|to|until)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(uhr|h|am|pm)?)?(?![\w:])")
_SMALL = frozenset({"auf", "am", "den", "dem", "um", "von", "vom", "ab", "on", "at", "from", "the", "to", "nach", "event", "und", "and"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of time."""

    days: tuple[tuple[int | None, int, int], ...]  # year (None: not said), month, day: of the beginning, of the end
    times: tuple[time, ...]
    weekday: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """When an event takes place."""

    start: datetime
    end: datetime


def move(said: str, words: Vocabulary) -> tuple[Move, ...]:
    """"26.10.2017 18:00-20:00", "buergerforum auf Donnerstag, 26. Oktober, 18 Uhr" → the command; empty where it is none."""
    folded = fold(plain_type(said))
    rest = _TIME.sub(" ", _days_pattern().sub(" ", folded))
    named = [word.strip(" ,.:;-()") for word in rest.split()]
    left = [word for word in named if word and word not in _SMALL and word not in words.fillers and word not in _weekdays()]
    event = words.event(" ".join(left)) if left else ""
    if event is None or (left and not event):
        return ()
    parts = [match.group().strip(" ,") for match in re.finditer(
        f"{_days_pattern().pattern}|{_TIME.pattern}|{'|'.join(_weekdays())}", folded)]
    return (Move(when=" ".join(parts), event=event),) if _said(folded) is not None else ()


def placed(line: str, words: Vocabulary) -> tuple[Move, ...]:
    """"ort: Stadtmission, Brüderstraße 1", "ort buergerforum: …"; without its colon it is a word of a letter."""
    head, colon, place = plain_type(line).partition(":")
    spoken = fold(head).split()
    if not colon or not place.strip():
        return ()
    for length in range(min(3, len(spoken)), 0, -1):
        if words.verbs.get(tuple(spoken[:length])) is Verb.PLACE:
            event = words.event(" ".join(head.split()[length:])) if len(spoken) > length else ""
            venue, _, address = place.partition(",")
            return (Move(venue=one_line(venue)[:_PLACE], address=one_line(address)[:_PLACE], event=event or ""),
                    ) if event is not None else ()
    return ()


def span(when: str, event: Event, now: datetime) -> Span | str:
    """The new time of an event; what is not said stays. Else the sentence of steering.toml that asks back."""
    said = _said(fold(plain_type(when)))
    if said is None:
        return "move_unread"
    try:
        begins = _day(said.days[0], event, now) if said.days else event.start.date()
        clock = said.times[0] if said.times else event.start.time()
        start = datetime.combine(begins, clock, event.start.tzinfo)
        end = _end(said, start, event, now)
    except ValueError:
        return "move_unread"
    if said.weekday is not None and said.weekday != begins.weekday():
        return "move_weekday"
    return "move_over" if start <= now else Span(start, end)


def written(one: Span) -> str:
    """A time as `span` reads it again."""
    same = one.end.date() == one.start.date() or one.end - one.start < timedelta(days=1)
    until = f"{one.end:%H:%M}" if same else f"{one.end:%d.%m.%Y %H:%M}"
    return f"{one.start:%d.%m.%Y %H:%M}-{until}"


def _end(said: Said, start: datetime, event: Event, now: datetime) -> datetime:
    if len(said.times) < 2:
        return start + (event.end - event.start)
    day = _day(said.days[1], event, now) if len(said.days) > 1 else start.date()
    end = datetime.combine(day, said.times[1], start.tzinfo)
    return end if end > start else end + timedelta(days=1)


def _day(parts: tuple[int | None, int, int], event: Event, now: datetime) -> date:
    year, month, day = parts
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    near = date(event.start.year, month, day)
    return near if near >= now.astimezone(event.start.tzinfo).date() else date(event.start.year + 1, month, day)


def _said(folded: str) -> Said | None:
    found = list(_days_pattern().finditer(folded))
    try:
        times = _times(_days_pattern().sub(" ", folded))
    except ValueError:
        return None
    if not (found or times) or len(found) > 2:
        return None
    weekday = next((_weekdays()[word] for word in re.findall(r"[a-z]+", folded) if word in _weekdays()), None)
    return Said(tuple(map(_parts, found)), times, weekday)


def _parts(match: re.Match[str]) -> tuple[int | None, int, int]:
    given = match.groupdict()
    year = given["iy"] or given["dy"] or given["wy"] or given["ey"]
    month = given["im"] or given["dm"] or _months()[given["wm"] or given["em"]]
    day = given["id"] or given["dd"] or given["wd"] or given["ed"]
    return int(year) if year else None, int(month), int(day)


def _times(rest: str) -> tuple[time, ...]:
    """Raises ValueError for a time no clock shows."""
    for match in _TIME.finditer(rest):
        hour, minute, unit, hour2, minute2, unit2 = match.groups()
        if minute or unit or minute2 or unit2:
            first = _clock(hour, minute, unit or (unit2 if hour2 else None))
            return (first,) if hour2 is None else (first, _clock(hour2, minute2, unit2))
    return ()


def _clock(hour: str, minute: str | None, unit: str | None) -> time:
    shown = int(hour)
    if unit in ("am", "pm") and not 1 <= shown <= 12:
        raise ValueError(hour)
    return time(shown % 12 + 12 * (unit == "pm") if unit in ("am", "pm") else shown, int(minute or 0))


@cache
def _days_pattern() -> re.Pattern[str]:
    months = "|".join(sorted(_months(), key=len, reverse=True))
    worded = rf"(?P<wd>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<wm>{months})\b\.?(?:,?\s+(?P<wy>\d{{4}})\b)?"
    english = rf"\b(?P<em>{months})\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s+(?P<ey>\d{{4}})\b)?"
    return re.compile(f"{_ISO}|{_DOTTED}|{worded}|{english}")


@cache
def _months() -> dict[str, int]:
    return {fold(name).strip("."): number for language in _SPOKEN for width in ("wide", "abbreviated")
            for number, name in Locale(language).months["format"][width].items()}


@cache
def _weekdays() -> dict[str, int]:
    return {fold(name): number for language in _SPOKEN for number, name in Locale(language).days["format"]["wide"].items()}
