"""The whole road on real servers: Postfix takes a citizen's mail, Dovecot holds it, `processor once` does the rest.

Nothing is replaced: the commands run as a user runs them, over TLS on both sides, with a password from the environment.
"""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import pytest
from road.town import ZONE, Town, calendar, letter, plain
from servers.postfix import DOMAIN

pytestmark = pytest.mark.servers


def test_a_citizen_signs_up_changes_and_cancels_and_machines_cause_nothing(town: Town):
    anna = town.dovecot.fresh_user()
    town.processor("once")  # first contact with an empty mailbox

    first = letter(town, anna, "Anna Schmidt", "Anmeldung Bürgerforum",
                   "Guten Tag,\n\nmein Mann Karl Schmidt und ich kommen gerne zum Bürgerforum. Er sitzt im Rollstuhl.\n\n"
                   "Viele Grüße\nAnna Schmidt")
    town.hand_over(first, anna)
    town.processor("once")

    [confirmation] = town.await_mails(anna, "INBOX", 1)
    [row] = town.registrations()
    assert (row["state"], row["size"], row["needs"]) == ("confirmed", 2, ["wheelchair"])
    assert sorted(row["attendees"]) == ["Anna Schmidt", "Karl Schmidt"]
    assert row["code"] in confirmation["Subject"] and row["code"] in plain(confirmation)
    assert "2 Personen" in plain(confirmation) and "Stadtmission" in plain(confirmation)
    assert confirmation["To"].addresses[0].addr_spec == f"{anna}@{DOMAIN}"
    assert confirmation["In-Reply-To"] == first["Message-ID"]
    assert confirmation["Auto-Submitted"] == "auto-replied"
    invitation = calendar(confirmation)
    [event] = invitation.walk("VEVENT")
    assert str(invitation["METHOD"]) == "REQUEST"
    assert event["DTSTART"].dt.replace(tzinfo=None) == town.start
    assert "ollst" not in str(event)  # needs stay out of calendars

    town.hand_over(letter(town, anna, "Anna Schmidt", f"Re: {confirmation['Subject']}",
                          "Hallo, meine Schwester kommt auch mit, wir sind also zu dritt. LG Anna", confirmation), anna)
    town.processor("once")
    changed = town.await_mails(anna, "INBOX", 2)[-1]
    [row] = town.registrations()
    assert (row["state"], row["size"]) == ("confirmed", 3)
    assert row["code"] in changed["Subject"] and "3 Personen" in plain(changed)

    town.hand_over(letter(town, anna, "Anna Schmidt", f"Re: {changed['Subject']}",
                          "Leider müssen wir absagen, mein Mann ist krank geworden.", changed), anna)
    town.processor("once")
    cancelled = town.await_mails(anna, "INBOX", 3)[-1]
    [row] = town.registrations()
    assert row["state"] == "cancelled"
    assert row["code"] in cancelled["Subject"]
    assert str(calendar(cancelled)["METHOD"]) == "CANCEL"

    vacation = letter(town, anna, "Anna Schmidt", f"Automatische Antwort: {changed['Subject']}",
                      "Ich bin bis zum 30. nicht im Büro und melde mich danach.", changed)
    vacation["Auto-Submitted"] = "auto-replied"
    town.hand_over(vacation, anna)
    town.hand_over(bounce(town, confirmation, f"{anna}@{DOMAIN}"), anna)
    town.hand_over(first, anna)  # the same mail once more
    town.processor("once")
    assert len(town.folder_of(anna, "INBOX")) == 3
    [row] = town.registrations()
    assert row["state"] == "cancelled"
    assert town.folder_of(town.forum, "INBOX") == []  # everything was filed
    sent = town.folder_of(town.forum, "Sent")
    assert [mail["Message-ID"] for mail in sent] == [mail["Message-ID"] for mail in (confirmation, changed, cancelled)]


def bounce(town: Town, returned: EmailMessage, recipient: str) -> bytes:
    """A delivery report as Postfix writes it (RFC 3464)."""
    boundary = "8D2F1.1506930000/mail.example.org"
    return f"""Return-Path: <>
From: MAILER-DAEMON@mail.{DOMAIN} (Mail Delivery System)
To: {town.address}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(datetime.now(ZONE))}
Message-ID: {make_msgid(domain=f"mail.{DOMAIN}")}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.{DOMAIN}.
I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{recipient}>: host mx.{DOMAIN} said: 550 5.1.1 User unknown

--{boundary}
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.{DOMAIN}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--{boundary}
Content-Type: text/rfc822-headers

Message-ID: {returned["Message-ID"]}
Subject: Anmeldung
From: {town.address}
To: {recipient}

--{boundary}--
""".replace("\n", "\r\n").encode()


def test_a_cancellation_that_nothing_proves_asks_the_stored_address(town: Town):
    anna, eve = town.dovecot.fresh_user(), town.dovecot.fresh_user()
    town.processor("once")
    town.hand_over(letter(town, anna, "Anna Schmidt", "Anmeldung", "Ich komme zum Bürgerforum. Anna Schmidt"), anna)
    town.processor("once")
    town.await_mails(anna, "INBOX", 1)

    town.hand_over(letter(town, anna, "Anna Schmidt", "Absage", "Ich kann leider doch nicht zum Bürgerforum kommen."), eve)
    town.processor("once")

    asked = town.await_mails(anna, "INBOX", 2)[-1]
    [row] = town.registrations()
    assert row["state"] == "confirmed"
    assert asked["To"].addresses[0].addr_spec == f"{anna}@{DOMAIN}"
    assert town.folder_of(eve, "INBOX") == []

    town.hand_over(letter(town, anna, "Anna Schmidt", f"Re: {asked['Subject']}", "Ja", asked), anna)
    town.processor("once")
    [row] = town.registrations()
    assert row["state"] == "cancelled"
