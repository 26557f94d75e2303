"""`processor attendance` as a user types it."""

from pathlib import Path
from typing import Any

import pytest
from commands.test_registrations import CONFIG, NOW, booked
from rich.console import Console
from typer.testing import CliRunner

from processor import cli
from processor.registration.model import Cause, Change
from processor.store import Store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Adler (1), Berg (2), Caspar (3) are registered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "out", Console(width=80))
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    store = Store.open(tmp_path / "processor.sqlite")
    with store.begin() as unit:
        for code, name, size in (("KL-A", "Eva Adler", 1), ("KL-B", "Ulf Berg", 2), ("KL-C", "Jo Caspar", 3)):
            unit.change(Change(None, booked(code, name, size=size), Cause.MAIL, "registered"), None, NOW)
    store.close()
    return tmp_path


@pytest.fixture
def printed(place: Path) -> Path:
    run("registrations", "--pdf", "sheet.pdf")
    return place


def run(*arguments: str, code: int = 0, given: str = "") -> str:
    ran: Any = CliRunner().invoke(cli.app, arguments, input=given)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    assert ran.exit_code == code, ran.output
    return str(ran.output)


def test_numbers_are_recorded_and_told_back(printed: Path):
    told = run("attendance", "forum", "1", "3=2")
    assert "3 people came, 1 registration did not" in told and "Came: 1, 3" in told and "Did not come: 2" in told


def test_all_but_some_came(printed: Path):
    assert "Did not come: 2–3" in run("attendance", "forum", "--all-but", "2,3")


def test_words_of_both_languages_are_read_from_a_file_or_a_pipe(printed: Path):
    (printed / "sheet.txt").write_text("da: 1\ngefehlt: 2\n", "utf-8")
    assert "Came: 1" in run("attendance", "forum", "--file", "sheet.txt")
    assert "Did not come: 1" in run("attendance", "forum", "--file", "-", given="missing: 1\n")


def test_show_names_every_number_and_who_came(printed: Path):
    run("attendance", "forum", "missing:", "2")
    lines = run("attendance", "forum", "--show").splitlines()
    assert lines[-1].startswith("Noted last by command line")
    assert lines[1].split() == ["1", "Eva", "Adler", "1", "1"] and lines[2].split() == ["2", "Ulf", "Berg", "2", "0"]


def test_a_number_of_somebody_erased_is_shown_as_such(printed: Path):
    store = Store.open(printed / "processor.sqlite")
    with store.begin() as unit:
        unit.erase(("KL-B",), None, NOW)
    store.close()
    assert "(erased)" in run("attendance", "forum", "--show")
    assert "Not on the sheet: 2" in run("attendance", "forum", "2")


@pytest.mark.parametrize(("arguments", "words"), [
    (("forum",), "Say who came"),
    (("fest", "1"), "Known here: forum"),
    (("forum", "1-3,", "perhaps", "4"), "Nothing is noted"),
])
def test_a_mistake_is_told_and_nothing_is_recorded(printed: Path, arguments: tuple[str, ...], words: str):
    assert words in " ".join(run("attendance", *arguments, code=1).split())
    assert run("attendance", "forum", "--show").count("?") == 3


def test_without_a_sheet_there_are_no_numbers(place: Path):
    for arguments in (("1",), ("--show",)):
        assert "No sign-in sheet of forum was made yet" in run("attendance", "forum", *arguments, code=1)
