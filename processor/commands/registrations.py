"""`processor registrations`: who is registered, as a table, JSON or CSV.

Promise: nothing a sender wrote acts on a terminal or in a spreadsheet; control and
direction characters are left out of tables and CSV, and escaped in JSON.
"""

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.registration.model import Registration, State
from processor.registration.seats import HOLDING
from processor.replies.names import one_line
from processor.reports.neutral import cut

COLUMNS = ("code", "event", "state", "size", "wanted_size", "contact_name", "contact", "attendees", "organisation", "needs",
           "language", "received", "reachable", "attended")
STYLES = {State.CONFIRMED: "green", State.WAITLISTED: "yellow", State.OFFERED: "cyan", State.CANCELLED: "dim", State.EXPIRED: "dim"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (P21)
WIDE = 110  # columns of a terminal on which addresses and needs have columns of their own
_NAMES, _NAMES_NARROW = 120, 70  # characters
_ADDRESS = 60


def as_row(registration: Registration) -> dict[str, Any]:
    """One registration as plain values, in the order of COLUMNS; `received` in ISO 8601."""
    row: dict[str, Any] = {name: getattr(registration, name) for name in COLUMNS}
    return row | {
        "state": registration.state.value, "attendees": list(registration.attendees), "needs": list(registration.needs),
        "received": registration.received.isoformat(),
    }


def write_json(found: Iterable[Registration], out: TextIO) -> None:
    """One object a line."""
    for registration in found:
        out.write(_escaped(json.dumps(as_row(registration), ensure_ascii=False)) + "\n")


def write_csv(found: Iterable[Registration], out: TextIO) -> None:
    """A header line and one line a registration (RFC 4180); cells that look like formulas are neutral."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for registration in found:
        writer.writerow([_cell(value) for value in as_row(registration).values()])


def print_table(found: list[Registration], zone: ZoneInfo, out: Console, asked: str = "") -> None:
    """A table for people, and a last line that counts seats. Columns in which nothing stands are left out."""
    if not found:
        out.print(asked or "Nobody is registered yet.")
        return
    wide, events = out.width >= WIDE, len({one.event for one in found}) > 1
    needs = wide and any(one.needs for one in found)
    shown = {"Code": True, "Event": events, "State": True, "Seats": True, "Who": True, "Contact": wide, "Needs": needs, "Received": True}
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in filter(shown.get, shown):
        table.add_column(name, justify="right" if name == "Seats" else "left", no_wrap=name in ("Code", "State", "Seats", "Received"),
                         overflow="fold", ratio={"Who": 3, "Contact": 2, "Needs": 1}.get(name))
    for one in found:
        cells = _cells(one, zone, wide)
        table.add_row(*(cells[name] for name in filter(shown.get, shown)))
    out.print(table)
    out.print(summary(found), highlight=False)


def summary(found: Iterable[Registration]) -> str:
    """'3 registrations, 7 seats held, 2 people waiting'."""
    parties = list(found)
    seats = sum(one.size for one in parties if one.state in HOLDING)
    waiting = sum(one.size for one in parties if one.state is State.WAITLISTED)
    return ", ".join((_count(len(parties), "registration"), f"{_count(seats, 'seat')} held",
                      f"{waiting} {'person' if waiting == 1 else 'people'} waiting"))


def _cells(one: Registration, zone: ZoneInfo, wide: bool) -> dict[str, Text]:
    contact = Text(cut(one_line(one.contact), _ADDRESS))
    if not one.reachable:
        contact.append(" unreachable", "red")
    needs = Text(one_line(", ".join(one.needs)))
    who = Text(cut(one_line(_who(one)), _NAMES if wide else _NAMES_NARROW))
    below = [] if wide else [part for part in (contact, needs) if part]
    return {
        "Code": Text(one.code), "Event": Text(one.event), "State": Text(one.state, STYLES[one.state]),
        "Seats": Text(f"{one.size} → {one.wanted_size}" if one.wanted_size else str(one.size)),
        "Who": Text("\n").join([who, *below]), "Contact": contact, "Needs": needs,
        "Received": Text(f"{one.received.astimezone(zone):%d.%m. %H:%M}"),
    }


def _who(registration: Registration) -> str:
    names = ", ".join(registration.attendees) or registration.contact_name or "–"
    return f"{names} ({registration.organisation})" if registration.organisation else names


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _cell(value: Any) -> str:
    text = one_line(", ".join(value) if isinstance(value, list) else "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def _escaped(text: str) -> str:
    """JSON that prints as it reads: what is no printable character stands as its number."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)
