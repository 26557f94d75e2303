"""Real mails that nobody on this project wrote: none breaks anything, none that signs nobody up is applied."""

from pathlib import Path

import pytest
from collected.mails import collected

from processor import config
from processor.message import parse
from processor.understanding import context_of, understand
from processor.understanding.model import Advice, Intent

pytestmark = pytest.mark.shared
ACTS = (Intent.REGISTER, Intent.CANCEL, Intent.CHANGE)
HUMANS = ("human_de", "human_en", "spam", "list_mail", "quoted_reply", "signature")


@pytest.fixture(scope="module")
def understood(shared: Path) -> list[tuple]:
    context = context_of(config.read(shared / "score" / "single.toml"))
    return [(mail, understand(parse(mail.raw), context)) for mail in collected(shared / "corpora")]


def test_no_human_who_signs_nobody_up_is_acted_on(understood: list[tuple]):
    acted = [f"{mail.file}: {request.intent} {request.party_size}" for mail, request in understood
             if mail.kind in HUMANS and mail.expected.get("register") is False
             and request.advice is Advice.APPLY and request.intent in ACTS]
    assert acted == []


def test_bounces_and_automatic_replies_are_recognised(understood: list[tuple]):
    machine = [(mail, request) for mail, request in understood
               if mail.expected.get("is_bounce") or mail.expected.get("is_auto_reply")]
    missed = [mail.file for mail, request in machine if request.intent is not Intent.AUTOMATIC]
    assert len(missed) <= len(machine) // 100, missed
