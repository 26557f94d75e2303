"""UIDs for a Maildir folder: which number each file was given, kept in a file of its own.

Promise: a number is on disk before anybody hears of it and is never given
twice, whoever else looks at the folder. A list that cannot be read begins anew
with a higher UIDVALIDITY. The first line is "<uidvalidity> <next uid>", each
further one "<uid> <base name>"; lines are only appended, until most are dead.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FILE = "processor-uidlist"
SPARE_LINES = 1000  # lines of vanished mails that are tolerated before the list is written anew


@dataclass(slots=True)
class Numbers:
    """The list as it stands in the file."""

    uidvalidity: int
    next_uid: int
    uids: dict[str, int] = field(default_factory=dict)  # base name → uid

    def give(self, base: str) -> int:
        """The next free number for `base`."""
        self.uids[base] = self.next_uid
        self.next_uid += 1
        return self.uids[base]


class UidList:
    """One folder's list. Two processes may use it at once; each call takes the lock."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._known: Numbers | None = None
        self._read_up_to = (0, 0, 0)  # the file's state when `_known` was read

    def uidvalidity(self) -> int:
        """The folder's UIDVALIDITY."""
        with self._locked() as numbers:
            return numbers.uidvalidity

    def number(self, look: Callable[[], Iterable[str]]) -> tuple[int, dict[str, int]]:
        """(UIDVALIDITY, base name → uid) of all files `look` finds; new ones get numbers in its order.

        It looks under the lock, so that what others number meanwhile is not taken for vanished.
        """
        with self._locked() as numbers:
            present = list(look())
            self._append(numbers, [base for base in present if base not in numbers.uids])
            uids = {base: numbers.uids[base] for base in present}
            if len(numbers.uids) > 2 * len(uids) + SPARE_LINES:
                self._rewrite(Numbers(numbers.uidvalidity, numbers.next_uid, dict(uids)))
            return numbers.uidvalidity, uids

    def add(self, base: str) -> tuple[int, int]:
        """(UIDVALIDITY, uid) of one file; it gets a number where it has none."""
        with self._locked() as numbers:
            self._append(numbers, [base] if base not in numbers.uids else [])
            return numbers.uidvalidity, numbers.uids[base]

    @contextmanager
    def _locked(self) -> Iterator[Numbers]:
        with open(self._path.with_suffix(".lock"), "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._known is None or self._state() != self._read_up_to:
                self._known = self._read()
            try:
                yield self._known
            except OSError:
                self._known = None  # the file may hold less than we think
                raise

    def _read(self) -> Numbers:
        try:
            raw = self._path.read_bytes()
            numbers = _parse(raw)
        except (FileNotFoundError, ValueError):
            raw, numbers = b"", Numbers(int(time.time()), 1)
        if not raw.endswith(b"\n"):  # new, or torn by a crash: the torn line was never told to anybody
            self._rewrite(numbers)
        self._read_up_to = self._state()
        return numbers

    def _append(self, numbers: Numbers, bases: list[str]) -> None:
        if not bases:
            return
        lines = "".join(f"{numbers.give(base)} {base}\n" for base in bases)
        with open(self._path, "ab") as out:
            out.write(os.fsencode(lines))
            out.flush()
            os.fsync(out.fileno())
        self._read_up_to = self._state()

    def _rewrite(self, numbers: Numbers) -> None:
        lines = [f"{numbers.uidvalidity} {numbers.next_uid}\n"]
        lines += [f"{uid} {base}\n" for base, uid in numbers.uids.items()]
        new = self._path.with_suffix(".new")
        with open(new, "wb") as out:
            out.write(os.fsencode("".join(lines)))
            out.flush()
            os.fsync(out.fileno())
        os.replace(new, self._path)
        self._known = numbers
        self._read_up_to = self._state()

    def _state(self) -> tuple[int, int, int]:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return (0, 0, 0)
        return status.st_ino, status.st_size, status.st_mtime_ns


def _parse(raw: bytes) -> Numbers:
    """The complete lines of a list. Raises ValueError for what is none."""
    first, *lines = os.fsdecode(raw).split("\n")[:-1]
    uidvalidity, next_uid = map(int, first.split(" "))
    numbers = Numbers(uidvalidity, next_uid)
    for line in lines:
        number, base = line.split(" ", 1)
        numbers.uids[base] = int(number)
        numbers.next_uid = max(numbers.next_uid, int(number) + 1)
    return numbers
