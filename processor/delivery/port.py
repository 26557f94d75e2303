"""Where mail goes: the port that every delivery adapter fulfils.

Promise: one call, one mail, one recipient. `deliver` returns only after the
server took responsibility (RFC 5321, 4.2.5); otherwise it raises. An outcome
that nobody knows (connection lost after the final dot) is temporary: the same
bytes may go out again with the same Message-ID, never with a second decision.
"""

from dataclasses import dataclass
from typing import Protocol


class DeliveryError(Exception):
    """A mail was not taken. `temporary` unless the server refused for good (5xx)."""

    def __init__(self, message: str, *, temporary: bool = True, code: int | None = None) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.code = code


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Finished bytes and the one envelope they travel in."""

    raw: bytes  # RFC 5322, CRLF line ends
    sender: str  # MAIL FROM: the mailbox's own address
    recipient: str  # the one RCPT TO


class DeliveryPort(Protocol):
    """What every adapter promises; tests/delivery/contract.py asserts it of each."""

    def deliver(self, mail: Outgoing) -> str:
        """Hand over one mail; the server's words. Raises DeliveryError."""

    def check(self) -> str:
        """Connect, secure, log in, and leave again; one line for people. Raises DeliveryError."""

    def close(self) -> None:
        """Leave politely; never raises."""
