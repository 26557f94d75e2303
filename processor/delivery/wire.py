"""What goes over the wire: envelope addresses and content, made harmless.

Promise: the end of the content is a line with one dot, and no such line is
inside it, however a server reads line ends. Bare CR and bare LF become CRLF
first: servers that disagree about them let a mail smuggle in a second one.
"""

import re

from processor import limits
from processor.delivery.port import DeliveryError, Outgoing

_ANY_LINE_END = re.compile(rb"\r\n|\r|\n")
_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f\ud800-\udfff@]+@[^\s<>\x00-\x1f\x7f\ud800-\udfff@]+")


def content(raw: bytes) -> bytes:
    """`raw` with CRLF line ends and doubled leading dots (RFC 5321, 4.5.2), and the final dot."""
    text = _ANY_LINE_END.sub(b"\r\n", raw)
    text = text if text.endswith(b"\r\n") else text + b"\r\n"
    stuffed = (b"." + text if text.startswith(b".") else text).replace(b"\r\n.", b"\r\n..")
    return stuffed + b".\r\n"


def checked(mail: Outgoing) -> Outgoing:
    """`mail`, if its envelope is one sender and one recipient. Raises DeliveryError (permanent)."""
    for address in (mail.sender, mail.recipient):
        local, _, domain = address.encode("utf-8", "surrogatepass").rpartition(b"@")
        if not _ADDRESS.fullmatch(address) or len(local) > limits.LOCAL_PART or len(domain) > limits.DOMAIN:
            raise DeliveryError(f"{address!r} is not one mail address, so nothing was sent. Correct it in the "
                                "registration.", temporary=False)
    return mail


def needs_utf8(mail: Outgoing) -> bool:
    """Whether it takes SMTPUTF8 (RFC 6531): an address outside ASCII, or such bytes in the header."""
    header = _ANY_LINE_END.sub(b"\n", mail.raw).partition(b"\n\n")[0]
    return not (mail.sender.isascii() and mail.recipient.isascii() and header.isascii())
