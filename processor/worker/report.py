"""The reports: the daily one, what cannot wait for it, and the evening before an event (P12).

Promise: due is what is "not yet sent for this local day", whatever the clock does. The
day, the hour or the event is taken in the same transaction that queues the mails, so
there is one report of each even with two workers. Reports pass the same gate as
replies: never to ourselves, never to an address that sent the last one back.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.exc import SQLAlchemyError

from processor.message.model import Mailbox
from processor.registration.gate import SYSTEM
from processor.registration.model import Event, OpenPointKind
from processor.reports import Facts, is_worth_sending, report
from processor.reports.lists import ListFile, attendee_list
from processor.store import Unit
from processor.store.model import Queued, StoredPoint
from processor.store.outbox import REPORT
from processor.worker.attendance import printed_sheet
from processor.worker.desk import Desk
from processor.worker.facts import BEFORE, eve_facts, facts, urgent_facts

__all__ = ["Reader", "facts", "readers", "report_if_due"]

FIRST_PERIOD = timedelta(days=1)  # what the first report looks back on
BOUNCE_MEMORY = timedelta(days=7)  # how long an address that sent a report back gets none
SOON = timedelta(hours=48)  # before an event or its deadline: open points cannot wait for the next morning
BUNDLE = timedelta(hours=1)  # between two mails about what cannot wait
EVENING = time(18)  # local, the day before an event
CLOCKS = timedelta(hours=1)  # two machines' clocks differ by less; a note from later than that was a clock's mistake
_TOLD, _TOLD_AT = "points_told", "points_told_at"  # numbers told since the last daily report, and when


@dataclass(frozen=True, slots=True)
class Reader(Mailbox):
    """Who gets the reports. `steers`: decides, and gets buttons and lists."""

    steers: bool = False


def report_if_due(desk: Desk) -> bool:
    """Queue every report that is due; whether one was queued."""
    if not readers(desk):
        return False
    due = [_daily(desk), _eve(desk), _urgent(desk)]
    return any(due)


def readers(desk: Desk) -> tuple[Reader, ...]:
    """Who gets the report: staff and further addresses, each once, never ourselves and never a machine."""
    staff = [Reader(person.name, person.address, person.role == "steer") for person in desk.config.staff]
    named = [*staff, *(Reader("", address) for address in desk.config.report.to)]
    unique = {one.address.casefold(): one for one in reversed(named)}
    own = desk.core.policy.own_addresses
    return tuple(one for key, one in reversed(unique.items()) if key not in own and key.partition("@")[0] not in SYSTEM)


def _daily(desk: Desk) -> bool:
    now = desk.clock.now()
    local = now.astimezone(desk.config.organiser.zone)
    if local.time() < desk.config.report.at:
        return False
    with desk.store.reading() as unit:
        if unit.running.report_taken(local.date()):
            return False
    with desk.store.begin() as unit:
        return _queue_daily(desk, unit, local, now)


def _queue_daily(desk: Desk, unit: Unit, local: datetime, now: datetime) -> bool:
    last = unit.running.last_report(now)
    found = facts(desk, unit, last or now - FIRST_PERIOD, now)
    worth = is_worth_sending(found, last, local)
    if not unit.running.claim_report(local.date(), now, sent=worth) or not worth:
        return False
    lists = _lists(desk, unit, [each.event for each in found.events], now) if desk.config.report.attach else ()
    _post(desk, unit, found, f"report:{local.date()}", now, lists)
    unit.running.note(BEFORE, json.dumps({event.event.key: event.registered for event in found.events}))
    unit.running.note(_TOLD, json.dumps([point.number for point in found.points if not point.settled]))
    desk.log.info(action="report_queued", day=str(local.date()), points=len(found.points))
    return True


def _urgent(desk: Desk) -> bool:
    """Open points near an event or its deadline, each told once and at most hourly."""
    now = desk.clock.now()
    with desk.store.reading() as unit:
        if not _cannot_wait(desk, unit, now)[0]:
            return False
    with desk.store.begin() as unit:
        waiting, events = _cannot_wait(desk, unit, now)
        if not waiting:
            return False
        numbers = [point.number for point in waiting]
        _post(desk, unit, urgent_facts(desk, unit, waiting, events, now), f"urgent:{numbers[0]}-{numbers[-1]}", now)
        unit.running.note(_TOLD, json.dumps(sorted({*_told(unit), *numbers})))
        unit.running.note(_TOLD_AT, now.isoformat())
    desk.log.info(action="urgent_report_queued", points=len(numbers))
    return True


def _cannot_wait(desk: Desk, unit: Unit, now: datetime) -> tuple[list[StoredPoint], tuple[Event, ...]]:
    """Points nobody was told of that a decision is soon too late for, and the events that make it so."""
    events = tuple(event for event in unit.events.over(desk.core.events) if _is_near(event, now))
    if not events or _told_within_the_hour(unit, now):
        return [], events
    told, about, near = _told(unit), unit.points.about(), {event.key for event in events}
    return [point for point in unit.points.waiting()
            if point.number not in told and not point.answered_by_hand and point.kind is not OpenPointKind.CHALLENGE
            and about.get(point.number, events[0].key) in near], events


def _is_near(event: Event, now: datetime) -> bool:
    closes = event.registration_closes
    if event.cancelled:
        return False
    return event.start - SOON <= now < event.end or (closes is not None and closes - SOON <= now < closes)


def _told(unit: Unit) -> set[int]:
    return set(json.loads(unit.running.noted(_TOLD) or "[]"))


def _told_within_the_hour(unit: Unit, now: datetime) -> bool:
    noted = unit.running.noted(_TOLD_AT)
    return noted is not None and abs(now - datetime.fromisoformat(noted)) < BUNDLE


def _eve(desk: Desk) -> bool:
    now = desk.clock.now()
    with desk.store.reading() as unit:
        events = unit.events.over(desk.core.events)
        ahead = [event for event in events if _told_in_future(unit, event, now)]
        due = [event for event in events if _is_eve(desk, unit, event, now)]
    for event in ahead:
        with desk.store.begin() as unit:
            unit.running.note(_eve_of(event), "null")
    queued = [_queue_eve(desk, event, now) for event in due]
    return any(queued)


def _is_eve(desk: Desk, unit: Unit, event: Event, now: datetime) -> bool:
    """From six o'clock the day before until it starts, also after a standstill; once for each start it was given."""
    zone = desk.config.organiser.zone
    eve = datetime.combine(event.start.astimezone(zone).date() - timedelta(days=1), EVENING, zone)
    return not event.cancelled and eve <= now < event.start and not _eve_was_told(unit, event, now)


def _eve_was_told(unit: Unit, event: Event, now: datetime) -> bool:
    noted = _eve_noted(unit, event)
    return noted is not None and noted["start"] == event.start.isoformat() and not _told_in_future(unit, event, now)


def _told_in_future(unit: Unit, event: Event, now: datetime) -> bool:
    """Whether a clock that ran ahead sent the last list too early: it is due again."""
    noted = _eve_noted(unit, event)
    return noted is not None and datetime.fromisoformat(noted["at"]) > now + CLOCKS


def _eve_noted(unit: Unit, event: Event) -> dict[str, str] | None:
    return json.loads(unit.running.noted(_eve_of(event)) or "null")


def _queue_eve(desk: Desk, event: Event, now: datetime) -> bool:
    with desk.store.begin() as unit:
        if _eve_was_told(unit, event, now):
            return False
        again = unit.running.noted(_eve_of(event)) is not None
        cause = f"eve:{event.key}:{event.start:%Y-%m-%dT%H:%M}{now:@%Y-%m-%dT%H:%M}" if again else f"eve:{event.key}"
        found = eve_facts(desk, unit, event, now)
        lists = (*_made(desk, lambda: [printed_sheet(desk, unit, event, now)]), *_lists(desk, unit, [event], now))
        _post(desk, unit, found, cause, now, lists)
        unit.running.note(_TOLD, json.dumps(sorted({*_told(unit), *(point.number for point in found.points)})))
        unit.running.note(_eve_of(event), json.dumps({"start": event.start.isoformat(), "at": now.isoformat()}))
    desk.log.info(action="eve_report_queued", about=event.key, points=len(found.points))
    return True


def _eve_of(event: Event) -> str:
    return f"eve:{event.key}"


def _lists(desk: Desk, unit: Unit, events: Sequence[Event], now: datetime) -> tuple[ListFile, ...]:
    """The list of every event that is not over."""
    organiser = desk.config.organiser
    return _made(desk, lambda: [
        attendee_list(event, unit.registrations.every(event.key), organiser.language, organiser.zone,
                      templates=desk.core.templates) for event in events if event.end > now])


def _made(desk: Desk, make: Callable[[], list[ListFile]]) -> tuple[ListFile, ...]:
    """What was made; a list that cannot be printed keeps no report back."""
    try:
        return tuple(make())
    except SQLAlchemyError:
        raise
    except Exception as error:
        desk.log.error(action="list_failed", error=type(error).__name__)
        return ()


def _post(desk: Desk, unit: Unit, found: Facts, cause: str, now: datetime, lists: Sequence[ListFile] = ()) -> None:
    """One mail to every reader; lists only to those who steer."""
    core, away = desk.core, unit.outbox.bounced_reports(now - BOUNCE_MEMORY)
    local = now.astimezone(desk.config.organiser.zone)
    for reader in readers(desk):
        if reader.address.casefold() not in away:
            message_id = core.message_id()
            raw = report(found, core.organiser, core.templates, core.tokens, message_id, local, to=reader,
                         steers=reader.steers, files=lists if reader.steers else ()).raw
            unit.outbox.queue(Queued(cause=cause, kind=REPORT, recipient=reader.address, message_id=message_id, raw=raw,
                                     copy_to_sent=False), now)
