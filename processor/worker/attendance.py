"""Sign-in sheets and who came.

Promise: a number on a sheet means one registration for ever. Numbers are given out
when a sheet is first made and stored; whoever signs up later gets the next free
one, and a number of somebody who cancelled or was erased is not given again. So
any sheet of an event, however old, can be answered.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from processor.registration.model import Cause, Change, Event, Registration
from processor.registration.seats import HOLDING
from processor.replies import Templates
from processor.reports.attendance import Answer, ranges, settle_rest, turnout
from processor.reports.lists import ListFile, sign_in_sheet
from processor.reports.model import Turnout
from processor.reports.sheet import numbered
from processor.reports.sheet_words import list_words
from processor.store import Unit
from processor.store.tables import registration
from processor.worker.desk import Desk

CHANGED = "attended"  # the history's word


class NoSheet(LookupError):
    """No sheet of the event was made yet: its numbers mean nobody."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one answer came to, and how everything stands now."""

    came: tuple[int, ...]  # numbers of parties of whom somebody came, as recorded now
    missing: tuple[int, ...]
    untold: tuple[int, ...]
    people: int  # who came, by all that is recorded
    unknown: tuple[int, ...] = ()  # numbers that stand on no sheet
    too_many: tuple[int, ...] = ()  # numbers said to have come with more than registered: not recorded
    before: tuple[tuple[str, int | None], ...] = ()  # (code, what was recorded) of all that changed: `put_back` undoes it


def printed_sheet(desk: Desk, unit: Unit, event: Event, now: datetime) -> ListFile:
    """The sign-in sheet as of now. Whatever number it prints is kept from here on."""
    language, zone = desk.config.organiser.language, desk.config.organiser.zone
    unit.seats.look([event.key])  # on PostgreSQL, two workers give out numbers one after the other
    parties = unit.registrations.every(event.key)
    known = sheet_numbers(unit, event)
    numbers = numbered(event, parties, language, known)
    if numbers != known:
        unit.running.note(_numbers_of(event), json.dumps(numbers))
    return sign_in_sheet(event, parties, language, zone, now, numbers=numbers, templates=desk.core.templates)


def record_attendance(desk: Desk, unit: Unit, event: Event, answer: Answer, by: str) -> Recorded:
    """Record who came as `by` says it. Raises NoSheet.

    Numbers nobody has are passed over and named. Who waited without a seat is recorded only where they are named.
    """
    unit.seats.look([event.key])
    numbers = sheet_numbers(unit, event)
    if not numbers:
        raise NoSheet(event.key)
    parties = {one.code: one for one in unit.registrations.every(event.key)}
    on_sheet = {number: parties[code] for code, number in numbers.items() if code in parties}
    whole = settle_rest(answer, any(one.attended is not None for one in parties.values()))
    told, too_many = _told(whole, on_sheet)
    now = desk.clock.now()
    before = _write(unit, ((on_sheet[number], people) for number, people in told.items()), now)
    unit.running.note(_told_of(event), json.dumps({"by": by, "at": now.isoformat()}))
    desk.log.info(action="attendance_recorded", about=event.key, parties=len(before))
    return replace(shown(unit, event), unknown=_unknown(answer, on_sheet), too_many=too_many, before=before)


def put_back(desk: Desk, unit: Unit, before: Iterable[tuple[str, int | None]]) -> None:
    """Undo one recording."""
    earlier = dict(before)
    parties = unit.registrations.by_code(tuple(earlier))
    _write(unit, ((one, earlier[one.code]) for one in parties), desk.clock.now())


def shown(unit: Unit, event: Event) -> Recorded:
    """Everything that is recorded, by number. Whoever waits or cancelled is untold only once they were named."""
    numbers = sheet_numbers(unit, event)
    parties = [one for one in unit.registrations.every(event.key) if one.code in numbers]

    def of(which: Callable[[Registration], bool]) -> tuple[int, ...]:
        return tuple(sorted(numbers[one.code] for one in parties if which(one)))

    return Recorded(
        came=of(lambda one: bool(one.attended)), missing=of(lambda one: one.attended == 0),
        untold=of(lambda one: one.attended is None and one.state in HOLDING),
        people=sum(one.attended or 0 for one in parties))


def transcript(recorded: Recorded, language: str, templates: Templates | None = None) -> tuple[str, ...]:
    """What is told to whoever answered, line by line: the state, what did not fit."""
    words = list_words(language, templates)
    untold = words.answer("open", n=len(recorded.untold)) if recorded.untold else ""
    said = [words.answer("recorded", came=words.count("people", recorded.people), missing=words.count("parties", len(recorded.missing)),
                         open=untold)]
    listed = {"came": recorded.came, "missing": recorded.missing, "unknown": recorded.unknown, "too_many": recorded.too_many}
    said += [words.answer(name, list=ranges(numbers)) for name, numbers in listed.items() if numbers]
    return tuple(said)


def turnout_due(unit: Unit, event: Event, parties: Iterable[Registration], since: datetime, now: datetime) -> Turnout | None:
    """Who came, for the first report after the event and for the one after a recording; else None."""
    told = told_by(unit, event)
    news = since < event.end or (told is not None and told[1] > since)
    return turnout(parties) if event.end <= now and news else None


def sheet_numbers(unit: Unit, event: Event) -> dict[str, int]:
    """The number of each code that ever stood on a sheet of the event."""
    kept: dict[str, int] = json.loads(unit.running.noted(_numbers_of(event)) or "{}")
    return kept


def told_by(unit: Unit, event: Event) -> tuple[str, datetime] | None:
    """Who recorded attendance last, and when."""
    kept = json.loads(unit.running.noted(_told_of(event)) or "null")
    return (kept["by"], datetime.fromisoformat(kept["at"])) if kept else None


def _told(answer: Answer, on_sheet: Mapping[int, Registration]) -> tuple[dict[int, int], tuple[int, ...]]:
    """How many came of each party, where the answer says so; and numbers with more people than the party has."""
    told: dict[int, int] = {}
    if answer.rest is not None:
        told = {number: one.size if answer.rest else 0 for number, one in on_sheet.items() if one.state in HOLDING}
    told |= {number: on_sheet[number].size for number in answer.present if number in on_sheet}
    told |= {number: 0 for number in answer.absent if number in on_sheet}
    counts = {number: people for number, people in answer.counts if number in on_sheet}
    too_many = tuple(sorted(number for number, people in counts.items() if people > on_sheet[number].size))
    told |= counts
    return {number: people for number, people in told.items() if number not in too_many}, too_many


def _write(unit: Unit, told: Iterable[tuple[Registration, int | None]], now: datetime) -> tuple[tuple[str, int | None], ...]:
    """Store what is new, each with a line of history; what was recorded before."""
    before = []
    for one, people in told:
        if people != one.attended:
            unit.connection.execute(registration.update().where(registration.c.code == one.code).values(attended=people))
            unit.history.add(Change(one, replace(one, attended=people), Cause.ORGANISER, CHANGED), None, now)
            before.append((one.code, one.attended))
    return tuple(before)


def _unknown(answer: Answer, on_sheet: Mapping[int, Registration]) -> tuple[int, ...]:
    named = answer.present | answer.absent | {number for number, _ in answer.counts}
    return tuple(sorted(named - on_sheet.keys()))


def _numbers_of(event: Event) -> str:
    return f"sheet_numbers:{event.key}"


def _told_of(event: Event) -> str:
    return f"attendance:{event.key}"
