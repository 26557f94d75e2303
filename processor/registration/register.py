"""Signing up. Registering never needs proof.

A second sign-up from one address is about the first: the same people and size
are repeated, another size or further people change it, entirely different named
people are a party of their own (DESIGN.md, Identity).
"""

from dataclasses import replace

from processor.registration.answers import to_asker
from processor.registration.case import Case
from processor.registration.change import alter
from processor.registration.events import closed, event_for
from processor.registration.model import Ask, Decision, Event, Registration, ReplyKind, State
from processor.registration.outcomes import answered, applied, ask_sender, hold, put
from processor.registration.people import same_person, strangers
from processor.registration.proof import Answer, Weight
from processor.registration.seats import can_ever_fit, wanted
from processor.registration.undo import former, revocable, take_back
from processor.registration.wish import stated


def register(case: Case) -> Decision:
    """Seat the party, put it on the waiting list, or say why not."""
    event = event_for(case)
    if isinstance(event, tuple):
        return ask_sender(case, Ask.EVENT, "which event is not clear", event)
    if event is None:
        return hold(case, "no such event", "register")
    existing = _existing(case, event)
    if isinstance(existing, tuple):
        return hold(case, "several registrations of this address could be meant", "register")
    if existing is None:
        gone = revocable(case, event)
        return (take_back(case, gone) if gone else None) or _new(_as_before(case, event), event)
    if case.answer(existing, Weight.GIVES) is Answer.NEW_PARTY:
        return _new(case, event)
    return alter(case, existing)


def _existing(case: Case, event: Event) -> Registration | tuple[Registration, ...] | None:
    """The registration this sign-up repeats or changes; several where that cannot be told.

    Parties with other names are strangers even where they share the address. A
    registration found through a forwarded mail counts only for its own people.
    """
    people = case.request.attendees
    known = [r for r in case.active() if r.event == event.key]
    alike = [r for r in known if not strangers(people, r.attendees or (r.contact_name,))]
    own = [r for r in alike if case.is_stored(r) or people]
    named = [r for r in own if any(same_person(a, b) for a in people for b in r.attendees)]
    candidates = named or own
    same_size = [r for r in candidates if wanted(r) == case.request.party_size]
    if len(candidates) > 1 and len(same_size) != 1:
        return tuple(candidates)
    return next(iter(same_size if len(candidates) > 1 else candidates), None)


def _new(case: Case, event: Event) -> Decision:
    size = case.request.party_size
    if size is None:
        return _size_open(case)
    if not 1 <= size <= event.max_party:
        return hold(case, f"a party of {size} is outside 1 to {event.max_party}", f"register {size} for {event.key}")
    if refusal := _outside_its_time(case, event):
        return refusal
    seats = case.seats(event.key)
    if event.waiting_list and not can_ever_fit(seats, size):
        return hold(case, f"{size} is more than the whole event has seats", f"register {size} for {event.key}")
    placed, again = put(case, None, _asking(case, event, size)), bool(former(case, event))
    if placed.registration.state is State.CONFIRMED:
        waits = " in part" if placed.registration.wanted_size else ""
        return _told(applied(case, ReplyKind.REGISTERED, placed, None, "registered", f"registered {size}{waits}"), again)
    if not event.waiting_list:
        return answered(case, to_asker(case, ReplyKind.FULL, event=event, free=seats.free), "full, no waiting list")
    note = f"waiting list, place {placed.position}"
    return _told(applied(case, ReplyKind.WAITLISTED, placed, None, "waitlisted", note), again)


def _as_before(case: Case, event: Event) -> Case:
    """Who comes after all, too late to get the old registration back, comes with the same people."""
    before = next((r for r in former(case, event) if r in case.standing.referred), None)
    if before is None or (case.request.party_size is not None and stated(case.request)):
        return case
    request = replace(case.request, party_size=before.size, attendees=before.attendees or case.request.attendees,
                      organisation=case.request.organisation or before.organisation,
                      needs=tuple(dict.fromkeys((*before.needs, *case.request.needs))))
    return replace(case, request=request)


def _told(decision: Decision, again: bool) -> Decision:
    """Whoever had cancelled for good hears that this is a new registration."""
    main, *others = decision.replies or (None,)
    return replace(decision, replies=(replace(main, again=True), *others)) if again and main else decision


def _size_open(case: Case) -> Decision:
    """Nobody's number is guessed, not even where an organiser accepts the rest."""
    why = "how many come is not clear"
    return hold(case, why, "register, once the number is known") if case.standing.vouched else ask_sender(
        case, Ask.SIZE, why)


def _outside_its_time(case: Case, event: Event) -> Decision | None:
    """Time is when the mail arrived (RELIABILITY.md, rule 8), not when we got round to it."""
    if event.registration_opens is not None and case.received < event.registration_opens:
        return hold(case, "before registration opens", f"register for {event.key} when it opens")
    if closed(event, case.received):
        return answered(case, to_asker(case, ReplyKind.CLOSED, event=event), "registration is closed")
    if case.now >= event.start:
        return hold(case, "arrived in time, but the event has begun", f"register for {event.key}")
    return None


def _asking(case: Case, event: Event, size: int) -> Registration:
    request = case.request
    return Registration(
        code=case.fresh.code, event=event.key, state=State.WAITLISTED, size=size, contact=case.sender,
        contact_name=case.message.sender.name, language=request.language, received=case.received,
        attendees=request.attendees, organisation=request.organisation, needs=request.needs,
        partial_ok=request.partial_ok and event.waiting_list,
    )

