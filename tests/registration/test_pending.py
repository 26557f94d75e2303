"""Answers to what we asked back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from registration.desk import (
    ANNA,
    EVE,
    FORUM,
    FRESH,
    NOW,
    TOKENS,
    booked,
    decided,
    mail,
    reply_of,
    standing,
    unclear,
    waiting,
    wants,
)

from processor.registration import Purpose
from processor.registration.model import Ask, Outcome, Proof, ReplyKind, Seats, Standing, State
from processor.understanding.model import Advice, Intent, Request

EARLIER = NOW - timedelta(hours=40)
YOUTH = replace(FORUM, key="youth")
SAYS = Request(Intent.OTHER, Advice.REVIEW, "de")


def asked_for_size(**fields):
    first = decided(mail(received=EARLIER), unclear(Intent.REGISTER, "party_size", **fields), standing())
    return first.asks


def asked_to_cancel(known):
    return decided(mail(), wants(Intent.CANCEL), standing(known)).asks


@pytest.mark.parametrize("text", ["3", " 3 Personen", "3."])
def test_a_bare_number_completes_the_first_mail_and_keeps_its_place(text):
    decision = decided(mail(text=text), SAYS, standing(pending=asked_for_size(), others=(booked(9, "KL-FULL2"),)))
    after = decision.changes[0].after
    assert (after.size, after.received) == (3, EARLIER)
    assert decision.settles_question and reply_of(decision).kind is ReplyKind.WAITLISTED


def test_the_first_mails_place_is_before_those_who_came_meanwhile():
    crowd = (booked(10, "KL-FULL2", contact="crowd@citizen.example"), waiting(1, "KL-AAA2", 3))
    decision = decided(mail(text="2"), SAYS, standing(pending=asked_for_size(), others=crowd))
    assert reply_of(decision).position == 1


@pytest.mark.parametrize("text", ["0170 1234567", "um 17:00 Uhr", "3-4", "ein paar", "3 Tage noch bitte", "3 oder 4"])
def test_other_numbers_are_no_answer(text):
    decision = decided(mail(text=text), SAYS, standing(pending=asked_for_size()))
    assert (decision.outcome, decision.changes, decision.settles_question) == (Outcome.HELD, (), False)


def test_a_size_that_was_understood_completes_the_first_mail_with_its_names():
    answer = wants(Intent.CHANGE, party_size=2, attendees=("Anna Schmidt", "Karl Schmidt"))
    decision = decided(mail(), answer, standing(pending=asked_for_size(needs=("wheelchair",))))
    after = decision.changes[0].after
    assert (after.size, after.attendees, after.needs) == (2, ("Anna Schmidt", "Karl Schmidt"), ("wheelchair",))


def test_a_riddle_for_an_answer_is_not_asked_again():
    decision = decided(mail(), unclear(Intent.REGISTER, "party_size"), standing(pending=asked_for_size()))
    assert (decision.outcome, decision.asks, reply_of(decision).kind) == (Outcome.HELD, None, ReplyKind.RECEIVED)


def test_nobody_else_answers_for_the_sender():
    decision = decided(mail(EVE, "3"), SAYS, standing(pending=asked_for_size()))
    assert (decision.changes, decision.settles_question) == ((), False)


def test_who_would_rather_not_come_is_not_registered_and_not_asked_any_more():
    decision = decided(mail(), wants(Intent.CANCEL), standing(pending=asked_for_size()))
    assert (decision.changes, decision.settles_question) == ((), True)
    assert reply_of(decision).kind is ReplyKind.CANCELLED


def test_event_and_number_are_asked_one_after_the_other_and_the_place_is_kept():
    both = {e.key: Seats(e, 0) for e in (FORUM, YOUTH)}
    wish = unclear(Intent.REGISTER, "event", "party_size", event=None)
    first = decided(mail(received=EARLIER), wish, Standing(both))
    assert first.asks.ask is Ask.EVENT
    second = decided(mail(), replace(SAYS, event="youth"), Standing(both, pending=first.asks))
    assert (second.asks.ask, second.asks.received, second.settles_question) == (Ask.SIZE, EARLIER, True)
    third = decided(mail(text="2"), SAYS, Standing(both, pending=second.asks))
    after = third.changes[0].after
    assert (after.event, after.size, after.received) == ("youth", 2, EARLIER)


def test_a_yes_of_the_stored_address_in_our_thread_cancels():
    known = booked(2)
    state = standing(known, referred=(known,), proof=Proof.STANDING, pending=asked_to_cancel(known))
    decision = decided(mail(), replace(SAYS, answer=True), state)
    assert decision.changes[0].after.state is State.CANCELLED and decision.settles_question


def test_a_no_leaves_everything_and_closes_the_question():
    known = booked(2)
    state = standing(known, referred=(known,), proof=Proof.STANDING, pending=asked_to_cancel(known))
    decision = decided(mail(), replace(SAYS, answer=False), state)
    assert (decision.outcome, decision.changes, decision.settles_question) == (Outcome.ANSWERED, (), True)
    assert (reply_of(decision).kind, reply_of(decision).to) == (ReplyKind.REPEATED, ANNA)


def test_the_challenge_is_spent_by_the_mail_that_uses_it():
    known = booked(2)
    state = standing(others=(known,), referred=(known,), proof=Proof.CHALLENGE, pending=asked_to_cancel(known))
    decision = decided(mail(EVE), wants(Intent.CANCEL), state)
    assert decision.changes[0].after.state is State.CANCELLED
    assert (decision.challenge_used, decision.settles_question) == (FRESH.challenge, True)


@pytest.mark.parametrize(("sender", "proof"), [(ANNA, Proof.NOTHING), (EVE, Proof.STANDING), (EVE, Proof.NOTHING)])
def test_a_yes_that_proves_nothing_confirms_nothing(sender, proof):
    known = booked(2)
    own = (known,) if sender == ANNA else ()
    state = standing(*own, others=(known,), referred=(known,) if proof is Proof.STANDING else (), proof=proof,
                     pending=asked_to_cancel(known))
    decision = decided(mail(sender), replace(SAYS, answer=True), state)
    assert (decision.changes, decision.settles_question) == ((), False)


def test_a_new_party_of_the_same_sender_leaves_the_question_about_the_first_open():
    known = booked(2)
    wish = wants(Intent.REGISTER, party_size=1, attendees=("Mehmet Yılmaz",))
    decision = decided(mail(), wish, standing(known, pending=asked_to_cancel(known)))
    assert decision.changes and not decision.settles_question


def test_the_token_of_the_question_is_bound_to_registration_and_purpose():
    known = booked(2)
    asked = decided(mail(), wants(Intent.CANCEL), standing(known))
    assert reply_of(asked).challenge == TOKENS.challenge(known.code, Purpose.CANCEL, FRESH.challenge)
    assert (asked.asks.registration, asked.asks.challenge) == (known.code, FRESH.challenge)


def test_a_question_keeps_none_of_the_senders_words():
    request = asked_for_size(question="… wann?").request
    assert (request.question, [d.field for d in request.doubts]) == ("", ["party_size"])
    assert not any(evidence.text for evidence in (*request.doubts, *request.reasons))
