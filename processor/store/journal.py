"""What was erased because a person asked for it, remembered beside the database, so that a restored backup forgets it again.

One line an erasure: when, what kind, and a keyed hash of the address or code. The key stands in the database; the
file alone names nobody and says nothing about anybody. Lines are only ever added, and are on the disk (fsync) before
the erasure they tell of is committed: of an erasure that is committed the line is never missing. The database knows
how much of the file it has done; a database that was restored knows less, and does the rest when it is opened.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

DONE, KEY = "erasures-done", "erasures-key"  # the store's names for how far the file is done, and for the hash's key
_ENDING = ".erasures"


class Subject(StrEnum):
    """What was erased."""

    ADDRESS = "address"  # everything about an address
    REGISTRATION = "registration"  # one registration, by its code
    NEEDS = "needs"  # what the people of one registration need, by its code


@dataclass(frozen=True, slots=True)
class Erasing:
    """One erasure on its way into the file."""

    subject: Subject
    of: str  # a folded address, or a code: never written
    at: datetime
    mail: int | None = None  # the mail that asks for it


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure as the file tells it."""

    subject: Subject
    hash: str
    at: datetime
    mail: int | None = None

    def is_of(self, value: str, key: str) -> bool:
        """Whether this line is about an address or a code."""
        return hmac.compare_digest(self.hash, hashed(value, key))


@dataclass(frozen=True, slots=True)
class Journal:
    """The file. Every octet that was ever in it stays in it."""

    path: Path

    @classmethod
    def beside(cls, database: Path) -> "Journal":
        """The file that belongs to a database file: the same name, and `.erasures` behind it."""
        return cls(database.with_name(database.name + _ENDING))

    def size(self) -> int:
        """How many octets the file has; 0 where there is none."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, erasures: list[Erasing], key: str) -> int:
        """Add lines and wait until the disk has them; the file's size afterwards. Raises OSError."""
        lines = b"".join(_written(one, key) for one in erasures)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # the power went off inside a line
            os.write(descriptor, b"\n" + lines if torn else lines)
            os.fsync(descriptor)
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        if new:
            _keep_name(self.path.parent)
        return size

    def lines(self, start: int) -> list[Line]:
        """The erasures behind the first `start` octets; what is no line of ours is passed over."""
        if self.size() <= start:
            return []
        with self.path.open("rb") as file:
            file.seek(start)
            return [line for line in map(_read, file.read().splitlines()) if line is not None]


def hashed(value: str, key: str) -> str:
    """A keyed hash that only the database can compare (HMAC-SHA-256, 128 bits)."""
    return hmac.new(bytes.fromhex(key), value.encode(), hashlib.sha256).hexdigest()[:32]


def _written(one: Erasing, key: str) -> bytes:
    line = {"at": one.at.isoformat(), "what": one.subject.value, "of": hashed(one.of, key), "mail": one.mail}
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _read(text: bytes) -> Line | None:
    try:
        given: Any = json.loads(text)
        return Line(Subject(given["what"]), str(given["of"]), datetime.fromisoformat(given["at"]), given.get("mail"))
    except (ValueError, KeyError, TypeError):
        return None


def _keep_name(folder: Path) -> None:
    """A new file's name is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
