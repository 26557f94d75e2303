"""A report as plain text: 72 columns, what needs a human on top, labels in a column of their own.

Promise: no line is longer than 72 characters unless one word is (an address);
the first line is the marker where a quotation of it starts.
"""

from collections.abc import Iterator

from processor.message.quotes import QUOTE_MARKER
from processor.replies.text import WIDTH, fold
from processor.reports.letter import Letter
from processor.reports.points import PointWords
from processor.reports.standing import Day, EventWords, Row

_BAR = 40  # blocks of a full gauge
_FULL, _FREE = "█", "░"
_STEPS = "▁▂▃▄▅▆▇█"


def plain(letter: Letter) -> str:
    """The whole text, lines ending in a single newline."""
    column = max(len(row.label) for row in _all_rows(letter)) + 2 if _all_rows(letter) else 0
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
    yield "-" * WIDTH + "\n" + fold(letter.health)
    yield letter.signature


def _point(point: PointWords, width: int) -> str:
    indent = " " * (width + 4)
    who = f"{point.who}, {point.when}" if point.when else point.who
    lines = [fold(who, f"  {point.number:>{width}}  ", indent)]
    advice = f"{point.label}: {point.advice}"
    lines += [fold(line, indent, indent) for line in (point.address, point.quote, point.reason, advice) if line]
    return "\n".join(lines)


def _event(event: EventWords, column: int) -> str:
    lines = [fold(event.title), fold(event.when), "", _row(event.seats, column)]
    if event.filled is not None:
        lines.append(" " * column + bar(event.filled))
    lines += [_row(row, column) for row in event.rows]
    if event.days:
        lines += [_row(Row(event.trend.label, course(event.days)), column), fold(event.trend.text, *[" " * column] * 2)]
    return "\n".join(lines)


def _row(row: Row, column: int) -> str:
    return fold(row.text, row.label.upper().ljust(column), " " * column)


def _all_rows(letter: Letter) -> list[Row]:
    rows = [*letter.warnings, *letter.rows]
    for event in letter.events:
        rows += [event.seats, *event.rows, *([event.trend] if event.days else [])]
    return rows
