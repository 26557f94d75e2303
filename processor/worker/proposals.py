"""Proposals that say what would come of accepting them: "Anmelden: 3 Personen, Bürgerforum".

Promise: nothing is stored. What is proposed is worked out by the same function that accepting calls, in the same
standing, so that the words are true at the moment they are written.
"""

from dataclasses import replace
from datetime import datetime

from processor.registration.model import Change, Decision, OpenPoint, OpenPointKind, Outcome, State
from processor.registration.seats import wanted
from processor.replies.values import title
from processor.store import Found, Unit, standing
from processor.store.model import StoredMail
from processor.worker.core import Core
from processor.worker.desk import Desk
from processor.worker.reading import Reading


def proposed(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading, why: str, now: datetime) -> Decision:
    """Held for a human, with what accepting it would do."""
    core, message = desk.core, reading.message
    found = standing(unit, message, reading.anchors, core.tokens, unit.events.over(core.events), now, mail=mail.id)
    point = OpenPoint(OpenPointKind.HELD, why, reading.request.intent.value)
    return specific(Decision(Outcome.HELD, open_points=(point,), note=why), core, reading, found, now)


def specific(decision: Decision, core: Core, reading: Reading, found: Found, now: datetime) -> Decision:
    """A held mail's decision whose proposals say what accepting would do, where it would do anything yet."""
    if decision.outcome is not Outcome.HELD or not any(_vague(point) for point in decision.open_points):
        return decision
    said = _proposal(core, reading, found, now)
    points = tuple(replace(point, proposal=said) if said and _vague(point) else point for point in decision.open_points)
    return replace(decision, open_points=points)


def _vague(point: OpenPoint) -> bool:
    return bool(point.proposal) and point.kind in (OpenPointKind.HELD, OpenPointKind.CHALLENGE)


def _proposal(core: Core, reading: Reading, found: Found, now: datetime) -> str:
    fresh = core.fresh(reading.request, lambda code: False)
    decision = core.accept(reading.message, reading.request, found.standing, now, fresh=fresh)
    named = {key: title(seats.event) for key, seats in found.standing.seats.items()}
    return next((_said(change, named) for change in decision.changes if change.what not in ("promoted", "overtaken")), "")


def _said(change: Change, events: dict[str, str]) -> str:
    after, before, event = change.after, change.before, events.get(change.after.event, "")
    if after.state is State.CANCELLED:
        return f"cancel {after.code} ({wanted(before or after)}), {event}"
    if before is not None:
        return f"change {after.code} from {wanted(before)} to {wanted(after)}, {event}"
    waits = "waitlist" if after.state is State.WAITLISTED else "register"
    return f"{waits} {wanted(after)} for {event}"
