"""What makes two copies of a mail one mail (DESIGN.md, Identity).

Promise: two deliveries of one mail through different servers hash alike: trace
fields, MIME structure, charsets and white space do not count.
"""

import hashlib

from processor.message.model import CalendarPart, Mailbox, Visible


def content_hash(sender: Mailbox, date: str, subject: str, visible: Visible, calendar: CalendarPart | None) -> str:
    """Hex digest over From, Date, Subject, new text and calendar part."""
    said = " ".join(f"{visible.text} {visible.signature}".split())
    event = (
        ""
        if calendar is None
        else "\x1e".join(
            (
                calendar.method,
                calendar.uid,
                str(calendar.sequence),
                str(calendar.partstat),
                calendar.attendee,
                str(calendar.dtstamp),
                calendar.comment,
            )
        )
    )
    parts = (sender.address.lower(), " ".join(date.split()), " ".join(subject.split()), said, event)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def raw_hash(raw: bytes) -> str:
    """Hex digest of a mail that nothing could be read of."""
    return hashlib.sha256(raw).hexdigest()
