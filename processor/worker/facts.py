"""What has happened and how things stand, as a report tells it: read from the store, and nothing changed."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

from processor.mailbox.folders import folder_names
from processor.mailbox.port import Role
from processor.registration.model import Event, Registration
from processor.registration.seats import HOLDING, waits, wanted
from processor.reports import EventFacts, Facts, Point, Undeliverable
from processor.reports.letter import Room
from processor.reports.model import Need, Occasion
from processor.reports.points import UNREACHED, unsettled
from processor.store import Unit
from processor.store.model import MailState, StoredPoint
from processor.worker.attendance import turnout_due
from processor.worker.desk import Desk
from processor.worker.movements import Movements, movements
from processor.worker.notices import spoken

BEFORE = "registered_at_report"  # people by event, as the last report told them
_COUNTED = (MailState.ANSWERED, MailState.SILENT, MailState.AUTOMATIC, MailState.NOT_OURS, MailState.HELD)


def facts(desk: Desk, unit: Unit, since: datetime, now: datetime) -> Facts:
    """Everything the report of one period says."""
    counts = unit.mails.counts(since)
    moved = movements(unit.history.since(since))
    times = [span.total_seconds() for span in unit.outbox.answer_times(since)]
    found = Facts(
        start=since, end=now,
        events=tuple(_event(desk, unit, event, moved.get(event.key, Movements()), since, now)
                     for event in unit.events.over(desk.core.events)),
        points=points(desk, unit, unit.points.reported(since)),
        undeliverable=_undeliverable(unit, since),
        erased=unit.history.erasures(since),
        erased_mails=unit.retention.since(since).mails,
        not_ours=counts.get(MailState.NOT_OURS, 0),
        read=sum(counts.get(state, 0) for state in _COUNTED),
        understood=sum(counts.get(state, 0) for state in _COUNTED if state is not MailState.HELD),
        answered_after=median(times) if times else None,
        accept_folder=_folder(desk, Role.ACCEPT),
        ignore_folder=_folder(desk, Role.IGNORE),
        warnings=tuple(spoken(key, desk.config.organiser.language) for key in unit.running.warnings(since)),
        commands=_is_steered(desk),
        told=tuple(unit.broadcasts.told_since(since)),
    )
    return _with_words(desk, unit, found)


def urgent_facts(desk: Desk, unit: Unit, waiting: list[StoredPoint], events: Iterable[Event], now: datetime) -> Facts:
    """The points that cannot wait, and how the events stand that they cannot wait for."""
    found = Facts(
        start=now, end=now, occasion=Occasion.URGENT, commands=_is_steered(desk),
        events=tuple(replace(_event(desk, unit, event, Movements(), now, now), registered_before=None, needs=(),
                             per_day=(), turnout=None) for event in events),
        points=points(desk, unit, waiting),
    )
    return _with_words(desk, unit, found)


def eve_facts(desk: Desk, unit: Unit, event: Event, now: datetime) -> Facts:
    """Who comes tomorrow, who needs what, who cannot be reached, and what is still open."""
    parties = [one for one in unit.registrations.every(event.key) if _seated(one)]
    about = unit.points.about()
    waiting = [one for one in unit.points.waiting() if about.get(one.number, event.key) == event.key]
    last = _event(desk, unit, event, Movements(), now, now)
    found = Facts(
        start=now, end=now, occasion=Occasion.EVE, commands=_is_steered(desk),
        events=(replace(last, registered_before=None, parties=len(parties), needs_of=_needs_of(parties)),),
        points=points(desk, unit, waiting),
        undeliverable=tuple(Undeliverable(one.contact, one.contact_name) for one in parties if not one.reachable),
    )
    return _with_words(desk, unit, found)


def points(desk: Desk, unit: Unit, stored: Iterable[StoredPoint]) -> tuple[Point, ...]:
    """Open points as a report tells them, without anybody's words yet."""
    events = unit.events.over(desk.core.events)
    titles = {event.key: event.title for event in events} if len(events) > 1 else {}
    about = unit.points.about() if titles else {}
    listed = list(stored)
    codes = {one.registration for one in listed if one.registration and one.kind in UNREACHED}
    parties = {one.code: one for one in unit.registrations.by_code(sorted(codes))}
    return tuple(_point(one, parties.get(one.registration or ""), titles.get(about.get(one.number, ""), ""))
                 for one in listed)


def _point(point: StoredPoint, party: Registration | None, event: str) -> Point:
    """A mail that came back was written by a machine: the person it did not reach is who matters."""
    name, address = (party.contact_name, party.contact) if party else (point.sender.name, point.sender.address)
    return Point(point.number, point.kind, name, address, point.received, "", point.proposal, point.summary,
                 point.settled_at is not None, point.answered_by_hand, event, point.registration or "")


def _with_words(desk: Desk, unit: Unit, found: Facts) -> Facts:
    """The senders' own words for the points that are shown; ten thousand others are not read."""
    shown = {one.number for one in unsettled(found)[:Room().points] if one.kind not in UNREACHED}
    mails = {one.number: one.mail for one in map(unit.points.get, shown) if one is not None}
    return replace(found, points=tuple(
        replace(one, words=_words(desk, unit, mails.get(one.number))) if one.number in shown else one
        for one in found.points))


def _words(desk: Desk, unit: Unit, mail: int | None) -> str:
    """The sender's own new words; the report cuts and neutralises them."""
    stored = unit.mails.get(mail) if mail is not None else None
    if stored is None or not stored.raw:
        return ""
    message = desk.core.read(stored.raw, stored.received.astimezone(UTC), stored.complete)
    return message.visible.text or message.subject


def _undeliverable(unit: Unit, since: datetime) -> tuple[Undeliverable, ...]:
    """Addresses that turned out not to be reached: by what came back, and by what could not be sent."""
    codes = {point.registration: None for point in unit.points.reported(since)
             if point.registration and point.kind in UNREACHED and point.opened_at > since}
    found = {one.contact.casefold(): Undeliverable(one.contact, one.contact_name)
             for one in unit.registrations.by_code(tuple(codes))}
    for address, code, _ in unit.outbox.undeliverable(since):
        found.setdefault(address.casefold(), Undeliverable(address, _name(unit, code)))
    return tuple(found.values())


def _needs_of(parties: Iterable[Registration]) -> tuple[Need, ...]:
    return tuple(sorted((Need(need, one.contact_name, one.size, one.contact) for one in parties for need in one.needs),
                        key=lambda one: (one.need, one.name.casefold())))


def _is_steered(desk: Desk) -> bool:
    """Whether anybody's answer to a report decides something."""
    return any(person.role == "steer" for person in desk.config.staff)


def _event(desk: Desk, unit: Unit, event: Event, moved: Movements, since: datetime, now: datetime) -> EventFacts:
    parties = unit.registrations.every(event.key)
    seated = [one for one in parties if _seated(one)]
    before = json.loads(unit.running.noted(BEFORE) or "{}").get(event.key)
    return EventFacts(
        event=event,
        registered=sum(map(_seated, seated)),
        waiting=sum(wanted(one) - _seated(one) for one in parties if waits(one)),
        registered_before=before,
        new=tuple(moved.new), changed=tuple(moved.changed), cancelled=tuple(moved.cancelled),
        promoted=tuple(moved.promoted),
        needs=tuple(sorted(Counter(need for one in seated for need in one.needs).items())),
        per_day=_per_day(seated, desk),
        turnout=turnout_due(unit, event, parties, since, now),
    )


def _seated(one: Registration) -> int:
    """People who may come; seats kept for a while for somebody who cancelled are nobody's."""
    return one.size if one.state in HOLDING else 0


def _per_day(seated: Iterable[Registration], desk: Desk) -> tuple[tuple[date, int], ...]:
    """People by the day they asked for their seats, from the first such day on."""
    zone = desk.config.organiser.zone
    counted: Counter[date] = Counter()
    for one in seated:
        counted[one.received.astimezone(zone).date()] += _seated(one)
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    return tuple((day, counted[day]) for day in (first + timedelta(n) for n in range((last - first).days + 1)))


def _name(unit: Unit, code: str | None) -> str:
    found = unit.registrations.by_code((code,)) if code else ()
    return found[0].contact_name if found else ""


def _folder(desk: Desk, role: Role) -> str:
    """What people call the folder that is a button; '' where there is no mailbox to show it."""
    if desk.config.mailbox is None:
        return ""
    names = folder_names(desk.config.organiser.language, desk.config.mailbox.folders.model_dump())
    return names.get(role, "")
