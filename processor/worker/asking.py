"""Questions a citizen did not answer: after three days a human looks, sooner where the event is near.

Until then the mail is done and nobody at the town hall has to do anything about it.
"""

from processor.mailbox.port import Role
from processor.registration.model import OpenPoint, OpenPointKind
from processor.registration.pending import patience
from processor.store import Unit
from processor.store.model import MailState
from processor.store.questions import Waiting
from processor.worker.desk import Desk


def open_unanswered(desk: Desk) -> int:
    """Open a point for every question that has waited long enough; how many."""
    now = desk.clock.now()
    with desk.store.reading() as unit:
        events = unit.events.over(desk.core.events)
        late = [one for one in unit.questions.unanswered() if now >= patience(one.question, one.asked_at, events)]
    return sum(_open(desk, one) for one in late)


def _open(desk: Desk, one: Waiting) -> int:
    """The mail goes back to a human, with what is still open; nothing where it was settled meanwhile."""
    now = desk.clock.now()
    with desk.store.begin() as unit:
        if one.mail is None or not _still_waits(unit, one):
            return 0
        asked = one.question
        point = OpenPoint(OpenPointKind.HELD, f"asked for the {asked.ask}, no answer since {one.asked_at:%Y-%m-%d}",
                          f"ask once more, or settle the {asked.ask}", asked.registration)
        number = unit.points.open(point, one.mail, now)
        unit.mails.settle(one.mail, MailState.HELD, Role.REVIEW, now)
    desk.log.info(action="question_unanswered", point=number, ask=asked.ask.value)
    return 1


def _still_waits(unit: Unit, one: Waiting) -> bool:
    return any(other.id == one.id for other in unit.questions.unanswered())
