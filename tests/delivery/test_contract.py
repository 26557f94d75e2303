"""What port.py promises, asserted of every adapter: a Maildir, aiosmtpd, a real Postfix."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller
from servers.daemon import free_ports
from servers.dovecot import PASSWORD
from servers.postfix import DOMAIN

from processor.delivery.maildir import MaildirDelivery
from processor.delivery.port import DeliveryError, DeliveryPort, Outgoing
from processor.delivery.smtp import SmtpDelivery, SmtpSettings

BODY = b"Sie sind angemeldet: 2 Personen.\r\n.\r\nMit freundlichen Gr=C3=BC=C3=9Fen\r\n"


@dataclass(slots=True)
class Sink:
    """An adapter, an address that it reaches, and what arrived there."""

    delivery: DeliveryPort
    address: str
    arrived: Callable[[], list[bytes]]

    def mail(self, number: int = 1) -> Outgoing:
        raw = f"From: {self.address}\r\nTo: {self.address}\r\nSubject: {number}\r\n\r\n".encode() + BODY
        return Outgoing(raw, self.address, self.address)

    def bodies(self, count: int) -> list[bytes]:
        """The bodies of `count` mails, once they are there."""
        until = time.monotonic() + 10
        while len(self.arrived()) < count and time.monotonic() < until:
            pass
        return [raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2] for raw in self.arrived()]


class Taker:
    """aiosmtpd's handler: keeps contents."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):
        self.contents.append(envelope.content)
        return "250 taken"


@pytest.fixture
def aiosmtpd():
    taker = Taker()
    [port] = free_ports(1)
    controller = Controller(taker, hostname="127.0.0.1", port=port)
    controller.start()
    yield Sink(SmtpDelivery(SmtpSettings("127.0.0.1", port=port, security="none")), "eva@example.org",
               lambda: taker.contents)
    controller.stop()


@pytest.fixture
def maildir(tmp_path):
    folder = tmp_path / "out"
    return Sink(MaildirDelivery(folder), "eva@example.org",
                lambda: [path.read_bytes() for path in sorted(folder.glob("new/*"))])


@pytest.fixture
def real(request):
    postfix, dovecot, authority = map(request.getfixturevalue, ("postfix", "dovecot", "authority"))
    user = dovecot.fresh_user()
    settings = SmtpSettings("localhost", user, lambda: PASSWORD, port=postfix.port, ca_file=authority.certificate)
    inbox = dovecot.maildir(user)
    return Sink(SmtpDelivery(settings), f"{user}@{DOMAIN}",
                lambda: [path.read_bytes() for path in sorted(inbox.glob("new/*"))])


@pytest.fixture(params=["maildir", "aiosmtpd", pytest.param("real", marks=pytest.mark.servers("postfix"))])
def sink(request):
    sink = request.getfixturevalue(request.param)
    yield sink
    sink.delivery.close()


def test_a_delivered_mail_arrives_with_its_body_unchanged(sink):
    sink.delivery.deliver(sink.mail())
    assert sink.bodies(1) == [BODY.replace(b"\r\n", b"\n")]


def test_several_mails_arrive_once_each(sink):
    for number in range(3):
        sink.delivery.deliver(sink.mail(number))
    assert len(sink.bodies(3)) == 3


def test_the_answer_is_one_line_of_the_receivers_words(sink):
    said = sink.delivery.deliver(sink.mail())
    assert said and "\n" not in said


def test_checking_delivers_nothing(sink):
    assert sink.delivery.check()
    sink.delivery.deliver(sink.mail())
    assert len(sink.bodies(1)) == 1


def test_after_closing_it_can_go_on(sink):
    sink.delivery.deliver(sink.mail(1))
    sink.delivery.close()
    sink.delivery.close()
    sink.delivery.deliver(sink.mail(2))
    assert len(sink.bodies(2)) == 2


@pytest.mark.servers
def test_a_recipient_that_postfix_refuses_is_a_permanent_error(real, postfix):
    ours = real.mail()
    with pytest.raises(DeliveryError) as caught:
        real.delivery.deliver(Outgoing(ours.raw, ours.sender, "eva@.example.org"))
    assert not caught.value.temporary and caught.value.code == 501


@pytest.mark.servers
def test_a_wrong_password_at_postfix_is_temporary_and_says_what_to_do(request, postfix, dovecot, authority):
    settings = SmtpSettings("localhost", "eva", lambda: "wrong", port=postfix.port, ca_file=authority.certificate)
    with pytest.raises(DeliveryError, match="password") as caught:
        SmtpDelivery(settings).check()
    assert caught.value.temporary and caught.value.code == 535


def test_a_maildir_that_cannot_be_written_is_a_temporary_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError) as caught:
        MaildirDelivery(tmp_path / "file" / "out").deliver(Outgoing(b"", "a@b.c", "a@b.c"))
    assert caught.value.temporary
