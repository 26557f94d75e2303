"""Mails as people write them, a file a language: each is understood as it was meant."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from processor.understanding.model import Request

GOLDEN = Path(__file__).parent / "golden"
FIELDS = {
    "intent": "intent",
    "advice": "advice",
    "size": "party_size",
    "delta": "party_delta",
    "event": "event",
    "question": "has_question",
    "language": "language",
}
KEYS = {*FIELDS, "text", "subject", "from", "signature", "quoted", "multi", "names", "needs", "why", "leaving"}


def _mails() -> list[Any]:
    found = []
    for file in sorted(GOLDEN.glob("*.toml")):
        for number, mail in enumerate(tomllib.loads(file.read_text("utf-8"))["mail"], 1):
            found.append(pytest.param(file.stem, mail, id=f"{file.stem}-{number}"))
    return found


@pytest.mark.parametrize(("language", "mail"), _mails())
def test_a_mail_is_understood_as_it_was_meant(
    language: str, mail: dict[str, Any], read: Callable[..., Request]
) -> None:
    assert set(mail) <= KEYS
    request = read(
        mail.get("text", ""),
        subject=mail.get("subject", ""),
        sender=mail.get("from", ""),
        signature=mail.get("signature", ""),
        quoted=mail.get("quoted", ""),
        every=mail.get("multi", False),
    )
    meant = {key: mail[key] for key in FIELDS if key in mail}
    got = {key: getattr(request, FIELDS[key]) for key in meant}
    for key in ("names", "needs"):
        if key in mail:
            meant[key] = sorted(mail[key])
            got[key] = sorted(request.attendees if key == "names" else request.needs)
    assert got == meant, f"{mail.get('text')}\n{request.reasons}\n{request.doubts}"
    assert request.language == mail.get("language", language)
