"""A report as plain text: 72 columns, what needs a human on top, labels in a column of their own.

Promise: no line is longer than 72 characters unless one word is (an address);
the first line is the marker where a quotation of it starts.
"""

from collections.abc import Iterator

from processor.message.quotes import QUOTE_MARKER
from processor.replies.text import WIDTH, fold
from processor.reports.letter import Letter
from processor.reports.points import PointWords
from processor.reports.standing import DOT, Day, EventWords, Row

_LABEL = 14  # columns of the longest label that the others are aligned to
_BAR = 40  # blocks of a full gauge
_FULL, _FREE = "█", "░"
_STEPS = "▁▂▃▄▅▆▇█"


def plain(letter: Letter) -> str:
    """The whole text, lines ending in a single newline."""
    column = min(max((len(row.label) for row in _all_rows(letter)), default=-2), _LABEL) + 2
    return "\n\n".join([QUOTE_MARKER, *_parts(letter, column)]) + "\n"


def bar(filled: float) -> str:
    """'██████░░░░'; neither full before the last seat is taken nor empty after the first."""
    blocks = round(filled * _BAR)
    if 0 < filled < 1:
        blocks = min(max(blocks, 1), _BAR - 1)
    return _FULL * blocks + _FREE * (_BAR - blocks)


def course(days: tuple[Day, ...]) -> str:
    """'▁▃█▁': one block a day."""
    return "".join(_STEPS[round(day.share * (len(_STEPS) - 1))] for day in days)


def _parts(letter: Letter, column: int) -> Iterator[str]:
    yield fold(letter.headline) + "\n" + fold(letter.lead)
    yield from ("\n".join(_row(warning, column) for warning in letter.warnings),) if letter.warnings else ()
    if letter.points:
        yield letter.points_title.upper()
        width = max(len(str(point.number)) for point in letter.points)
        yield "\n\n".join(_point(point, width) for point in letter.points)
        if letter.points_further:
            yield fold(letter.points_further, "  ", "  ")
    yield "\n".join(map(fold, letter.settle))
    for event in letter.events:
        yield _event(event, column)
    if letter.rows:
        yield "\n".join(_row(row, column) for row in letter.rows)
    if letter.health:
        yield "-" * WIDTH + "\n" + fold(letter.health)
    yield letter.signature


def _point(point: PointWords, width: int) -> str:
    indent = " " * (width + 4)
    who = f"{point.who}, {point.when}" if point.when else point.who
    lines = [fold(who, f"  {point.number:>{width}}  ", indent)]
    advice = f"{point.label}: {point.advice}"
    said = (point.address, point.event, point.quote, point.reason, advice, point.answer)
    lines += [fold(line, indent, indent) for line in said if line]
    return "\n".join(lines)


def _event(event: EventWords, column: int) -> str:
    seats = Row(event.seats.label, DOT.join(filter(None, (event.seats.text, event.standing))))
    lines = [fold(event.title), fold(event.when), "", _row(seats, column)]
    if event.filled is not None:
        lines.append(" " * column + bar(event.filled))
    lines += [_row(row, column) for row in event.rows]
    if event.days:
        lines += [_row(Row(event.trend.label, course(event.days)), column), fold(event.trend.text, *[" " * column] * 2)]
    return "\n".join(lines)


def _row(row: Row, column: int) -> str:
    label = row.label.upper()
    label = label.ljust(column) if len(label) < column else f"{label}\n{' ' * column}"
    said = fold(row.text, label.rpartition("\n")[2], " " * column)
    said = label.rpartition("\n")[0] + "\n" + said if "\n" in label else said
    return f"{said}\n{fold(row.note, *[' ' * column] * 2)}" if row.note else said


def _all_rows(letter: Letter) -> list[Row]:
    rows = [*letter.warnings, *letter.rows]
    for event in letter.events:
        rows += [event.seats, *event.rows, *([event.trend] if event.days else [])]
    return rows
