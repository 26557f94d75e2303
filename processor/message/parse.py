"""bytes → Message: the story of reading one mail.

Promise: `parse` never raises, whatever the bytes are, and takes at most a second
and 256 MB. What it cannot read, or will not because it is outside the limits,
stands in `Message.problems`, and such a mail is held for a human.
"""

from datetime import UTC, datetime

from processor import limits
from processor.message import authentication, automatic, calendarpart, delivery, fields, identity, markup, quotes
from processor.message.model import AuthenticationVerdict, Mailbox, Message, Visible
from processor.message.structure import Part, cut

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SILENT = frozenset({"text/calendar", "application/ics", "message/delivery-status", "text/rfc822-headers"})
_TEXT_PARTS = 20  # text parts that are read; more is a digest


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
    text, html, guessed, problems = _body(structure.root)
    calendar = calendarpart.read(leaves)
    status = delivery.read(headers, structure.root, leaves, text, subject)
    visible = quotes.separate(text, subject)
    reason, evidence = automatic.judge(headers, structure.root, origin.sender, status, calendar, own)
    doubts = [*structure.problems, *headers.problems, *problems, *(origin.problems if reason is None else ())]
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
        html=html,
        calendar=calendar,
        delivery_status=status,
        automatic=reason,
        automatic_evidence=evidence,
        authentication=authentication.verdict(headers, origin.sender, authserv_id),
        attachments=tuple(part.media_type for part in leaves if part.attached or not _is_text(part)),
        charset_guessed=guessed,
        problems=tuple(dict.fromkeys(doubts)),
        headers=headers.decoded(),
    )


def _body(root: Part) -> tuple[str, bool, bool, list[str]]:
    """The mail's own text, whether it was HTML, whether a charset was guessed, and what was over a limit."""
    plain, markups = _own_texts(root)
    problems: list[str] = []
    texts = [part.text() for part in plain]
    text = "\n\n".join(text for text, _ in texts if text.strip())
    guessed = any(guess for _, guess in texts)
    html = bool(markups) and (not text.strip() or markup.is_placeholder(text))
    if html:
        sources = [part.text() for part in markups]
        source = "\n".join(text for text, _ in sources)
        if len(source) > limits.HTML:
            problems.append(f"the HTML is longer than {limits.HTML} characters")
            source = source[: limits.HTML]
        deep = markup.nested_from(source)
        if deep is not None:
            problems.append(f"the HTML is nested deeper than {limits.HTML_NESTING} elements")
        converted = markup.to_text(source[:deep])
        html = bool(converted.strip())
        if html:
            text, guessed = converted, any(guess for _, guess in sources)
    if len(text) > limits.TEXT:
        problems.append(f"the text is longer than {limits.TEXT} characters")
    return text[: limits.TEXT], html, guessed, problems


def _own_texts(root: Part) -> tuple[list[Part], list[Part]]:
    """The text/plain and text/html parts that the sender wrote: no attachment, no attached mail."""
    plain: list[Part] = []
    html: list[Part] = []
    reports = root.media_type == "multipart/report"
    for index, part in enumerate(root.parts if reports else (root,)):
        if reports and index:
            break  # the other parts of a report are for machines (RFC 6522)
        for leaf in part.walk():
            if leaf.parts or leaf.attached or not _is_text(leaf):
                continue
            (html if leaf.media_type == "text/html" else plain).append(leaf)
    return plain[:_TEXT_PARTS], html[:_TEXT_PARTS]


def _is_text(part: Part) -> bool:
    return (
        part.media_type in ("text/plain", "text/html", "text/enriched", "text/markdown")
        and part.media_type not in _SILENT
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
