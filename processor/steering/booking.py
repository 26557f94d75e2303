"""What staff enter, change and cancel for a citizen: the seat rule and the letters are everybody's.

Promise: pure; a refusal changes nothing and names its sentence in steering.toml; whoever has no
address gets no mail, and whoever moves up because of it is told as always.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from processor.registration.answers import calendar_method, greeting
from processor.registration.cancel import cancelled
from processor.registration.case import written_in
from processor.registration.model import (
    Cause,
    Change,
    Decision,
    Outcome,
    Policy,
    Registration,
    Reply,
    ReplyKind,
    Seats,
    State,
)
from processor.registration.queue import after_effects
from processor.registration.seats import ACTIVE, HOLDING, Placed, can_ever_fit, held, place, waits, wanted
from processor.registration.wish import resized

MOST = 1000  # people in one party that staff may enter


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command cannot be carried out: a sentence of steering.toml and what it names."""

    sentence: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Booked:
    """What a command does to one registration and to everybody else."""

    decision: Decision
    placed: Placed
    before: Registration | None


def enter(seats: Seats, asking: Registration, policy: Policy, now: datetime) -> Booked | Refusal:
    """A sign-up by telephone or at the desk; staff may enter somebody after the deadline."""
    if refusal := _size_refused(seats, asking.size, now):
        return refusal
    placed = place(seats, None, asking, now)
    after = placed.registration
    if after.state is not State.CONFIRMED and not seats.event.waiting_list:
        return Refusal("full", (("free", seats.free), ("seats", seats.taken + asking.size)))
    kind = ReplyKind.REGISTERED if after.state is State.CONFIRMED else ReplyKind.WAITLISTED
    return _booked(seats, placed, None, kind, "registered" if after.state is State.CONFIRMED else "waitlisted", policy, now)


def resize(seats: Seats, registration: Registration, size: int, policy: Policy, now: datetime) -> Booked | Refusal:
    """Another number of people; more than fit wait, and what is held stays."""
    if registration.state not in ACTIVE:
        return Refusal("not_active", (("code", registration.code),))
    if refusal := _size_refused(seats, size, now):
        return refusal
    placed = place(seats, registration, _named(resized(registration, size, now), size), now)
    after = placed.registration
    if waits(after) and after.state in HOLDING and not seats.event.waiting_list:
        return Refusal("full", (("free", seats.free), ("seats", seats.taken + size - held(registration))))
    return _booked(seats, placed, registration, ReplyKind.CHANGED, "resized", policy, now)


def withdraw(seats: Seats, registration: Registration, policy: Policy, now: datetime) -> Booked | Refusal:
    """The party off the list; its seats go on at once."""
    if registration.state not in ACTIVE:
        return Refusal("not_active", (("code", registration.code),))
    if now >= seats.event.start:
        return Refusal("over")
    placed = place(seats, registration, cancelled(registration), now)
    return _booked(seats, placed, registration, ReplyKind.CANCELLED, "cancelled", policy, now)


def restore(seats: Seats, present: Registration, before: Registration, policy: Policy, now: datetime) -> Booked:
    """A registration as it was, as far as seats are left: it asks anew, at its old place in the order."""
    sequence = present.calendar_sequence + (present.state is not before.state)
    asking = replace(before, calendar_sequence=sequence, overtaken=present.overtaken, released_at=None, kept=0)
    if held(before) > held(present):
        asking = replace(asking, state=State.WAITLISTED, size=wanted(before), wanted_size=None) if (
            present.state not in HOLDING) else replace(asking, size=held(present), wanted_size=wanted(before))
    placed = place(seats, present, asking, now)
    kind = {State.WAITLISTED: ReplyKind.WAITLISTED, State.CANCELLED: ReplyKind.CANCELLED}.get(
        placed.registration.state, ReplyKind.CHANGED if present.state in ACTIVE else ReplyKind.REGISTERED)
    return _booked(seats, placed, present, kind, "restored", policy, now)


def _size_refused(seats: Seats, size: int, now: datetime) -> Refusal | None:
    if not 1 <= size <= MOST:
        return Refusal("bad_size", (("most", MOST),))
    if now >= seats.event.start:
        return Refusal("over")
    if not can_ever_fit(seats, size):
        return Refusal("never_fits", (("size", size), ("capacity", seats.event.capacity)))
    return None


def _named(registration: Registration, size: int) -> Registration:
    """Not more names than people."""
    return registration if len(registration.attendees) <= size else replace(registration, attendees=registration.attendees[:size])


def _booked(seats: Seats, placed: Placed, before: Registration | None, kind: ReplyKind, what: str, policy: Policy,
            now: datetime) -> Booked:
    after = placed.registration
    told = replace(after, notified=after.notified or bool(after.contact))
    others = after_effects(seats, placed.others, policy, now)
    replies = tuple(reply for reply in others.replies if reply.to)
    if after.contact:
        replies = (_reply(seats, placed, before, kind, policy), *replies)
    main = Change(before, told, Cause.ORGANISER, what)
    decision = Decision(Outcome.ANSWERED if replies else Outcome.SILENT, (main, *others.changes), replies,
                        others.open_points, f"{after.code} {what}")
    return Booked(decision, replace(placed, registration=told), before)


def _reply(seats: Seats, placed: Placed, before: Registration | None, kind: ReplyKind, policy: Policy) -> Reply:
    after = placed.registration
    return Reply(
        kind=kind, to=after.contact, to_name=greeting(after.contact_name), language=written_in(after.language, policy),
        event=seats.event, registration=after, before=before, position=placed.position, free=placed.seats.free,
        needs_noted=bool(after.needs) and after.state is not State.CANCELLED, first_contact=not after.notified,
        calendar=calendar_method(policy, before, after), by_team=True,
    )
