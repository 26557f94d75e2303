"""The schedule round a worker: two threads, one clock, two signals (RELIABILITY.md, traps 6 and 13).

APScheduler catches SystemExit in its jobs and knows no SIGTERM: the handler only
sets a flag, and the main thread shuts down. Times of day are asked of the store
("not yet sent for this local day"), never trusted to a timer.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from processor.mailbox.port import MailboxError
from processor.worker.deliver import deliver

if TYPE_CHECKING:
    from processor.worker.worker import Worker

LOOK_FOR_REPLIES = 2  # seconds between two looks into the outbox
PATIENCE = 8.0  # seconds for the threads to finish what they hold, of the ten a container gets


class Thread:
    """One port's thread: its job runs alone, and everybody can see whether it runs."""

    def __init__(self, worker: "Worker", work: Callable[[], object], name: str) -> None:
        self._worker, self._work, self._name = worker, work, name
        self.running = threading.Lock()
        self.fault: SQLAlchemyError | None = None

    def job(self) -> None:
        """One run. What the network refuses is tried again; what the disk refuses stops the worker."""
        with self.running:
            try:
                self._work()
            except MailboxError as error:
                self._worker.desk.log.warning(action="mailbox_unreachable", temporary=error.temporary)
            except SQLAlchemyError as error:
                self.fault = error
                self._worker.desk.log.error(action="database_failed", thread=self._name, error=type(error).__name__)
                self._worker.desk.stop.set()
            except Exception as error:
                self._worker.desk.log.error(action="run_failed", thread=self._name, error=type(error).__name__)


def run(worker: "Worker") -> int:
    """Work until a signal or a failing database; the exit code. Call it from the main thread."""
    desk = worker.desk
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: desk.stop.set())
    threads = (Thread(worker, lambda: _read(worker), "mailbox"), Thread(worker, lambda: _send(worker), "delivery"))
    scheduler = _scheduler(worker, *threads)
    scheduler.start()
    desk.log.info(action="started", account=desk.account, holder=desk.holder)
    while not desk.stop.wait(1.0):
        pass
    return _end(worker, scheduler, threads)


def _read(worker: "Worker") -> None:
    if worker.begin():
        worker.read()
        worker.report()


def _send(worker: "Worker") -> None:
    if worker.begun:
        deliver(worker.desk, worker.delivery, worker.pace)


def _scheduler(worker: "Worker", reading: Thread, sending: Thread) -> BackgroundScheduler:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a long round is no news
    config = worker.desk.config
    scheduler = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1), "delivery": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=config.organiser.zone, daemon=True,
    )
    seconds = config.mailbox.poll_seconds if config.mailbox else 60
    now = worker.desk.clock.now()
    scheduler.add_job(reading.job, "interval", seconds=seconds, next_run_time=now, timezone=config.organiser.zone)
    scheduler.add_job(sending.job, "interval", seconds=LOOK_FOR_REPLIES, next_run_time=now, executor="delivery",
                      timezone=config.organiser.zone)
    return scheduler


def _end(worker: "Worker", scheduler: BackgroundScheduler, threads: tuple[Thread, ...]) -> int:
    """Let both threads finish what they hold; a send that takes too long is cut and goes out again later."""
    log = worker.desk.log
    code = 1 if any(thread.fault for thread in threads) else 0
    scheduler.shutdown(wait=False)
    patience = PATIENCE
    idle = [thread.running.acquire(timeout=patience if n == 0 else patience / 2) for n, thread in enumerate(threads)]
    log.info(action="stopped", code=code, cut=not all(idle))
    if not all(idle):
        _leave(code)
    worker.close()
    return code


def _leave(code: int) -> None:
    """End at once: a thread that waits for a server would keep the process for minutes."""
    logging.shutdown()
    os._exit(code)
