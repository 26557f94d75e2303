"""Answers to our invitations: what they change, and that they never start a conversation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from registration.desk import (
    ANNA,
    EVE,
    FORUM,
    FRESH,
    NOW,
    POLICY,
    booked,
    calendar_reply,
    decided,
    mail,
    reply_of,
    standing,
    wants,
)

from processor.message.model import AutomaticReason, PartStat
from processor.registration import accept
from processor.registration.model import Ask, Outcome, Proof, State
from processor.understanding.model import Intent

ACCEPT, DECLINE = wants(Intent.REGISTER, party_size=1), wants(Intent.CANCEL)


PART = ("method", "sequence", "dtstamp", "errors", "uid", "attendee", "guests", "comment", "program")


def answer(partstat, known, request=DECLINE, sender=ANNA, **fields):
    given = {"attendee": sender} | {k: fields.pop(k) for k in PART if k in fields}
    part = calendar_reply(partstat, **given)
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
    (PartStat.TENTATIVE, {}), (PartStat.OTHER, {}), (PartStat.DELEGATED, {}), (PartStat.ACCEPTED, {"method": "COUNTER"}),
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


def test_an_answer_through_a_service_of_ones_own_counts_as_ones_own_where_it_changes_nothing():
    """Nextcloud and others write from an address of their own; the attendee says for whom."""
    assert nothing_happened(answer(PartStat.ACCEPTED, booked(2), ACCEPT, sender=EVE, attendee=ANNA))
    asked = answer(PartStat.DECLINED, booked(1), sender=EVE, attendee=ANNA)
    assert not asked.changes and reply_of(asked).to == ANNA


def test_declining_for_somebody_else_from_the_stored_address_is_asked():
    asked = answer(PartStat.DECLINED, booked(1), attendee=EVE)
    assert not asked.changes and (reply_of(asked).ask, reply_of(asked).to) == (Ask.CANCEL, ANNA)


def test_a_service_that_declines_for_a_larger_party_makes_us_ask_its_owner_once():
    asked = answer(PartStat.DECLINED, booked(5), automatic=AutomaticReason.AUTO_SUBMITTED)
    assert (asked.outcome, reply_of(asked).to, reply_of(asked).calendar) == (Outcome.HELD, ANNA, None)
    known = booked(5)
    state = standing(known, referred=(known,), proof=Proof.STANDING, pending=asked.asks)
    again = decided(mail(calendar=calendar_reply(PartStat.DECLINED), automatic=AutomaticReason.AUTO_SUBMITTED),
                    DECLINE, state)
    assert again.replies == ()


def test_guests_named_in_the_calendar_are_for_a_human():
    held = answer(PartStat.ACCEPTED, booked(1), ACCEPT, guests=2)
    assert (held.outcome, held.changes, held.open_points[0].proposal) == (Outcome.HELD, (), "change KL-7F3Q to 3")


@pytest.mark.parametrize("fields", [{"comment": "zu dritt"}, {"text": "zu dritt", "program": "Microsoft Exchange"}])
def test_words_beside_an_answer_are_read_by_a_human_and_still_not_answered(fields):
    decision = answer(PartStat.ACCEPTED, booked(2), ACCEPT, **fields)
    assert (decision.outcome, decision.replies, len(decision.open_points)) == (Outcome.SILENT, (), 1)


def test_what_a_calendar_program_writes_by_itself_leaves_nothing_open():
    assert answer(PartStat.ACCEPTED, booked(2), ACCEPT, text="Anna Schmidt hat angenommen.").open_points == ()


def test_a_declined_invitation_with_words_is_acted_on_and_read():
    decision = answer(PartStat.DECLINED, booked(1), comment="Statt mir kommt Frau Kaya.")
    assert decision.changes[0].after.state is State.CANCELLED and len(decision.open_points) == 1


def test_an_answer_to_a_time_that_has_changed_is_recorded_only():
    moved = replace(FORUM, sequence=1)
    known = booked(1)
    state = standing(known, event=moved, referred=(known,), proof=Proof.STANDING)
    assert nothing_happened(decided(mail(calendar=calendar_reply(PartStat.DECLINED)), DECLINE, state))
    later = mail(calendar=calendar_reply(PartStat.DECLINED, sequence=1))
    assert decided(later, DECLINE, state).changes


@pytest.mark.parametrize(("partstat", "method"), [
    (PartStat.TENTATIVE, "REPLY"), (PartStat.DELEGATED, "REPLY"), (PartStat.TENTATIVE, "COUNTER")])
def test_once_an_organiser_has_seen_a_maybe_it_stays_as_it_is(partstat, method):
    known = booked(2)
    message = mail(calendar=calendar_reply(partstat, method=method))
    assert nothing_happened(accept(message, ACCEPT, standing(known, referred=(known,)), POLICY, NOW, FRESH))
