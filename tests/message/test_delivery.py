"""Bounces: by the standard, and by the servers that never read it."""

import pytest

from processor.message import AutomaticReason, parse

STATUS = """Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; heike@example.org
Original-Recipient: rfc822;Heike.Sommer@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} gone
"""
RETURNED = (
    "From: forum@example.net\nTo: heike@example.org\nSubject: Anmeldung\nMessage-ID: <our-1@example.net>\n\nHallo"
)
REPORT = "report; report-type=delivery-status"


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [("failed", "5.1.1", True), ("failed", "4.4.7", False), ("delayed", "4.4.1", False)],
)
def test_a_delivery_status_is_read(multipart, action, status, permanent):
    message = parse(
        multipart(
            ("text/plain", "Sorry."),
            ("message/delivery-status", STATUS.format(action=action, status=status)),
            ("message/rfc822", RETURNED),
            subtype=REPORT,
            From="MAILER-DAEMON@mx.example.net",
        )
    )
    found = message.delivery_status
    assert message.automatic is AutomaticReason.DELIVERY_REPORT
    assert (found.action, found.status, found.permanent) == (action, status, permanent)
    assert found.recipients == ("heike@example.org",)
    assert found.original_recipients == ("Heike.Sommer@example.org",)
    assert found.returned_message_ids == ("<our-1@example.net>",)


def test_the_returned_mail_is_not_the_notices_text(multipart):
    message = parse(
        multipart(
            ("text/plain", "Sorry."),
            ("message/delivery-status", STATUS),
            ("text/rfc822-headers", RETURNED),
            subtype=REPORT,
        )
    )
    assert message.body.strip() == "Sorry."
    assert message.delivery_status.returned_message_ids == ("<our-1@example.net>",)


NOTICES = {
    "qmail": (
        "failure notice",
        "Hi. This is the qmail-send program at smtp.example.\nI'm "
        "afraid I wasn't able to deliver your message to the following "
        "addresses.\nThis is a permanent error; I've given up.\n\n"
        "<heike@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: "
        "<forum@example.net>\nTo: heike@example.org\nMessage-ID: <our-1@example.net>\n",
    ),
    "Exim": (
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. The following address(es) failed:\n\n  heike@example.org\n"
        "    550 5.1.1 User unknown\n\n------ This is a copy of the message, "
        "including all the headers. ------\n\nTo: heike@example.org\n"
        "Message-ID: <our-1@example.net>\n",
    ),
    "Exchange": (
        "Unzustellbar: Anmeldung",
        "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nheike@example.org\n"
        "Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\n"
        "Ursprüngliche Nachrichtenkopfzeilen:\n\nTo: heike@example.org\n"
        "Message-ID: <our-1@example.net>\n\n550 5.1.1\n",
    ),
    "Domino": (
        "DELIVERY FAILURE: User heike not listed in Domino Directory",
        "Your message\n\n  Subject: Anmeldung\n\nwas not delivered to:\n\n"
        "  heike@example.org\n\nbecause:\n\n  User heike not listed "
        "in Domino Directory\n\nMessage-ID: <our-1@example.net>\n",
    ),
    "GroupWise": (
        "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n    heike@example.org (user not found)\n"
        "\nMessage-ID: <our-1@example.net>\n",
    ),
}


@pytest.mark.parametrize("server", NOTICES)
def test_a_notice_in_plain_words_names_recipient_and_mail(read, server):
    subject, body = NOTICES[server]
    message = read(
        body, Subject=subject, From="Mail Delivery System <MAILER-DAEMON@mx.example>", To="forum@example.net"
    )
    assert message.automatic is AutomaticReason.DELIVERY_REPORT
    assert message.delivery_status.recipients == ("heike@example.org",)
    assert message.delivery_status.returned_message_ids == ("<our-1@example.net>",)
    assert message.delivery_status.permanent


def test_exims_header_names_the_recipient(read):
    message = read("Weg.", X_Failed_Recipients="heike@example.org", Auto_Submitted="auto-replied")
    assert message.automatic is AutomaticReason.DELIVERY_REPORT
    assert message.delivery_status.recipients == ("heike@example.org",)


def test_a_warning_is_a_delay(read):
    message = read(
        "This is a warning message only.\nYou do not need to resend your message.\n<heike@example.org>",
        Return_Path="<>",
        Subject="Warning: could not send message for past 4 hours",
        From="Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
    )
    assert (message.delivery_status.action, message.delivery_status.permanent) == ("delayed", False)


def test_a_null_sender_alone_is_no_bounce(read):
    message = read("Ich bin im Urlaub.", Return_Path="<>", Subject="Abwesenheit")
    assert (message.delivery_status, message.automatic) == (None, AutomaticReason.NULL_SENDER)
