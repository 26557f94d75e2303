"""Answers to our own invitations (RFC 5546, 3.2.3).

Promise: a REPLY that changes nothing is recorded and never answered, and no
answer to one carries a REQUEST, so that two calendars never talk in circles.
A calendar service that answers for a human is not answered either; the stored
address may be asked all the same, once, because that is a question to a person.
"""

from dataclasses import replace
from datetime import datetime

from processor.message.model import AutomaticReason, CalendarPart, PartStat
from processor.registration.anchors import anchors
from processor.registration.cancel import withdraw
from processor.registration.case import Case
from processor.registration.gate import domain_of
from processor.registration.model import Ask, Decision, OpenPoint, OpenPointKind, Registration
from processor.registration.outcomes import ask_stored, hold, silent
from processor.registration.seats import ACTIVE, wanted

_METHODS = frozenset({"REPLY", "COUNTER"})
_SERVICE = frozenset({AutomaticReason.AUTO_SUBMITTED, AutomaticReason.CALENDAR, AutomaticReason.SYSTEM_SENDER})
_WRITES_NOTHING = "microsoft"  # its programs leave the text of an answer empty: what stands there, a human wrote
WORDS_LEFT = OpenPoint(OpenPointKind.QUESTION, "words beside a calendar answer", "read them")


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
    if part.method == "REPLY" and _older(part, case, registration):
        return silent("an older calendar answer, recorded only")
    if part.method == "COUNTER" or part.partstat not in (PartStat.ACCEPTED, PartStat.DECLINED):
        return _unclear(case, part, code)
    decide = _accepted if part.partstat is PartStat.ACCEPTED else _declined
    return _with_words(case, part, decide(case, part, registration))


def _unclear(case: Case, part: CalendarPart, code: str) -> Decision:
    """Maybe, somebody else, another time: nothing a program should decide. Once a human saw it, it stays as it is."""
    if case.standing.vouched:
        return silent(f"{code} stays as it is")
    said = "another time is proposed" if part.method == "COUNTER" else str(part.partstat)
    return hold(case, f"the invitation of {code} is answered: {said}", f"leave {code} as it is", tell=False)


def _accepted(case: Case, part: CalendarPart, registration: Registration) -> Decision:
    code = registration.code
    if registration.state not in ACTIVE or not _is_theirs(case, part, registration):
        who = "somebody else" if registration.state in ACTIVE else "somebody not on the list any more"
        return hold(case, f"{who} accepts the invitation of {code}", "ask whether they want to come", tell=False)
    if part.guests:
        return hold(case, f"{code} accepted in the calendar, with {part.guests} guest(s)",
                    f"change {code} to {wanted(registration) + part.guests}", tell=False)
    return silent(f"{code} accepted in the calendar, changes nothing")


def _declined(case: Case, part: CalendarPart, registration: Registration) -> Decision:
    """Declining speaks for one person: for a larger party the stored address is asked ("all 5?")."""
    if registration.state not in ACTIVE:
        return silent(f"{registration.code} declined, and not on the list any more")
    if wanted(registration) == 1 and case.is_stored(registration) and _is_theirs(case, part, registration):
        return withdraw(case, registration)
    return _asked(ask_stored(_of_a_person(case), Ask.CANCEL, registration, registration), registration)


def _asked(decision: Decision, registration: Registration) -> Decision:
    """In the words of what happened: nothing is doubted, only how many are meant."""
    if decision.asks is None:
        return decision
    said = f"{registration.code} declined in the calendar; the stored address was asked whether all {wanted(registration)}"
    points = tuple(replace(point, summary=said) for point in decision.open_points)
    return replace(decision, open_points=points, note=said)


def _is_theirs(case: Case, part: CalendarPart, registration: Registration) -> bool:
    """Whether the answer is the stored address's own: its services write from addresses of theirs."""
    attendee = part.attendee or case.sender
    return attendee.casefold() == registration.contact.casefold()


def _of_a_person(case: Case) -> Case:
    """The case as if the person behind a calendar service had written; what else keeps us silent still does."""
    if case.message.automatic not in _SERVICE:
        return case
    return replace(case, message=replace(case.message, automatic=None))


def _with_words(case: Case, part: CalendarPart, decision: Decision) -> Decision:
    """Words of a human's own beside the answer are read by a human."""
    own = part.comment or (case.message.visible.text.strip() if _WRITES_NOTHING in part.program.casefold() else "")
    if not own or decision.open_points:
        return decision
    return replace(decision, open_points=(WORDS_LEFT,), note=f"{decision.note}; with words")


def _older(part: CalendarPart, case: Case, registration: Registration) -> bool:
    """Whether a later answer of this attendee, or a later state of ours, has overtaken this one."""
    if part.sequence < registration.calendar_sequence + case.event(registration).sequence:
        return True
    seen = case.standing.calendar_seen
    return any(_not_after(part, sequence, stamp) for uid, sequence, stamp in seen if uid == part.uid)


def _not_after(part: CalendarPart, sequence: int, stamp: datetime | None) -> bool:
    if part.sequence != sequence:
        return part.sequence < sequence
    return part.dtstamp is not None and stamp is not None and part.dtstamp <= stamp
