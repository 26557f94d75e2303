"""Real processes: two workers are one worker, and SIGTERM ends one within ten seconds (P8, P13)."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from worker.process import main as work
from worker.world import configured, parsed, written

from processor.store import Store
from processor.store.tables import mail, outbox
from processor.worker.settings import events_of

PROGRAM = Path(__file__).parent / "process.py"
MAILS = 40
FORK = multiprocessing.get_context("fork")  # a process of its own without a second of imports


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(root), str(root / "tests")))}
    return subprocess.Popen([sys.executable, str(PROGRAM), str(folder), *arguments], env=environment,
                            stderr=subprocess.PIPE)


def fill(folder: Path, count: int, account: str = "") -> None:
    """Mails that arrive after the first contact."""
    for number in range(count):
        number += int(account or 0) * count
        raw = written("1 person", f"a{number}@example{number}.net", number=number)
        (folder / f"in{account}" / "new" / f"{number:05d}.test").write_bytes(raw)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers("postgresql"))])
def url(request: pytest.FixtureRequest) -> str:
    """Where the processes keep their data; '' for a file in the folder."""
    return request.getfixturevalue("postgresql").fresh() if request.param == "postgresql" else ""


def prepared(folder: Path) -> None:
    assert start(folder, "once").wait(30) == 0
    fill(folder, MAILS)


def sent(folder: Path) -> list[str]:
    return [parsed(path.read_bytes())["Message-ID"] for path in (folder / "out").glob("new/*")]


def answered(folder: Path, count: int) -> None:
    """Wait until so many answers are out."""
    until = time.monotonic() + 30
    while len(list((folder / "out").glob("new/*"))) < count:
        assert time.monotonic() < until, "the worker does not work"
        time.sleep(0.005)


def test_two_processes_oversell_nothing_and_answer_nobody_twice(tmp_path: Path):
    prepared(tmp_path)
    workers = [start(tmp_path, "until-empty", str(MAILS)) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    store = Store.open(tmp_path / "db.sqlite")
    with store.reading() as unit:
        seated = [r for r in unit.registrations.every() if r.state.value == "confirmed"]
        states = unit.connection.execute(mail.select()).all()
        rows = unit.connection.execute(outbox.select()).all()
    assert sum(r.size for r in seated) == 3
    assert len(states) == MAILS
    assert sorted(sent(tmp_path)) == sorted(row.message_id for row in rows)
    assert len({row.recipient for row in rows}) == len(rows) == MAILS


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_of_several_mailboxes_race_for_three_seats_and_sell_three(workers: int, url: str, tmp_path: Path):
    """Each has a lease of its own, so nothing but the deciding transaction keeps them apart."""
    accounts = [str(number) for number in range(workers)]
    for account in accounts:
        work(tmp_path, "once", "0", account, url)
        fill(tmp_path, 8, account)
    racing = [FORK.Process(target=work, args=(tmp_path, "until-empty", str(8 * workers), one, url)) for one in accounts]
    for one in racing:
        one.start()
    for one in racing:
        one.join(60)
    assert [one.exitcode for one in racing] == [0] * workers
    with Store.open(url or tmp_path / "db.sqlite").reading() as unit:
        parties = unit.registrations.every()
        rows = unit.connection.execute(outbox.select()).all()
        seats = unit.seats.seats(events_of(configured(capacity=3)))["forum"]
    assert sorted(r.state.value for r in parties) == ["confirmed"] * 3 + ["waitlisted"] * (8 * workers - 3)
    assert (seats.taken, len(seats.waiting)) == (3, 8 * workers - 3)
    assert len({row.recipient for row in rows}) == len(rows) == 8 * workers
    assert sorted(sent(tmp_path)) == sorted(row.message_id for row in rows)


def test_sigterm_ends_a_running_worker_with_zero_and_the_next_one_goes_on(tmp_path: Path):
    prepared(tmp_path)
    chance = random.Random(4)
    for number in range(2):
        worker = start(tmp_path, "run")
        answered(tmp_path, chance.randint(number * 10, number * 10 + 9))
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        assert time.monotonic() - began < 10
    workers = start(tmp_path, "until-empty", str(MAILS))
    assert workers.wait(60) == 0
    assert len(set(sent(tmp_path))) == MAILS


def test_a_killed_worker_is_followed_at_once_and_loses_nothing(tmp_path: Path):
    prepared(tmp_path)
    worker = start(tmp_path, "run")
    answered(tmp_path, 7)
    worker.kill()
    worker.wait(10)
    assert start(tmp_path, "until-empty", str(MAILS)).wait(60) == 0
    assert len(set(sent(tmp_path))) == MAILS
