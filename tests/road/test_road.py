"""The whole road on real servers: Postfix takes a citizen's mail, Dovecot holds it, `processor once` does the rest.

Nothing is replaced: the commands run as a user runs them, over TLS on both sides, with a password from the environment.
"""

import email
import email.policy
import json
import os
import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from imapclient import IMAPClient
from servers.certificates import Authority
from servers.dovecot import PASSWORD, Dovecot
from servers.postfix import DOMAIN, Postfix

pytestmark = pytest.mark.servers
ZONE = ZoneInfo("Europe/Berlin")
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds for Postfix to hand a mail on; it takes a tenth of one


@dataclass
class Town:
    """A town hall's mailbox, its citizens, and the servers between them."""

    dovecot: Dovecot
    postfix: Postfix
    authority: Authority
    folder: Path
    forum: str
    start: datetime
    environment: dict[str, str] = field(default_factory=lambda: {**os.environ, "FORUM_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)})

    @property
    def address(self) -> str:
        return f"{self.forum}@{DOMAIN}"

    def write_config(self) -> None:
        start = self.start
        (self.folder / "config.toml").write_text(f'''
[organiser]
name = "Projektteam Forum"
address = "{self.address}"
language = "de"
languages = ["de", "en"]
[[events]]
key = "forum"
title = "Bürgerforum"
start = {start:%Y-%m-%dT%H:%M:%S}
end = {start + timedelta(hours=3):%Y-%m-%dT%H:%M:%S}
venue = "Stadtmission Kaiserslautern"
address = "Brüderstraße 1, 67655 Kaiserslautern"
capacity = 10
[mailbox]
kind = "dedicated"
host = "localhost"
port = {self.dovecot.imaps}
security = "tls"
user = "{self.forum}"
password_env = "FORUM_PASSWORD"
ca_file = "{self.authority.certificate}"
[delivery]
host = "localhost"
port = {self.postfix.port}
security = "starttls"
user = "{self.forum}"
password_env = "FORUM_PASSWORD"
ca_file = "{self.authority.certificate}"
per_minute = 1000
[privacy]
controller = "Stadt Kaiserslautern"
contact = "{self.address}"
data_protection_officer = "none"
legal_basis = "Ihre Anmeldung (Art. 6 Abs. 1 lit. b DSGVO)"
authority = "Der Landesbeauftragte"
[database]
path = "{self.folder / 'forum.sqlite'}"
''', "utf-8")

    def processor(self, *arguments: str) -> str:
        """What a command prints; it must end with 0."""
        command = [sys.executable, "-m", "processor.cli", *arguments, "--config", str(self.folder / "config.toml")]
        ran = subprocess.run(command, capture_output=True, text=True, env=self.environment, cwd=self.folder, timeout=120)
        assert ran.returncode == 0, f"{arguments}: {ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def registrations(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.processor("registrations", "--all", "--json").splitlines()]

    def hand_over(self, mail: EmailMessage | bytes, user: str) -> None:
        """Give a mail to Postfix as the citizen's mail program does; it is in the inbox afterwards."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=email.policy.SMTP)
        before = len(self.folder_of(self.forum, "INBOX"))
        with smtplib.SMTP("localhost", self.postfix.port) as connection:
            connection.starttls(context=ssl.create_default_context(cafile=self.authority.certificate))
            connection.login(user, PASSWORD)
            sender = "" if raw.startswith(b"Return-Path: <>") else f"{user}@{DOMAIN}"
            connection.sendmail(sender, [self.address], raw)
        self.await_mails(self.forum, "INBOX", before + 1)

    def folder_of(self, user: str, name: str) -> list[EmailMessage]:
        """Every mail of a user's folder, oldest first; a folder that is not there has none."""
        trust = ssl.create_default_context(cafile=self.authority.certificate)
        with IMAPClient("localhost", self.dovecot.imaps, ssl_context=trust) as client:
            client.login(user, PASSWORD)
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [email.message_from_bytes(found[uid][b"BODY[]"], policy=email.policy.default) for uid in sorted(found)]

    def await_mails(self, user: str, name: str, count: int) -> list[EmailMessage]:
        """The folder's mails once there are so many of them."""
        until = time.monotonic() + PATIENCE
        while len(found := self.folder_of(user, name)) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} mails in {name} of {user}"
            time.sleep(0.05)
        assert len(found) == count
        return found


@pytest.fixture
def town(dovecot: Dovecot, postfix: Postfix, authority: Authority, tmp_path: Path) -> Iterator[Town]:
    start = (datetime.now(ZONE) + timedelta(days=20)).replace(hour=17, minute=0, second=0, microsecond=0, tzinfo=None)
    town = Town(dovecot, postfix, authority, tmp_path, dovecot.fresh_user(), start)
    town.write_config()
    yield town


def letter(town: Town, user: str, name: str, subject: str, text: str, answers: EmailMessage | None = None) -> EmailMessage:
    """A mail as a mail program writes it; an answer quotes what it answers."""
    mail = EmailMessage()
    mail["From"] = f"{name} <{user}@{DOMAIN}>"
    mail["To"] = town.address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.now(ZONE))
    mail["Message-ID"] = make_msgid(domain=DOMAIN)
    if answers is not None:
        mail["In-Reply-To"] = answers["Message-ID"]
        mail["References"] = answers["Message-ID"]
        quoted = plain(answers).replace("\n", "\n> ")
        text += f"\n\nAm 02.10.2017 um 09:15 schrieb Projektteam Forum <{town.address}>:\n\n> {quoted}\n"
    mail.set_content(text)
    return mail


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def calendar(mail: EmailMessage) -> Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


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
