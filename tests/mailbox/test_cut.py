"""A session cut after any octet loses nothing (P6)."""

import dataclasses
import os

import pytest
from servers.cutting_proxy import CuttingProxy

from processor.mailbox.folders import folder_names
from processor.mailbox.imap import open_imap
from processor.mailbox.port import MailboxError, Role

pytestmark = pytest.mark.servers

STEP = int(os.environ.get("PROCESSOR_TESTS_CUT_EVERY", "53"))  # octets between two cuts; 1 tries them all
SUBJECTS = ["one", "two", "three"]
ENDLESS = 1 << 40


def mail(subject):
    return f"From: eva@example.net\r\nSubject: {subject}\r\n\r\nWir kommen zu zweit.\r\n".encode()


def take_all(mailbox, kept):
    """What intake does: keep each mail's bytes, and only then file it."""
    for fetched in mailbox.fetch(Role.INBOX, mailbox.listing(Role.INBOX)):
        kept.add(fetched.raw)
        mailbox.file(Role.INBOX, fetched.ref, Role.DONE)


def in_folder(mailbox, role):
    return sorted(fetched.raw for fetched in mailbox.fetch(role, mailbox.listing(role)))


class Cut:
    """A mailbox behind a network that breaks."""

    def __init__(self, dovecot, settings):
        self.dovecot = dovecot
        self.settings = dataclasses.replace(settings, port=dovecot.imap, security="none", host="127.0.0.1")
        self.direct = open_imap(self.settings, folder_names("de"))
        self.direct.prepare()

    def run(self, allowed):
        """(octets said, bytes kept, error) of one session over the breaking network, on three mails."""
        for subject in SUBJECTS:
            self.direct.append(Role.INBOX, mail(subject), seen=False)
        proxy, kept, error = CuttingProxy(self.dovecot.imap, allowed).start(), set(), None
        mailbox = open_imap(dataclasses.replace(self.settings, port=proxy.port), folder_names("de"))
        try:
            take_all(mailbox, kept)
        except MailboxError as caught:
            error = caught
        finally:
            mailbox.close()
            proxy.stop()
        return proxy.said, kept, error

    def empty(self):
        for role in (Role.INBOX, Role.DONE):
            for listed in self.direct.listing(role):
                self.direct.file(role, listed.ref, Role.IGNORE)


@pytest.fixture
def cut(dovecot, settings):
    cut = Cut(dovecot, settings)
    yield cut
    cut.direct.close()


def test_a_session_cut_after_any_octet_loses_nothing_and_says_so(cut):
    whole, kept, error = cut.run(ENDLESS)
    assert error is None and kept == {mail(subject) for subject in SUBJECTS}
    for allowed in range(0, whole - 1, STEP):
        cut.empty()
        _, kept, error = cut.run(allowed)
        filed = in_folder(cut.direct, Role.DONE)
        assert set(filed) <= kept, f"after {allowed} octets a mail was filed that nobody kept"
        everywhere = sorted(filed + in_folder(cut.direct, Role.INBOX))
        assert everywhere == sorted(map(mail, SUBJECTS)), f"after {allowed} octets"
        assert len(filed) == 3 or (error is not None and error.temporary), f"after {allowed} octets nobody noticed"
        take_all(cut.direct, kept)
        assert in_folder(cut.direct, Role.DONE) == sorted(map(mail, SUBJECTS))
        assert kept == set(map(mail, SUBJECTS))
