"""Mails built in code, and the parser they are read with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from processor.message import Message, Visible, parse

SENDER = "Erika Muster <erika@example.org>"
Mail = Callable[..., bytes]
Read = Callable[..., Message]


def build(
    body: str | bytes = "Ich komme gern.",
    *,
    kind: str = "text/plain; charset=utf-8",
    head: str = "",
    **fields: str | None,
) -> bytes:
    """A mail as bytes. A field given as None is left out; `head` is added in front as it stands."""
    named = {
        "From": SENDER,
        "To": "forum@example.net",
        "Subject": "Anmeldung",
        "Date": "Wed, 04 Oct 2017 10:00:00 +0200",
        "Message-ID": "<1@example.org>",
        "MIME-Version": "1.0",
        "Content-Type": kind,
    }
    named.update({name.replace("_", "-"): value for name, value in fields.items()})  # type: ignore[arg-type]
    lines = head + "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    octets = body.encode() if isinstance(body, str) else body
    return lines.encode("utf-8", "surrogateescape") + b"\r\n" + octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def mail() -> Mail:
    """Builds a mail: `mail("text", Subject="…")`."""
    return build


@pytest.fixture
def read() -> Read:
    """Builds and parses a mail in one go."""

    def parsed(
        body: str | bytes = "Ich komme gern.",
        *,
        authserv_id: str = "none",
        own: frozenset[str] = frozenset(),
        **fields: str,
    ) -> Message:
        return parse(build(body, **fields), authserv_id=authserv_id, own_addresses=own)

    return parsed


@pytest.fixture
def visible(read: Read) -> Callable[..., Visible]:
    """What is new, signed and quoted in a text."""
    return lambda body, **fields: read(body, **fields).visible


@pytest.fixture
def html(read: Read) -> Callable[..., Message]:
    """A mail that is only HTML."""
    return lambda body, **fields: read(body, kind="text/html; charset=utf-8", **fields)


@pytest.fixture
def multipart() -> Callable[..., bytes]:
    """A mail of several parts, each a (Content-Type, body) pair."""

    def built(*parts: tuple[str, str], subtype: str = "mixed", **fields: str) -> bytes:
        body = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--b--\n"
        return build(body, kind=f"multipart/{subtype}; boundary=b", **fields)

    return built


@pytest.fixture
def corpora() -> Path:
    """The collected mails beside the project (marker `shared`)."""
    return Path(__file__).parents[2] / "../shared/corpora"
