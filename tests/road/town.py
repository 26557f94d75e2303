"""A town hall's mailbox on real servers, and the mails its citizens' programs write."""

import email
import email.policy
import json
import os
import re
import smtplib
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from imapclient import IMAPClient
from servers.certificates import Authority
from servers.dovecot import PASSWORD, Dovecot
from servers.postfix import DOMAIN, Postfix

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
    trusts: str = ""  # the id under which the mail server says who a mail is really from
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
[limits]
replies_per_address = 50
[privacy]
controller = "Stadt Kaiserslautern"
contact = "{self.address}"
data_protection_officer = "none"
legal_basis = "Ihre Anmeldung (Art. 6 Abs. 1 lit. b DSGVO)"
authority = "Der Landesbeauftragte"
[trust]
authserv_id = "{self.trusts or 'none'}"
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

    @property
    def done(self) -> str:
        """The folder of settled mails, as the organisers see it."""
        return "Anmeldungen/Erledigt"

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

    def append(self, name: str, raw: bytes) -> None:
        """Put a mail into one of the forum's folders, as a colleague's mail program does."""
        trust = ssl.create_default_context(cafile=self.authority.certificate)
        with IMAPClient("localhost", self.dovecot.imaps, ssl_context=trust) as client:
            client.login(self.forum, PASSWORD)
            client.append(name, raw)

    def await_mails(self, user: str, name: str, count: int) -> list[EmailMessage]:
        """The folder's mails once there are so many of them."""
        until = time.monotonic() + PATIENCE
        while len(found := self.folder_of(user, name)) < count:
            assert time.monotonic() < until, f"{len(found)} of {count} mails in {name} of {user}"
            time.sleep(0.05)
        assert len(found) == count
        return found


def letter(town: Town, user: str, name: str, subject: str, text: str, answers: EmailMessage | None = None) -> EmailMessage:
    """A mail as a mail program writes it; an answer quotes what it answers."""
    mail = EmailMessage()
    mail["From"] = f"{name} <{user}@{DOMAIN}>"
    mail["To"] = town.address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(datetime.now(ZONE))
    mail["Message-ID"] = make_msgid(domain=DOMAIN)
    if town.trusts:
        mail["Authentication-Results"] = f"{town.trusts}; dmarc=pass header.from={DOMAIN}"
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


class Citizen:
    """Somebody at a mail program, who answers the last mail that came."""

    def __init__(self, town: Town, name: str) -> None:
        self.town, self.name = town, name
        self.user, self.inbox = town.dovecot.fresh_user(), list[EmailMessage]()

    def writes(self, text: str, *, subject: str = "", answers: EmailMessage | None = None,
               anew: bool = False) -> EmailMessage | None:
        """They write, the processor does its round; the mail that came of it, if one came. `anew`: no answer to anything."""
        thread = None if anew else answers or (self.inbox[-1] if self.inbox else None)
        subject = subject or (f"Re: {thread['Subject']}" if thread is not None else "Anmeldung Bürgerforum")
        return self.sends(letter(self.town, self.user, self.name, subject, f"{text}\n\nViele Grüße\n{self.name}", thread))

    def sends(self, mail: EmailMessage | bytes) -> EmailMessage | None:
        """The same for a mail as it is."""
        self.town.hand_over(mail, self.user)
        sent = re.search(r"(\d+) sent", self.town.processor("once"))
        assert sent is not None
        if sent[1] == "0":
            return None
        self.inbox = self.town.await_mails(self.user, "INBOX", len(self.inbox) + int(sent[1]))
        return self.inbox[-1]


def needed(mail: EmailMessage | None) -> EmailMessage:
    """The mail that had to come."""
    assert mail is not None, "no answer came"
    return mail
