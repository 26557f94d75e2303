"""`processor registrations`: who is registered, as a table, JSON or CSV."""

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.registration.model import Registration, State

COLUMNS = ("code", "event", "state", "size", "wanted_size", "contact_name", "contact", "attendees", "organisation", "needs",
           "language", "received")
STYLES = {State.CONFIRMED: "green", State.WAITLISTED: "yellow", State.OFFERED: "cyan", State.CANCELLED: "dim", State.EXPIRED: "dim"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (P21)


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
        out.write(json.dumps(as_row(registration), ensure_ascii=False) + "\n")


def write_csv(found: Iterable[Registration], out: TextIO) -> None:
    """A header line and one line a registration (RFC 4180); cells that look like formulas are neutral."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for registration in found:
        writer.writerow([_cell(value) for value in as_row(registration).values()])


def print_table(found: list[Registration], zone: ZoneInfo, out: Console) -> None:
    """A table for people, and a last line that counts seats."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("Code", "Event", "State", "Seats", "Who", "Contact", "Needs", "Received"):
        table.add_column(name, justify="right" if name == "Seats" else "left", no_wrap=name in ("Code", "State"))
    for registration in found:
        size = f"{registration.size} → {registration.wanted_size}" if registration.wanted_size else str(registration.size)
        table.add_row(registration.code, registration.event, Text(registration.state, STYLES[registration.state]), size,
                      Text(_who(registration)), Text(registration.contact), ", ".join(registration.needs),
                      f"{registration.received.astimezone(zone):%d.%m. %H:%M}")
    out.print(table)
    held = sum(r.size for r in found if r.state in (State.CONFIRMED, State.OFFERED))
    waiting = sum(r.size for r in found if r.state is State.WAITLISTED)
    out.print(f"{len(found)} registrations, {held} seats held, {waiting} people waiting")


def _who(registration: Registration) -> str:
    names = ", ".join(registration.attendees) or registration.contact_name
    return f"{names} ({registration.organisation})" if registration.organisation else names


def _cell(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
