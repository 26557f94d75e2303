"""`processor attendance`: who came, by the numbers of the sign-in sheet."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor import bootstrap
from processor.config import Config
from processor.registration.model import Registration
from processor.registration.seats import ACTIVE
from processor.replies.names import one_line
from processor.reports.attendance import Unread, read_answer
from processor.reports.neutral import cut
from processor.reports.sheet_names import party
from processor.worker.attendance import NoSheet, Recorded, record_attendance, sheet_numbers, shown, told_by, transcript

_NAME = 60


def attendance(config: Config, event: str, said: str, by: str, out: Console, *, show: bool) -> None:
    """Record what was `said`, '' for nothing, and show how it stands. Raises ValueError and LookupError in words."""
    desk = bootstrap.worker_of(config).desk
    held = next(one for one in desk.core.events if one.key == event)
    answer = read_answer(said)
    if said and isinstance(answer, Unread):
        raise ValueError(f"Not understood: “{answer.words}”. Nothing is noted. For example: 1-14 17, or missing: 3, 9")
    try:
        if not isinstance(answer, Unread):
            with desk.store.begin() as unit:
                recorded = record_attendance(desk, unit, held, answer, by)
            print_recorded(recorded, out)
        if show:
            with desk.store.reading() as unit:
                numbers = sheet_numbers(unit, held)
                if not numbers:
                    raise NoSheet(event)
                print_shown(numbers, {one.code: one for one in unit.registrations.every(event)}, out)
                print_recorded(shown(unit, held), out)
                if told := told_by(unit, held):
                    last = f"{one_line(told[0])}, {told[1].astimezone(config.organiser.zone):%d.%m.%Y %H:%M}"
                    out.print(f"Noted last by {last}", style="dim", markup=False, highlight=False)
    except NoSheet:
        remedy = f"`processor registrations --event {event} --pdf FILE` makes one."
        raise LookupError(f"No sign-in sheet of {event} was made yet. {remedy}") from None


def print_recorded(recorded: Recorded, out: Console) -> None:
    """What is noted now, and what did not fit."""
    for line in transcript(recorded, "en"):
        out.print(line, markup=False, highlight=False)


def print_shown(numbers: Mapping[str, int], parties: Mapping[str, Registration], out: Console) -> None:
    """Every number of the sheet, whose it is and who came; then the sums."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name, right in (("No.", True), ("Name", False), ("People", True), ("Came", True)):
        table.add_column(name, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for code, number in sorted(numbers.items(), key=lambda pair: pair[1]):
        table.add_row(*_row(number, parties.get(code)))
    out.print(table)


def _row(number: int, one: Registration | None) -> tuple[Text, Text, Text, Text]:
    if one is None:
        return Text(str(number)), Text("(erased)", "dim"), Text(), Text()
    name = cut(one_line(party(one).name), _NAME) or one.code
    who = Text(name) if one.state in ACTIVE else Text(f"{name} ({one.state})", "dim")
    came = Text("?", "dim") if one.attended is None else Text(str(one.attended), "green" if one.attended else "red")
    return Text(str(number)), who, Text(str(one.size)), came
