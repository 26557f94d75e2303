"""What happened to each party within a period, from the lines of its history. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from processor.registration.model import State
from processor.reports.model import Movement
from processor.store.history import Line

_GONE = frozenset({State.CANCELLED.value, State.EXPIRED.value})


@dataclass(slots=True)
class Movements:
    """The parties of one event, each told once and by what it came to."""

    new: list[Movement] = field(default_factory=list)
    changed: list[Movement] = field(default_factory=list)
    cancelled: list[Movement] = field(default_factory=list)
    promoted: list[Movement] = field(default_factory=list)


def movements(lines: Iterable[Line]) -> dict[str, Movements]:
    """By event key: how each party stood before its first line, and how it stands after its last one."""
    parties: dict[str, list[Line]] = {}
    for line in lines:
        parties.setdefault(line.registration, []).append(line)
    told: dict[str, Movements] = {}
    for party in parties.values():
        _sort(party, told.setdefault(party[0].event, Movements()))
    return told


def _sort(party: list[Line], told: Movements) -> None:
    before, after = _side(party[0].before), _side(party[-1].after)
    if after is None:
        return
    movement = Movement(after["contact_name"], after["size"], needs=bool(after["needs"]),
                        waiting=after["state"] == State.WAITLISTED.value)
    if after["state"] in _GONE:
        if before is not None and before["state"] not in _GONE:
            told.cancelled.append(movement)
    elif before is None or before["state"] in _GONE:
        told.new.append(movement)
    elif any(line.what == "promoted" for line in party):
        told.promoted.append(movement)
    elif (number := before["size"]) != after["size"]:
        told.changed.append(Movement(movement.name, movement.size, number, movement.needs, movement.waiting))
    elif any(before[key] != after[key] for key in ("attendees", "organisation", "needs", "wanted_size")):
        told.changed.append(movement)


def _side(text: str | None) -> dict[str, Any] | None:
    return json.loads(text) if text else None
