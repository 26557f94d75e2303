"""Answers to our own invitations (RFC 5546, 3.2.3).

Promise: a REPLY that changes nothing is recorded and never answered, and no
answer to one carries a REQUEST, so that two calendars never talk in circles.
"""

from datetime import datetime

from processor.message.model import CalendarPart, PartStat
from processor.registration.anchors import anchors
from processor.registration.cancel import withdraw
from processor.registration.case import Case
from processor.registration.gate import domain_of
from processor.registration.model import Ask, Decision, Registration
from processor.registration.outcomes import ask_stored, hold, silent
from processor.registration.seats import ACTIVE, wanted

_METHODS = frozenset({"REPLY", "COUNTER"})


def own_invitation(case: Case) -> str | None:
    """The code of the registration whose invitation is answered; None: an ordinary mail, whatever is attached."""
    part = case.message.calendar
    if part is None or part.method not in _METHODS:
        return None
    domains = {domain_of(address) for address in case.policy.own_addresses}
    code = anchors(case.message).calendar_code
    return code if domain_of(part.uid) in domains else None


def calendar_answer(case: Case, part: CalendarPart, code: str) -> Decision:
    """What an answered invitation changes: usually nothing."""
    registration = next((r for r in case.known() if r.code == code and r.event in case.standing.seats), None)
    if part.errors or part.partstat is None:
        return hold(case, "a calendar answer that cannot be read", tell=False)
    if registration is None:
        return hold(case, "a calendar answer to an unknown registration", tell=False)
    if part.method == "REPLY" and _older(part, registration, case.standing.calendar_seen):
        return silent("an older calendar answer, recorded only")
    if part.method == "COUNTER" or part.partstat in (PartStat.TENTATIVE, PartStat.OTHER):
        return hold(case, f"the invitation of {code} is answered: {part.partstat}", f"ask {code}", tell=False)
    if part.partstat is PartStat.ACCEPTED:
        return _accepted(case, registration)
    return _declined(case, registration)


def _accepted(case: Case, registration: Registration) -> Decision:
    if registration.state in ACTIVE and case.is_stored(registration):
        return silent(f"{registration.code} accepted in the calendar, changes nothing")
    return hold(case, f"somebody else accepts the invitation of {registration.code}", "register them", tell=False)


def _declined(case: Case, registration: Registration) -> Decision:
    """Declining speaks for one person: for a larger party the stored address is asked ("all 5?")."""
    if registration.state not in ACTIVE:
        return silent(f"{registration.code} declined, and not on the list any more")
    if wanted(registration) == 1 and case.is_stored(registration):
        return withdraw(case, registration)
    return ask_stored(case, Ask.CANCEL, registration, registration)


def _older(part: CalendarPart, registration: Registration, seen: tuple[tuple[str, int, datetime | None], ...]) -> bool:
    """Whether a later answer, or a later state of ours, has overtaken this one."""
    if part.sequence < registration.calendar_sequence:
        return True
    return any(_not_after(part, sequence, stamp) for uid, sequence, stamp in seen if uid == part.uid)


def _not_after(part: CalendarPart, sequence: int, stamp: datetime | None) -> bool:
    if part.sequence != sequence:
        return part.sequence < sequence
    return part.dtstamp is not None and stamp is not None and part.dtstamp <= stamp
