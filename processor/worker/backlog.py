"""The proposals of the first contact: accept all clear ones at once, in their order of arrival."""

from dataclasses import dataclass

from processor.registration.model import OpenPointKind
from processor.store.codec import load_request
from processor.store.model import StoredPoint
from processor.understanding.model import Advice, Intent
from processor.worker.desk import Desk
from processor.worker.review import Settled, Verdict, settle

_ACTS = frozenset({Intent.REGISTER, Intent.CANCEL, Intent.CHANGE})


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of the proposals."""

    accepted: tuple[Settled, ...]
    left: tuple[int, ...]  # numbers that still need a human


def clear_points(desk: Desk) -> list[StoredPoint]:
    """Held mails that are understood without any doubt, in the order they reached the mailbox."""
    with desk.store.reading() as unit:
        clear = [(point.received, point.number, point) for point in unit.points.waiting()
                 if point.kind is OpenPointKind.HELD and point.received is not None and point.mail is not None
                 and _is_clear(unit.mails.request(point.mail))]
    return [point for _, _, point in sorted(clear, key=lambda one: one[:2])]


def accept_clear(desk: Desk, by: str) -> Cleared:
    """Accept every clear proposal; each is one transaction and one answer."""
    results = []
    for point in clear_points(desk):
        if desk.stop.is_set():
            break
        results.append(settle(desk, point.number, Verdict.ACCEPT, by))
    accepted = tuple(one for one in results if one.settled)
    return Cleared(accepted, tuple(one.number for one in results if not one.settled))


def _is_clear(request: str | None) -> bool:
    if request is None:
        return False
    understood = load_request(request)
    return understood.advice is Advice.APPLY and understood.intent in _ACTS
