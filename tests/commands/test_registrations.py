"""`processor registrations` as a user types it: filters, tables for people, and files."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console
from typer.testing import CliRunner

from processor import cli
from processor.commands.registrations import print_table, write_csv, write_json
from processor.commands.registrations_filter import Wanted, moment, wanted
from processor.registration.model import Cause, Change, Registration, State
from processor.store import Store

NOW = datetime(2017, 10, 12, 9, 0, tzinfo=UTC)
CONFIG = """
[organiser]
name = "Projektteam"
address = "forum@example.org"
[[events]]
key = "forum"
title = "Bürgerforum"
start = 2037-10-19T17:00:00
end = 2037-10-19T20:00:00
venue = "Stadtmission"
address = "Brüderstraße 1"
[mailbox]
maildir = "in"
[delivery]
maildir = "out"
[database]
path = "processor.sqlite"
"""
SECOND = '[[events]]\nkey = "fest"\ntitle = "Fest"\nstart = 2037-11-19T17:00:00\nend = 2037-11-19T20:00:00\nvenue = "x"\naddress = "y"\n'
NASTY = (
    "Eve\x1b[2J\x1b]0;x\x07", "\u202egpj.exe", "a\x9b31m", "two\nlines", "{{x}} [red]bold[/]", "\u2066\u2069\u200f", "x" * 3000,
    "محمد العلي",
)


def booked(code: str, name: str, **more: Any) -> Registration:
    facts: dict[str, Any] = {"event": "forum", "state": State.CONFIRMED, "size": 2, "contact": f"{code.lower()}@example.org",
                             "language": "de", "received": NOW, "attendees": (name,)}
    return Registration(code=code, contact_name=name, **facts | more)


PEOPLE = (
    booked("KL-AAAA", "Łucja Żółkiewska", language="pl", needs=("wheelchair",)),
    booked("KL-BBBB", "İbrahim Yıldız", language="tr", needs=("interpreter:tr",), received=NOW - timedelta(days=3),
           organisation="Sportverein"),
    booked("KL-CCCC", "Anna Schmidt", reachable=False, wanted_size=4),
    booked("KL-DDDD", "Jan Müller", state=State.WAITLISTED, received=NOW - timedelta(hours=2)),
    booked("KL-EEEE", "Olaf Kessler", state=State.CANCELLED),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "out", Console(width=140))
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    store = Store.open(tmp_path / "processor.sqlite")
    with store.begin() as unit:
        for one in PEOPLE:
            unit.change(Change(None, one, Cause.MAIL, "registered"), None, NOW)
    store.close()
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    ran = CliRunner().invoke(cli.app, ("registrations", *arguments))
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    assert ran.exit_code == code, ran.output
    return ran.output


def codes(*arguments: str) -> list[str]:
    return sorted(json.loads(line)["code"][-1] for line in run("--json", *arguments).splitlines())


@pytest.mark.parametrize(("asked", "found"), [
    ((), "ABCD"),
    (("--all",), "ABCDE"),
    (("--state", "cancelled"), "E"),
    (("--state", "waitlisted", "--state", "cancelled"), "DE"),
    (("--waiting",), "CD"),
    (("--need", "interpreter"), "B"),
    (("--need", "interpreter:tr"), "B"),
    (("--need", "interpreter:ar"), ""),
    (("--search", "zolk lucja"), "A"),
    (("--search", "YILDIZ"), "B"),
    (("--search", "sportver"), "B"),
    (("--search", "kl-cc"), "C"),
    (("--search", "nobody"), ""),
    (("--language", "pl"), "A"),
    (("--unreachable",), "C"),
    (("--since", "2017-10-10"), "ACD"),
    (("--since", "2017-10-12T10:30"), "AC"),
    (("--language", "pl", "--need", "wheelchair", "--event", "forum"), "A"),
])
def test_every_filter_narrows_what_is_listed(place: Path, asked: tuple[str, ...], found: str):
    assert codes(*asked) == list(found)


@pytest.mark.parametrize(("asked", "words"), [
    (("--since", "tuesday"), "is no time"),
    (("--event", "fest"), "Known here: forum"),
    (("--pdf", "x.pdf", "--waiting"), "holds everybody"),
])
def test_a_mistake_is_told_in_a_sentence(place: Path, asked: tuple[str, ...], words: str):
    assert words in run(*asked, code=1)


def test_how_long_ago_is_counted_from_now():
    assert moment("3d", NOW, UTC) == NOW - timedelta(days=3)
    assert [one.code for one in wanted(PEOPLE, Wanted(since=moment("12h", NOW, UTC)))] == ["KL-AAAA", "KL-CCCC", "KL-DDDD"]


def test_nobody_is_said_in_words(place: Path):
    assert "Nobody fits" in run("--search", "nobody")


def test_the_spreadsheet_holds_those_asked_for(place: Path):
    assert "1 registrations of forum" in run("--xlsx", "list.xlsx", "--language", "pl")
    rows = list(load_workbook(place / "list.xlsx").worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Name", "Łucja Żółkiewska"]


def test_the_sheet_gives_out_numbers_that_stay(place: Path):
    run("--pdf", "one.pdf")
    assert (place / "one.pdf").read_bytes().startswith(b"%PDF")
    store = Store.open(place / "processor.sqlite")
    with store.begin() as unit:
        first = unit.running.noted("sheet_numbers:forum")
        unit.change(Change(None, booked("KL-FFFF", "Aaron Aal"), Cause.MAIL, "registered"), None, NOW)
    run("--pdf", "two.pdf")
    with store.reading() as unit:
        second = json.loads(unit.running.noted("sheet_numbers:forum") or "")
    store.close()
    assert second == json.loads(first or "") | {"KL-FFFF": 5}


def test_of_several_events_one_must_be_named_for_a_file(place: Path):
    (place / "config.toml").write_text(CONFIG.replace("[mailbox]", f"{SECOND}[mailbox]"), "utf-8")
    assert "Which event?" in run("--xlsx", "list.xlsx", code=1)
    run("--xlsx", "list.xlsx", "--event", "fest")
    assert (place / "list.xlsx").exists()


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("count", [0, 1, 40, 400])
def test_the_table_fits_the_terminal_whatever_people_are_called(width: int, count: int):
    needs, contact = ("wheelchair", "interpreter:ar"), f"{'w' * 200}@example.org"
    people = [booked(f"KL-{n:04}", NASTY[n % len(NASTY)], contact=contact, needs=needs[:n % 3]) for n in range(count)]
    shown = table(people, width)
    assert all(len(line.encode("utf-8", "surrogatepass").decode("utf-8")) <= width for line in shown.splitlines())
    assert all(letter.isprintable() for letter in shown.replace("\n", ""))
    assert shown.count("KL-") == count


def table(people: list[Registration], width: int) -> str:
    out = Console(file=io.StringIO(), width=width, color_system=None)
    print_table(people, UTC, out)
    return out.file.getvalue()  # type: ignore[attr-defined]


def test_narrow_terminals_stand_address_and_needs_below_the_name():
    narrow, wide = table(list(PEOPLE), 80), table(list(PEOPLE), 140)
    assert "Contact" in wide and "Contact" not in narrow
    for words in ("kl-cccc@example.org unreachable", "interpreter:tr", "2 → 4", "5 registrations, 6 seats held, 2 people waiting"):
        assert words in narrow and words in wide


@pytest.mark.parametrize("name", NASTY)
def test_json_and_csv_print_nothing_that_acts_on_a_terminal(name: str):
    people = [booked("KL-AAAA", name, organisation=name)]
    said, cells = io.StringIO(), io.StringIO()
    write_json(people, said)
    write_csv(people, cells)
    assert json.loads(said.getvalue())["contact_name"] == name
    assert all(letter.isprintable() for letter in said.getvalue().rstrip("\n"))
    assert all(letter.isprintable() for line in csv.reader(io.StringIO(cells.getvalue())) for cell in line for letter in cell)


def test_who_came_is_part_of_json(place: Path):
    said = io.StringIO()
    write_json([replace(PEOPLE[0], attended=1)], said)
    assert json.loads(said.getvalue())["attended"] == 1
