"""`processor review` and `processor backlog`: what waits for a human, and settling it."""

from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.replies.names import one_line
from processor.reports.neutral import cut
from processor.store.model import StoredPoint
from processor.store.questions import Waiting
from processor.worker import Cleared, Settled

_SENDER = 40  # characters


def print_points(points: list[StoredPoint], zone: ZoneInfo, out: Console) -> None:
    """A table of open points and how each is settled."""
    if not points:
        out.print("Nothing waits for a human.")
        return
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("No.", "Kind", "From", "Received", "What", "Proposal"):
        table.add_column(name, justify="right" if name == "No." else "left", no_wrap=name in ("No.", "Kind", "Received"),
                         overflow="fold")
    for point in points:
        received = f"{point.received.astimezone(zone):%d.%m. %H:%M}" if point.received else ""
        sender = cut(one_line(point.sender.name or point.sender.address), _SENDER)
        table.add_row(str(point.number), point.kind.value, Text(sender), received, Text(one_line(point.summary)),
                      Text(one_line(point.proposal)))
    out.print(table)
    number = points[0].number
    out.print(f"\nSettle one: processor review answer {number} accept   (accept --persons 3 · decline · ignore)", style="dim")


def print_asked(asked: list[Waiting], zone: ZoneInfo, out: Console) -> None:
    """The citizens we asked something: nobody has to do anything yet."""
    for one in asked:
        since, who = one.asked_at.astimezone(zone), one.question.sender_name or one.question.sender
        out.print(f"waiting for an answer since {since:%d.%m. %H:%M} ({one.question.ask}): {who}", style="dim", markup=False)


def print_settled(settled: Settled, out: Console) -> None:
    """One line: what came of it."""
    mark = "[green]✓[/]" if settled.settled else "[yellow]–[/]"
    answer = f"; answered: {settled.reply}" if settled.reply else ""
    out.print(f"{mark} {settled.number}", end=" ")
    out.print(f"{one_line(settled.note)}{answer}", markup=False, highlight=False)


def print_cleared(cleared: Cleared, out: Console) -> None:
    """What became of the proposals of the first contact."""
    for settled in cleared.accepted:
        print_settled(settled, out)
    out.print(f"{len(cleared.accepted)} accepted, {len(cleared.left)} still need a human")
