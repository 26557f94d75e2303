"""A Maildir as a mailbox: folders as Maildir++ subfolders, own lasting UIDs.

Promise: as in port.py. Mails are moved by one rename, so a crash leaves each
in exactly one folder; another program (a mail reader, a second processor) may
work on the same Maildir at the same time, and nothing is lost or overwritten.
"""

import itertools
import os
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from imapclient.imap_utf7 import encode as modified_utf7

from processor import limits
from processor.mailbox.dissect import reduced
from processor.mailbox.folders import checked, usual_sent_names
from processor.mailbox.port import Fetched, Listed, MailboxError, Ref, Role, check_removable
from processor.mailbox.reduced import HEADER_READ
from processor.mailbox.uidlist import UidList

LOOK_EVERY = 0.2  # seconds between two looks for new mail while waiting
_counter = itertools.count()


class Maildir:
    """A mailbox in the folder `path`; `names` as from `folders.folder_names`."""

    def __init__(self, path: Path, names: Mapping[Role, str], account: str | None = None) -> None:
        self.account = account or f"maildir:{path.absolute()}"
        self._names = {Role.SENT: usual_sent_names()[0], **checked(names)}
        self._folders = {role: path / _directory(name) for role, name in self._names.items()}
        self._uids = {role: UidList(folder) for role, folder in self._folders.items()}
        self._places: dict[Role, dict[Ref, Path]] = {}
        self._closed = threading.Event()

    def prepare(self) -> None:
        """Create the folders that are missing."""
        with _explained("create the folders of", self._folders[Role.INBOX]):
            for role, folder in self._folders.items():
                for part in ("tmp", "new", "cur"):
                    (folder / part).mkdir(parents=True, exist_ok=True)
                if role is not Role.INBOX:
                    (folder / "maildirfolder").touch()  # tells delivery programs that this is not an inbox
                _sync(folder)

    def uidvalidity(self, role: Role) -> int:
        """As in port.py."""
        with _explained("look into", self._folders[role]):
            return self._uids[role].uidvalidity()

    def listing(self, role: Role, above: int = 0) -> list[Listed]:
        """As in port.py. The size is the file's."""
        with _explained("list", self._folders[role]):
            uidvalidity, files = self._look(role)
            found = (self._listed(Ref(uidvalidity, uid), path) for uid, path in files.items() if uid > above)
            return sorted((mail for mail in found if mail is not None and not mail.deleted), key=lambda mail: mail.ref)

    def fetch(self, role: Role, refs: Iterable[Listed]) -> Iterator[Fetched]:
        """As in port.py."""
        for mail in refs:
            with _explained("read a mail of", self._folders[role]):
                raw = self._read(role, mail)
            if raw is not None and mail.size > limits.WHOLE_FETCH:
                yield Fetched(mail.ref, reduced(raw, mail.size), mail.internal_date, complete=False)
            elif raw is not None:
                yield Fetched(mail.ref, raw, mail.internal_date, complete=True)

    def file(self, source: Role, ref: Ref, target: Role) -> Ref | None:
        """As in port.py. The mail gets a fresh name, so that nothing there is overwritten."""
        with _explained("move a mail to", self._folders[target]):
            base = _fresh_name()
            while (path := self._find(source, ref)) is not None:
                try:
                    os.rename(path, self._folders[target] / "cur" / f"{base}:2,{_flags(path)}")
                except FileNotFoundError:
                    if not (self._folders[target] / "cur").is_dir():
                        raise
                    continue  # a mail program just changed its flags: look again
                _sync(self._folders[target] / "cur")
                return Ref(*self._uids[target].add(base))
            return None

    def file_all(self, source: Role, refs: Sequence[Ref], target: Role) -> dict[Ref, Ref | None]:
        """As in port.py."""
        moved = {ref: self.file(source, ref, target) for ref in refs}
        return {old: new for old, new in moved.items() if new is not None}

    def remove(self, role: Role, refs: Sequence[Ref]) -> list[Ref]:
        """As in port.py."""
        check_removable(role)
        with _explained("remove mails from", self._folders[role]):
            removed = [ref for ref in refs if self._unlink(role, ref)]
            if removed:
                _sync(self._folders[role] / "cur")
            return removed

    def append(self, role: Role, raw: bytes, *, seen: bool = True) -> None:
        """As in port.py. A Maildir knows no keywords."""
        folder, name = self._folders[role], _fresh_name()
        with _explained("store a mail in", folder):
            with open(folder / "tmp" / name, "xb") as out:
                out.write(raw)
                out.flush()
                os.fsync(out.fileno())
            place = f"cur/{name}:2,S" if seen else f"new/{name}"
            os.rename(folder / "tmp" / name, folder / place)
            _sync(folder / place.partition("/")[0])

    def wait(self, seconds: float) -> None:
        """Return when the inbox's folders changed, or after `seconds`, or on `close`."""
        until, before = time.monotonic() + seconds, self._changed()
        while (left := until - time.monotonic()) > 0:
            if self._closed.wait(min(left, LOOK_EVERY)) or self._changed() != before:
                return

    def close(self) -> None:
        """Wakes a waiting thread; there is nothing to log out of."""
        self._closed.set()

    def _look(self, role: Role) -> tuple[int, dict[int, Path]]:
        """(UIDVALIDITY, uid → file), in the order the files were made."""
        files: dict[str, Path] = {}
        uidvalidity, uids = self._uids[role].number(lambda: files.update(self._files(role)) or files)
        self._places[role] = {Ref(uidvalidity, uid): files[base] for base, uid in uids.items()}
        return uidvalidity, {uid: files[base] for base, uid in uids.items()}

    def _files(self, role: Role) -> dict[str, Path]:
        """Base name → file. `new` first: a mail moved on meanwhile is seen twice rather than never."""
        found = [entry for part in ("new", "cur") for entry in os.scandir(self._folders[role] / part)]
        found.sort(key=lambda entry: _age(entry.name))
        return {_base(entry.name): Path(entry.path) for entry in found if not entry.name.startswith(".")}

    def _find(self, role: Role, ref: Ref) -> Path | None:
        """Where the mail is now; its name changes with its flags, so a known place may be gone."""
        path = self._places.get(role, {}).get(ref)
        if path is None or not path.exists():
            self._look(role)
            path = self._places[role].get(ref)
        return None if path is None or "T" in _flags(path) else path

    def _read(self, role: Role, mail: Listed) -> bytes | None:
        """The file, or of one beyond all limits what holds its header."""
        while (path := self._find(role, mail.ref)) is not None:
            try:
                with open(path, "rb") as file:
                    return file.read(HEADER_READ if mail.size > limits.RAW_MAIL else limits.RAW_MAIL)
            except FileNotFoundError:
                continue
        return None

    def _unlink(self, role: Role, ref: Ref) -> bool:
        while (path := self._find(role, ref)) is not None:
            try:
                path.unlink()
                return True
            except FileNotFoundError:
                continue  # a mail program just changed its flags: look again
        return False

    def _listed(self, ref: Ref, path: Path) -> Listed | None:
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        flags = _flags(path)
        return Listed(ref, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC), "R" in flags, "T" in flags)

    def _changed(self) -> list[int]:
        inbox = self._folders[Role.INBOX]
        return [(inbox / part).stat().st_mtime_ns for part in ("new", "cur") if (inbox / part).exists()]


@contextmanager
def _explained(doing: str, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MailboxError(f"Could not {doing} {folder}: {error.strerror}. Check that the folder exists, that the "
                           "processor may write there and that the disk has room.") from error


def _directory(name: str) -> str:
    """The Maildir++ directory of a folder name; "" for the inbox itself. A dot would begin a new level."""
    if name == "INBOX":
        return ""
    return "".join("." + modified_utf7(level.replace(".", "-")).decode("ascii") for level in name.split("/"))


def _base(name: str) -> str:
    """A file's name without its flags: what stays the same for the mail's life in a folder."""
    return name.partition(":")[0].replace("\n", "\N{SYMBOL FOR NEWLINE}")


def _flags(path: Path) -> str:
    return path.name.rpartition(":2,")[2] if ":2," in path.name else ""


def _age(name: str) -> tuple[int, str]:
    """Sorts file names by the second they were made in, which they begin with."""
    seconds = name.partition(".")[0]
    return (int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 20 else 0, name)


def _fresh_name() -> str:
    """A file name nobody else makes (cr.yp.to/proto/maildir.html); later ones sort behind, within a second as well."""
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    host = socket.gethostname().replace("/", "-").replace(":", "-")
    return f"{seconds}.M{nanoseconds // 1000:06}P{os.getpid()}Q{next(_counter)}.{host}"


def _sync(folder: Path) -> None:
    """Put names on disk as well: a rename lives in the directory."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
