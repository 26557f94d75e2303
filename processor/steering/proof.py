"""Who may steer (DESIGN.md, Proof).

Promise: a listed From alone proves nothing. It takes an aligned pass of the
sender's domain, or something that only ever went to this very address: a token of
a report's button, or a Message-ID of ours in References. An explicit failure
of the domain beats them all. What is quoted proves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from processor.message.model import AuthenticationVerdict, Message
from processor.registration.tokens import Tokens


class Trust(StrEnum):
    """How well a mail proves which of the staff wrote it."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff."""

    name: str
    address: str
    steers: bool  # else only reads and asks


def person_of(message: Message, staff: Iterable[Person]) -> Person | None:
    """Whom of the staff From names; upper case is the same person."""
    sender = message.sender.address.casefold()
    return next((one for one in staff if sender and one.address.casefold() == sender), None)


def trust(message: Message, person: Person, tokens: Tokens, today: date, *, answers_report: bool) -> Trust:
    """What the mail proves; `answers_report`: References name a mail we sent to exactly this address lately."""
    if message.authentication is AuthenticationVerdict.FAIL:
        return Trust.FORGED
    if message.authentication is AuthenticationVerdict.ALIGNED_PASS or answers_report:
        return Trust.PROVEN
    pressed = tokens.is_staff(f"{message.subject}\n{message.visible.text}", person.address, today)
    return Trust.PROVEN if pressed else Trust.CLAIMED
