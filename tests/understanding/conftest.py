"""Mails and contexts built by hand, so that understanding is tested apart from parsing."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from processor.message.model import AuthenticationVerdict, Mailbox, Message, Visible
from processor.understanding import understand
from processor.understanding.model import Context, KnownEvent, Request

BERLIN = ZoneInfo("Europe/Berlin")
LANGUAGES = ("de", "en", "tr", "ar", "ru", "uk", "fr", "fa", "pl", "ro", "it", "es")


def _event(key: str, title: str, alias: str, day: tuple[int, int], hour: int, venue: str, address: str) -> KnownEvent:
    start = datetime(2017, *day, hour, tzinfo=BERLIN)
    return KnownEvent(key, title, (alias,), start, start.replace(hour=hour + 3), venue, address, subaddress=key[:5])


FORUM = _event(
    "buergerforum",
    "Bürgerforum „Wie wollen wir in Kaiserslautern zusammenleben?“",
    "Bürgerforum",
    (10, 19),
    17,
    "Stadtmission Kaiserslautern",
    "Brüderstraße 1, 67655 Kaiserslautern",
)
WORKSHOP = _event(
    "stadtteilwerkstatt",
    "Stadtteilwerkstatt Innenstadt-West",
    "Stadtteilwerkstatt",
    (10, 26),
    18,
    "Stadtteilbüro Grübentälchen",
    "Friedenstraße 118, 67657 Kaiserslautern",
)
YOUTH = _event(
    "jugendforum", "Jugendforum", "Jugendforum", (11, 4), 14, "Jugendzentrum", "Steinstraße 47, 67657 Kaiserslautern"
)


def _context(*events: KnownEvent) -> Context:
    return Context("Projektteam", "integrationfindetstadt@firu-mbh.de", events, "de", LANGUAGES, BERLIN)


@pytest.fixture(scope="session")
def single() -> Context:
    return _context(FORUM)


@pytest.fixture(scope="session")
def multi() -> Context:
    return _context(FORUM, WORKSHOP, YOUTH)


def built(
    text: str = "",
    *,
    subject: str = "",
    sender: str = "",
    signature: str = "",
    quoted: str = "",
    forwarded: bool = False,
    to: str = "integrationfindetstadt@firu-mbh.de",
    day: int = 9,
) -> Message:
    """A mail with these words; `sender` is written as in a From line."""
    name, _, address = sender.rpartition("<")
    return Message(
        message_id="<1@example.org>",
        content_hash="0",
        subject=subject,
        sender=Mailbox(name.strip(' "'), address.strip("> ") or "someone@example.org"),
        reply_to=None,
        to=(to,),
        envelope_sender=None,
        date=None,
        received=datetime(2017, 10, day, 9, tzinfo=UTC),
        in_reply_to="",
        references=(),
        visible=Visible(text, signature, quoted, forwarded),
        body=f"{text}\n{signature}\n{quoted}",
        html=False,
        calendar=None,
        delivery_status=None,
        automatic=None,
        automatic_evidence="",
        authentication=AuthenticationVerdict.NONE,
        attachments=(),
    )


@pytest.fixture(scope="session")
def mail() -> Callable[..., Message]:
    return built


@pytest.fixture(scope="session")
def read(single: Context, multi: Context) -> Callable[..., Request]:
    """What a mail with these words is understood as."""

    def understood(text: str = "", *, context: Context | None = None, every: bool = False, **parts: object) -> Request:
        return understand(built(text, **parts), context or (multi if every else single))  # type: ignore[arg-type]

    return understood
