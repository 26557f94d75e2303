"""What the receiving server says about the sender, and who may say it."""

import pytest

from processor.message import AuthenticationVerdict as Verdict
from processor.message import parse

OURS = "Received: from mail.example.org by mx.town.example; Wed, 04 Oct 2017 10:00:00 +0200\r\n"
THEIRS = "Received: from pc by mail.example.org; Wed, 04 Oct 2017 09:59:00 +0200\r\n"


def results(text: str) -> str:
    return f"Authentication-Results: {text}\r\n"


@pytest.mark.parametrize(
    ("head", "verdict"),
    [
        (results("mx.town.example; dkim=pass header.d=example.org") + OURS, Verdict.ALIGNED_PASS),
        (OURS + results("mx.town.example; dmarc=pass header.from=example.org") + THEIRS, Verdict.ALIGNED_PASS),
        (results("mx.town.example 1; dkim=pass (2048-bit) header.i=@mail.example.org") + OURS, Verdict.ALIGNED_PASS),
        (results("mx.town.example; dkim=pass header.d=evil.example") + OURS, Verdict.NONE),
        (results("mx.town.example; dkim=pass header.d=org") + OURS, Verdict.NONE),
        (results("mx.town.example; dkim=pass header.d=badexample.org") + OURS, Verdict.NONE),
        (results("mx.town.example; spf=pass smtp.mailfrom=example.org") + OURS, Verdict.NONE),
        (
            results("mx.town.example; dmarc=fail header.from=example.org; dkim=pass header.d=example.org") + OURS,
            Verdict.FAIL,
        ),
        (results("mx.town.example; spf=fail smtp.mailfrom=example.org") + OURS, Verdict.FAIL),
        (results("mx.town.example; spf=softfail smtp.mailfrom=example.org") + OURS, Verdict.NONE),
        (results("mx.town.example; spf=fail; dkim=pass header.d=example.org") + OURS, Verdict.ALIGNED_PASS),
        (results("mx.evil.example; dmarc=pass header.from=example.org") + OURS, Verdict.NONE),
        (OURS + THEIRS + results("mx.town.example; dmarc=pass header.from=example.org"), Verdict.NONE),
        (OURS + THEIRS + results("mx.town.example; dmarc=fail"), Verdict.NONE),
        (results("mx.town.example; dmarc=pass") + results("mx.town.example; dmarc=none") + OURS, Verdict.NONE),
        (results("mx.town.example; dmarc=pass") + results("mx.town.example; dmarc=fail") + OURS, Verdict.FAIL),
        (
            results("mx.town.example; spf=pass") + results("mx.town.example; dkim=pass header.d=example.org") + OURS,
            Verdict.ALIGNED_PASS,
        ),
        (results("mx.town.example; none (dmarc=pass header.from=example.org)") + OURS, Verdict.NONE),
        (results('mx.town.example; spf=pass reason="; dmarc=pass"') + OURS, Verdict.NONE),
        (results("dmarc=pass header.from=example.org") + OURS, Verdict.NONE),
        ("", Verdict.NONE),
    ],
)
def test_only_the_trusted_server_speaks(read, head, verdict):
    assert read(head=head, authserv_id="mx.town.example").authentication is verdict


MICROSOFT = "Received: from a by x.prod.outlook.com; Wed, 04 Oct 2017 10:00:00 +0200\r\n"


@pytest.mark.parametrize(
    ("head", "verdict"),
    [
        (
            MICROSOFT
            + results(
                "spf=pass smtp.mailfrom=example.org; dkim=pass "
                "header.d=example.org;dmarc=pass action=none header.from=example.org"
            ),
            Verdict.ALIGNED_PASS,
        ),
        (
            MICROSOFT
            + results("spf=fail smtp.mailfrom=x;dmarc=fail action=quarantine header.from=example.org;compauth=fail"),
            Verdict.FAIL,
        ),
        (
            MICROSOFT + results("mx.evil.example; dmarc=pass") + results("dmarc=pass header.from=example.org"),
            Verdict.NONE,
        ),
        (MICROSOFT + THEIRS + results("dmarc=pass header.from=example.org"), Verdict.NONE),
    ],
)
def test_exchange_online_writes_its_field_topmost_and_without_an_id(read, head, verdict):
    """Exchange Online writes no authserv-id, on which a strict parser raises."""
    assert read(head=head, authserv_id="exchange-online").authentication is verdict


def test_without_a_trusted_server_nothing_is_proved(read):
    assert (
        read(head=results("mx.town.example; dmarc=pass header.from=example.org"), authserv_id="none").authentication
        is Verdict.NONE
    )


def test_two_senders_are_never_aligned(mail):
    raw = mail(head=results("mx.town.example; dmarc=pass") + OURS + "From: other@example.org\r\n")
    assert parse(raw, authserv_id="mx.town.example").authentication is Verdict.NONE
