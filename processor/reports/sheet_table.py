"""Tables as XLSX: a real table with a header that stays, and cells in which nothing is ever run.

Promise: every text is a string cell, never a formula or a link, and one that looks
like a formula stays text when somebody edits it or saves it as CSV (P21); the same
table gives the same octets.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | datetime | None
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # what a spreadsheet may take for a formula
_LONGEST = 32_000  # characters of one cell; Excel takes 32,767
_WIDTHS = (6, 48)  # of a column, in characters
_STYLE = "Table Style Light 9"
_MOMENT = "dd.mm.yyyy hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; numbers stand right, moments are real dates."""

    title: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. Without rows it says `empty`."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    landscape: bool = False


def workbook(title: str, tables: Sequence[Table], made: datetime) -> bytes:
    """The file; `made` is written into its properties, for a clock would change the octets."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": _safe(title), "created": made.replace(tzinfo=None, microsecond=0)})
    looks = _Looks(book)
    for number, table in enumerate(tables):
        _write(book.add_worksheet(_tab(table.title)), table, looks, f"table{number + 1}")
    book.close()
    return out.getvalue()


class _Looks:
    """The few formats there are."""

    def __init__(self, book: Any) -> None:
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.quoted: Format = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number: Format = book.add_format({"valign": "top"})
        self.moment: Format = book.add_format({"valign": "top", "num_format": _MOMENT, "align": "left"})


def _write(sheet: Worksheet, table: Table, looks: _Looks, name: str) -> None:
    rows = table.rows or ((table.empty, *[None] * (len(table.columns) - 1)),)
    sheet.add_table(0, 0, len(rows), len(table.columns) - 1, {
        "name": name, "style": _STYLE, "autofilter": bool(table.rows),
        "columns": [{"header": _safe(column.title)} for column in table.columns]})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(column.title, [row[at] for row in rows if table.rows]))
    for down, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            _cell(sheet, down, at, cell, looks)
    _paper(sheet, table)


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, looks.text)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None, second=0, microsecond=0), looks.moment)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, looks.number)
    else:
        text = _safe(cell)
        sheet.write_string(row, column, text, looks.quoted if text.lstrip().startswith(_RUN) else looks.text)


def _paper(sheet: Worksheet, table: Table) -> None:
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if table.landscape:
        sheet.set_landscape()


def _width(title: str, cells: Sequence[Cell]) -> float:
    longest = max((_length(cell) for cell in cells), default=0)
    least, most = _WIDTHS
    return min(max(longest + 2, len(title) + 5, least), most)  # the header holds a filter button, too


def _length(cell: Cell) -> int:
    return len(_MOMENT) if isinstance(cell, datetime) else len(str(cell or ""))


def _safe(text: str) -> str:
    """Without what XML cannot hold, nor what turns the reading direction."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_LONGEST]


def _tab(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in _safe(title))[:31] or "1"
