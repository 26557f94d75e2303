"""`processor retention`: what is stored about each event, until when, and erasing what is due."""

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.store.model import Erased, Holding
from processor.worker.desk import Desk
from processor.worker.retention import all_ends, endings, needs_end

COLUMNS = ("Event", "Registrations", "Mails", "Needs", "Copies", "Needs until", "All until")


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the table. `event` '': mails about no event."""

    event: str
    holding: Holding
    needs_until: datetime | None
    all_until: datetime | None


def kept(desk: Desk) -> list[Kept]:
    """What is stored now, by event; the earliest end first, mails about no event last."""
    with desk.store.reading() as unit:
        lines = [Kept(one.event, unit.retention.holding(one.event), needs_end(one, desk.core.zone), all_ends(one))
                 for one in endings(unit, desk)]
        return [*lines, Kept("", unit.retention.holding(None), None, None)]


def print_kept(lines: list[Kept], now: datetime, zone: ZoneInfo, out: Console) -> None:
    """The table; moments that have come are marked."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in COLUMNS:
        table.add_column(name, justify="right" if name in COLUMNS[1:5] else "left", no_wrap=True)
    for line in lines:
        counts = (str(number) for number in asdict(line.holding).values())
        table.add_row(Text(line.event or "(none)"), *counts, _moment(line.needs_until, now, zone),
                      _moment(line.all_until, now, zone))
    out.print(table)


def print_due(erased: Erased, copies: int, out: Console) -> None:
    """What `processor retention` would erase."""
    out.print(f"Due now: {_spelt(erased, copies)}" if erased or copies else "Nothing is due.", highlight=False)


def print_erased(erased: Erased, copies: int, out: Console) -> None:
    """What it erased."""
    out.print(f"Erased: {_spelt(erased, copies)}" if erased or copies else "Nothing was due.", highlight=False)


def _spelt(erased: Erased, copies: int) -> str:
    """A mail counts when its bytes go and once more when its sender goes."""
    return (f"{erased.registrations} registrations, {erased.mails} mails, {erased.replies} answers and reports, "
            f"{erased.needs} needs, {copies} copies in the mailbox")


def _moment(moment: datetime | None, now: datetime, zone: ZoneInfo) -> Text:
    if moment is None:
        return Text("")
    return Text(f"{moment.astimezone(zone):%d.%m.%Y %H:%M}", "yellow" if moment <= now else "")
