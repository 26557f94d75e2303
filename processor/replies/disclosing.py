"""What is stored about a person: as lines to read, and as a file for other programs (GDPR, articles 15 and 20).

Promise: both say the same registrations, mails, answers, changes and notes; the words of mails stand in the file only,
so that nothing a stranger wrote under the person's address is repeated to them as ours.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from processor.registration.disclosure import Booked, Changed, Disclosure
from processor.replies.facts import who
from processor.replies.model import Organiser
from processor.replies.names import isolate, one_line
from processor.replies.phrases import Phrases

FILE_NAME = "data.json"
MOST_LINES = 40  # of one kind; the file has them all


def lines(told: Disclosure | None, organiser: Organiser, phrases: Phrases) -> dict[str, list[str]]:
    """The parts of an export as a template lists them; all empty where it is another mail."""
    told = told or Disclosure("")
    zone = ZoneInfo(organiser.timezone)
    return {
        "bookings": [_booked(one, phrases, zone) for one in told.booked],
        "changes": _cut([_changed(one, phrases, zone) for one in told.changed if one.state in phrases.states]),
        "remarks": [_joined((_moment(one.at, phrases, zone), one.code, one.text), phrases) for one in told.noted],
        "mails": _cut([_moment(one.at, phrases, zone) for one in told.received]),
        "answers": _cut([_joined((_moment(one.at, phrases, zone), one.subject), phrases) for one in told.answered]),
    }


def as_file(told: Disclosure) -> bytes:
    """The whole of it in JSON, UTF-8, lines ending in CRLF; moments in ISO 8601."""
    whole = {
        "address": told.address,
        "registrations": [_record(one) for one in told.booked],
        "changes": [asdict(one) for one in told.changed],
        "notes": [asdict(one) for one in told.noted],
        "mails": [asdict(one) | {"understood": json.loads(one.understood or "null")} for one in told.received],
        "answers": [asdict(one) for one in told.answered],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1, default=_plain)
    return text.replace("\n", "\r\n").encode() + b"\r\n"


def _record(one: Booked) -> dict[str, Any]:
    kept = {"needs_kept_until": one.needs_until, "kept_until": one.until}
    title = {"title": one.event.title, "start": one.event.start} if one.event else {}
    return asdict(one.registration) | title | kept


def _booked(one: Booked, phrases: Phrases, zone: tzinfo) -> str:
    booking, event = one.registration, one.event
    until = phrases.plain_date(one.until.astimezone(zone)) if one.until else ""
    kept = phrases.sentences["stored_until"].replace("{day}", until) if until else ""
    occasion = (one_line(event.title), phrases.when(event.start)) if event else (booking.event,)
    needs = (phrases.need(need) for need in booking.needs)
    return _joined((*occasion, booking.code, phrases.states[booking.state], phrases.counted["people"](booking.size),
                    who(booking, phrases), *needs, booking.contact, kept), phrases)


def _changed(one: Changed, phrases: Phrases, zone: tzinfo) -> str:
    state = phrases.states[one.state] if one.state else ""
    size = phrases.counted["people"](one.size) if one.size is not None else ""
    return _joined((_moment(one.at, phrases, zone), one.code, state, size), phrases)


def _joined(parts: Iterable[str], phrases: Phrases) -> str:
    return " · ".join(isolate(part, phrases.direction) for part in map(one_line, parts) if part)


def _moment(moment: datetime, phrases: Phrases, zone: tzinfo) -> str:
    return phrases.when(moment.astimezone(zone))


def _cut(all_of_them: list[str]) -> list[str]:
    return all_of_them if len(all_of_them) <= MOST_LINES else [*all_of_them[:MOST_LINES], "…"]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form here")
