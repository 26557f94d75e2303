"""Peers for delivering to, and mails to deliver."""

from collections.abc import Callable, Iterator

import pytest
from servers.certificates import Authority, Certificate
from servers.smtp_peer import Fault, Peer, Stage

from processor.delivery.port import Outgoing
from processor.delivery.smtp import Patience, SmtpDelivery, SmtpSettings

TINY = Patience(connect=0.6, command=0.6, final_dot=0.6)


def outgoing(text: bytes = b"Sie sind angemeldet.\r\n", recipient: str = "eva@example.org") -> Outgoing:
    raw = b"From: forum@example.org\r\nTo: eva@example.org\r\nMessage-ID: <1@example.org>\r\n\r\n" + text
    return Outgoing(raw, "forum@example.org", recipient)


@pytest.fixture
def mail() -> Callable[..., Outgoing]:
    """A finished reply."""
    return outgoing


@pytest.fixture
def peer(certificate: Certificate) -> Iterator[Callable[..., Peer]]:
    """Starts a scripted server."""
    started: list[Peer] = []

    def start(stage: Stage | None = None, fault: Fault | None = None, **answers: bytes) -> Peer:
        started.append(Peer(certificate, stage, fault, answers=answers).start())
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def adapter(authority: Authority) -> Iterator[Callable[..., SmtpDelivery]]:
    """An adapter for a server on a port of this machine, with little patience."""
    made: list[SmtpDelivery] = []

    def make(port: int, **settings: object) -> SmtpDelivery:
        usual = {"user": "forum", "secret": lambda: "Grüße", "ca_file": authority.certificate, "patience": TINY}
        made.append(SmtpDelivery(SmtpSettings("localhost", port=port, **usual | settings)))
        return made[-1]

    yield make
    for each in made:
        each.close()
