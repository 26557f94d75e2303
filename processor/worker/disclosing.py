"""Looking up what is stored about an address, for the export that goes to it.

Promise: only what the address itself wrote or was told; mails whose sender was forged are left out, because the
person did not write them.
"""

import json
from datetime import datetime

from sqlalchemy import select

from processor.message.model import AuthenticationVerdict
from processor.registration.disclosure import Answered, Booked, Changed, Disclosure, Noted, Received
from processor.registration.model import Registration
from processor.store import Unit
from processor.store.model import Ending
from processor.store.sql import folded
from processor.store.tables import history, mail, note, outbox
from processor.worker.core import Core
from processor.worker.retention import all_ends, needs_end

MOST = 200  # mails and answers each; nobody registers with more
_TEXT = 20_000  # characters of a mail's own words


def disclosed(unit: Unit, core: Core, address: str) -> Disclosure:
    """Everything the store knows of an address, as it stands in this transaction."""
    parties = unit.registrations.of(address)
    codes = [one.code for one in parties]
    return Disclosure(
        address=address,
        booked=tuple(_booked(unit, core, one) for one in parties),
        received=tuple(_received(unit, core, address)),
        answered=tuple(_answered(unit, core, address)),
        changed=tuple(_changed(unit, codes)),
        noted=tuple(_noted(unit, codes)),
    )


def _booked(unit: Unit, core: Core, one: Registration) -> Booked:
    event = next((event for event in unit.events.over(core.events) if event.key == one.event), None)
    ending = Ending(event.key, event.end, event.retention_days) if event else next(
        (ending for ending in unit.retention.endings() if ending.event == one.event), None)
    if ending is None:
        return Booked(one, event, None, None)
    zone = core.zone
    return Booked(one, event, needs_end(ending, zone) if one.needs else None, all_ends(ending))


def _received(unit: Unit, core: Core, address: str) -> list[Received]:
    rows = unit.connection.execute(
        select(mail.c.received, mail.c.raw, mail.c.complete, mail.c.request)
        .where(mail.c.sender_key == folded(address), mail.c.original.is_(None)).order_by(mail.c.received).limit(MOST))
    found = []
    for row in rows:
        message = core.read(row.raw, row.received, row.complete) if row.raw else None
        if message is None:
            found.append(Received(row.received, "", "", row.request or ""))
        elif message.authentication is not AuthenticationVerdict.FAIL:
            found.append(Received(row.received, message.subject, message.visible.text[:_TEXT], row.request or ""))
    return found


def _answered(unit: Unit, core: Core, address: str) -> list[Answered]:
    rows = unit.connection.execute(
        select(outbox.c.queued_at, outbox.c.kind, outbox.c.raw).where(outbox.c.recipient_key == folded(address))
        .order_by(outbox.c.queued_at, outbox.c.id).limit(MOST))
    return [Answered(row.queued_at, row.kind, _subject(core, row.raw, row.queued_at)) for row in rows]


def _subject(core: Core, raw: bytes, at: datetime) -> str:
    return core.read(raw, at, True).subject if raw else ""


def _changed(unit: Unit, codes: list[str]) -> list[Changed]:
    rows = unit.connection.execute(
        select(history).where(history.c.registration.in_(codes)).order_by(history.c.id))
    found = []
    for row in rows:
        after = json.loads(row.after) if row.after else {}
        found.append(Changed(row.at, row.registration, row.what, after.get("state"), after.get("size")))
    return found


def _noted(unit: Unit, codes: list[str]) -> list[Noted]:
    rows = unit.connection.execute(select(note).where(note.c.registration.in_(codes)).order_by(note.c.id))
    return [Noted(row.at, row.registration, row.text) for row in rows]

