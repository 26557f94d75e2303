"""The commands as a user types them: what they print, what they return, and how they fail."""

import csv
import io
import json
import mailbox
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from processor.commands.check import file_system, topmost_authserv_id
from processor.commands.registrations import write_csv
from processor.commands.sources import mails
from processor.registration.model import Registration, State

ROOT = Path(__file__).parents[2]
MAIL = (
    "From: Anna Schmidt <anna@example.org>\nTo: forum@example.org\nSubject: Anmeldung\nDate: Mon, 2 Oct 2017 09:15:00 +0200\n"
    "Message-ID: <1@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    "Guten Tag, wir kommen zu dritt zum Bürgerforum.\n\nViele Grüße\nAnna Schmidt\n"
).encode()
CONFIG = """
[organiser]
name = "Projektteam"
address = "forum@example.org"
[[events]]
key = "buergerforum"
title = "Bürgerforum"
start = 2037-10-19T17:00:00
end = 2037-10-19T20:00:00
venue = "Stadtmission"
address = "Brüderstraße 1"
capacity = 10
[mailbox]
kind = "dedicated"
maildir = "in"
[delivery]
maildir = "out"
per_minute = 1000
[database]
path = "processor.sqlite"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    return tmp_path


def run(place: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    ran = subprocess.run([sys.executable, "-m", "processor.cli", *arguments], cwd=place, input=given, capture_output=True,
                         env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}, timeout=120)
    text = subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())
    assert "Traceback" not in text.stderr
    return text


def drop(place: Path, raw: bytes) -> None:
    mailbox.Maildir(place / "in").add(raw)


def test_explain_says_what_a_mail_is_understood_as_one_object_a_line(place: Path):
    ran = run(place, "explain", "--json", "-", given=MAIL)
    answer = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert (answer["intent"], answer["decision"], answer["party_size"]) == ("register", "apply", 3)
    assert {"path", "event", "party_delta", "attendees", "organisation", "needs", "language", "has_question", "confidence", "reasons"} <= set(answer)
    assert any(reason["text"] and reason["text"] in MAIL.decode() for reason in answer["reasons"])


def test_explain_shows_a_person_the_words_that_led_to_each_field(place: Path):
    ran = run(place, "explain", "-", given=MAIL)
    assert "zu dritt" in ran.stdout and "party_size" in ran.stdout and "register · 3" in ran.stdout


def test_explain_reads_files_folders_maildirs_and_mboxes(place: Path):
    drop(place, MAIL)
    (place / "one.eml").write_bytes(MAIL)
    box = mailbox.mbox(place / "two.mbox")
    box.add(MAIL)
    box.add(MAIL)
    box.flush()
    assert len(list(mails([place / "one.eml", place / "in", place / "two.mbox"]))) == 4
    assert len(list(mails([place]))) == 2  # an mbox inside a folder is named to be read
    assert [source.raw.strip() for source in mails([place / "two.mbox"])] == [MAIL.strip()] * 2


def test_an_unreadable_mail_still_gets_its_line_and_is_for_a_human(place: Path):
    (place / "empty.eml").write_bytes(b"")
    (place / "noise.eml").write_bytes(b"\0\xff" * 999)
    (place / "folder.eml").mkdir()
    ran = run(place, "explain", "--json", "empty.eml", "noise.eml")
    assert [json.loads(line)["decision"] for line in ran.stdout.splitlines()] == ["review", "review"]


def test_explain_and_the_worker_understand_the_same(place: Path):
    run(place, "once")
    drop(place, MAIL)
    explained = json.loads(run(place, "explain", "--json", "-", given=MAIL).stdout)
    run(place, "once")
    [row] = [json.loads(line) for line in run(place, "registrations", "--json").stdout.splitlines()]
    assert row["size"] == explained["party_size"] and row["attendees"] == explained["attendees"]


def test_explain_with_standing_decides_with_what_is_stored_and_records_nothing(place: Path):
    run(place, "once")
    drop(place, MAIL)
    run(place, "once")
    again = MAIL.replace(b"<1@", b"<2@")
    ran = run(place, "explain", "--json", "--standing", "-", given=again)
    assert json.loads(ran.stdout)["standing"] == {"outcome": "answered", "note": json.loads(ran.stdout)["standing"]["note"],
                                                  "replies": ["repeated"]}
    assert len(run(place, "registrations", "--json").stdout.splitlines()) == 1


def test_all_mistakes_of_a_config_are_told_at_once(place: Path):
    (place / "config.toml").write_text(CONFIG.replace('name = "Projektteam"', 'nmae = "x"').replace("capacity = 10", "capacity = 0"), "utf-8")
    ran = run(place, "once")
    assert ran.returncode == 3
    assert "organiser.nmae" in ran.stderr and "did you mean 'name'?" in ran.stderr and "organiser.name: is missing" in ran.stderr
    assert "events[0].capacity = 0" in ran.stderr


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("explain", "missing.eml"), 1, "No such file or folder: missing.eml"),
    (("registrations", "--event", "fest"), 1, "Known here: buergerforum"),
    (("review", "answer", "99", "accept"), 1, "there is no open point 99"),
    (("review", "answer", "1", "perhaps"), 1, "accept, decline, ignore"),
    (("once", "--config", "missing.toml"), 3, "cannot be read"),
    (("registrations", "--colour"), 2, "No such option"),
])
def test_a_users_mistake_ends_in_a_sentence_and_an_exit_code(place: Path, arguments: tuple[str, ...], code: int, words: str):
    ran = run(place, *arguments)
    assert ran.returncode == code
    assert words in " ".join(ran.stderr.split())


def test_a_mail_server_out_of_reach_is_told_with_cause_and_remedy(place: Path):
    text = CONFIG.replace('maildir = "in"', 'host = "127.0.0.1"\nport = 9\nuser = "forum"\npassword_env = "FORUM"')
    (place / "config.toml").write_text(text, "utf-8")
    os.environ["FORUM"] = "secret"
    ran = run(place, "once")
    assert ran.returncode == 4
    assert "127.0.0.1" in ran.stderr and "secret" not in ran.stderr


def test_a_held_mail_is_listed_and_settled_on_the_command_line(place: Path):
    run(place, "once")
    drop(place, MAIL.replace(b"wir kommen zu dritt", b"wir sind 45 Leute und kommen"))
    run(place, "once")
    assert "held" in run(place, "review", "list").stdout
    assert run(place, "review", "answer", "1", "ignore").returncode == 0
    assert "Nothing waits" in run(place, "review", "list").stdout
    assert run(place, "review", "answer", "1", "ignore").returncode == 1


def test_mails_from_before_the_first_contact_are_proposed_and_accepted_by_backlog(place: Path):
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    drop(place, MAIL.replace(b"Mon, 2 Oct 2017 09:15:00 +0200", now.encode()))
    assert "1 held" in run(place, "once").stdout
    assert not (place / "out").exists() or not list((place / "out" / "new").iterdir())
    assert "1 clear" in run(place, "backlog").stdout
    assert "1 accepted" in run(place, "backlog", "--accept").stdout
    run(place, "once")
    assert len(list((place / "out" / "new").iterdir())) == 1


def test_csv_cells_that_a_spreadsheet_would_run_are_neutral():
    out = io.StringIO()
    write_csv([Registration("KL-7F3Q", "forum", State.CONFIRMED, 1, "eve@example.org", "=HYPERLINK(\"x\")", "de",
                            datetime(2017, 10, 2, tzinfo=UTC), attendees=("+49 631",))], out)
    header, row = csv.reader(io.StringIO(out.getvalue()))
    cells = dict(zip(header, row, strict=True))
    assert cells["contact_name"] == "'=HYPERLINK(\"x\")" and cells["attendees"] == "'+49 631"


def test_check_says_of_every_part_whether_it_is_good(place: Path):
    ran = run(place, "check")
    assert ran.returncode == 1  # no privacy section, no staff
    for part in ("config", "mailbox", "trust", "delivery", "database", "templates", "privacy", "staff"):
        assert part in ran.stdout
    assert "GDPR" in ran.stdout


@pytest.mark.parametrize(("field", "name"), [
    ("Authentication-Results: mx.example.org; dkim=pass header.d=example.org", "mx.example.org"),
    ("Authentication-Results: mx.example.org 1;\n\tspf=pass smtp.mailfrom=example.org", "mx.example.org"),
    ("Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=example.org; dkim=none", "exchange-online"),
    ("X-Spam: no", ""),
])
def test_check_finds_the_id_the_mail_server_signs_its_checks_with(field: str, name: str):
    assert topmost_authserv_id(f"{field}\nFrom: a@example.org\n\nhello".encode()) == name


def test_check_proposes_the_id_of_recent_mails(place: Path):
    run(place, "once")
    drop(place, b"Authentication-Results: mx.example.org; dkim=pass header.d=example.org\n" + MAIL)
    assert "mx.example.org" in run(place, "check").stdout


def test_a_network_volume_is_told_from_a_local_disk():
    assert file_system(Path("/proc/self/status")) == "proc"


def test_health_is_red_before_the_first_poll_and_green_after_it(place: Path):
    assert run(place, "health").returncode == 1
    run(place, "once")
    assert run(place, "health").returncode == 0
