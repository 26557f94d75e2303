"""One of the staff at her mail program: she presses buttons, answers reports, writes commands."""

import re
from datetime import timedelta
from typing import Any

from worker.world import Role, World, parsed

from processor.registration import Tokens

PETRA = "petra@rathaus.example"
OLAF = "olaf@rathaus.example"
RITA = "rita@rathaus.example"
STAFF = [{"name": "Petra Lindner", "address": PETRA, "role": "steer"}, {"name": "Olaf Kessler", "address": OLAF, "role": "steer"},
         {"name": "Rita Reuter", "address": RITA, "role": "read"}]
ALIGNED = "Authentication-Results: mx.example.org; dkim=pass header.d=rathaus.example; dmarc=pass header.from=rathaus.example\n"
FORWARD = """Bitte übernehmen.

Von: Anna Schmidt <anna@example.net>
Gesendet: Montag, 2. Oktober 2017 10:00
An: Petra Lindner <petra@rathaus.example>
Betreff: Anmeldung

3 persons please
"""
_count = [0]


def mail(text: str, sender: str = PETRA, *, subject: str = "", headers: str = "", number: int | None = None) -> bytes:
    """A mail as one of the staff writes it; nothing proves it but its words and headers."""
    _count[0] += 1
    own = _count[0] if number is None else number
    raw = (f"Return-Path: <{sender}>\n{headers}From: Staff <{sender}>\nTo: forum@example.org\nSubject: {subject}\n"
           f"Date: Mon, 2 Oct 2017 09:15:00 +0200\nMessage-ID: <staff-{own}@rathaus.example>\n"
           f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n")
    return raw.replace("\n", "\r\n").encode()


def token(world: World, sender: str = PETRA, days_ago: int = 0) -> str:
    return Tokens(("key",)).staff(sender, (world.clock.now() - timedelta(days=days_ago)).date())


def order(world: World, text: str, sender: str = PETRA, **more: Any) -> Any:
    """Commands with proof, carried out; the transcript that came back."""
    subject = more.pop("subject", f"[{token(world, sender)}]")
    world.receive(mail(text, sender, subject=subject, **more))
    world.once()
    return transcripts(world, sender)[-1]


def press(world: World, command: str, sender: str = PETRA) -> Any:
    """One tap on a button."""
    return order(world, "", sender, subject=f"{command} {token(world, sender)}")


def transcripts(world: World, to: str = PETRA) -> list[Any]:
    """Our answers to one of the staff, oldest first."""
    sent = [parsed(one.raw) for one in world.outside.accepted if one.recipient == to]
    return [one for one in sent if one["X-Registration-Processor"] == "steering"]


def text_of(answer: Any) -> str:
    """The words of an answer, on one line."""
    return " ".join(answer.get_body(("plain",)).get_content().split())


def nonce_of(answer: Any) -> str:
    """The command of the confirming button."""
    return re.search(r"ja (j[0-9a-f]{10})", text_of(answer))[0]


__all__ = ["ALIGNED", "FORWARD", "OLAF", "PETRA", "RITA", "STAFF", "Role",
           "mail", "nonce_of", "order", "press", "text_of", "token", "transcripts"]
