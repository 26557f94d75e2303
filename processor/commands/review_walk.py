"""`processor review`: every open point, one after the other, settled by a key.

Promise: a point is settled only by what was typed for it; anything else asks
again, and the end of the input leaves the rest as it is. Works over a pipe.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from processor.replies.names import one_line
from processor.reports.neutral import cut
from processor.store.model import StoredPoint
from processor.understanding.model import Request
from processor.worker import Settled, Verdict
from processor.worker.desk import Desk
from processor.worker.reading import Reading, read
from processor.worker.review import settle

_WORDS = 900  # characters of a mail that are shown
_LINES = 12
_REASON = 200
_NAME, _ADDRESS = 60, 50
_TYPED = re.compile(r"(?P<key>[a-z]+)?\s*(?P<number>\d{1,4})?(?:\s+(?P<event>[a-z0-9][a-z0-9-]*))?", re.IGNORECASE)


class Key(StrEnum):
    """What can be typed; its first letter is enough."""

    ACCEPT = "accept"
    NUMBER = "number"
    DECLINE = "decline"
    IGNORE = "ignore"
    SKIP = "skip"
    WHY = "why"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of the human's: a key, how many people, and which event."""

    key: Key
    size: int | None = None
    event: str | None = None


@dataclass(slots=True)
class Tally:
    """What became of the points so far."""

    settled: int = 0
    skipped: int = 0


def walk(desk: Desk, points: list[StoredPoint], ask: Callable[[str], str | None], out: Console, by: str) -> Tally:
    """Show each point and do what `ask` answers; None is the end of the input."""
    tally = Tally()
    for place, point in enumerate(points, 1):
        reading = _reading(desk, point)
        out.print(_panel(desk, point, reading, f"{place} of {len(points)}"))
        typed = _typed(desk, point, reading, ask, out, by, tally)
        if typed is Key.QUIT:
            break
    left = len(points) - tally.settled
    out.print(f"{tally.settled} settled, {left} still open.", highlight=False)
    return tally


def understood(line: str, events: Iterable[str]) -> Typed | None:
    """'a', 'accept', 'a 3', '3', 'n 3', 'a forum', 'a 3 forum'; '' goes on to the next. None: no key."""
    found = _TYPED.fullmatch(line.strip())
    if found is None:
        return None
    word, size, event = (found["key"] or "").casefold(), found["number"], found["event"]
    if not word:
        return Typed(Key.ACCEPT if size else Key.SKIP, int(size) if size else None, event)
    key = next((key for key in Key if key.value.startswith(word)), None)
    if key is None or (event is not None and event not in events) or (key not in (Key.ACCEPT, Key.NUMBER) and (size or event)):
        return None
    return Typed(key, int(size) if size else None, event)


def _typed(desk: Desk, point: StoredPoint, reading: Reading | None, ask: Callable[[str], str | None], out: Console, by: str,
           tally: Tally) -> Key:
    """Ask until the point is settled or left; the key that ended it."""
    while (line := ask("accept · number N · decline · ignore · skip · why · quit > ")) is not None:
        typed = understood(line, [event.key for event in desk.core.events])
        if typed is None:
            out.print("Type a, n 3, d, i, s, w or q; the first letter is enough.", style="yellow", highlight=False)
        elif typed.key is Key.WHY:
            out.print(_why(reading.request if reading else None))
        elif typed.key is Key.NUMBER and typed.size is None:
            out.print("How many people? Type n and the number, for example: n 3", style="yellow", highlight=False)
        elif typed.key in (Key.SKIP, Key.QUIT):
            tally.skipped += typed.key is Key.SKIP
            return typed.key
        elif _settled(desk, point, typed, out, by):
            tally.settled += 1
            return typed.key
    return Key.QUIT


def _settled(desk: Desk, point: StoredPoint, typed: Typed, out: Console, by: str) -> bool:
    verdict = {Key.DECLINE: Verdict.DECLINE, Key.IGNORE: Verdict.IGNORE}.get(typed.key, Verdict.ACCEPT)
    if typed.size == 0:
        out.print("Nobody at all? Then decline or ignore it.", style="yellow")
        return False
    done = settle(desk, point.number, verdict, by, size=typed.size, event=typed.event)
    out.print(_came(done))
    return done.settled or _is_settled(desk, point)  # by somebody else meanwhile


def _is_settled(desk: Desk, point: StoredPoint) -> bool:
    with desk.store.reading() as unit:
        now = unit.points.get(point.number)
    return now is None or now.settled_at is not None


def _came(done: Settled) -> Text:
    answer = f"; answered: {done.reply}" if done.reply else ""
    return Text(f"{'✓' if done.settled else '–'} {done.number} {one_line(done.note)}{answer}", "green" if done.settled else "yellow")


def _reading(desk: Desk, point: StoredPoint) -> Reading | None:
    with desk.store.reading() as unit:
        stored = unit.mails.get(point.mail) if point.mail is not None else None
    return read(desk, stored) if stored is not None and stored.raw else None


def _panel(desk: Desk, point: StoredPoint, reading: Reading | None, place: str) -> Panel:
    """Who, their words, why it waits, and what we would do."""
    who = cut(one_line(point.sender.name), _NAME) or "no name"
    zone = desk.config.organiser.zone
    when = f"{point.received.astimezone(zone):%d.%m.%Y %H:%M}" if point.received else ""
    address = cut(one_line(point.sender.address), _ADDRESS)
    parts: list[RenderableType] = [Text(", ".join(filter(None, (address, when))), "dim"), Text()]
    parts += [_words(reading) if point.mail is not None else Text(f"about registration {point.registration or '–'}"), Text()]
    parts.append(Text.assemble(("why it waits  ", "dim"), cut(one_line(point.summary), _REASON)))
    if point.proposal:
        parts.append(Text.assemble(("proposal      ", "dim"), (cut(one_line(point.proposal), _REASON), "bold")))
    if point.answered_by_hand:
        parts.append(Text("You answered this mail by hand; what is to be recorded?", "yellow"))
    return Panel(Group(*parts), title=Text.assemble((f"{point.number}  ", "bold"), who), title_align="left",
                 subtitle=f"{point.kind} · {place}", subtitle_align="right")


def _words(reading: Reading | None) -> Text:
    if reading is None:
        return Text("(the mail is no longer stored)", "dim")
    said = (reading.message.visible.text or reading.message.subject).strip()[:_WORDS]
    lines = [line for line in map(one_line, said.splitlines()) if line]
    text = Text("\n".join(lines[:_LINES]) + (" …" if len(lines) > _LINES or len(said) == _WORDS else "") or "(no words)")
    for group, style in ((reading.request.reasons, "bold"), (reading.request.doubts, "yellow")):
        text.highlight_words([one_line(one.text) for one in group if one.text.strip()], style, case_sensitive=False)
    return text


def _why(request: Request | None) -> Text:
    """Each reading with the sender's words for it; doubts in yellow."""
    if request is None:
        return Text("The mail is no longer stored.", "dim")
    lines = [Text(f"  {mark}{one.field} = {one_line(one.says)}" + (f"  ← “{cut(one_line(one.text), _REASON)}”" if one.text else ""), style)
             for group, mark, style in ((request.reasons, "", ""), (request.doubts, "open: ", "yellow")) for one in group]
    return Text("\n").join(lines) if lines else Text("  Nothing in it led to a reading.", "dim")
