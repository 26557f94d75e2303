"""Changing a registration: other size, other names, other needs.

More people and more needs are acted on and told; fewer, another name or fewer
needs take something away and need proof, or the stored address is asked. An
increase is all or nothing and waits with its own time.
"""

from dataclasses import replace

from processor.registration.answers import to_asker, to_stored
from processor.registration.case import Case
from processor.registration.events import closed
from processor.registration.model import Ask, Decision, Registration, ReplyKind, State
from processor.registration.outcomes import answered, applied, ask_stored, hold, put
from processor.registration.people import named_in, same_person
from processor.registration.proof import Answer, Weight
from processor.registration.seats import Placed, can_ever_fit, held, waits, wanted
from processor.registration.target import target
from processor.registration.wish import Wish, wish


def change(case: Case) -> Decision:
    """Change the registration the mail is about."""
    registrations = target(case)
    if not registrations:
        return hold(case, "a change, but no registration is found", "change, once the registration is known")
    if len(registrations) > 1:
        return hold(case, "a change, but several registrations could be meant", "change one of them")
    return alter(case, registrations[0])


def alter(case: Case, registration: Registration) -> Decision:
    """Apply what the mail wants of this registration, as far as its proof reaches."""
    wished = wish(case, registration)
    if wished is None:
        return hold(case, f"{registration.code}: how many come is not clear", f"change {registration.code}")
    event = case.event(registration)
    if not 1 <= wished.total <= event.max_party:
        return hold(case, f"{wished.total} people are outside 1 to {event.max_party}", f"change {registration.code}")
    match case.answer(registration, Weight.TAKES if wished.takes else Weight.GIVES):
        case Answer.HOLD:
            return hold(case, "the sender may be forged", f"change {registration.code}", tell=False)
        case Answer.NEW_PARTY:
            return hold(case, f"{registration.code} belongs to another address", f"change {registration.code}")
        case Answer.ASK if not wished.nothing:
            return ask_stored(case, Ask.CHANGE, registration, wished.registration)
        case _:
            return _act(case, registration, wished)


def _act(case: Case, registration: Registration, wished: Wish) -> Decision:
    event = case.event(registration)
    if case.now >= event.start:
        return answered(case, to_asker(case, ReplyKind.CLOSED, event=event, registration=registration), "the event has begun")
    if wished.nothing:
        reply = to_stored(case, ReplyKind.REPEATED, registration, registration=registration,
                          needs_noted=bool(registration.needs))
        return answered(case, reply, f"{registration.code} said again")
    if wished.total > wanted(registration) and (refusal := _no_more(case, registration, wished.total)):
        return refusal
    placed = put(case, registration, _to_the_heir(case, wished.registration))
    if _turned_away(case, registration, placed):
        free = case.seats(event.key).free
        reply = to_stored(case, ReplyKind.FULL, registration, registration=registration, free=free)
        return answered(case, reply, f"no seats for {wished.total}, no waiting list; {registration.code} stays")
    note = f"{registration.code}: {wanted(registration)} → {wished.total}"
    decision = applied(case, ReplyKind.CHANGED, placed, registration, wished.what, note)
    return _handed_over(decision, registration, placed.registration)


def _handed_over(decision: Decision, before: Registration, after: Registration) -> Decision:
    """Who gave their own seat to one other person hears that our mails keep coming to them."""
    mine = [name for name in before.attendees or (before.contact_name,) if same_person(name, before.contact_name)]
    new = [name for name in after.attendees if not named_in(name, before.attendees)]
    if not mine or named_in(before.contact_name, after.attendees) or len(new) != 1 or after.contact != before.contact:
        return decision
    said = tuple(replace(reply, stands_in=new[0]) if reply.kind is ReplyKind.CHANGED else reply for reply in decision.replies)
    return replace(decision, replies=said)


def _to_the_heir(case: Case, wished: Registration) -> Registration:
    """Once somebody to whom the seat was given writes, and the stored address says yes, our mails go to them."""
    asked = case.standing.pending
    if asked is None or asked.registration != wished.code or not asked.sender_name:
        return wished
    given = named_in(asked.sender_name, wished.attendees) and not named_in(wished.contact_name, wished.attendees)
    if not given or asked.sender.casefold() == wished.contact.casefold():
        return wished
    return replace(wished, contact=asked.sender, contact_name=asked.sender_name, notified=False)


def _no_more(case: Case, registration: Registration, total: int) -> Decision | None:
    event = case.event(registration)
    if closed(event, case.received):
        return hold(case, "more people after registration closed", f"change {registration.code} to {total}")
    if event.waiting_list and not can_ever_fit(case.seats(event.key), total):
        return hold(case, f"{total} is more than the whole event has seats", f"change {registration.code} to {total}")
    return None


def _turned_away(case: Case, before: Registration, placed: Placed) -> bool:
    """An increase that would have to wait where there is no waiting list."""
    after = placed.registration
    grew = waits(after) and wanted(after) > wanted(before) and held(after) <= held(before)
    return grew and after.state is not State.WAITLISTED and not case.event(before).waiting_list
