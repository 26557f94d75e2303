"""Cancelling: frees seats at once, and only for whoever may (DESIGN.md, Proof).

From the stored address without any proof the stored address is asked first.
Who declines without being registered is told kindly that there is nothing to do.
"""

from dataclasses import replace

from processor.registration.anchors import anchors
from processor.registration.answers import to_asker, to_stored
from processor.registration.case import Case
from processor.registration.keeping import kept
from processor.registration.model import Ask, Decision, Registration, ReplyKind, State
from processor.registration.outcomes import answered, applied, ask_sender, ask_stored, hold, put
from processor.registration.people import named_in, same_person, strangers
from processor.registration.proof import Answer, Weight
from processor.registration.target import target


def cancel(case: Case) -> Decision:
    """Cancel the registration the mail is about."""
    registrations = target(case)
    match registrations:
        case ():
            return _nothing_to_cancel(case)
        case (registration,):
            return _only_part(case, registration) or withdraw(case, registration)
    events = tuple(case.event(r) for r in registrations)
    if len({event.key for event in events}) == len(events):
        return ask_sender(case, Ask.EVENT, "which registration to cancel is not clear", events)
    return hold(case, "several registrations could be meant", "cancel one of them")


def withdraw(case: Case, registration: Registration, what: str = "cancelled") -> Decision:
    """Take the whole party off the list, as far as the mail's proof reaches."""
    event = case.event(registration)
    if case.now >= event.start:
        return answered(case, to_asker(case, ReplyKind.CLOSED, event=event, registration=registration), "the event has begun")
    match case.answer(registration, Weight.TAKES):
        case Answer.ACT:
            return _act(case, registration, what)
        case Answer.ASK:
            return ask_stored(case, Ask.CANCEL, registration, registration)
        case Answer.HOLD:
            return hold(case, "the sender may be forged", f"cancel {registration.code}", tell=False)
        case Answer.NEW_PARTY:
            return hold(case, f"{registration.code} belongs to another address", f"cancel {registration.code}")


def cancelled(registration: Registration) -> Registration:
    """The registration off the list; a calendar that shows it learns so by a higher SEQUENCE (RFC 5546, 3.2.5)."""
    sequence = registration.calendar_sequence + (registration.state is State.CONFIRMED)
    return replace(registration, state=State.CANCELLED, wanted_size=None, calendar_sequence=sequence)


def _act(case: Case, registration: Registration, what: str) -> Decision:
    gone = cancelled(registration)
    if what == "cancelled":
        gone = kept(gone, registration, case.event(registration), case.now)
    placed = put(case, registration, gone)
    return applied(case, ReplyKind.CANCELLED, placed, registration, what, f"{registration.code} {what}")


def _nothing_to_cancel(case: Case) -> Decision:
    """Already cancelled, never registered, or registered under something we can't find."""
    gone = next((r for r in case.known() if r.state is State.CANCELLED and case.is_stored(r)
                 and r.event in case.standing.seats and case.request.event in (None, r.event)), None)
    if gone is not None:
        reply = to_stored(case, ReplyKind.CANCELLED, gone, registration=gone)
        return answered(case, reply, f"{gone.code} was cancelled before")
    if anchors(case.message).codes or case.standing.referred:
        return hold(case, "a cancellation, but no registration is found", "cancel, once the registration is known")
    key = case.request.event or ""
    event = case.seats(key).event if key in case.standing.seats else None
    return answered(case, to_asker(case, ReplyKind.CANCELLED, event=event), "declined, nobody was registered")


def _only_part(case: Case, registration: Registration) -> Decision | None:
    """Held where the mail cancels for somebody who is not, or not alone, what the registration is about."""
    people, sender = case.request.attendees, case.message.sender.name
    if not people or case.concerns is not None or any(same_person(p, sender) for p in people):
        return None
    if strangers(people, (*registration.attendees, registration.contact_name)):
        return hold(case, f"cancels for somebody not named in {registration.code}", f"cancel {registration.code}?")
    left = [name for name in registration.attendees if not named_in(name, people)]
    if left and registration.size > len(people):
        return hold(case, f"cancels for some of {registration.code}", f"fewer people in {registration.code}")
    return None
