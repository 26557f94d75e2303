"""Taking a cancellation back.

Promise: as long as its seats, its place and its code are kept for a party (keeping.py), "I am coming after all" restores
them. Afterwards whoever comes after all is a new registration at the end, and is told so.
"""

from dataclasses import replace

from processor.registration.answers import to_asker
from processor.registration.case import Case
from processor.registration.keeping import restored
from processor.registration.model import Ask, Decision, Event, Registration, ReplyKind, State
from processor.registration.outcomes import answered, applied, ask_stored, hold, put
from processor.registration.pending import SAID_AGAIN
from processor.registration.people import same_person, strangers
from processor.registration.proof import Answer, Weight
from processor.registration.wish import resized, stated
from processor.understanding.model import Advice, Intent


def coming_after_all(case: Case) -> Case:
    """The mail read as a sign-up where what it says again, or changes, was cancelled.

    Nobody is "already registered" whose registration is gone; how many come is what it was, or what the mail says.
    """
    request = case.request
    event = request.event
    gone = [r for r in case.known() if r.state is State.CANCELLED and event in (None, r.event)]
    comes = request.intent is Intent.REGISTER and bool(request.doubts)
    says_more = request.intent is Intent.CHANGE and bool(request.doubts or request.party_size)
    if not gone or not (comes or says_more):
        return case
    if any(event in (None, r.event) for r in case.active()) or {d.says for d in request.doubts} - SAID_AGAIN:
        return case
    clear = replace(request, intent=Intent.REGISTER, advice=Advice.APPLY, doubts=(), event=event or gone[0].event)
    return replace(case, request=clear)


def revocable(case: Case, event: Event) -> Registration | None:
    """The cancelled registration this sign-up takes back: its own people, and still kept."""
    return next((r for r in former(case, event) if r.released_at is not None and case.now < r.released_at), None)


def former(case: Case, event: Event) -> tuple[Registration, ...]:
    """The cancelled registrations of the same people that the mail may continue, best first."""
    sender = case.message.sender.name
    people = [name for name in case.request.attendees if not same_person(name, sender)]
    return tuple(r for r in case.known() if r.state is State.CANCELLED and r.event == event.key
                 and case.concerns in (None, r.code) and (case.is_stored(r) or case.standing.referred)
                 and not strangers(people, (*r.attendees, r.contact_name)))


def take_back(case: Case, gone: Registration) -> Decision | None:
    """Restore the registration as it was, with another number where the mail states one; None: a new party."""
    event, size = case.event(gone), case.request.party_size
    if case.now >= event.start:
        return answered(case, to_asker(case, ReplyKind.CLOSED, event=event, registration=gone), "the event has begun")
    asking = restored(gone)
    if size is not None and stated(case.request):
        if not 1 <= size <= event.max_party:
            return hold(case, f"a party of {size} is outside 1 to {event.max_party}", f"restore {gone.code}")
        asking = resized(asking, size, case.received)
    match case.answer(gone, Weight.GIVES):
        case Answer.NEW_PARTY:
            return None
        case Answer.HOLD:
            return hold(case, "the sender may be forged", f"restore {gone.code}", tell=False)
        case Answer.ASK:
            return ask_stored(case, Ask.CHANGE, gone, asking)
        case Answer.ACT:
            placed = put(case, gone, asking)
            return applied(case, ReplyKind.RESTORED, placed, gone, "restored", f"{gone.code} restored")
