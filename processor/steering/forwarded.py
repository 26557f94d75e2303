"""A mail somebody passed on → the citizen's mail inside it.

Promise: only what stands in the forwarded block counts, its author is the block's
From line, and nothing of its header is believed beyond name, address and
subject. Pure; never raises; None where no single address can be read.
"""

import re

from processor.message.model import Message
from processor.message.wording import labels, squeeze
from processor.replies import mime
from processor.replies.names import one_line

_BLOCK = 14  # lines a forwarded header is looked for in
_LABEL = 40
_ADDRESS = re.compile(r"[^\s@<>\[\]\"(),:;]{1,64}@[^\s@<>\[\]\"(),:;]{1,253}")
_DECORATION = " \t*_"


def inner_mail(message: Message) -> bytes | None:
    """The forwarded mail as one of its own (RFC 5322), ready to be read like any other."""
    if not message.visible.forwarded:
        return None
    lines = [line.lstrip("> ") if line.startswith(">") else line for line in message.visible.quoted.splitlines()]
    block = _header(lines)
    if block is None:
        return None
    fields, begins = block
    addresses = dict.fromkeys(_ADDRESS.findall(fields.get("from", "").replace("mailto:", "")))
    if len(addresses) != 1:
        return None
    address = next(iter(addresses))
    try:
        checked = mime.checked_address(address)
    except ValueError:
        return None
    name = one_line(fields["from"].partition(address)[0].replace("mailto:", "")).strip(" \"'<[(*_")
    return _written(name, checked, fields.get("subject", message.subject), "\n".join(lines[begins:]))


def _header(lines: list[str]) -> tuple[dict[str, str], int] | None:
    """The header block's fields, and the line after it; the first block that names an author."""
    fields: dict[str, str] = {}
    last: str | None = None
    for at, line in enumerate(lines[: 4 * _BLOCK]):
        kind = _kind(line)
        if kind is not None and kind not in fields:
            fields[kind] = line.replace("：", ":").partition(":")[2].strip(_DECORATION)
            last = kind
        elif not line.strip():
            if "from" in fields:
                return fields, at + 1
        elif last is not None and kind is None:
            fields[last] += " " + line.strip()  # a folded line
    return None


def _kind(line: str) -> str | None:
    label, colon, _ = line.replace("：", ":").partition(":")
    return labels().get(squeeze(label).strip(_DECORATION)) if colon and len(label) < _LABEL else None


def _written(name: str, address: str, subject: str, body: str) -> bytes:
    fields = [("Return-Path", f"<{address}>"), ("From", mime.mailbox(name, address)),
              ("Subject", mime.unstructured(subject)), ("MIME-Version", "1.0"),
              ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    head = b"".join(mime.field(field, value) for field, value in fields)
    return head + b"\r\n" + "\r\n".join(body.strip().splitlines()).encode("utf-8", "replace") + b"\r\n"
