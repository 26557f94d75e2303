"""`processor review`: open points one after the other, at a terminal or over a pipe."""

import base64
import json
import mailbox
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from processor import cli
from processor.commands.review_walk import Key, Typed, understood

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
kind = "dedicated"
maildir = "in"
[delivery]
maildir = "out"
per_minute = 1000
[database]
path = "processor.sqlite"
"""
MAIL = (
    "From: {name} <{address}>\nTo: forum@example.org\nSubject: Anmeldung\nDate: Mon, 2 Oct 2017 09:15:00 +0200\n"
    "Message-ID: <{address}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    "Guten Tag, wir sind {size} Leute und kommen zum Bürgerforum.{more}\n\nViele Grüße\n{name}\n"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two mails of parties that are too large wait."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "out", Console(width=80))
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    run("once")
    drop(tmp_path, "Mehmet Yilmaz", "m@example.org", 45)
    drop(tmp_path, "Jan Kowalski", "jan@example.org", 30, "\x1b[2J\u202e " + "viel " * 2000)
    run("once")
    return tmp_path


def drop(place: Path, name: str, address: str, size: int, more: str = "") -> None:
    mailbox.Maildir(place / "in").add(MAIL.format(name=name, address=address, size=size, more=more).encode())


def run(*arguments: str, given: str = "") -> str:
    ran: Any = CliRunner().invoke(cli.app, arguments, input=given)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    assert ran.exit_code == 0, ran.output
    return str(ran.output)


def open_numbers() -> str:
    return run("review", "list")


def sizes() -> list[int]:
    return [json.loads(line)["size"] for line in run("registrations", "--json").splitlines()]


def test_each_point_shows_who_their_words_why_and_what_we_would_do(place: Path):
    shown = run("review", given="q\n")
    for words in ("1  Mehmet Yilmaz", "m@example.org", "wir sind 45 Leute", "why it waits", "proposal", "held · 1 of 2", "2 still open"):
        assert words in shown, words
    assert "Jan" not in shown


def test_a_number_accepts_and_ignore_settles_silently(place: Path):
    shown = run("review", given="n 12\nignore\n")
    assert "2 settled, 0 still open" in shown and sizes() == [12]
    assert "Nothing waits for a human." in run("review")


def test_a_bare_number_accepts_with_it(place: Path):
    run("review", given="15\nq\n")
    assert sizes() == [15]


def test_what_the_mail_leaves_open_is_asked_until_it_is_said(place: Path):
    shown = run("review", given="n\n0\na 12\nq\n")
    assert "How many people?" in shown and "Nobody at all?" in shown and sizes() == [12]


def test_skipped_points_stay_and_the_end_of_the_input_changes_nothing(place: Path):
    for given in ("s\ns\n", "\n\n", ""):
        assert "0 settled, 2 still open" in run("review", given=given)
    assert "Mehmet" in open_numbers() and "Jan" in open_numbers()


def test_why_tells_the_words_that_led_to_each_reading(place: Path):
    shown = run("review", given="why\nq\n")
    assert "party_size = 45" in shown and "“wir sind 45”" in shown and "open: party_size" in shown


@pytest.mark.parametrize("width", [80, 140])
def test_the_list_of_points_fits_the_terminal_whatever_people_are_called(place: Path, width: int, monkeypatch: pytest.MonkeyPatch):
    for number, name in enumerate(("Eve\x1b[2J\u202egpj", "X" * 290, "محمد العلي")):
        drop(place, f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?=", f"p{number}@example.org", 30 + number)
    run("once")
    monkeypatch.setattr(cli, "out", Console(width=width))
    for shown in (open_numbers(), run("review", given="s\n" * 9)):
        assert max(map(len, shown.splitlines())) <= width
        assert all(letter.isprintable() for letter in shown.replace("\n", ""))
        assert "محمد العلي" in shown and "XXXX…" in shown


def test_what_is_no_key_is_asked_again_and_settles_nothing(place: Path):
    shown = run("review", given="perhaps\nd 3\nq\n")
    assert shown.count("the first letter is enough") == 2 and "0 settled" in shown


def test_a_mail_neither_acts_on_the_terminal_nor_fills_it(place: Path):
    shown = run("review", given="s\nw\nq\n")
    assert "\x1b" not in shown and "\u202e" not in shown
    assert len(shown.splitlines()) < 60 and max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(("line", "typed"), [
    ("a", Typed(Key.ACCEPT)), ("accept", Typed(Key.ACCEPT)), ("A 3", Typed(Key.ACCEPT, 3)), ("3", Typed(Key.ACCEPT, 3)),
    ("n 3", Typed(Key.NUMBER, 3)), ("n3", Typed(Key.NUMBER, 3)), ("n", Typed(Key.NUMBER)), ("", Typed(Key.SKIP)), ("s", Typed(Key.SKIP)),
    ("a forum", Typed(Key.ACCEPT, event="forum")), ("a 3 forum", Typed(Key.ACCEPT, 3, "forum")), (" w ", Typed(Key.WHY)),
    ("q", Typed(Key.QUIT)), ("x", None), ("a party", None), ("a -1", None), ("d 3", None), ("accept all of them", None), ("17 3 2", None),
])
def test_keys_are_read_by_their_first_letters(line: str, typed: Typed | None):
    assert understood(line, ["forum"]) == typed
