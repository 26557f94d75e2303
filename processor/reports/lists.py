"""The lists staff ask for: who comes, who needs what, and the sheet people sign.

Promise: the same registrations give the same octets; a sender's words are shown
and never run. Needs stand on `needs_list` alone, which only steering staff get.
Whoever cancelled is on none of them.
"""

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from processor.registration.model import Event, Registration
from processor.registration.seats import HOLDING
from processor.replies.templates import Templates
from processor.reports.neutral import neutral
from processor.reports.sheet import sign_in_sheet
from processor.reports.sheet_file import XLSX, ListFile, file_name
from processor.reports.sheet_names import Party, active, queued, seated
from processor.reports.sheet_order import order
from processor.reports.sheet_table import Cell, Column, Table, workbook
from processor.reports.sheet_words import ListWords, list_words

__all__ = ["ListFile", "attendee_list", "needs_list", "sign_in_sheet"]

_ADDRESS = 254  # characters
_GROUP = 200


def attendee_list(event: Event, registrations: Sequence[Registration], language: str, zone: ZoneInfo, *,
                  templates: Templates | None = None) -> ListFile:
    """Who comes and who waits, one row a registration, and the totals; no needs."""
    words = list_words(language, templates)
    came = any(one.attended is not None for one in registrations if one.event == event.key)
    names = ["name", "people", "companions", "organisation", "state", "contact", "language", "registered", "reachable",
             "code", *(["attended"] if came else [])]
    rows = tuple(_row(one, words, zone, came) for one in active(event, registrations, order(language)))
    table = Table(words.title("attendees"), _columns(words, names), rows, words.say("nobody"), landscape=True)
    return _file(event, words, "attendees", [table, _totals(event, registrations, words)])


def needs_list(event: Event, registrations: Sequence[Registration], language: str, zone: ZoneInfo, *,
               templates: Templates | None = None) -> ListFile:
    """Who needs what and how they are reached, one row a need, and how often each is needed; for steering staff only."""
    words = list_words(language, templates)
    parties = [one for one in active(event, registrations, order(language)) if one.registration.needs]
    rows = sorted(((words.need(need), one) for one in parties for need in one.registration.needs), key=lambda row: row[0])
    table = Table(words.title("needs"), _columns(words, ["need", "name", "people", "state", "contact", "language", "code"]),
                  tuple((need, *_needing(one, words)) for need, one in rows), words.say("nobody_needs"))
    counted = Counter(need for need, one in rows if one.registration.state in HOLDING)
    totals = Table(words.title("totals"), _columns(words, ["need", "parties"]), tuple(sorted(counted.items())),
                   words.say("nobody_needs"))
    return _file(event, words, "needs", [table, totals])


def _file(event: Event, words: ListWords, kind: str, tables: list[Table]) -> ListFile:
    title = f"{words.title(kind)}: {event.title}"
    return ListFile(file_name(words.file_name(kind), event.key, "xlsx"), XLSX, workbook(title, tables, event.start))


def _columns(words: ListWords, names: list[str]) -> tuple[Column, ...]:
    return tuple(Column(words.column(name)) for name in names)


def _row(one: Party, words: ListWords, zone: ZoneInfo, came: bool) -> tuple[Cell, ...]:
    booked = one.registration
    return (
        _name(one, words), booked.size, words.phrases.join(list(one.companions)), neutral(booked.organisation or "", _GROUP),
        words.state(booked), neutral(booked.contact, _ADDRESS), words.spoken(booked.language), booked.received.astimezone(zone),
        words.say("yes" if booked.reachable else "no"), booked.code, *([booked.attended] if came else []),
    )


def _needing(one: Party, words: ListWords) -> tuple[Cell, ...]:
    booked = one.registration
    return (_name(one, words), booked.size, words.state(booked), neutral(booked.contact, _ADDRESS), words.spoken(booked.language),
            booked.code)


def _name(one: Party, words: ListWords) -> str:
    return one.name or words.say("unnamed", code=one.registration.code)


def _totals(event: Event, registrations: Sequence[Registration], words: ListWords) -> Table:
    """Parties and people by state, then the seats."""
    names = order(words.phrases.language)
    sitting, waiting = seated(event, registrations, names), queued(event, registrations, names)
    taken = sum(one.registration.size for one in sitting)
    rows: list[tuple[Cell, ...]] = [
        (words.column("parties"), len(sitting), taken),
        (words.say("waiting"), len(waiting), sum(one.registration.size for one in waiting)),
    ]
    if event.capacity is not None:
        rows += [(words.say("capacity"), None, event.capacity), (words.say("free"), None, max(0, event.capacity - taken))]
    return Table(words.title("totals"), _columns(words, ["what", "parties", "people"]), tuple(rows))
