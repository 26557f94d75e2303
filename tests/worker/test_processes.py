"""Real processes: two workers are one worker, and SIGTERM ends one within ten seconds (P8, P13)."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from worker.world import parsed, written

from processor.store import Store
from processor.store.tables import mail, outbox

PROGRAM = Path(__file__).parent / "process.py"
MAILS = 40


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(root), str(root / "tests")))}
    return subprocess.Popen([sys.executable, str(PROGRAM), str(folder), *arguments], env=environment,
                            stderr=subprocess.PIPE)


def fill(folder: Path, count: int) -> None:
    """Mails that arrive after the first contact."""
    for number in range(count):
        raw = written("1 person", f"a{number}@example{number}.net", number=number)
        (folder / "in" / "new" / f"{number:05d}.test").write_bytes(raw)


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
