"""Which mails machines wrote, by headers and structure (RFC 3834, section 2; RFC 2919; RFC 8098).

Promise: a reason always comes with the line that states it, and a hint alone is
no reason: X-Auto-Response-Suppress on a human's mail says nothing about it.
Being automatic forbids an answer; it never forbids reading.
"""

from processor.message.delivery import system_sender
from processor.message.fields import Headers, return_path
from processor.message.model import AutomaticReason, CalendarPart, DeliveryStatus, Mailbox
from processor.message.structure import Part
from processor.message.wording import automatic

LOOP_HEADER = "X-Registration-Processor"  # every mail of ours carries it

_MACHINE_METHODS = frozenset({"REFRESH", "DECLINECOUNTER"})
Reason = tuple[AutomaticReason | None, str]


def judge(
    headers: Headers,
    root: Part,
    sender: Mailbox,
    status: DeliveryStatus | None,
    calendar: CalendarPart | None,
    own: frozenset[str],
) -> Reason:
    """Why a mail is automatic and the words that say so, (None, '') where nothing says so.

    An attendee's answer is what somebody clicked: a calendar service may mark
    it as automatic, and it is processed all the same.
    """
    answer = calendar is not None and calendar.method == "REPLY" and calendar.partstat is not None
    found = _report(root, status) or _ours(headers, sender, own)
    if found or answer:
        return found or (None, "")
    return (
        _envelope(headers)
        or _stated(headers)
        or _system(headers, sender)
        or _list(headers)
        or _calendar(calendar)
        or (None, "")
    )


def _report(root: Part, status: DeliveryStatus | None) -> Reason | None:
    kind = root.parameter("report-type").lower()
    if kind == "disposition-notification" or any(
        part.media_type in ("message/disposition-notification", "message/global-disposition-notification")
        for part in root.walk()
    ):
        return AutomaticReason.READ_RECEIPT, "message/disposition-notification"
    if status is not None:
        return (
            AutomaticReason.DELIVERY_REPORT,
            f"{status.action} {status.status} {', '.join(status.recipients[:3])}".strip(),
        )
    if root.media_type == "multipart/report":
        return AutomaticReason.DELIVERY_REPORT, f"multipart/report {kind}".strip()
    return None


def _ours(headers: Headers, sender: Mailbox, own: frozenset[str]) -> Reason | None:
    if sender.address and sender.address.lower() in {address.lower() for address in own}:
        return AutomaticReason.OWN_MAIL, f"From: {sender.address}"
    if headers.all(LOOP_HEADER.lower()):
        return AutomaticReason.LOOP, f"{LOOP_HEADER}: {headers.text(LOOP_HEADER.lower())}"
    return None


def _envelope(headers: Headers) -> Reason | None:
    return (
        (AutomaticReason.NULL_SENDER, "Return-Path: <>")
        if return_path(headers) == "" and headers.all("return-path")
        else None
    )


def _stated(headers: Headers) -> Reason | None:
    submitted = headers.text("auto-submitted").casefold()
    if submitted and submitted.partition(";")[0].split("(")[0].strip() != "no":
        return AutomaticReason.AUTO_SUBMITTED, f"Auto-Submitted: {submitted}"
    for name in automatic("vacation_fields"):
        value = headers.text(name)
        if value and value.casefold() not in ("no", "false", "0"):
            return AutomaticReason.VACATION_HEADER, f"{name}: {value}"
    subject = headers.text("subject").casefold()
    if headers.all("x-auto-response-suppress") and subject.startswith(automatic("vacation_subjects")):
        return AutomaticReason.VACATION_HEADER, f"Subject: {headers.text('subject')}"
    if (
        "autoresponder" in headers.text("delivered-to").casefold().split("@")[0]
        or "9; autoresponder" in headers.text("x-post-messageclass").casefold()
    ):
        return AutomaticReason.VACATION_HEADER, "autoresponder"
    precedence = headers.text("precedence").casefold().strip() or headers.text("x-precedence").casefold().strip()
    if precedence in automatic("precedences"):
        return AutomaticReason.PRECEDENCE, f"Precedence: {precedence}"
    return None


def _system(headers: Headers, sender: Mailbox) -> Reason | None:
    local = sender.address.rpartition("@")[0].casefold()
    plain = "".join(filter(str.isalpha, local))
    if local and (
        plain in automatic("no_reply")
        or plain.startswith(automatic("no_reply"))
        or plain.endswith(automatic("no_reply"))
        or local in automatic("daemons")
    ):
        return AutomaticReason.SYSTEM_SENDER, f"From: {sender.address}"
    if system_sender(headers):
        return AutomaticReason.SYSTEM_SENDER, f"From: {headers.text('from')}"
    return None


def _list(headers: Headers) -> Reason | None:
    for name in automatic("list_fields"):
        if headers.all(name):
            return AutomaticReason.LIST, f"{name}: {headers.text(name)}"
    if headers.text("precedence").casefold().strip() == "list":
        return AutomaticReason.LIST, "Precedence: list"
    sender = headers.text("sender").casefold()
    if "owner-" in sender or "-bounces@" in sender or "-owner@" in sender or "-admin@" in sender:
        return AutomaticReason.LIST, f"Sender: {sender}"
    return None


def _calendar(calendar: CalendarPart | None) -> Reason | None:
    if calendar is None or (calendar.method not in _MACHINE_METHODS and calendar.method != "REPLY"):
        return None
    return AutomaticReason.CALENDAR, f"METHOD:{calendar.method}"
