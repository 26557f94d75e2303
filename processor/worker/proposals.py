"""Proposals that say what would come of accepting them: "Anmelden: 3 Personen, Bürgerforum".

Promise: nothing is stored. What is proposed is worked out by the same function that accepting calls, in the same
standing, so that the words are true at the moment they are written.
"""

from datetime import datetime

from processor.registration.model import Change, Decision, OpenPoint, OpenPointKind, Outcome, State
from processor.registration.seats import wanted
from processor.replies.values import title
from processor.store import Unit, standing
from processor.store.model import StoredMail
from processor.worker.desk import Desk
from processor.worker.reading import Reading


def proposed(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading, why: str, now: datetime) -> Decision:
    """Held for a human, with what accepting it would do."""
    proposal = proposal_of(unit, desk, mail, reading, now) or f"{reading.request.intent}"
    return Decision(Outcome.HELD, open_points=(OpenPoint(OpenPointKind.HELD, why, proposal),), note=why)


def proposal_of(unit: Unit, desk: Desk, mail: StoredMail, reading: Reading, now: datetime) -> str:
    """What accepting the mail would do; '' where it would change nothing yet."""
    core, message, request = desk.core, reading.message, reading.request
    events = unit.events.over(core.events)
    found = standing(unit, message, reading.anchors, core.tokens, events, now, mail=mail.id)
    fresh = core.fresh(request, lambda code: False)
    decision = core.accept(message, request, found.standing, now, fresh=fresh)
    named = {event.key: title(event) for event in events}
    return next((_said(change, named) for change in decision.changes if change.what not in ("promoted", "overtaken")), "")


def _said(change: Change, events: dict[str, str]) -> str:
    after, before, event = change.after, change.before, events.get(change.after.event, "")
    if after.state is State.CANCELLED:
        return f"cancel {after.code} ({wanted(before or after)}), {event}"
    if before is not None:
        return f"change {after.code} from {wanted(before)} to {wanted(after)}, {event}"
    waits = "waitlist" if after.state is State.WAITLISTED else "register"
    return f"{waits} {wanted(after)} for {event}"
