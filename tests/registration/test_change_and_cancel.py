"""Changing and cancelling, by whoever may (test_proof.py holds the cells of the table)."""

from dataclasses import replace

import pytest
from registration.desk import (
    ANNA,
    EVE,
    FORUM,
    NOW,
    booked,
    decided,
    mail,
    reply_of,
    standing,
    waiting,
    wants,
)

from processor.registration.keeping import KEPT_FOR
from processor.registration.model import Ask, OpenPointKind, Outcome, Proof, ReplyKind, Seats, Standing, State
from processor.understanding.model import Intent

FAMILY = ("Anna Schmidt", "Karl Schmidt", "Nico Schmidt")


def proven(*own, **fields):
    return standing(*own, referred=own[:1], proof=Proof.STANDING, **fields)


def changed(known, **wish):
    decision = decided(mail(), wants(Intent.CHANGE, **wish), proven(known))
    (change,) = decision.changes
    return change


def test_plus_one_is_one_more():
    change = changed(booked(2), party_delta=1)
    assert (change.after.size, change.what) == (3, "resized")


def test_somebody_who_drops_out_leaves_a_seat():
    change = changed(booked(3, attendees=FAMILY), leaving=("Nico Schmidt",))
    assert (change.after.size, change.after.attendees) == (2, FAMILY[:2])


def test_a_swap_keeps_the_number():
    change = changed(booked(2, attendees=FAMILY[:2]), leaving=("Karl",), attendees=("Petra Lindner",))
    assert (change.after.size, change.after.attendees, change.what) == (2, ("Anna Schmidt", "Petra Lindner"), "renamed")


def test_a_corrected_spelling_replaces_the_name():
    change = changed(booked(2, attendees=("Anna Schmidt", "Karl Schmitd")), attendees=("Karl Schmidt",))
    assert change.after.attendees == ("Anna Schmidt", "Karl Schmidt")


def test_naming_an_unnamed_seat_takes_nothing_away():
    decision = decided(mail(), wants(Intent.CHANGE, attendees=("Karl Schmidt",)), standing(booked(2)))
    assert decision.changes[0].after.attendees == ("Anna Schmidt", "Karl Schmidt")


def test_the_sender_who_signs_a_change_is_no_further_person():
    change = changed(booked(1, attendees=("Nico Klein",)), party_size=2, attendees=("Anna Schmidt",))
    assert (change.after.size, change.after.attendees) == (2, ("Nico Klein",))


def test_needs_are_added_and_taken_back():
    known = booked(2, needs=("wheelchair",))
    assert changed(known, needs=("childcare",)).after.needs == ("wheelchair", "childcare")
    assert changed(known, needs_dropped=("wheelchair",)).after.needs == ()
    unproven = decided(mail(), wants(Intent.CHANGE, needs_dropped=("wheelchair",)), standing(known))
    assert reply_of(unproven).ask is Ask.CHANGE


def test_an_increase_without_room_waits_and_says_so():
    crowd = booked(7, "KL-FULL2", contact="crowd@citizen.example")
    decision = decided(mail(), wants(Intent.CHANGE, party_size=5), proven(booked(2), others=(crowd,)))
    reply = reply_of(decision)
    assert (reply.registration.size, reply.registration.wanted_size, reply.position) == (2, 5, 1)
    assert reply.registration.received == NOW


def test_an_increase_without_room_or_waiting_list_changes_nothing_and_says_so():
    crowd = booked(7, "KL-FULL2", contact="crowd@citizen.example")
    state = proven(booked(2), others=(crowd,), event=replace(FORUM, waiting_list=False))
    decision = decided(mail(), wants(Intent.CHANGE, party_size=5), state)
    assert (decision.changes, reply_of(decision).kind, reply_of(decision).free) == ((), ReplyKind.FULL, 1)


@pytest.mark.parametrize("wish", [{"party_size": 21}, {"party_delta": -9}, {"party_size": 0}, {"party_size": 11}])
def test_an_impossible_size_is_held(wish):
    decision = decided(mail(), wants(Intent.CHANGE, **wish), proven(booked(2)))
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())


def test_more_people_after_the_deadline_is_for_a_human_fewer_is_not():
    late = replace(FORUM, registration_closes=NOW)
    assert decided(mail(), wants(Intent.CHANGE, party_size=3), proven(booked(2), event=late)).outcome is Outcome.HELD
    assert decided(mail(), wants(Intent.CHANGE, party_size=1), proven(booked(2), event=late)).changes


def test_a_change_without_a_registration_is_held_and_received():
    decision = decided(mail(), wants(Intent.CHANGE, party_size=3), standing())
    assert (decision.outcome, reply_of(decision).kind) == (Outcome.HELD, ReplyKind.RECEIVED)


def test_a_cancellation_keeps_the_seats_for_a_while_and_takes_the_entry_out_of_the_calendar():
    known = booked(2)
    decision = decided(mail(), wants(Intent.CANCEL), proven(known))
    reply = reply_of(decision)
    assert decision.changes[0].after == replace(
        known, state=State.CANCELLED, calendar_sequence=1, kept=2, released_at=NOW + KEPT_FOR)
    assert (reply.kind, reply.before, reply.free, reply.calendar) == (ReplyKind.CANCELLED, known, 8, "CANCEL")


def test_a_place_on_the_waiting_list_is_cancelled_without_any_calendar():
    decision = decided(mail(), wants(Intent.CANCEL), proven(waiting(2, "KL-7F3Q", contact=ANNA)))
    assert reply_of(decision).calendar is None and decision.changes[0].after.calendar_sequence == 0


def test_cancelling_twice_is_answered_twice_and_changes_once():
    gone = booked(2, state=State.CANCELLED)
    decision = decided(mail(), wants(Intent.CANCEL), proven(gone))
    assert (decision.changes, reply_of(decision).kind, reply_of(decision).registration) == (
        (), ReplyKind.CANCELLED, gone)


def test_who_declines_without_being_registered_is_told_there_is_nothing_to_do():
    decision = decided(mail(), wants(Intent.CANCEL), standing())
    assert (decision.outcome, reply_of(decision).kind, reply_of(decision).registration) == (
        Outcome.ANSWERED, ReplyKind.CANCELLED, None)


def test_a_cancellation_with_a_code_we_dont_know_is_for_a_human():
    decision = decided(mail(text="Code KL-9ZZ9"), wants(Intent.CANCEL), standing())
    assert (decision.outcome, reply_of(decision).kind) == (Outcome.HELD, ReplyKind.RECEIVED)


def test_in_the_thread_of_a_cancelled_registration_no_other_is_touched():
    gone, other = booked(2, "KL-OLD2", state=State.CANCELLED), booked(3)
    state = standing(gone, other, referred=(gone,), proof=Proof.STANDING)
    decision = decided(mail(), wants(Intent.CANCEL, event=None), state)
    assert decision.changes == () and reply_of(decision).registration == gone


def test_cancelling_one_of_two_events_asks_which():
    youth = replace(FORUM, key="youth")
    own = (booked(2), booked(1, "KL-8G4R", event="youth"))
    state = Standing({"forum": Seats(FORUM, 2), "youth": Seats(youth, 1)}, own=own)
    reply = reply_of(decided(mail(), wants(Intent.CANCEL, event=None), state))
    assert (reply.ask, [e.key for e in reply.events]) == (Ask.EVENT, ["forum", "youth"])


def test_of_two_parties_of_one_address_the_named_one_is_cancelled():
    own = (booked(2), booked(1, "KL-8G4R", attendees=("Mehmet Yılmaz",)))
    state = standing(*own, proof=Proof.AUTHENTICATED)
    message = mail(authentication="aligned pass")
    decision = decided(message, wants(Intent.CANCEL, attendees=("Mehmet Yılmaz",)), state)
    assert [c.after.code for c in decision.changes] == ["KL-8G4R"]
    assert decided(message, wants(Intent.CANCEL), state).changes == ()


@pytest.mark.parametrize("people", [("Peter Müller",), ("Karl Schmidt",)])
def test_cancelling_for_somebody_else_or_only_for_one_is_held(people):
    known = booked(3, attendees=FAMILY)
    decision = decided(mail(), wants(Intent.CANCEL, attendees=people), proven(known))
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())


def test_the_stored_address_is_asked_once_not_with_every_mail():
    known = booked(2)
    first = decided(mail(), wants(Intent.CANCEL), standing(known))
    assert [p.kind for p in first.open_points] == [OpenPointKind.CHALLENGE]
    again = decided(mail(EVE), wants(Intent.CANCEL), standing(
        others=(known,), referred=(known,), proof=Proof.STANDING, pending=first.asks))
    assert (again.outcome, again.replies) == (Outcome.HELD, ())


def test_once_the_event_has_begun_nothing_is_cancelled():
    decision = decided(mail(), wants(Intent.CANCEL), proven(booked(2)), now=FORUM.start)
    assert (decision.changes, reply_of(decision).kind) == ((), ReplyKind.CLOSED)


def test_a_list_of_nobody_but_strangers_never_takes_the_place_of_a_party():
    """An office signs many parties up from one address, and answers the last confirmation to do so."""
    known = booked(3, attendees=("Elif Kaya", "Can Kaya", "Deniz Kaya"))
    wish = wants(Intent.CHANGE, party_size=1, attendees=("Oleg Petrov",))
    decision = decided(mail(), wish, standing(known, referred=(known,), proof=Proof.STANDING))
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())
