"""A whole world in memory: mailbox, outside, clock and chance, all of which can be stopped at any step.

"World" is what RELIABILITY.md means by it: mailbox folders, all tables, and the mails that were really accepted.
"""

import copy
import email
import email.policy
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import select

from processor.config import Config, check
from processor.delivery.port import DeliveryError, Outgoing
from processor.mailbox.port import Fetched, Listed, MailboxError, Ref, Role, check_removable
from processor.message.model import Message
from processor.registration import Tokens
from processor.replies import Templates
from processor.store import Store, Unit
from processor.store.engine import engine_for, sqlite_url
from processor.store.tables import mail, open_point, outbox, registration
from processor.understanding.model import Advice, Context, Evidence, Intent, Request
from processor.worker import Worker

BEGIN = datetime(2017, 10, 2, 8, 0, tzinfo=UTC)
FORUM = "forum@example.org"


class PowerCut(BaseException):
    """The machine stops here. No `except Exception` sees it."""


@dataclass
class Steps:
    """Every step at every port in order; the power goes off at step `cut`."""

    cut: int | None = None
    names: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.cut:
            raise PowerCut(name)


@dataclass
class Clock:
    moment: datetime = BEGIN
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def pass_(self, span: timedelta) -> None:
        self.moment += span
        self.seconds += span.total_seconds()


@dataclass
class Chance:
    """Octets that never repeat."""

    start: int = 0

    def octets(self, count: int) -> bytes:
        self.start += 1
        return (self.start * 2654435761 % 2**128).to_bytes(16, "big")[-count:]


@dataclass
class Letter:
    raw: bytes
    at: datetime
    answered: bool = False


class MemoryMailbox:
    """Folders in memory; UIDs are never given twice. `failures`: raised by the n-th call of a method."""

    account = "memory"

    def __init__(self, clock: Clock) -> None:
        self.clock, self.steps = clock, Steps()
        self.folders: dict[Role, dict[int, Letter]] = {role: {} for role in Role}
        self.validity = dict.fromkeys(Role, 1)
        self.next_uid = dict.fromkeys(Role, 1)
        self.failures: dict[tuple[str, int], Exception] = {}
        self.calls: Counter[str] = Counter()

    def arrive(self, raw: bytes, at: datetime | None = None, *, answered: bool = False) -> int:
        """A mail reaches the inbox."""
        return self.put(Role.INBOX, Letter(raw, at or self.clock.now(), answered))

    def put(self, role: Role, letter: Letter) -> int:
        uid = self.next_uid[role]
        self.next_uid[role] += 1
        self.folders[role][uid] = letter
        return uid

    def drag(self, source: Role, target: Role) -> None:
        """A human moves everything from one folder to another."""
        for letter in list(self.folders[source].values()):
            self.put(target, letter)
        self.folders[source].clear()

    def renumber(self) -> None:
        """The server gives every folder new numbers."""
        for role, letters in self.folders.items():
            self.validity[role] += 1
            self.folders[role] = dict(enumerate(letters.values(), 1))
            self.next_uid[role] = len(letters) + 1

    def prepare(self) -> None:
        self._call("prepare")

    def uidvalidity(self, role: Role) -> int:
        self._call("uidvalidity")
        return self.validity[role]

    def listing(self, role: Role, above: int = 0) -> list[Listed]:
        self._call("listing")
        return [Listed(Ref(self.validity[role], uid), len(one.raw), one.at, one.answered, False)
                for uid, one in sorted(self.folders[role].items()) if uid > above]

    def fetch(self, role: Role, refs: Iterable[Listed]) -> Iterator[Fetched]:
        for one in refs:
            self._call("fetch")
            letter = self.folders[role].get(one.ref.uid)
            if letter is not None:
                yield Fetched(one.ref, letter.raw, letter.at, True)

    def file(self, source: Role, ref: Ref, target: Role) -> Ref | None:
        self._call("file")
        letter = self.folders[source].pop(ref.uid, None) if ref.uidvalidity == self.validity[source] else None
        if letter is None:
            return None
        uid = self.put(target, letter)
        self.steps.step(f"filed {target}")
        return Ref(self.validity[target], uid)

    def remove(self, role: Role, refs: Sequence[Ref]) -> list[Ref]:
        self._call("remove")
        check_removable(role)
        there = [ref for ref in refs if ref.uidvalidity == self.validity[role] and ref.uid in self.folders[role]]
        for ref in there:
            del self.folders[role][ref.uid]
            self.steps.step("removed")
        return there

    def append(self, role: Role, raw: bytes, *, seen: bool = True) -> None:
        self._call("append")
        self.put(role, Letter(raw, self.clock.now()))
        self.steps.step("appended")

    def wait(self, seconds: float) -> None:
        self._call("wait")

    def close(self) -> None:
        pass

    def subjects(self, role: Role) -> list[str]:
        return sorted(parsed(one.raw)["Subject"] for one in self.folders[role].values())

    def _call(self, name: str) -> None:
        self.calls[name] += 1
        self.steps.step(name)
        if (failure := self.failures.get((name, self.calls[name]))) is not None:
            raise failure


class MemoryDelivery:
    """Accepts everything, except where the script says otherwise for the n-th call."""

    def __init__(self) -> None:
        self.steps = Steps()
        self.accepted: list[Outgoing] = []
        self.failures: dict[int, DeliveryError] = {}
        self.calls = 0

    def deliver(self, mail: Outgoing) -> str:
        self.calls += 1
        self.steps.step("deliver")
        if (failure := self.failures.get(self.calls)) is not None:
            raise failure
        self.accepted.append(mail)
        self.steps.step("delivered")
        return "250 ok"

    def check(self) -> str:
        return "memory"

    def close(self) -> None:
        pass


class SteppingStore(Store):
    """The real store, whose commits are steps, too."""

    steps = Steps()

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        self.steps.step("begin")
        with super().begin() as unit:
            yield unit
            self.steps.step("before commit")
        self.steps.step("committed")


def understood(message: Message, context: Context) -> Request:
    """Understanding in one line: `3 persons`, `cancel`, `maybe`, `some of us`, `thanks`, `hello`; the event is the first one.

    `maybe` is for a human, `some of us` lacks only the number. `poison` raises, as a parser's fault would.
    """
    words = message.visible.text
    if "poison" in words:
        raise RecursionError("poison")
    number = re.search(r"(\d+) person", words)
    event = context.events[0].key
    if "cancel" in words:
        return Request(Intent.CANCEL, Advice.APPLY, "de", event, names_an_event=True)
    if number and context.thread_event:
        return Request(Intent.CHANGE, Advice.APPLY, "de", event, int(number[1]), names_an_event=True)
    if number:
        return Request(Intent.REGISTER, Advice.APPLY, "de", event, int(number[1]), attendees=(message.sender.name,),
                       names_an_event=True)
    if "maybe" in words or "some of" in words:
        open_ = ("party_size", "needs") if "maybe" in words else ("party_size",)
        doubts = tuple(Evidence(field, "open", "maybe") for field in open_)
        return Request(Intent.REGISTER, Advice.REVIEW, "de", event, doubts=doubts, names_an_event=True)
    if "thanks" in words:
        return Request(Intent.OTHER, Advice.IGNORE, "de", event, names_an_event=True)
    if "strange" in words:
        return Request(Intent.OTHER, Advice.REVIEW, "de", event, names_an_event=True)
    return Request(Intent.OTHER, Advice.REVIEW, "de")


def written(words: str, sender: str = "anna@example.net", *, name: str = "Anna Schmidt", number: int | None = None,
            headers: str = "", trace: str = "", subject: str = "") -> bytes:
    """An ordinary mail; the same arguments give the same mail."""
    number = crc32(f"{words}{sender}{headers}".encode()) if number is None else number
    text = (f"{trace}Return-Path: <{sender}>\nFrom: {name} <{sender}>\nTo: {FORUM}\nSubject: {subject or f'Anmeldung {number}'}\n"
            f"Date: Mon, 2 Oct 2017 09:15:00 +0200\nMessage-ID: <{number}@mail.example.net>\n{headers}"
            f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{words}\n")
    return text.replace("\n", "\r\n").encode()


def parsed(raw: bytes) -> Any:
    return email.message_from_bytes(raw, policy=email.policy.default)


def configured(**changes: Any) -> Config:
    """A small town's config; `changes` are start, capacity and the like, further (events), kind, mode, staff, per_minute, limits."""
    start = changes.get("start", datetime(2017, 10, 19, 17))
    event = {"key": "forum", "title": "Bürgerforum", "start": start, "end": start + timedelta(hours=3),
             "venue": "Stadtmission", "address": "Brüderstraße 1"}
    event |= {name: changes[name] for name in ("capacity", "reminder_days", "registration_closes") if name in changes}
    limits = {name: changes[name] for name in ("replies_overall", "same_text", "replies_per_domain") if name in changes}
    return check({
        "organiser": {"name": "Projektteam", "address": FORUM, "languages": changes.get("languages", ["de", "en"])},
        "events": [event, *changes.get("further", [])], "staff": changes.get("staff", []),
        "mode": changes.get("mode", "live"), "trust": {"authserv_id": changes.get("authserv_id", "none")},
        "mailbox": {"kind": changes.get("kind", "dedicated"), "maildir": "unused"},
        "delivery": {"maildir": "unused", "per_minute": changes.get("per_minute", 1000),
                     "quiet_hours": changes.get("quiet_hours", "21:00-07:00")}, "limits": limits,
    })


def _with_schema(path: Path) -> Path:
    """A copy of one empty database: migrating takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        if not _EMPTY:
            Store.open(Path(folder) / "empty.sqlite").close()
            _EMPTY.append((Path(folder) / "empty.sqlite").read_bytes())
        path.write_bytes(_EMPTY[0])
    return path


_EMPTY: list[bytes] = []


class World:
    """One town: its mailbox, its database, its citizens, and the worker that can be cut off and started again."""

    templates = Templates()
    understood = staticmethod(understood)  # a test of the whole road puts the real one here

    def __init__(self, path: Path, config: Config | None = None, *, first_contact_over: bool = True) -> None:
        self.path, self.config = path, config or configured()
        self.clock, self.chance = Clock(), Chance()
        self.mailbox, self.outside = MemoryMailbox(self.clock), MemoryDelivery()
        self.store = SteppingStore.open(_with_schema(path))
        self.worker = self.started()
        if first_contact_over:
            self.worker.once()
            self.clock.pass_(timedelta(minutes=1))

    def copy(self, path: Path) -> "World":
        """The same world once more, in a database of its own."""
        with self.store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.path, path)
        other = object.__new__(World)
        other.path, other.config = path, self.config
        other.clock, other.chance, other.mailbox, other.outside = copy.deepcopy(
            (self.clock, self.chance, self.mailbox, self.outside))
        other.store = SteppingStore(engine_for(sqlite_url(path)))
        other.started()
        return other

    def started(self, holder: str = "worker") -> Worker:
        """A worker as after a restart: nothing is remembered but what is stored."""
        self.worker = Worker(self.config, self.mailbox, self.outside, self.store, self.templates, self.clock,
                             tokens=Tokens(("key",)), chance=self.chance, understood=self.understood, holder=holder)
        return self.worker

    def once(self) -> Any:
        self.clock.pass_(timedelta(seconds=61))
        return self.worker.once()

    def cut_at(self, step: int | None) -> list[str]:
        """Power goes off at this step from now on; the steps' names are returned as they happen."""
        steps = Steps(step)
        self.mailbox.steps = self.outside.steps = self.store.steps = steps
        return steps.names

    def receive(self, *raws: bytes) -> None:
        for raw in raws:
            self.clock.pass_(timedelta(seconds=1))
            self.mailbox.arrive(raw)

    def registrations(self) -> list[tuple[str, str, int]]:
        with self.store.reading() as unit:
            return sorted((r.contact, r.state.value, r.size) for r in unit.registrations.every())

    def rows(self, *columns: Any) -> list[tuple[Any, ...]]:
        with self.store.reading() as unit:
            return sorted((tuple(row) for row in unit.connection.execute(select(*columns))), key=str)

    def answers(self) -> list[tuple[str, str]]:
        """Recipient and kind of every mail the outside accepted, each Message-ID once."""
        unique = {parsed(one.raw)["Message-ID"]: one for one in self.outside.accepted}
        return sorted((one.recipient, parsed(one.raw)["X-Registration-Processor"]) for one in unique.values())

    def picture(self) -> dict[str, Any]:
        """Everything that must not depend on where the power went off."""
        return {
            "folders": {role.value: self.mailbox.subjects(role) for role in Role if role is not Role.SENT},
            "sent": sorted({parsed(one.raw)["To"] for one in self.mailbox.folders[Role.SENT].values()}),
            "accepted": self.answers(),
            "registrations": self.registrations(),
            "outbox": self.rows(outbox.c.kind, outbox.c.recipient, outbox.c.state, outbox.c.answers),
            "mails": self.rows(mail.c.id, mail.c.state, mail.c.filing, mail.c.filed_role),
            "points": self.rows(open_point.c.kind, open_point.c.mail, open_point.c.settled_how),
            "seats": self.rows(registration.c.event, registration.c.size, registration.c.state),
        }


__all__ = ["BEGIN", "FORUM", "DeliveryError", "Letter", "MailboxError", "PowerCut", "Role", "World", "configured",
           "parsed", "understood", "written"]
