"""One mailbox of every kind, each empty, for the contract that all of them keep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers.certificates import Authority
from servers.dovecot import PASSWORD, Dovecot

from processor.mailbox.connect import ImapSettings
from processor.mailbox.folders import folder_names
from processor.mailbox.imap import ImapMailbox, open_imap
from processor.mailbox.maildir import Maildir
from processor.mailbox.port import MailboxPort, Role

MISSING = {
    "dovecot": set(),
    "dovecot without MOVE": {"MOVE"},
    "dovecot without MOVE and UIDPLUS": {"MOVE", "UIDPLUS"},
    "dovecot without IDLE": {"IDLE"},
}


@dataclass(slots=True)
class World:
    """A mailbox as we see it, and a second view as another program sees it."""

    mailbox: MailboxPort
    again: Callable[[], MailboxPort]

    def receive(self, *subjects: str) -> None:
        """Mails arrive, unseen."""
        for subject in subjects:
            self.mailbox.append(Role.INBOX, mail(subject), seen=False)

    def subjects(self, role: Role) -> list[str]:
        """What stands in a folder now, as a newcomer sees it."""
        other = self.again()
        try:
            return [subject_of(fetched.raw) for fetched in other.fetch(role, other.listing(role))]
        finally:
            other.close()


def mail(subject: str, text: str = "Wir kommen zu zweit.") -> bytes:
    """A small mail with CRLF line ends."""
    return f"From: Eva <eva@example.net>\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()


def subject_of(raw: bytes) -> str:
    return next(line for line in raw.split(b"\r\n") if line.startswith(b"Subject: "))[9:].decode()


def without(mailbox: ImapMailbox, capabilities: set[str]) -> ImapMailbox:
    """The mailbox as if its server lacked some abilities."""
    sessions = mailbox._sessions
    opened = sessions._open

    def masked():
        session = opened()
        session.capabilities -= capabilities
        return session

    sessions._open = masked
    return mailbox


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> ImapSettings:
    """How to enter a fresh mailbox of the real server."""
    dovecot: Dovecot = request.getfixturevalue("dovecot")
    authority: Authority = request.getfixturevalue("authority")
    return ImapSettings("localhost", dovecot.fresh_user(), lambda: PASSWORD, dovecot.imaps,
                        ca_file=authority.certificate, connect_timeout=10, read_timeout=10)


@pytest.fixture
def imap(settings: ImapSettings) -> Iterator[ImapMailbox]:
    """A prepared mailbox on the real server."""
    mailbox = open_imap(settings, folder_names("de"))
    mailbox.prepare()
    yield mailbox
    mailbox.close()


@pytest.fixture(params=["maildir", *(pytest.param(name, marks=pytest.mark.servers) for name in MISSING)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Each kind of mailbox in turn, empty and prepared."""
    if request.param == "maildir":
        another = lambda: Maildir(tmp_path / "Maildir", folder_names("de"))  # noqa: E731
    else:
        settings = request.getfixturevalue("settings")
        another = lambda: without(open_imap(settings, folder_names("de")), MISSING[request.param])  # noqa: E731
    mailbox = another()
    mailbox.prepare()
    yield World(mailbox, another)
    mailbox.close()
