"""Where mail comes from: the port that every mailbox adapter fulfils.

Terms. A *folder* is named by its role; a *ref* is (uidvalidity, uid) inside
one folder and never reused by the server. *Fetching* changes nothing in the
mailbox, not even \\Seen. *Filing* moves one mail to the folder of a role.

Promise: a call either did the whole thing or raises `MailboxError`;
`temporary` tells whether trying again later makes sense.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """The folders we know by what they are for; names are config, in the organiser's language."""

    INBOX = "inbox"
    REVIEW = "review"  # Anmeldungen/Zu prüfen
    ACCEPT = "accept"  # Anmeldungen/Annehmen
    IGNORE = "ignore"  # Anmeldungen/Ignorieren
    DONE = "done"  # Anmeldungen/Erledigt
    AUTOMATIC = "automatic"  # Anmeldungen/Automatisch
    SENT = "sent"


REMOVABLE = frozenset({Role.DONE, Role.AUTOMATIC})  # the only folders the processor ever deletes anything from


class MailboxError(Exception):
    """A mailbox could not do what was asked. Says what, the seen value, likely cause, remedy."""

    def __init__(self, message: str, *, temporary: bool = True) -> None:
        super().__init__(message)
        self.temporary = temporary


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A mail's identity inside a folder."""

    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail as a folder lists it, before its body is asked for."""

    ref: Ref
    size: int  # octets (RFC822.SIZE)
    internal_date: datetime  # aware
    answered: bool  # \\Answered
    deleted: bool  # \\Deleted: such a mail does not exist for us


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail's bytes: whole up to 1 MB, else header and text parts with named placeholders."""

    ref: Ref
    raw: bytes
    internal_date: datetime
    complete: bool


def check_removable(role: Role) -> None:
    """Raises ValueError for a folder that is not ours alone: nobody's inbox is ever emptied by a mistake."""
    if role not in REMOVABLE:
        raise ValueError(f"mails are never removed from the folder {role.value!r}")


class MailboxPort(Protocol):
    """What every adapter promises; tests/mailbox/test_contract.py asserts it of each."""

    account: str  # stable name of the mailbox, part of a mail's identity

    def prepare(self) -> None:
        """Create and subscribe the folders that are missing. Safe to repeat."""

    def uidvalidity(self, role: Role) -> int:
        """The folder's present UIDVALIDITY."""

    def listing(self, role: Role, above: int = 0) -> list[Listed]:
        """Mails with a UID greater than `above`, ascending. \\Deleted ones are left out."""

    def fetch(self, role: Role, refs: Iterable[Listed]) -> Iterator[Fetched]:
        """The mails asked for, in order; expunged ones are silently absent. BODY.PEEK."""

    def file(self, source: Role, ref: Ref, target: Role) -> Ref | None:
        """Move one mail; the new ref where the server tells. A mail that is gone: None, no error."""

    def file_all(self, source: Role, refs: Sequence[Ref], target: Role) -> dict[Ref, Ref | None]:
        """Move several mails, as `file` does each; old ref → new ref of those that were there.

        Servers take about as long for a hundred as for one. An error may leave some moved and some not.
        """

    def remove(self, role: Role, refs: Sequence[Ref]) -> list[Ref]:
        """Delete mails for good; those that were there, in the order asked for.

        Only exactly these: each must still stand under its recorded ref, or it is left out as gone. Whatever else
        people flagged \\Deleted stays; where a server cannot expunge some mails alone, ours stay flagged like them,
        which counts as not being there. Repeating is harmless. Raises ValueError, and touches nothing, for a role
        that is not in `REMOVABLE`.
        """

    def append(self, role: Role, raw: bytes, *, seen: bool = True) -> None:
        """Store a copy (Sent), marked with the keyword `$RegistrationProcessor` where allowed."""

    def wait(self, seconds: float) -> None:
        """Return when something may have changed, at the latest after `seconds`. Only a wake-up."""

    def close(self) -> None:
        """Log out; never raises."""
