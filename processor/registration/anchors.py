"""What in a mail leads back to a registration (RELIABILITY.md, rule 13).

People answer from another address, and mail programs drop References: so every
trace is read. Promise: what is quoted is kept apart from what is new, because
quoted words find a registration but never prove anything.
"""

from dataclasses import dataclass

from processor.message.model import Message
from processor.registration.codes import codes_in
from processor.registration.tokens import tokens_in


@dataclass(frozen=True, slots=True)
class Anchors:
    """Traces of earlier mail, unverified, first mention first."""

    codes: tuple[str, ...] = ()  # in the subject or the new text
    tokens: tuple[str, ...] = ()
    quoted_codes: tuple[str, ...] = ()
    quoted_tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()  # In-Reply-To and References, the nearest first
    calendar_code: str | None = None  # of an invitation that came back
    subaddresses: tuple[str, ...] = ()  # tags of local+tag@domain it was sent to

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Every code to look up, the sender's own words first."""
        calendar = (self.calendar_code,) if self.calendar_code else ()
        tokens = tuple(token.split(".", 1)[0] for token in (*self.tokens, *self.quoted_tokens))
        return tuple(dict.fromkeys((*self.codes, *tokens, *calendar, *self.quoted_codes)))


def anchors(message: Message) -> Anchors:
    """The traces in one mail. Linear in its text; never raises."""
    new = f"{message.subject}\n{message.visible.text}"
    ids = (message.in_reply_to, *reversed(message.references))
    return Anchors(
        codes=codes_in(new),
        tokens=tokens_in(new),
        quoted_codes=codes_in(message.visible.quoted),
        quoted_tokens=tokens_in(message.visible.quoted),
        message_ids=tuple(dict.fromkeys(i for i in ids if i)),
        calendar_code=_calendar_code(message),
        subaddresses=tuple(dict.fromkeys(tag for tag in map(_tag, message.to) if tag)),
    )


def _calendar_code(message: Message) -> str | None:
    """The code in an own UID, `<code>@<domain>`; None for everybody else's invitations."""
    if message.calendar is None:
        return None
    local, at, _ = message.calendar.uid.partition("@")
    codes = codes_in(local) if at else ()
    return codes[0] if codes and codes[0] == local.upper() else None


def _tag(address: str) -> str:
    return address.rpartition("@")[0].partition("+")[2]
