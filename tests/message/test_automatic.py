"""Which mails machines wrote: a statement makes a mail automatic, a hint does not."""

import pytest

from processor.message import LOOP_HEADER, AutomaticReason, parse


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Auto-Submitted": "auto-replied"}, AutomaticReason.AUTO_SUBMITTED),
        ({"Auto-Submitted": "auto-generated; foo=bar"}, AutomaticReason.AUTO_SUBMITTED),
        ({"Return-Path": "<>"}, AutomaticReason.NULL_SENDER),
        ({"Precedence": "bulk"}, AutomaticReason.PRECEDENCE),
        ({"Precedence": "auto_reply"}, AutomaticReason.PRECEDENCE),
        ({"Precedence": "list"}, AutomaticReason.LIST),
        ({"List-Id": "<nachbarn.example.org>"}, AutomaticReason.LIST),
        ({"List-Unsubscribe": "<https://example.org/u>"}, AutomaticReason.LIST),
        ({"List-Post": "<mailto:l@example.org>"}, AutomaticReason.LIST),
        ({"X-Autoreply": "yes"}, AutomaticReason.VACATION_HEADER),
        ({"X-Autorespond": "Urlaub"}, AutomaticReason.VACATION_HEADER),
        (
            {"X-Auto-Response-Suppress": "All", "Subject": "Automatische Antwort: Forum"},
            AutomaticReason.VACATION_HEADER,
        ),
        ({"From": "MAILER-DAEMON@example.org"}, AutomaticReason.SYSTEM_SENDER),
        ({"From": "postmaster@example.org"}, AutomaticReason.SYSTEM_SENDER),
        ({"From": "Shop <no-reply@example.org>"}, AutomaticReason.SYSTEM_SENDER),
        ({"From": "do_not.reply@example.org"}, AutomaticReason.SYSTEM_SENDER),
        ({LOOP_HEADER: "confirmation"}, AutomaticReason.LOOP),
    ],
)
def test_a_statement_makes_a_mail_automatic(read, fields, reason):
    message = read(**fields)
    assert message.automatic is reason
    assert message.automatic_evidence


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto-Submitted": "no"},
        {"Auto-Submitted": "No (a human)"},
        {"X-Auto-Response-Suppress": "All"},
        {"Precedence": "first-class"},
        {"X-Mailer": "PHPMailer"},
        {"Importance": "high"},
        {"From": "Noreen Reply <noreen@example.org>"},
        {"Subject": "Undelivered Mail"},
        {"Subject": "Mail delivery"},
        {"From": "Root <wurzel@example.org>"},
    ],
)
def test_a_human_stays_a_human(read, fields):
    assert read(**fields).automatic is None


def test_our_own_mail_is_recognised_whatever_its_case(read):
    assert read(From="Forum@Example.NET", own=frozenset({"forum@example.net"})).automatic is AutomaticReason.OWN_MAIL


def test_a_forwarded_bounce_is_a_humans_mail(read):
    body = "Was heißt das?\n\n> This is the mail system at host mx.example.\n> <a@b.example>: 550 User unknown"
    assert read(body, Subject="WG: Undelivered Mail Returned to Sender").automatic is None


@pytest.mark.parametrize("part", ["message/disposition-notification"])
def test_a_read_receipt_is_a_read_receipt(multipart, part):
    raw = multipart(
        ("text/plain", "Gelesen."),
        (part, "Disposition: manual-action; displayed"),
        subtype="report; report-type=disposition-notification",
    )
    assert parse(raw).automatic is AutomaticReason.READ_RECEIPT


def test_a_missing_sender_is_no_problem_of_an_automatic_mail(read):
    message = read(From=None, Return_Path="<>")
    assert (message.automatic, message.problems) == (AutomaticReason.NULL_SENDER, ())
