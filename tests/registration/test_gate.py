"""Who is answered: each rule of the gate, and that nothing goes round it."""

from dataclasses import replace

import pytest
from registration.desk import ANNA, NOW, OFFICE, POLICY, booked, decided, mail, standing, wants

from processor.message import parse
from processor.message.model import AuthenticationVerdict, AutomaticReason, DeliveryStatus
from processor.registration import Silence, silence
from processor.registration.model import Outcome, Proof
from processor.understanding.model import Advice, Intent

BOUNCE = DeliveryStatus("failed", (ANNA,), (), "5.1.1", "", (), True)
MACHINES = [
    (mail(envelope_sender=""), Silence.NULL_SENDER),
    *((mail(automatic=reason), Silence.AUTOMATIC) for reason in AutomaticReason),
    (mail(delivery_status=BOUNCE), Silence.AUTOMATIC),
    (mail("MAILER-DAEMON@mx.example"), Silence.SYSTEM_SENDER),
    (mail("no-reply-4711@shop.example"), Silence.SYSTEM_SENDER),
    (mail(envelope_sender="bounces@list.example"), Silence.SYSTEM_SENDER),
    (mail(OFFICE.upper()), Silence.OWN_ADDRESS),
]
LIMITS = [
    ({"replies_today": 5}, Silence.REPLIES_TODAY),
    ({"unproven_today": 2}, Silence.UNPROVEN_TODAY),
    ({"wrong_codes_today": 5}, Silence.WRONG_CODES),
    ({"same_text_last_hour": 10}, Silence.SAME_TEXT),
    ({"domain_last_hour": 30}, Silence.DOMAIN),
    ({"muted": True}, Silence.MUTED),
    ({"proof": Proof.FORGED}, Silence.FORGED),
]
REGISTER = wants(Intent.REGISTER, party_size=1, attendees=("Anna Schmidt",))


def test_an_ordinary_mail_may_be_answered():
    assert silence(mail(), standing(), POLICY) is None


@pytest.mark.parametrize(("message", "reason"), MACHINES)
def test_a_machine_is_never_answered_and_registers_nobody(message, reason):
    result = decided(message, REGISTER, standing())
    assert silence(message, standing(), POLICY) is reason
    assert (result.outcome, result.replies, result.changes) == (Outcome.AUTOMATIC, (), ())


@pytest.mark.parametrize(("known", "reason"), LIMITS)
def test_beyond_a_limit_a_mail_is_held_silently_and_changes_nothing(known, reason):
    result = decided(mail(), REGISTER, standing(**known))
    assert silence(mail(), standing(**known), POLICY) is reason
    assert (result.outcome, result.replies, result.changes) == (Outcome.HELD, (), ())


@pytest.mark.parametrize("known", [
    {"replies_today": 4}, {"unproven_today": 1}, {"wrong_codes_today": 4}, {"same_text_last_hour": 9},
    {"domain_last_hour": 29}, {"unproven_today": 2, "proof": Proof.STANDING},
])
def test_below_a_limit_a_mail_is_answered(known):
    assert silence(mail(), standing(**known), POLICY) is None


def test_a_freemail_domain_may_write_as_much_as_it_has_customers():
    assert silence(mail("anna@gmx.de"), standing(domain_last_hour=80), POLICY) is None


@pytest.mark.parametrize(("field", "change"), [
    ("no sender", {"sender": mail("").sender}),
    ("dmarc", {"authentication": AuthenticationVerdict.FAIL}),
])
def test_a_mail_without_a_sender_we_can_believe_is_held_without_a_reply(field, change):
    result = decided(replace(mail(), **change), REGISTER, standing())
    assert (result.outcome, result.replies, result.changes) == (Outcome.HELD, (), ())


def test_received_is_said_once_a_day_and_the_mail_held_all_the_same():
    unclear = wants(Intent.CHANGE, advice=Advice.REVIEW)
    first, second = (decided(mail(), unclear, standing(booked(), errors_today=said)) for said in (0, 1))
    assert [len(d.replies) for d in (first, second)] == [1, 0]
    assert first.outcome is second.outcome is Outcome.HELD


def test_a_suppressing_header_on_a_humans_mail_does_not_make_it_a_machine():
    message = parse(f"From: {ANNA}\r\nX-Auto-Response-Suppress: All\r\n\r\nWir kommen zu zweit.\r\n".encode(), received=NOW)
    assert decided(message, REGISTER, standing()).outcome is Outcome.ANSWERED


def test_an_organisers_word_lifts_limits_but_not_the_silence_towards_machines():
    assert silence(mail(), standing(replies_today=9, vouched=True), POLICY) is None
    assert silence(mail(envelope_sender=""), standing(vouched=True), POLICY) is Silence.NULL_SENDER
