"""An event as it was before a change that nobody was told of yet."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from processor.registration.model import Event
from processor.replies.facts import place
from processor.store.broadcasts import Broadcast
from processor.worker.eventorders import reread
from processor.worker.office import Office

_MOMENTS = ("start", "end")
_KEPT = (*_MOMENTS, "venue", "address", "cancelled")


def as_it_was(event: Event, setting: object) -> str:
    """The event as it stands, and what staff had set of it, as JSON."""
    return json.dumps({"event": _plain(event), "setting": _plain(setting)})


def event_before(one: Broadcast, event: Event) -> Event | None:
    """`event` as it was before; None for a mail that changed nothing."""
    if not one.before:
        return None
    return replace(event, **_read(json.loads(one.before)["event"], event))


def put_back(office: Office, one: Broadcast) -> list[str]:
    """The setting as it was; the number of the calendar entry stays raised, for somebody may have got one since."""
    if not one.before or one.event not in office.events:
        return []
    event = office.events[one.event]
    given = _read(json.loads(one.before)["setting"], event)
    office.unit.events.write(replace(office.unit.events.of(one.event), **given), office.person.address, office.now)
    office.touched.add(one.event)
    reread(office)
    event = office.events[one.event]
    when = office.words.spoken.phrases.when(event.start)
    return [office.say("stopped_event", event=event.title, when=when, where=place(event))]


def _plain(given: object) -> dict[str, Any]:
    values = {name: getattr(given, name) for name in _KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _read(given: dict[str, Any], event: Event) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(given[name]).astimezone(event.start.tzinfo) for name in _MOMENTS if given[name]}
    return given | moments
