"""What ends a mail before it is a wish, wishes about data, an organiser's word, and the promises of `decide`."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registration.desk import (
    ANNA,
    EVE,
    FRESH,
    NOW,
    OFFICE,
    POLICY,
    booked,
    calendar_reply,
    decided,
    mail,
    reply_of,
    standing,
    unclear,
    waiting,
    wants,
)
from steps import steps

import processor.registration
from processor.message.model import AuthenticationVerdict, AutomaticReason, PartStat
from processor.registration import accept, code_from, decide
from processor.registration.model import OpenPointKind, Outcome, Proof, ReplyKind, State
from processor.registration.people import same_person
from processor.registration.people import unclear as unclear_name
from processor.understanding.model import Advice, DataWish, Intent, Request

DEDICATED = replace(POLICY, shared_mailbox=False)
OTHER = Request(Intent.OTHER, Advice.REVIEW, "de")
PERMIT = Request(Intent.QUESTION, Advice.REVIEW, "de", question="Wann ist das Bauamt offen?", has_question=True)


@pytest.mark.parametrize("request_", [OTHER, PERMIT, replace(OTHER, advice=Advice.IGNORE),
                                      Request(Intent.CANCEL, Advice.REVIEW, "de")])
def test_in_a_shared_mailbox_what_does_not_concern_us_is_left_alone(request_):
    decision = decided(mail(), request_, standing())
    assert (decision.outcome, decision.replies, decision.open_points) == (Outcome.NOT_OURS, (), ())


@pytest.mark.parametrize("request_", [OTHER, PERMIT])
def test_several_events_to_choose_from_make_no_advertisement_ours(request_):
    decision = decided(mail(), replace(request_, events_possible=("cooking", "forum")), standing())
    assert (decision.outcome, decision.open_points) == (Outcome.NOT_OURS, ())


def test_a_cancellation_that_names_none_of_several_events_stays_ours():
    request = Request(Intent.CANCEL, Advice.REVIEW, "de", events_possible=("cooking", "forum"))
    assert decided(mail(), request, standing()).outcome is not Outcome.NOT_OURS


def test_in_a_dedicated_mailbox_everything_is_filed():
    assert decided(mail(), OTHER, standing(), DEDICATED).outcome is Outcome.HELD
    assert decided(mail(), replace(OTHER, advice=Advice.IGNORE), standing(), DEDICATED).outcome is Outcome.SILENT


def test_a_clear_sign_up_is_ours_even_where_it_names_no_event():
    request = Request(Intent.REGISTER, Advice.APPLY, "de", party_size=1)
    assert decided(mail(), request, standing()).changes


def test_thanks_in_our_thread_are_done_silently():
    decision = decided(mail(), replace(OTHER, advice=Advice.IGNORE), standing(in_thread=True))
    assert (decision.outcome, decision.replies) == (Outcome.SILENT, ())


def test_a_question_about_the_event_is_held_and_received():
    decision = decided(mail(), replace(PERMIT, names_an_event=True, event="forum"), standing())
    assert (decision.outcome, reply_of(decision).kind) == (Outcome.HELD, ReplyKind.RECEIVED)
    assert reply_of(decision).question_open


def test_what_is_not_a_wish_at_all_gets_no_receipt():
    decision = decided(mail(), replace(OTHER, names_an_event=True), standing())
    assert (decision.outcome, decision.replies) == (Outcome.HELD, ())


def test_an_automatic_mail_by_its_words_is_recorded_only():
    request = Request(Intent.AUTOMATIC, Advice.IGNORE, "de", names_an_event=True)
    assert decided(mail(), request, standing(booked())).outcome is Outcome.AUTOMATIC


def test_a_mail_outside_the_limits_is_held_whatever_it_wants():
    decision = decided(mail(problems=("over 200 parts",)), wants(Intent.REGISTER, party_size=1), standing())
    assert (decision.outcome, decision.changes) == (Outcome.HELD, ())


def test_an_unclear_mail_is_held_and_says_what_is_unclear():
    decision = decided(mail(), unclear(Intent.REGISTER, "intent"), standing())
    assert decision.outcome is Outcome.HELD and "intent" in decision.note


def test_in_mode_propose_everything_is_held_with_its_proposal_and_nobody_is_answered():
    policy = replace(POLICY, propose=True)
    decision = decided(mail(), wants(Intent.REGISTER, party_size=2), standing(), policy)
    assert (decision.outcome, decision.changes, decision.replies) == (Outcome.HELD, (), ())
    assert [p.proposal for p in decision.open_points] == ["registered 2"]
    asked = decided(mail(), unclear(Intent.REGISTER, "party_size"), standing(), policy)
    assert (asked.replies, asked.asks) == ((), None)


def test_the_privacy_notice_goes_out_at_once():
    request = wants(Intent.DATA_REQUEST, data_wish=DataWish.NOTICE)
    assert reply_of(decided(mail(), request, standing())).kind is ReplyKind.PRIVACY


def test_needs_are_forgotten_at_once_where_the_sender_is_proven_and_asked_about_where_not():
    known = booked(2, needs=("wheelchair",))
    request = wants(Intent.DATA_REQUEST, data_wish=DataWish.NOT_STORE_NEEDS)
    done = decided(mail(), request, standing(known, referred=(known,), proof=Proof.STANDING))
    assert (done.changes[0].after.needs, reply_of(done).kind, reply_of(done).needs_noted) == (
        (), ReplyKind.CHANGED, False)
    asked = decided(mail(), request, standing(known))
    assert (asked.changes, reply_of(asked).kind, asked.asks.registration) == ((), ReplyKind.CONFIRM, known.code)


def test_that_was_not_me_erases_and_mutes_once_it_is_proven():
    known = booked(2)
    request = wants(Intent.DATA_REQUEST, data_wish=DataWish.NOT_ME)
    done = decided(mail(), request, standing(known, referred=(known,), proof=Proof.STANDING))
    assert (done.changes[0].after.state, done.erase, done.mute) == (State.CANCELLED, (known.code,), ANNA)
    asked = decided(mail(), request, standing(known))
    assert (asked.changes, asked.erase, asked.mute) == ((), (), None)


def test_an_organisers_word_takes_the_place_of_doubt_and_proof():
    wish = unclear(Intent.REGISTER, "party_size")
    decision = accept(mail(), wish, standing(replies_today=9), POLICY, NOW, FRESH, size=12, event="forum")
    assert decision.outcome is Outcome.HELD  # more than the hall has seats
    decision = accept(mail(), wish, standing(replies_today=9), POLICY, NOW, FRESH, size=7)
    assert (decision.changes[0].after.size, decision.changes[0].cause) == (7, "organiser")
    assert accept(mail(), wish, standing(), POLICY, NOW, FRESH).outcome is Outcome.HELD  # no number, no guess
    cancelled = accept(mail(), wants(Intent.CANCEL), standing(booked(2)), POLICY, NOW, FRESH)
    assert cancelled.changes[0].after.state is State.CANCELLED


def test_an_accepted_forged_mail_is_applied_and_not_answered():
    message = mail(authentication=AuthenticationVerdict.FAIL)
    wish = wants(Intent.REGISTER, party_size=1)
    decision = accept(message, wish, standing(proof=Proof.FORGED), POLICY, NOW, FRESH)
    assert (len(decision.changes), decision.replies, decision.outcome) == (1, (), Outcome.SILENT)
    assert not decision.changes[0].after.notified


FORMS = {
    "intent": st.sampled_from(Intent), "advice": st.sampled_from(Advice),
    "language": st.sampled_from(["de", "tr", "ka"]), "event": st.sampled_from(["forum", "nowhere", None]),
    "party_size": st.sampled_from([None, -1, 0, 1, 2, 3, 11, 10**9]),
    "party_delta": st.sampled_from([None, -2, 1]), "needs": st.sampled_from([(), ("wheelchair",)]),
    "attendees": st.lists(st.sampled_from(["Anna Schmidt", "Eve", "Karl Schmidt", "www.evil.example"]),
                          max_size=3).map(tuple),
    "leaving": st.sampled_from([(), ("Anna Schmidt",), ("Nobody",)]), "answer": st.sampled_from([None, True, False]),
    "data_wish": st.sampled_from([None, *DataWish]), "has_question": st.booleans(), "names_an_event": st.booleans(),
    "partial_ok": st.booleans(),
}
KNOWN = booked(2)
PENDING = [None, decided(mail(), wants(Intent.CANCEL), standing(KNOWN)).asks,
           decided(mail(), unclear(Intent.REGISTER, "party_size"), standing()).asks]


@given(
    request_=st.builds(Request, **FORMS),
    sender=st.sampled_from([ANNA, EVE, "", OFFICE]),
    proof=st.sampled_from(Proof),
    pending=st.sampled_from(PENDING),
    calendar=st.sampled_from([None, calendar_reply(PartStat.DECLINED), calendar_reply(PartStat.DECLINED, "KL-GNE2"),
                              calendar_reply(PartStat.ACCEPTED, uid="x@y")]),
    automatic=st.sampled_from([None, None, AutomaticReason.AUTO_SUBMITTED]),
    replies_today=st.sampled_from([0, 0, 5]),
)
def test_whatever_comes_one_decision_with_one_answer_to_the_asker_or_the_stored_address(
    request_, sender, proof, pending, calendar, automatic, replies_today
):
    own = (KNOWN,) if sender == ANNA else ()
    queue = waiting(3, "KL-AAA2")
    crowd = booked(7, "KL-FULL2", contact="crowd@citizen.example")
    referred = (KNOWN,) if proof in (Proof.CHALLENGE, Proof.STANDING) else ()
    over = booked(1, "KL-GNE2", event="no longer in the config")
    state = standing(*own, others=(KNOWN, queue, crowd), referred=referred, proof=proof, pending=pending,
                     replies_today=replies_today)
    state = replace(state, own=(*state.own, over), referred=(*state.referred, over))
    message = mail(sender, calendar=calendar, automatic=automatic)
    decision = decided(message, request_, state)
    assert decision == decided(message, request_, state)
    answers = [r for r in decision.replies if r.kind is not ReplyKind.PROMOTED]
    assert len(answers) <= 1 and {r.to for r in answers} <= {sender, ANNA} - {"", OFFICE}
    assert {r.to for r in decision.replies if r.kind is ReplyKind.PROMOTED} <= {queue.contact}
    assert decision.note and all(c.before != c.after for c in decision.changes)
    assert not (decision.changes and decision.outcome not in (Outcome.ANSWERED, Outcome.SILENT))
    assert (decision.outcome is Outcome.ANSWERED) == (bool(answers) and decision.outcome is not Outcome.HELD)
    if decision.outcome is Outcome.HELD:
        assert decision.open_points
    if proof is Proof.FORGED:
        assert not decision.replies and not decision.changes


def test_a_question_left_beside_a_change_is_an_open_point_not_a_hold():
    known = booked(2)
    state = standing(known, referred=(known,), proof=Proof.STANDING)
    decision = decided(mail(), wants(Intent.CHANGE, party_size=3, has_question=True), state)
    assert decision.outcome is Outcome.ANSWERED
    assert [p.kind for p in decision.open_points] == [OpenPointKind.QUESTION]


def test_two_spellings_of_one_person_and_two_people():
    assert same_person("Schmidt, Anna", "anna schmidt") and same_person("Dr. Anna Schmidt", "Anna Schmidt")
    assert not same_person("Anna Schmidt", "Karl Schmidt") and not same_person("", "Anna")
    assert unclear_name("x" * 101) and not unclear_name("Dr. J.R. O'Neill-Öztürk")


def test_deciding_does_no_io_and_knows_no_clock_and_no_chance():
    folder = Path(processor.registration.__file__).parent
    allowed = {"ast", "collections", "collections.abc", "dataclasses", "datetime", "difflib", "enum", "hashlib",
               "itsdangerous", "itsdangerous.signer", "re", "typing"}
    for module in folder.glob("*.py"):
        tree = ast.parse(module.read_text("utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert all(name in allowed or name.startswith("processor") for name in names), (module.name, names)
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            assert called not in {"now", "today", "utcnow"}, module.name


def test_a_party_that_overtakes_a_long_queue_is_placed_in_linear_time():
    def cost(length):
        queue = tuple(waiting(9, code_from(n.to_bytes(4, "big"), "KL")) for n in range(length))
        state = standing(booked(2, "KL-FULL2"), others=queue)
        return steps(lambda: placed(state))

    def placed(state):
        decision = decide(mail(EVE), wants(Intent.REGISTER, party_size=1), state, POLICY, NOW, FRESH)
        assert decision.changes[0].after.state is State.CONFIRMED

    assert cost(1000) < 5 * cost(250)


def test_more_people_than_a_party_may_have_are_for_a_human_and_not_for_a_question():
    decision = decide(mail(), unclear(Intent.REGISTER, "party_size", party_size=45), standing(), POLICY, NOW, FRESH)
    assert decision.outcome is Outcome.HELD and decision.asks is None
