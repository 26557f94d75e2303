"""Bounces and delay notices (RFC 3464, and the servers that never read it).

Promise: `read` returns what a machine says about a delivery, or None where no
machine says anything. A human who forwards or quotes a bounce is no machine:
without the standard's structure, a server must also be the sender.
"""

import re
from functools import lru_cache

from processor import limits
from processor.message.charsets import decode, one_line
from processor.message.encodedwords import unencode
from processor.message.fields import Headers, check_address, return_path
from processor.message.model import DeliveryStatus
from processor.message.structure import Field, Part, read_fields, returned_fields
from processor.message.wording import delivery, squeeze

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])[0-7]\d(?![\d.])")
_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}[A-Za-z0-9]")
_FINAL = re.compile(rf"^final-recipient:[ \t]*[\w-]{{0,20}};[ \t]*<?({_ADDRESS.pattern})", re.IGNORECASE | re.MULTILINE)
_RETURNED_ID = re.compile(r"^[>\s]*message-id:\s*(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_RETURNED_TO = re.compile(r"^[>\s]*to:\s*(.{1,300})", re.IGNORECASE | re.MULTILINE)
_REPORT = 100_000  # octets of a machine part that are read
_TEXT = 20_000  # characters of a notice that are read; the returned mail follows
_RECIPIENTS = 50
_REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def read(headers: Headers, root: Part, leaves: list[Part], text: str, subject: str) -> DeliveryStatus | None:
    """The delivery status that a mail reports, None where it reports none."""
    reports = [part for part in leaves if part.media_type in _REPORT_TYPES]
    if not (reports or _is_notice(headers, root, text, subject)):
        return None
    notice, remainder = _notice(text)
    groups = [group for part in reports for group in _groups(part)]
    returned = Headers(_returned(leaves))
    recipients, originals = _stated(groups)
    if not recipients:
        recipients = (
            _failed_header(headers)
            or _labelled(text, leaves)
            or _in_text(notice, returned, remainder, headers)
            or originals
        )
    diagnostic = next((group["diagnostic-code"] for group in groups if group.get("diagnostic-code")), "")
    status = _status(groups, diagnostic or notice)
    action = _action(groups, f"{squeeze(subject)} {squeeze(notice)}")
    return DeliveryStatus(
        action=action,
        recipients=recipients[:_RECIPIENTS],
        original_recipients=originals[:_RECIPIENTS],
        status=status,
        diagnostic=one_line(diagnostic)[:500],
        returned_message_ids=_returned_ids(returned, remainder or text, headers),
        permanent=action == "failed" and not _temporary(status, diagnostic or notice),
    )


def system_sender(headers: Headers) -> bool:
    """Whether a mail server, not a person, is the sender."""
    return _is_server(headers.first("from"))


@lru_cache(maxsize=8)  # asked more than once of a mail
def _is_server(written: str) -> bool:
    sender = unencode(written).strip()
    address = _ADDRESS.search(sender.rpartition("<")[2]) or _ADDRESS.search(sender)
    local = (address[0].partition("@")[0] if address else sender.partition("@")[0].strip(' <>"()')).casefold()
    name = squeeze(sender.partition("<")[0]).strip(" \"'")
    return (
        local in delivery("senders")
        or local.startswith(("mailer-daemon", "bounce-", "bounces+", "postmaster"))
        or (name.startswith(delivery("names")) and (local in ("", "noreply", "no-reply", "root") or not address))
        or name in ("mail delivery subsystem", "mail delivery system", "mailer-daemon")
    )


def _unanswerable(headers: Headers) -> bool:
    local = headers.first("from").rpartition("<")[2].partition("@")[0].strip(' "').casefold()
    return local in ("no-reply", "noreply", "donotreply", "do-not-reply")


def _is_notice(headers: Headers, root: Part, text: str, subject: str) -> bool:
    if root.media_type == "multipart/report":
        kind = root.parameter("report-type").lower()
        return kind == "delivery-status" or (not kind and system_sender(headers))
    if headers.first("x-failed-recipients"):
        return True
    if headers.first("content-type").lower().startswith("multipart/report"):
        return "delivery-status" in headers.first("content-type").lower()
    server = system_sender(headers)
    machine = return_path(headers) == "" or not headers.all("from") or _unanswerable(headers)
    if not (server or machine):
        return False
    about_delivery = any(words in squeeze(subject) for words in delivery("subjects"))
    notice = squeeze(text[:_TEXT])
    stated = any(words in notice for words in delivery("statements"))
    return (about_delivery and (server or stated)) or (server and stated)  # either alone may be a person's


def _notice(text: str) -> tuple[str, str]:
    """What the server says, and the returned mail it shows below."""
    text = text[:_TEXT]
    position = 0
    for line in text.split("\n"):
        if position and squeeze(line).startswith(delivery("returned")):
            return text[:position], text[position:]
        position += len(line) + 1
    return text, ""


def _groups(part: Part) -> list[dict[str, str]]:
    """The field groups of a delivery-status part: the first about the mail, then one a recipient."""
    octets = part.decoded()[:_REPORT].replace(b"\r\n", b"\n")
    groups = []
    for block in re.split(rb"\n[ \t]*\n", octets)[:200]:
        group: dict[str, str] = {}
        for name, value in read_fields(block.lstrip(b"\n"), []):
            group.setdefault(name.lower(), decode(value, None)[0])
        if group:
            groups.append(group)
    return groups


def _stated(groups: list[dict[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    final = [
        _typed(group.get("final-recipient", "")) or _typed(group.get("x-actual-recipient", "")) for group in groups
    ]
    original = [_typed(group.get("original-recipient", "")) for group in groups]
    failed = [
        address
        for address, group in zip(final, groups, strict=True)
        if address and group.get("action", "failed").strip().lower() not in ("delivered", "relayed", "expanded")
    ]
    return tuple(dict.fromkeys(failed or filter(None, final))), tuple(dict.fromkeys(filter(None, original)))


def _typed(value: str) -> str:
    """The address of "rfc822; user@example.org"."""
    found = _ADDRESS.search(value.rpartition(";")[2])
    return check_address(found[0]) if found else ""


def _failed_header(headers: Headers) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, map(check_address, _ADDRESS.findall(headers.first("x-failed-recipients")))))
    )


def _labelled(text: str, leaves: list[Part]) -> tuple[str, ...]:
    """Final-Recipient lines that stand in the wrong place: in the text, or in a part called something else."""
    texts = [text, *(part.text()[0] for part in leaves[1:4] if part.media_type.startswith(("text/", "message/")))]
    found = (check_address(match[1]) for one in texts for match in _FINAL.finditer(one[:_REPORT]))
    return tuple(dict.fromkeys(filter(None, found)))


def _in_text(notice: str, returned: Headers, remainder: str, headers: Headers) -> tuple[str, ...]:
    """The addresses a notice in plain words names; those the returned mail went to, where it shows them."""
    ours = {check_address(address) for address in _ADDRESS.findall(f"{headers.first('to')} {headers.first('from')}")}
    lines = "\n".join(line for line in notice.split("\n") if "contact" not in line.casefold())
    named = [check_address(address.strip("'`=/.")) for address in _ADDRESS.findall(lines)]
    named = [
        address
        for address in dict.fromkeys(named)
        if address and address not in ours and not address.startswith(("postmaster@", "mailer-daemon@"))
    ]
    shown = returned.first("to") or next(iter(_RETURNED_TO.findall(remainder)), "")
    went_to = [check_address(address) for address in _ADDRESS.findall(shown)]
    both = [address for address in named if address in went_to]
    return tuple((both or named[:1] or [address for address in went_to if address])[:_RECIPIENTS])


def _status(groups: list[dict[str, str]], text: str) -> str:
    for group in groups:
        found = _STATUS.search(group.get("status", ""))
        if found:
            return found[1]
    found = _STATUS.search(text)
    return found[1] if found else ""


def _action(groups: list[dict[str, str]], compared: str) -> str:
    for group in groups:
        action = group.get("action", "").strip().lower().partition(" ")[0]
        if action in _ACTIONS:
            return action
    return "delayed" if any(words in compared for words in delivery("delays")) else "failed"


def _temporary(status: str, text: str) -> bool:
    if status:
        return status.startswith("4")
    code = _REPLY_CODE.search(text)
    return code is not None and code[1] == "4"


def _returned(leaves: list[Part]) -> tuple[Field, ...]:
    for part in leaves:
        if part.media_type in _RETURNED_TYPES:
            return returned_fields(part.decoded()[: limits.HEADER_BLOCK])
    return ()


def _returned_ids(returned: Headers, text: str, headers: Headers) -> tuple[str, ...]:
    return (
        returned.ids("message-id")
        or tuple(dict.fromkeys(_RETURNED_ID.findall(text)))
        or headers.ids("in-reply-to")
        or headers.ids("references")
    )
