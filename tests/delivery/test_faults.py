"""A server that goes wrong at one step: exactly one outcome, never a hang, and the next attempt works (P4)."""

import time
from itertools import product

import pytest
from servers.smtp_peer import Fault, Stage

from processor.delivery.port import DeliveryError

ABOUT_THE_MAIL = (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.BODY, Stage.DOT)
HANGING = 60  # seconds; the adapters here give up after a fraction of one
BEFORE_QUIT = [stage for stage in Stage if stage is not Stage.QUIT]
CODES = {Fault.LATER: 451, Fault.NEVER: 554}


@pytest.mark.parametrize(("stage", "fault"), [*product(BEFORE_QUIT, Fault)], ids=str)
def test_a_fault_is_permanent_only_where_this_mail_was_refused_and_the_next_attempt_delivers(
        peer, adapter, mail, stage, fault):
    server = peer(stage, fault)
    delivery, started = adapter(server.port), time.monotonic()
    with pytest.raises(DeliveryError) as caught:
        delivery.deliver(mail())
    assert time.monotonic() - started < HANGING
    assert caught.value.temporary is not (fault is Fault.NEVER and stage in ABOUT_THE_MAIL)
    assert caught.value.code == CODES.get(fault)
    assert "Likely cause" in str(caught.value)
    assert delivery.deliver(mail()).startswith("250")
    assert set(server.contents) == {mail().raw}


@pytest.mark.parametrize("fault", [*Fault], ids=str)
def test_a_taken_mail_stays_taken_however_the_goodbye_goes(peer, adapter, mail, fault):
    server = peer(Stage.QUIT, fault)
    delivery, started = adapter(server.port), time.monotonic()
    assert delivery.deliver(mail()) == "250 2.0.0 taken"
    delivery.close()
    assert server.contents == [mail().raw]
    assert time.monotonic() - started < HANGING


def test_there_are_seventy_cases():
    assert len(list(product(Stage, Fault))) == 70
