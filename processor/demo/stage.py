"""The embedded parts the demonstration runs on: a real worker over a Maildir, SQLite and a Maildir.

Nothing in here understands, decides or answers: the worker does. Time and
chance are held still (`props`), so that every run gives the same picture.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from processor import bootstrap
from processor.config import Config
from processor.demo.letter import Letter
from processor.demo.props import HeldClock, Overheard, SeededChance
from processor.demo.samples import Sample
from processor.message import Message
from processor.registration import Tokens
from processor.registration.model import Outcome, Registration, Seats
from processor.store import Store
from processor.store.model import MailState, StoredPoint
from processor.understanding import understand
from processor.understanding.model import Context, Intent, Request
from processor.worker.deliver import deliver
from processor.worker.worker import Worker

SEED = 20171002
SIGNING_KEY = "demonstration: these tokens open nothing"
ON_THE_WAY = timedelta(seconds=4)  # from the sender's Date to the mailbox
_FREES = (Intent.CANCEL, Intent.CHANGE)
UNTIL_READ = timedelta(seconds=37)  # from the mailbox to the next look into it


@dataclass(frozen=True, slots=True)
class Scene:
    """One sample mail and everything it caused."""

    sample: Sample
    message: Message
    request: Request
    outcome: Outcome
    reply: Letter | None  # the answer to it
    further: tuple[Letter, ...] = ()  # to others: a seat became free


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at the key date."""

    seats: Seats
    registrations: tuple[Registration, ...]
    points: tuple[StoredPoint, ...]  # open ones


class Stage:
    """A worker, its mailbox and its clock."""

    def __init__(self, config: Config, store: Store, begin: datetime) -> None:
        self.clock = HeldClock(begin)
        self.scenes: list[Scene] = []
        self._inbox = config.mailbox.maildir if config.mailbox and config.mailbox.maildir else Path()
        self._store = store
        self._delivery = Overheard(bootstrap.delivery_of(config))
        self._read: list[tuple[Message, Request]] = []
        self.worker = Worker(
            config, bootstrap.mailbox_of(config), self._delivery, store, bootstrap.templates_of(config), self.clock,
            tokens=Tokens((SIGNING_KEY,)), chance=SeededChance(SEED), understood=self._understood,
        )

    def open(self) -> None:
        """The first contact with a mailbox that is still empty: what comes later is answered."""
        self.worker.begin()
        self.worker.read()

    def pass_time(self, until: datetime) -> None:
        """Let time pass with no new mail. A seat that is offered on meanwhile belongs to the scene that freed it."""
        if until <= self.clock.moment:
            return
        self.clock.moment = until
        self.worker.begin()
        self.worker.read()
        letters = self._sent()
        freed = (at for at in reversed(range(len(self.scenes))) if self.scenes[at].request.intent in _FREES)
        at = next(freed, None) if letters else None
        if at is not None:
            self.scenes[at] = replace(self.scenes[at], further=(*self.scenes[at].further, *letters))

    def play(self, sample: Sample, replies: dict[str, Letter]) -> Scene:
        """Let one mail arrive, and the worker do what it does. Its answer is added to `replies`."""
        arrived = sample.date + ON_THE_WAY
        _arrive(self._inbox, sample, sample.completed(replies), arrived)
        self.clock.moment = arrived + UNTIL_READ
        self.worker.begin()
        self._read.clear()
        _, states = self.worker.read()
        message, request = self._read[-1]
        reply, further = _apart(self._sent(), message)
        if reply is not None:
            replies[sample.number] = reply
        self.scenes.append(Scene(sample, message, request, _outcome(states), reply, further))
        return self.scenes[-1]

    def report(self, at: datetime) -> Letter | None:
        """The report of the key date, None where there was nothing to report."""
        self.clock.moment = at
        self.worker.begin()
        self.worker.report()
        return next((letter for letter in self._sent() if letter.kind == "report"), None)

    def standing(self) -> Standing:
        """How the one event stands."""
        event = self.worker.desk.core.events[0]
        with self._store.reading() as unit:
            return Standing(unit.seats.seats((event,))[event.key], unit.registrations.every(event.key),
                            tuple(unit.points.waiting()))

    def _sent(self) -> tuple[Letter, ...]:
        deliver(self.worker.desk, self.worker.delivery, self.worker.pace)
        return self._delivery.taken()

    def _understood(self, message: Message, context: Context) -> Request:
        request = understand(message, context)
        self._read.append((message, request))
        return request


@contextmanager
def stage(config: Config, begin: datetime) -> Iterator[Stage]:
    """The parts, opened and closed."""
    config.database.path.parent.mkdir(parents=True, exist_ok=True)
    store = bootstrap.store_of(config)
    try:
        one = Stage(config, store, begin)
        one.open()
        yield one
        one.worker.close()
    finally:
        store.close()


def below(config: Config, folder: Path) -> Config:
    """The config with its paths below `folder`."""
    assert config.mailbox and config.mailbox.maildir and config.delivery and config.delivery.maildir
    return config.model_copy(update={
        "mailbox": config.mailbox.model_copy(update={"maildir": folder / config.mailbox.maildir}),
        "delivery": config.delivery.model_copy(update={"maildir": folder / config.delivery.maildir}),
        "database": config.database.model_copy(update={"path": folder / config.database.path}),
    })


def _arrive(maildir: Path, sample: Sample, raw: bytes, at: datetime) -> None:
    """Deliver into the Maildir as a mail server does: complete under `tmp`, then renamed."""
    name = f"{int(at.timestamp())}.{sample.number}.demonstration"
    file = maildir / "tmp" / name
    file.write_bytes(raw)
    os.utime(file, (at.timestamp(), at.timestamp()))
    file.rename(maildir / "new" / name)


def _apart(letters: tuple[Letter, ...], message: Message) -> tuple[Letter | None, tuple[Letter, ...]]:
    """The answer to the mail, and what went to others because of it."""
    reply = next((letter for letter in letters if letter.answers == message.message_id), None)
    return reply, tuple(letter for letter in letters if letter is not reply)


def _outcome(states: Counter[MailState]) -> Outcome:
    """The one outcome of the one mail. Raises ValueError where there is not exactly one."""
    (state,) = states.elements()
    return Outcome(state.value)
