"""The one answer to a mail with commands: each command, what came of it, and how things stand now.

Promise: one recipient; text in 72 columns and HTML say the same; whatever a citizen
or a mail brought in has passed `neutral`; the same transcript gives the same octets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from urllib.parse import quote

from processor.message.model import Mailbox
from processor.message.quotes import QUOTE_MARKER
from processor.registration.tokens import Tokens
from processor.replies import mime
from processor.replies.compose import LOOP_HEADER
from processor.replies.model import Composed, Organiser
from processor.replies.names import one_line
from processor.replies.templates import Templates
from processor.replies.text import WIDTH, fold
from processor.reports.neutral import cut, neutral
from processor.reports.words import Words
from processor.steering.model import Unknown

KIND = "steering"
_SKELETON = "shared/steering.html"
_LINK = 200  # characters; Outlook for Windows cuts longer ones
_ORDER, _SAID, _SUBJECT = 90, 600, 60


class Mark(StrEnum):
    """What came of a command; the keys of [marks] in steering.toml."""

    DONE = "done"
    TOLD = "told"  # nothing was to change
    ASKS = "asks"  # a second tap is wanted
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button: its label, and the command its mail carries."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as its reader will see it; composed by us, so every line of it is safe already."""

    title: str
    text: str  # in 72 columns
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command and what came of it."""

    order: str
    mark: Mark
    said: tuple[str, ...]
    taps: tuple[Tap, ...] = ()
    files: tuple[File, ...] = ()
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything one answer says."""

    entries: tuple[Entry, ...]
    unknown: tuple[Unknown, ...] = ()
    standing: tuple[tuple[str, str], ...] = ()  # label and text
    headline: str = ""  # '' : counted from the entries
    footer: str = ""


def compose(told: Transcript, organiser: Organiser, words: Words, templates: Templates, tokens: Tokens, message_id: str,
            now: datetime, *, to: Mailbox, references: tuple[str, ...] = ()) -> Composed:
    """The finished answer. Raises ValueError for an address or a Message-ID that is not one."""
    told = _neutral(told, words)
    head = told.headline or headline(told, words)
    subject = one_line(head)
    text = _text(told, head, words, organiser)
    html = _page(told, head, words, organiser, templates, tokens.staff(to.address, now.date()))
    raw = _head(subject, organiser, words, to, message_id, now, references) + _body(told, text, html)
    return Composed(subject, text, html, None, raw)


def headline(told: Transcript, words: Words) -> str:
    """'Erledigt: annehmen 17', '2 von 3 Anweisungen erledigt'."""
    done = sum(one.mark in (Mark.DONE, Mark.TOLD) for one in told.entries)
    if len(told.entries) == 1:
        only = told.entries[0]
        return f"{words.table['marks'][only.mark.value]}: {cut(only.order, _SUBJECT)}"
    return words.say("headline", done=words.number(done), all=words.number(len(told.entries)))


def link(organiser: Organiser, command: str, token: str) -> str:
    """The prepared mail of a button; '' where it would be too long to work everywhere."""
    made = f"mailto:{quote(organiser.address, safe='@+')}?subject={quote(f'{command} {token}', safe='')}"
    return made if len(made) <= _LINK else ""


def _neutral(told: Transcript, words: Words) -> Transcript:
    entries = tuple(
        Entry(neutral(one.order, _ORDER), one.mark, (*(neutral(said, _SAID) for said in one.said), *_attached(one, words)),
              one.taps, one.files, one.shown)
        for one in told.entries)
    unknown = tuple(Unknown(neutral(one.line, _ORDER), neutral(one.meant, _ORDER)) for one in told.unknown)
    standing = tuple((label, neutral(text, _SAID)) for label, text in told.standing)
    return Transcript(entries, unknown, standing, neutral(told.headline, _ORDER), told.footer)


def _attached(one: Entry, words: Words) -> Iterator[str]:
    """Our own file names: `neutral` would part them at the dot."""
    return (words.say("paper_attached", file=one_line(file.name)) for file in one.files)


def _text(told: Transcript, head: str, words: Words, organiser: Organiser) -> str:
    parts = [QUOTE_MARKER, fold(head)]
    for one in told.entries:
        parts += ["\n".join(_entry(one, words)), *map(_shown, one.shown)]
    if told.unknown:
        parts.append("\n".join([fold(words.say("not_understood")), *(fold(said, "  ", "  ") for said in _unknown(told, words))]))
    if told.standing:
        column = max(len(label) for label, _ in told.standing) + 2
        parts.append("\n".join(fold(text, label.upper().ljust(column), " " * column) for label, text in told.standing))
    parts.append("-" * WIDTH + "\n" + fold(told.footer or words.say("footer")))
    return "\n\n".join([*parts, one_line(organiser.name)]) + "\n"


def _entry(one: Entry, words: Words) -> Iterator[str]:
    yield fold(one.order, f"{words.table['signs'][one.mark.value]} ", "  ")
    for said in one.said:
        yield fold(said, "    ", "    ")
    if one.taps:
        ways = words.say("or").join(words.say("quoted", words=tap.command) for tap in one.taps)
        yield fold(words.say("answer_with", ways=ways), "    ", "    ")


def _shown(one: Shown) -> str:
    rule = "." * WIDTH
    return f"{fold(one.title)}\n{rule}\n{one.text.rstrip()}\n{rule}"


def _unknown(told: Transcript, words: Words) -> Iterator[str]:
    for one in told.unknown:
        said = words.say("quoted", words=one.line)
        yield words.say("meant", line=said, meant=words.say("quoted", words=one.meant)) if one.meant else said


def _page(told: Transcript, head: str, words: Words, organiser: Organiser, templates: Templates, token: str) -> str:
    return templates.render(_SKELETON, {
        "marker": QUOTE_MARKER, "language": words.phrases.language, "direction": words.phrases.direction,
        "headline": head,
        "entries": [(one.mark.value, words.table["marks"][one.mark.value], one.order, one.said,
                     [(tap.label, made) for tap in one.taps if (made := link(organiser, tap.command, token))],
                     [(shown.title, shown.text, shown.direction) for shown in one.shown])
                    for one in told.entries],
        "unknown_title": words.say("not_understood") if told.unknown else "",
        "unknown": list(_unknown(told, words)), "standing": list(told.standing),
        "footer": told.footer or words.say("footer"), "signature": one_line(organiser.name),
    })


def _head(subject: str, organiser: Organiser, words: Words, to: Mailbox, message_id: str, now: datetime,
          references: tuple[str, ...]) -> bytes:
    thread = mime.known_ids(references)
    fields = [
        ("From", mime.mailbox(organiser.name, mime.checked_address(organiser.address))),
        ("To", mime.mailbox(to.name, mime.checked_address(to.address))),
        ("Subject", mime.unstructured(subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", mime.checked_id(message_id)),
        *([("In-Reply-To", thread[-1]), ("References", " ".join(thread))] if thread else []),
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN"),
        (LOOP_HEADER, KIND),
        ("Content-Language", words.phrases.language),
        ("MIME-Version", "1.0"),
    ]
    return b"".join(mime.field(name, value) for name, value in fields)


def _body(told: Transcript, text: str, html: str) -> bytes:
    files = [mime.Enclosure(file.media_type, file.content, file.name) for one in told.entries for file in one.files]
    parts = [mime.Part("text/plain", _octets(text)), mime.Part("text/html", _octets(html))]
    content_type, content = mime.enclosed(parts, [], files)
    return content_type + b"\r\n" + content


def _octets(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"
