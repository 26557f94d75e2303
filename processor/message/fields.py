"""Header fields → values (RFC 5322, RFC 2047), read by mail-parser from a view it can do no harm with.

mail-parser recovers addresses by structure and dates from what servers really
write. It is given the few fields it is asked for, each counted before: whole mails
cost it seconds (8,000 addresses, 20,000 encoded words), flatten the tree of parts,
let the text of attached mails through and write the sender's octets to its log.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from mailparser.dates import parse_mail_date  # type: ignore[import-untyped]
from mailparser.utils import get_addresses  # type: ignore[import-untyped]

from processor import limits
from processor.message.charsets import decode, one_line
from processor.message.encodedwords import unencode
from processor.message.model import Mailbox
from processor.message.structure import Field

logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)  # it quotes the sender's bytes
for _name in ("core", "utils", "addresses", "dates", "received"):
    logging.getLogger(f"mailparser.{_name}").setLevel(logging.CRITICAL + 1)

_ADDRESSED = ("From", "Reply-To", "To", "Cc", "Delivered-To")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,255}\Z")
_PLAIN = re.compile(  # one address, with a name of plain words before it or none
    r"(?:(?:\"(?P<quoted>[\w.,-]{1,40}(?: [\w.,-]{1,40}){0,5})\"|(?P<name>[\w-]{1,40}(?: [\w-]{1,40}){0,5})) )?"
    r"<(?P<address>[\w+-]{1,30}(?:\.[\w+-]{1,30})?@(?:[a-zA-Z0-9-]{1,40}\.){1,4}[a-zA-Z]{2,20})>\Z",
    re.ASCII,
)
_PLAIN_DATE = re.compile(  # needs no recovering either
    r"[A-Z][a-z]{2}, [0-3]?\d [A-Z][a-z]{2} (?:19|20)\d\d [0-2]\d:[0-5]\d:[0-5]\d [+-](?:0\d|1[0-4])[0-5]\d\Z", re.ASCII
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ID = re.compile(r"<[^<>\s]{1,400}>")
_HEADER_TEXT = 2_000  # characters of a header value that are kept
_DATE_TEXT = 200
_REFERENCES = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """Who sent a mail to whom, and when it says so."""

    sender: Mailbox
    reply_to: Mailbox | None
    to: tuple[str, ...]
    date: datetime | None
    problems: tuple[str, ...]


class Headers:
    """The decoded fields of one mail, found by name."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.problems: list[str] = []
        self.raw = [(name, self._unicode(value)) for name, value in fields]
        self._by_name: dict[str, list[str]] = {}
        self._texts: dict[str, str] = {}
        for name, value in self.raw:
            self._by_name.setdefault(name.lower(), []).append(value)

    def all(self, name: str) -> list[str]:
        """Every value of a field in the order of the mail, encoded words still encoded, on one line."""
        return self._by_name.get(name, [])

    def first(self, name: str) -> str:
        """The first value of a field, '' where missing."""
        values = self._by_name.get(name)
        return values[0] if values else ""

    def text(self, name: str) -> str:
        """The first value of a field as a reader sees it: decoded, one line, no controls."""
        if name not in self._by_name:
            return ""
        if name not in self._texts:
            self._texts[name] = self._decoded(self.first(name))
        return self._texts[name]

    def ids(self, name: str) -> tuple[str, ...]:
        """The message ids a field lists, with their brackets."""
        return tuple(_ID.findall(self.first(name))[:_REFERENCES])

    def count_limits(self) -> None:
        """Say in `problems` what is outside the limits of a header block."""
        if len(self.all("received")) > limits.RECEIVED:
            self.problems.append(f"the mail has more than {limits.RECEIVED} Received fields: a loop")
        for name in _ADDRESSED:
            if any(
                value.count("@") > limits.ADDRESSES or value.count(",") > 2 * limits.ADDRESSES
                for value in self.all(name.lower())
            ):
                self.problems.append(f"{name} lists more than {limits.ADDRESSES} addresses")

    def _decoded(self, value: str) -> str:
        if value.count("=?") > limits.ENCODED_WORDS:
            problem = f"a header field has more than {limits.ENCODED_WORDS} encoded words"
            if problem not in self.problems:
                self.problems.append(problem)
            return one_line(value[:_HEADER_TEXT])
        return one_line(unencode(value))[:_HEADER_TEXT]

    @staticmethod
    def _unicode(value: bytes) -> str:
        return value.decode("ascii") if value.isascii() else decode(value, None)[0].replace("\n", " ")


def origin(headers: Headers) -> Origin:
    """Sender and recipients by mail-parser. Anything but exactly one From with one address is nobody."""
    try:
        senders, reply_to = (_addresses(_bounded(headers.first(name))) for name in ("from", "reply-to"))
        others = [_recipients(_bounded(headers.first(name))) for name in ("to", "cc", "delivered-to")]
        written = headers.first("date")[:_DATE_TEXT]
        date = None if _PLAIN_DATE.match(written) else parse_mail_date(written).value
    except Exception as error:  # a mail must not stop the rest, whatever its addresses are
        return Origin(Mailbox("", ""), None, (), None, (f"the addresses cannot be read ({type(error).__name__})",))
    sender, problem = _one(headers, senders)
    answers = [box for box in map(_mailbox, reply_to) if box.address]
    to = [address for field in others for _, address in field]
    return Origin(
        sender,
        answers[0] if len(answers) == 1 else None,
        tuple(dict.fromkeys(filter(None, (check_address(address) for address in to)))),
        _aware(date or moment(headers.first("date"))),
        (problem,) if problem else (),
    )


def _addresses(value: str) -> tuple[tuple[str, str], ...]:
    plain = _PLAIN.match(value)
    if plain is not None:  # most are: nothing to decode, nothing to recover
        return ((plain["quoted"] or plain["name"] or "", plain["address"]),)
    return tuple(pair for pair in get_addresses(value, decode_names=True) if any(pair)) if value.strip() else ()


_recipients = lru_cache(maxsize=64)(_addresses)  # nearly every mail goes to the same address: ours


def _one(headers: Headers, senders: tuple[tuple[str, str], ...]) -> tuple[Mailbox, str]:
    count = len(headers.all("from"))
    if count != 1:
        return Mailbox("", ""), "the mail has no From" if count == 0 else "the mail has more than one From"
    boxes = [_mailbox(sender) for sender in senders]
    if len(boxes) > 1:
        return Mailbox("", ""), "From names more than one address"
    if not boxes or not boxes[0].address:
        name = boxes[0].name if boxes else one_line(unencode(headers.first("from")))[: limits.NAME]
        return Mailbox(name, ""), "From names no usable address"
    return boxes[0], ""


def _mailbox(pair: tuple[str, str]) -> Mailbox:
    name, address = pair
    name = one_line(unencode(name)).strip("\"' ")
    return Mailbox("" if name.casefold() == address.casefold() else name[: limits.NAME], check_address(address))


def check_address(address: str) -> str:
    """An addr-spec with its domain in lower case, '' where it is none or longer than SMTP allows."""
    address = address.strip()
    if not _ADDRESS.match(address):
        return ""
    local, _, domain = address.rpartition("@")
    if (
        len(local.encode("utf-8", "replace")) > limits.LOCAL_PART
        or len(domain) > limits.DOMAIN
        or domain.startswith((".", "-"))
    ):
        return ""
    return f"{local}@{domain.lower().rstrip('.')}"


def received_at(headers: Headers) -> datetime | None:
    """When the topmost Received field says that the mail arrived, else what Date says."""
    for value in (*headers.all("received")[:1], headers.first("date")):
        found = moment(value.rpartition(";")[2])
        if found is not None:
            return found
    return None


@lru_cache(maxsize=8)
def moment(text: str) -> datetime | None:
    """A mail date as an aware time in UTC, None where it is none."""
    try:
        return _aware(parsedate_to_datetime(text[:_DATE_TEXT].strip()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def return_path(headers: Headers) -> str | None:
    """The envelope sender: '' is the null sender, None where the mail does not tell."""
    if not headers.all("return-path"):
        return None
    value = headers.first("return-path").strip()
    return check_address(value.strip("<> \t")) if "@" in value else ""


def _bounded(value: str) -> str:
    """An address field that costs mail-parser no time: at most `ADDRESSES` of them, few encoded words."""
    if value.count("=?") > limits.ENCODED_WORDS // 10:
        return ""
    spaced = _CONTROL.sub(" ", value)  # never joins two pieces into an address that nobody wrote
    return ",".join(spaced.split(",", 2 * limits.ADDRESSES)[: 2 * limits.ADDRESSES])


def _aware(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
