"""The daily report: due when "not yet sent for this local day", whatever the clock does (P12).

Promise: the day is taken in the same transaction that queues the reports, so
there is one report a day even with two workers. Reports pass the same gate as
replies: never to ourselves, never to an address that sent the last one back.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from statistics import median

from processor.mailbox.folders import folder_names
from processor.mailbox.port import Role
from processor.message.model import Mailbox
from processor.registration.gate import SYSTEM
from processor.registration.model import Event, Registration
from processor.registration.seats import held, waits, wanted
from processor.reports import EventFacts, Facts, Point, Undeliverable, is_worth_sending
from processor.store import Unit
from processor.store.model import MailState, Queued, StoredPoint
from processor.store.outbox import REPORT
from processor.worker.attendance import turnout_due
from processor.worker.desk import Desk
from processor.worker.movements import Movements, movements
from processor.worker.notices import spoken

FIRST_PERIOD = timedelta(days=1)  # what the first report looks back on
BOUNCE_MEMORY = timedelta(days=7)  # how long an address that sent a report back gets none
_COUNTED = (MailState.ANSWERED, MailState.SILENT, MailState.AUTOMATIC, MailState.NOT_OURS, MailState.HELD)


def report_if_due(desk: Desk) -> bool:
    """Queue the report of today where it is due; whether one was queued."""
    now = desk.clock.now()
    local = now.astimezone(desk.config.organiser.zone)
    if local.time() < desk.config.report.at or not readers(desk):
        return False
    with desk.store.reading() as unit:
        if unit.running.report_taken(local.date()):
            return False
    with desk.store.begin() as unit:
        return _queue(desk, unit, local, now)


def readers(desk: Desk) -> tuple[Mailbox, ...]:
    """Who gets the report: staff and further addresses, each once, never ourselves and never a machine."""
    staff = [Mailbox(person.name, person.address) for person in desk.config.staff]
    named = [*staff, *(Mailbox("", address) for address in desk.config.report.to)]
    unique = {one.address.casefold(): one for one in reversed(named)}
    own = desk.core.policy.own_addresses
    return tuple(one for key, one in reversed(unique.items()) if key not in own and key.partition("@")[0] not in SYSTEM)


def facts(desk: Desk, unit: Unit, since: datetime, now: datetime) -> Facts:
    """Everything the report of one period says."""
    counts = unit.mails.counts(since)
    moved = movements(unit.history.since(since))
    times = [span.total_seconds() for span in unit.outbox.answer_times(since)]
    return Facts(
        start=since, end=now,
        events=tuple(_event(desk, unit, event, moved.get(event.key, Movements()), since, now)
                     for event in unit.events.over(desk.core.events)),
        points=tuple(_point(desk, unit, point) for point in unit.points.reported(since)),
        undeliverable=tuple(Undeliverable(address, _name(unit, code))
                            for address, code, _ in unit.outbox.undeliverable(since)),
        erased=unit.history.erasures(since),
        erased_mails=unit.retention.since(since).mails,
        not_ours=counts.get(MailState.NOT_OURS, 0),
        read=sum(counts.get(state, 0) for state in _COUNTED),
        understood=sum(counts.get(state, 0) for state in _COUNTED if state is not MailState.HELD),
        answered_after=median(times) if times else None,
        accept_folder=_folder(desk, Role.ACCEPT),
        ignore_folder=_folder(desk, Role.IGNORE),
        warnings=tuple(spoken(key, desk.config.organiser.language) for key in unit.running.warnings(since)),
    )


_BEFORE = "registered_at_report"  # people by event, as the last report told them


def _queue(desk: Desk, unit: Unit, local: datetime, now: datetime) -> bool:
    last = unit.running.last_report(now)
    found = facts(desk, unit, last or now - FIRST_PERIOD, now)
    worth = is_worth_sending(found, last, local)
    if not unit.running.claim_report(local.date(), now, sent=worth) or not worth:
        return False
    away = unit.outbox.bounced_reports(now - BOUNCE_MEMORY)
    for reader in readers(desk):
        if reader.address.casefold() not in away:
            message_id = desk.core.message_id()
            unit.outbox.queue(Queued(
                cause=f"report:{local.date()}", kind=REPORT, recipient=reader.address, message_id=message_id,
                raw=desk.core.report(found, reader, message_id, local), copy_to_sent=False), now)
    unit.running.note(_BEFORE, json.dumps({event.event.key: event.registered for event in found.events}))
    desk.log.info(action="report_queued", day=str(local.date()), points=len(found.points))
    return True


def _event(desk: Desk, unit: Unit, event: Event, moved: Movements, since: datetime, now: datetime) -> EventFacts:
    parties = unit.registrations.every(event.key)
    seated = [one for one in parties if held(one)]
    before = json.loads(unit.running.noted(_BEFORE) or "{}").get(event.key)
    return EventFacts(
        event=event,
        registered=sum(map(held, seated)),
        waiting=sum(wanted(one) - held(one) for one in parties if waits(one)),
        registered_before=before,
        new=tuple(moved.new), changed=tuple(moved.changed), cancelled=tuple(moved.cancelled),
        promoted=tuple(moved.promoted),
        needs=tuple(sorted(Counter(need for one in seated for need in one.needs).items())),
        per_day=_per_day(seated, desk),
        turnout=turnout_due(unit, event, parties, since, now),
    )


def _per_day(seated: Iterable[Registration], desk: Desk) -> tuple[tuple[date, int], ...]:
    """People by the day they asked for their seats, from the first such day on."""
    zone = desk.config.organiser.zone
    counted: Counter[date] = Counter()
    for one in seated:
        counted[one.received.astimezone(zone).date()] += held(one)
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    return tuple((day, counted[day]) for day in (first + timedelta(n) for n in range((last - first).days + 1)))


def _point(desk: Desk, unit: Unit, point: StoredPoint) -> Point:
    words = _words(desk, unit, point.mail) if point.mail is not None and point.settled_at is None else ""
    return Point(point.number, point.kind, point.sender.name, point.sender.address, point.received, words,
                 point.proposal, point.summary, point.settled_at is not None, point.answered_by_hand)


def _words(desk: Desk, unit: Unit, mail: int) -> str:
    """The sender's own new words; the report cuts and neutralises them."""
    stored = unit.mails.get(mail)
    if stored is None or not stored.raw:
        return ""
    message = desk.core.read(stored.raw, stored.received.astimezone(UTC), stored.complete)
    return message.visible.text or message.subject


def _name(unit: Unit, code: str | None) -> str:
    found = unit.registrations.by_code((code,)) if code else ()
    return found[0].contact_name if found else ""


def _folder(desk: Desk, role: Role) -> str:
    """What people call the folder that is a button; '' where there is no mailbox to show it."""
    if desk.config.mailbox is None:
        return ""
    names = folder_names(desk.config.organiser.language, desk.config.mailbox.folders.model_dump())
    return names.get(role, "")
