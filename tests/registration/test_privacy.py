"""Wishes about stored data: who may see it, who may erase it, and which address hears of it."""

from dataclasses import replace

import pytest
from registration.desk import ANNA, EVE, FRESH, NOW, POLICY, TOKENS, booked, decided, mail, reply_of, standing, wants

from processor.message.model import Mailbox
from processor.registration import accept
from processor.registration.model import Ask, Outcome, Proof, ReplyKind, State
from processor.registration.tokens import ChallengeToken, Purpose
from processor.understanding.model import DataWish, Intent

ERASE = wants(Intent.DATA_REQUEST, data_wish=DataWish.ERASE)
EXPORT = wants(Intent.DATA_REQUEST, data_wish=DataWish.EXPORT)
NOTICE = wants(Intent.DATA_REQUEST, data_wish=DataWish.NOTICE)


def asked_by(sender, request, proof, known):
    """The decision about a mail that leads to Anna's registration as far as its proof does."""
    referred = (known,) if proof in (Proof.CHALLENGE, Proof.STANDING) else ()
    own = (known,) if sender == ANNA else ()
    state = standing(*own, others=(known,), referred=referred, proof=proof)
    if proof is Proof.CHALLENGE:
        question = decided(mail(), request, standing(known)).asks
        state = replace(state, pending=question)
    return decided(mail(sender), request, state)


@pytest.mark.parametrize(("sender", "proof", "erased", "asked"), [
    (ANNA, Proof.CHALLENGE, True, False), (ANNA, Proof.STANDING, True, False),
    (ANNA, Proof.AUTHENTICATED, True, False), (ANNA, Proof.NOTHING, False, True), (ANNA, Proof.FORGED, False, False),
    (EVE, Proof.CHALLENGE, True, False), (EVE, Proof.STANDING, False, True),
    (EVE, Proof.NOTHING, False, False), (EVE, Proof.FORGED, False, False),
])
def test_erasing_follows_the_table_of_proof(sender, proof, erased, asked):
    decision = asked_by(sender, ERASE, proof, booked(2))
    assert (decision.forget == ANNA, decision.asks is not None) == (erased, asked)
    if erased or asked:
        assert reply_of(decision).to == ANNA
        assert reply_of(decision).kind is (ReplyKind.ERASED if erased else ReplyKind.CONFIRM)
    else:
        assert all(reply.kind is ReplyKind.RECEIVED for reply in decision.replies)


def test_the_question_carries_a_challenge_for_erasing_and_nothing_else():
    asked = decided(mail(), ERASE, standing(booked(2)))
    assert (reply_of(asked).ask, asked.outcome) == (Ask.ERASE, Outcome.HELD)
    assert TOKENS.read(reply_of(asked).challenge) == ChallengeToken("KL-7F3Q", Purpose.ERASE, FRESH.challenge)


@pytest.mark.parametrize("proof", [Proof.NOTHING, Proof.AUTHENTICATED, Proof.STANDING])
def test_an_export_goes_to_the_stored_address_whoever_asked(proof):
    decision = asked_by(ANNA, EXPORT, proof, booked(2))
    assert (reply_of(decision).kind, reply_of(decision).to, decision.changes) == (ReplyKind.EXPORT, ANNA, ())


def test_a_reply_to_is_not_followed():
    mailed = mail(reply_to=Mailbox("", "spy@citizen.example"))
    assert reply_of(decided(mailed, EXPORT, standing(booked(2)))).to == ANNA
    assert reply_of(decided(mailed, NOTICE, standing(booked(2)))).to == "spy@citizen.example"


@pytest.mark.parametrize("proof", [Proof.NOTHING, Proof.AUTHENTICATED, Proof.STANDING])
def test_from_another_address_an_export_is_of_that_address_only(proof):
    decision = asked_by(EVE, EXPORT, proof, booked(2))
    assert (reply_of(decision).to, reply_of(decision).registration) == (EVE, None)


def test_all_of_an_addresss_registrations_go_and_the_answer_names_none_of_them():
    two = (booked(2), booked(1, "KL-2222", attendees=("Ayşe Demir",)))
    decision = decided(mail(), ERASE, standing(*two, referred=two[:1], proof=Proof.STANDING))
    assert (decision.forget, reply_of(decision).before, reply_of(decision).calendar) == (ANNA, None, None)


@pytest.mark.parametrize(("state", "calendar"), [
    (State.CONFIRMED, "CANCEL"), (State.WAITLISTED, None), (State.CANCELLED, None)])
def test_the_calendar_entry_goes_with_it(state, calendar):
    known = booked(2, state=state)
    decision = decided(mail(), ERASE, standing(known, referred=(known,), proof=Proof.STANDING))
    assert reply_of(decision).calendar == calendar
    assert reply_of(decision).before.calendar_sequence == (1 if calendar else 0)


def test_nobody_registered_and_nothing_proven_is_for_a_human_who_may_erase_it():
    held = decided(mail(), ERASE, standing())
    assert (held.outcome, held.forget) == (Outcome.HELD, None)
    assert accept(mail(), ERASE, standing(), POLICY, NOW, FRESH).forget == ANNA


def test_the_thread_of_an_answer_about_no_registration_proves_enough_to_erase_mails():
    assert decided(mail(), ERASE, standing(in_thread=True)).forget == ANNA


def test_whoever_is_not_answered_is_erased_in_silence():
    known = booked(2)
    state = standing(known, referred=(known,), proof=Proof.STANDING, replies_today=5)
    decision = accept(mail(), ERASE, replace(state, muted=True), POLICY, NOW, FRESH)
    assert (decision.outcome, decision.forget, decision.replies) == (Outcome.SILENT, ANNA, ())


def test_the_notice_names_how_long_where_the_event_is_known():
    assert reply_of(decided(mail(), replace(NOTICE, event=None), standing())).event.key == "forum"


def test_do_not_store_forgets_the_needs_wherever_they_stand():
    known = booked(2, needs=("wheelchair",))
    request = wants(Intent.DATA_REQUEST, data_wish=DataWish.NOT_STORE_NEEDS)
    done = decided(mail(), request, standing(known, referred=(known,), proof=Proof.STANDING))
    assert (done.changes[0].after.needs, done.forget_needs) == ((), known.code)
    assert decided(mail(), request, standing(known)).forget_needs is None
