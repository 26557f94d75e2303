"""Signing up, and signing up again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from registration.desk import (
    ANNA,
    FORUM,
    NOW,
    POLICY,
    booked,
    decided,
    mail,
    reply_of,
    standing,
    unclear,
    waiting,
    wants,
)

from processor.message.model import Mailbox
from processor.registration.model import Ask, OpenPointKind, Outcome, Proof, ReplyKind, Seats, Standing, State
from processor.understanding.model import Evidence, Intent

BOTH = ("Anna Schmidt", "Karl Schmidt")
FULL = booked(10, "KL-FULL2", contact="crowd@citizen.example")


def register(size=2, people=BOTH, **fields):
    return wants(Intent.REGISTER, party_size=size, attendees=people, **fields)


def test_a_clear_sign_up_is_confirmed_with_what_was_understood():
    decision = decided(mail(), register(needs=("wheelchair",), organisation="TuS"), standing())
    (change,), reply = decision.changes, reply_of(decision)
    assert decision.outcome is Outcome.ANSWERED and change.before is None
    assert (change.after.code, change.after.state, change.after.size) == ("KL-NEW2", State.CONFIRMED, 2)
    assert (change.after.attendees, change.after.needs, change.after.organisation) == (BOTH, ("wheelchair",), "TuS")
    assert (reply.kind, reply.to, reply.registration) == (ReplyKind.REGISTERED, ANNA, change.after)
    assert (reply.calendar, reply.needs_noted, reply.first_contact) == ("REQUEST", True, True)


def test_a_full_event_puts_the_party_on_the_waiting_list_and_says_which_place():
    decision = decided(mail(), register(), standing(others=(FULL, waiting(1, "KL-AAA2"))))
    reply = reply_of(decision)
    assert decision.changes[0].after.state is State.WAITLISTED
    assert (reply.kind, reply.position, reply.free, reply.calendar) == (ReplyKind.WAITLISTED, 2, 0, None)


def test_a_full_event_without_a_waiting_list_says_so_and_records_nothing():
    event = replace(FORUM, waiting_list=False)
    decision = decided(mail(), register(), standing(event=event, others=(replace(FULL, size=9),)))
    assert (decision.outcome, decision.changes) == (Outcome.ANSWERED, ())
    assert (reply_of(decision).kind, reply_of(decision).free) == (ReplyKind.FULL, 1)


def test_before_registration_opens_a_sign_up_is_held_and_received():
    event = replace(FORUM, registration_opens=NOW + timedelta(seconds=1))
    decision = decided(mail(), register(), standing(event=event))
    assert (decision.outcome, decision.changes, reply_of(decision).kind) == (Outcome.HELD, (), ReplyKind.RECEIVED)


@pytest.mark.parametrize("event", [
    replace(FORUM, registration_closes=NOW), replace(FORUM, start=NOW, end=NOW + timedelta(hours=1))])
def test_after_the_deadline_or_the_beginning_registration_is_closed(event):
    decision = decided(mail(), register(), standing(event=event))
    assert (decision.outcome, decision.changes, reply_of(decision).kind) == (Outcome.ANSWERED, (), ReplyKind.CLOSED)


def test_a_mail_that_arrived_in_time_counts_even_if_we_read_it_late():
    event = replace(FORUM, registration_closes=NOW)
    decision = decided(mail(received=NOW - timedelta(seconds=1)), register(), standing(event=event),
                       now=NOW + timedelta(hours=2))
    assert decision.changes[0].after.state is State.CONFIRMED


@pytest.mark.parametrize("size", [-1, 0, 21, 10**9])
def test_an_impossible_party_is_held_never_booked(size):
    decision = decided(mail(), register(size), standing(event=replace(FORUM, capacity=None)))
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())


def test_a_party_larger_than_the_hall_is_held():
    assert decided(mail(), register(11), standing()).outcome is Outcome.HELD


def test_who_agrees_to_be_split_gets_what_is_free_and_waits_for_the_rest():
    decision = decided(mail(), register(4, partial_ok=True), standing(others=(replace(FULL, size=8),)))
    after, reply = decision.changes[0].after, reply_of(decision)
    assert (after.state, after.size, after.wanted_size) == (State.CONFIRMED, 2, 4)
    assert (reply.kind, reply.position) == (ReplyKind.REGISTERED, 1)


def test_a_question_beside_a_sign_up_is_passed_on():
    decision = decided(mail(), register(has_question=True), standing())
    assert [p.kind for p in decision.open_points] == [OpenPointKind.QUESTION]
    assert reply_of(decision).question_open and decision.changes


def test_the_same_people_again_are_told_what_is_recorded():
    known = booked(2, attendees=BOTH)
    decision = decided(mail(), register(), standing(known))
    assert (decision.outcome, decision.changes) == (Outcome.ANSWERED, ())
    assert (reply_of(decision).kind, reply_of(decision).registration) == (ReplyKind.REPEATED, known)


def test_one_more_person_changes_the_registration_and_says_from_what_to_what():
    known = booked(1)
    decision = decided(mail(), register(2), standing(known))
    reply = reply_of(decision)
    assert (reply.kind, reply.before, reply.registration.size) == (ReplyKind.CHANGED, known, 2)
    assert reply.registration.attendees == BOTH


def test_a_single_name_that_states_no_number_sends_nobody_home():
    again = register(1, ("Anna Schmidt",))
    decision = decided(mail(), again, standing(booked(3)))
    assert (decision.changes, reply_of(decision).kind) == ((), ReplyKind.REPEATED)
    stated = replace(again, reasons=(Evidence("party_size", "1", "ich komme allein"),))
    assert reply_of(decided(mail(), stated, standing(booked(3)))).ask is Ask.CHANGE


def test_entirely_different_named_people_from_one_address_are_a_party_of_their_own():
    decision = decided(mail(), register(2, ("Mehmet Yılmaz", "Ayşe Yılmaz")), standing(booked(2, attendees=BOTH)))
    assert decision.changes[0].before is None
    assert reply_of(decision).kind is ReplyKind.REGISTERED


def test_an_initial_is_still_the_same_person():
    known = booked(1)
    assert reply_of(decided(mail(), register(1, ("A. Schmidt",)), standing(known))).kind is ReplyKind.REPEATED


def test_a_cancelled_registration_does_not_keep_anybody_from_coming_after_all():
    gone = booked(2, state=State.CANCELLED)
    assert decided(mail(), register(), standing(gone)).changes[0].after.code == "KL-NEW2"


def test_the_answer_goes_to_a_reply_to_of_the_same_organisation_only():
    def to(sender, other):
        return reply_of(decided(mail(sender, reply_to=Mailbox("", other)), register(), standing())).to

    assert to("anna@city.example", "team@city.example") == "team@city.example"
    assert to("anna@city.example", "eve@evil.example") == "anna@city.example"
    assert to("anna@gmx.de", "eve@gmx.de") == "anna@gmx.de"


def test_the_domain_of_the_stored_address_is_lower_case_and_upper_case_is_the_same_person():
    decision = decided(mail("Anna@CITIZEN.example"), register(), standing())
    assert decision.changes[0].after.contact == "Anna@citizen.example"
    assert not decided(mail("ANNA@citizen.EXAMPLE"), register(), standing(booked(2, attendees=BOTH))).changes


@pytest.mark.parametrize("name", ["Win at www.evil.example", "Anna 0170123", "a@b.example", "evil.com", "http://x"])
def test_a_name_that_could_advertise_is_held(name):
    decision = decided(mail(), register(1, (name,)), standing())
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())


def test_a_display_name_that_could_advertise_is_not_greeted():
    assert reply_of(decided(mail(name="Buy at evil.com"), register(), standing())).to_name == ""


def test_only_the_number_open_is_asked_of_the_citizen_and_the_place_in_the_order_kept():
    decision = decided(mail(), unclear(Intent.REGISTER, "party_size"), standing())
    assert (decision.outcome, reply_of(decision).kind, reply_of(decision).ask, decision.open_points) == (
        Outcome.ANSWERED, ReplyKind.CONFIRM, Ask.SIZE, ())
    assert (decision.asks.received, decision.asks.sender) == (NOW, ANNA)
    assert not any(e.text for e in (*decision.asks.request.reasons, *decision.asks.request.doubts))


def test_a_sign_up_without_any_number_is_asked_for_it_never_booked_as_one():
    decision = decided(mail(), register(None), standing())
    assert (decision.changes, reply_of(decision).ask) == ((), Ask.SIZE)


def test_only_the_event_open_is_asked_of_the_citizen_with_the_open_events():
    other = replace(FORUM, key="youth", start=FORUM.start + timedelta(days=9))
    over = replace(FORUM, key="over", start=NOW - timedelta(days=1))
    state = Standing({e.key: Seats(e, 0) for e in (other, over, FORUM)})
    decision = decided(mail(), register(event=None), state)
    assert reply_of(decision).ask is Ask.EVENT
    assert [e.key for e in reply_of(decision).events] == ["forum", "youth"]


def test_the_only_open_event_needs_no_name():
    assert decided(mail(), register(event=None), standing()).changes


def test_more_than_the_number_open_is_for_a_human():
    decision = decided(mail(), unclear(Intent.REGISTER, "party_size", "intent"), standing())
    assert (reply_of(decision).kind, decision.asks) == (ReplyKind.RECEIVED, None)


def test_a_reply_is_in_the_senders_language_where_there_are_templates_for_it():
    assert reply_of(decided(mail(), register(language="en"), standing())).language == "en"
    assert reply_of(decided(mail(), register(language="tr"), standing())).language == "de"


def test_a_language_that_is_not_understood_is_held_and_answered_in_two():
    decision = decided(mail(), register(language="ka"), standing())
    reply = reply_of(decision)
    assert (decision.outcome, reply.kind, reply.language, reply.also_english) == (
        Outcome.HELD, ReplyKind.RECEIVED, "de", True)


def test_by_config_the_calendar_entry_is_a_file():
    policy = replace(POLICY, calendar="file")
    assert reply_of(decided(mail(), register(), standing(), policy)).calendar == "PUBLISH"


def test_an_unproven_stranger_may_register_and_gets_the_privacy_notice_once():
    first = decided(mail(), register(), standing(proof=Proof.NOTHING))
    assert first.changes[0].after.notified and reply_of(first).first_contact
