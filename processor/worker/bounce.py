"""A mail of ours that came back: what that changes (RELIABILITY.md, rules 4 and 16). Pure."""

from dataclasses import replace

from processor.message.model import DeliveryStatus
from processor.registration.model import Cause, Change, Decision, OpenPoint, OpenPointKind, Outcome, Registration
from processor.registration.spelling import meant
from processor.store.model import OutboxState, Returned


def bounced(status: DeliveryStatus, row: Returned, registration: Registration | None) -> Decision:
    """A registration nobody can reach any more, and a point for a human. Nobody is ever answered."""
    final = status.permanent and status.action.casefold() == "failed"
    if not final or row.state is OutboxState.BOUNCED:
        return Decision(Outcome.AUTOMATIC, note=f"delivery notice: {status.action}")
    changes: tuple[Change, ...] = ()
    if registration is not None and registration.reachable:
        changes = (Change(registration, replace(registration, reachable=False), Cause.MAIL, "unreachable"),)
    code = registration.code if registration else None
    point = OpenPoint(OpenPointKind.UNREACHABLE, f"a reply came back ({status.status or status.action})",
                      _remedy(row.recipient), code)
    return Decision(Outcome.AUTOMATIC, changes, open_points=(point,), note="our mail came back")


def _remedy(address: str) -> str:
    """What to try: the address as it was probably meant, where it is nearly spelt like a well-known provider's."""
    domain = meant(address)
    return f"try {address.rpartition('@')[0]}@{domain}" if domain else "find another way to reach them"
