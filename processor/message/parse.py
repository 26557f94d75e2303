"""bytes → Message: the story of reading one mail.

Promise: `parse` never raises, whatever the bytes are, and takes at most a second
and 256 MB. What it cannot read, or will not because it is outside the limits,
stands in `Message.problems`, and such a mail is held for a human.
"""

from datetime import UTC, datetime

from processor.message import authentication, automatic, bodies, calendarpart, delivery, fields, identity, quotes
from processor.message.model import AuthenticationVerdict, Mailbox, Message, Visible
from processor.message.structure import cut

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(
    raw: bytes,
    *,
    received: datetime | None = None,
    own_addresses: frozenset[str] = frozenset(),
    authserv_id: str = "none",
    complete: bool = True,
) -> Message:
    """The mail in `raw`. Never raises.

    `received` is when it reached the mailbox (else the topmost Received, else
    Date). `complete=False` says that placeholders stand for parts that were too
    large to fetch, so that an empty text is not the sender's.
    """
    try:
        return _parse(raw, received, own_addresses, authserv_id, complete)
    except Exception as error:  # the promise: one bad mail never stops the rest
        return _unreadable(raw, received, f"the mail cannot be read ({type(error).__name__})")


def _parse(raw: bytes, received: datetime | None, own: frozenset[str], authserv_id: str, complete: bool) -> Message:
    structure = cut(raw)
    headers = fields.Headers(structure.fields)
    headers.count_limits()
    origin = fields.origin(headers)
    subject = headers.text("subject")
    leaves = [part for part in structure.root.walk() if not part.parts]
    body = bodies.read(structure.root)
    text = body.text
    calendar = calendarpart.read(leaves)
    status = delivery.read(headers, structure.root, leaves, text, subject)
    visible = quotes.separate(text, subject)
    reason, evidence = automatic.judge(headers, structure.root, origin.sender, status, calendar, own)
    doubts = [*structure.problems, *headers.problems, *body.problems, *(origin.problems if reason is None else ())]
    if not (text.strip() or subject or calendar or status):
        doubts.append("nothing is left to read" if complete else "the text was too large to fetch")
    return Message(
        message_id=next(iter(headers.ids("message-id")), ""),
        content_hash=identity.content_hash(origin.sender, headers.text("date"), subject, visible, calendar),
        subject=subject,
        sender=origin.sender,
        reply_to=origin.reply_to,
        to=tuple(address.lower() for address in origin.to),
        envelope_sender=fields.return_path(headers),
        date=origin.date,
        received=_moment(received, headers),
        in_reply_to=next(iter(headers.ids("in-reply-to")), ""),
        references=headers.ids("references"),
        visible=visible,
        body=text,
        html=body.html,
        calendar=calendar,
        delivery_status=status,
        automatic=reason,
        automatic_evidence=evidence,
        authentication=authentication.verdict(headers, origin.sender, authserv_id),
        attachments=tuple(part.media_type for part in leaves if part.attached or not bodies.is_text(part)),
        charset_guessed=body.guessed,
        problems=tuple(dict.fromkeys(doubts)),
    )


def _moment(received: datetime | None, headers: fields.Headers) -> datetime:
    if received is not None:
        return received if received.tzinfo else received.replace(tzinfo=UTC)
    return fields.received_at(headers) or _EPOCH


def _unreadable(raw: bytes, received: datetime | None, problem: str) -> Message:
    """A Message that says only that a human must look."""
    empty = Visible("", "", "", False)
    moment = received or _EPOCH
    return Message(
        message_id="",
        content_hash=identity.raw_hash(raw),
        subject="",
        sender=Mailbox("", ""),
        reply_to=None,
        to=(),
        envelope_sender=None,
        date=None,
        received=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        in_reply_to="",
        references=(),
        visible=empty,
        body="",
        html=False,
        calendar=None,
        delivery_status=None,
        automatic=None,
        automatic_evidence="",
        authentication=AuthenticationVerdict.NONE,
        attachments=(),
        problems=(problem,),
    )
