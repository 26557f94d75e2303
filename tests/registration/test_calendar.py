"""Answers to our invitations: what they change, and that they never start a conversation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from registration.desk import ANNA, EVE, NOW, booked, calendar_reply, decided, mail, reply_of, standing, wants

from processor.message.model import AutomaticReason, PartStat
from processor.registration.model import Ask, Outcome, Proof, State
from processor.understanding.model import Intent

ACCEPT, DECLINE = wants(Intent.REGISTER, party_size=1), wants(Intent.CANCEL)


def answer(partstat, known, request=DECLINE, sender=ANNA, **fields):
    part = calendar_reply(partstat, **{k: fields.pop(k) for k in ("method", "sequence", "dtstamp", "errors", "uid")
                                       if k in fields})
    own = (known,) if sender == ANNA else ()
    state = standing(*own, others=(known,), referred=(known,), proof=Proof.STANDING,
                     calendar_seen=fields.pop("seen", ()))
    return decided(mail(sender, calendar=part, **fields), request, state)


def nothing_happened(decision):
    return decision.outcome is Outcome.SILENT and not decision.changes and not decision.replies


def test_accepting_changes_nothing_and_is_never_answered():
    assert nothing_happened(answer(PartStat.ACCEPTED, booked(2), ACCEPT))


def test_declining_cancels_a_party_of_one_and_the_answer_carries_no_calendar():
    decision = answer(PartStat.DECLINED, booked(1))
    assert decision.changes[0].after.state is State.CANCELLED
    assert reply_of(decision).calendar is None


def test_declining_for_a_larger_party_asks_the_stored_address_whether_all():
    decision = answer(PartStat.DECLINED, booked(5))
    assert not decision.changes
    assert (reply_of(decision).ask, reply_of(decision).to, reply_of(decision).registration.size) == (
        Ask.CANCEL, ANNA, 5)


def test_declining_from_another_address_asks_the_stored_one():
    decision = answer(PartStat.DECLINED, booked(1), sender=EVE)
    assert not decision.changes and reply_of(decision).to == ANNA


def test_declining_marked_automatic_is_processed_and_not_answered():
    decision = answer(PartStat.DECLINED, booked(1), automatic=AutomaticReason.AUTO_SUBMITTED)
    assert decision.changes[0].after.state is State.CANCELLED
    assert (decision.outcome, decision.replies) == (Outcome.SILENT, ())


@pytest.mark.parametrize("fields", [
    {"sequence": 0, "seen": (("KL-7F3Q@office.example", 1, NOW),)},
    {"dtstamp": NOW, "seen": (("KL-7F3Q@office.example", 0, NOW),)},
    {"dtstamp": NOW - timedelta(hours=1), "seen": (("KL-7F3Q@office.example", 0, NOW),)},
])
def test_an_older_answer_is_recorded_only(fields):
    assert nothing_happened(answer(PartStat.DECLINED, booked(1), **fields))


def test_an_answer_to_an_invitation_that_has_changed_since_is_recorded_only():
    assert nothing_happened(answer(PartStat.DECLINED, booked(1, calendar_sequence=1)))


@pytest.mark.parametrize(("partstat", "fields"), [
    (PartStat.TENTATIVE, {}), (PartStat.OTHER, {}), (PartStat.ACCEPTED, {"method": "COUNTER"}),
    (PartStat.DECLINED, {"errors": ("DTSTART",)}), (None, {}),
])
def test_maybe_and_other_times_are_for_a_human(partstat, fields):
    decision = answer(partstat, booked(1), **fields)
    assert (decision.outcome, decision.changes, decision.replies) == (Outcome.HELD, (), ())


def test_somebody_else_who_accepts_a_forwarded_invitation_is_for_a_human():
    assert answer(PartStat.ACCEPTED, booked(1), ACCEPT, sender=EVE).outcome is Outcome.HELD


@pytest.mark.parametrize("uid", ["KL-7F3Q@elsewhere.example", "KL-7F3Q", "040000008200E00074C5@office.example"])
def test_an_invitation_that_is_not_ours_is_an_ordinary_mail(uid):
    decision = answer(PartStat.ACCEPTED, booked(1), ACCEPT, uid=uid)
    assert decision.outcome is Outcome.ANSWERED
    assert reply_of(decision).calendar is None


def test_a_strangers_calendar_service_registers_nobody_who_could_not_be_told():
    part = replace(calendar_reply(PartStat.ACCEPTED), uid="other@elsewhere.example")
    message = mail(calendar=part, automatic=AutomaticReason.CALENDAR)
    decision = decided(message, ACCEPT, standing())
    assert (decision.outcome, decision.changes, decision.replies) == (Outcome.HELD, (), ())


def test_a_forged_decline_cancels_nothing():
    known = booked(1)
    state = standing(known, referred=(known,), proof=Proof.FORGED)
    decision = decided(mail(calendar=calendar_reply(PartStat.DECLINED)), DECLINE, state)
    assert (decision.outcome, decision.changes, decision.replies) == (Outcome.HELD, (), ())
