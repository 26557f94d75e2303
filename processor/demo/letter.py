"""One of our finished mails, read back for showing it. Only ever our own octets."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self, cast

from icalendar import Calendar

from processor.replies import LOOP_HEADER
from processor.reports.page import standalone


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was handed to delivery."""

    recipient: str  # of the envelope
    kind: str  # of the reply, or 'report'
    subject: str
    message_id: str
    answers: str  # Message-ID, '' where it answers none
    text: str
    html: str
    calendar_uid: str  # '' without an invitation
    raw: bytes

    @classmethod
    def of(cls, raw: bytes, recipient: str) -> Self:
        """The mail in `raw`, as it goes to `recipient`."""
        mail = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
        return cls(
            recipient=recipient,
            kind=str(mail.get(LOOP_HEADER, "")),
            subject=str(mail["Subject"]),
            message_id=str(mail["Message-ID"]).strip(),
            answers=str(mail.get("In-Reply-To", "")).strip(),
            text=_part(mail, "text/plain"),
            html=standalone(raw) if _part(mail, "text/html") else "",
            calendar_uid=_uid(_part(mail, "text/calendar")),
            raw=raw,
        )


def _part(mail: EmailMessage, media_type: str) -> str:
    found = next((part for part in mail.walk() if part.get_content_type() == media_type), None)
    return "" if found is None else str(found.get_content()).replace("\r\n", "\n")


def _uid(calendar: str) -> str:
    if not calendar:
        return ""
    return next((str(event["UID"]) for event in Calendar.from_ical(calendar).walk("VEVENT")), "")
