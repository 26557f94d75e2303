"""Connections kept open, one a thread, and thrown away once they fail.

Promise: inside `Sessions.at(…)` there is a living, logged-in connection, and
every error that leaves it is a `MailboxError`.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from imapclient import IMAPClient

from processor.mailbox.connect import ImapSettings, connect
from processor.mailbox.explain import explained
from processor.mailbox.paths import find_paths, look_around
from processor.mailbox.port import Role

FRESH = 30.0  # seconds of silence after which a connection is asked whether it still lives


@dataclass(slots=True)
class Session:
    """One thread's connection and what it has selected."""

    client: IMAPClient
    capabilities: frozenset[str]
    paths: Mapping[Role, str]
    role: Role | None = None
    uidvalidity: int = 0
    used: float = field(default_factory=time.monotonic)

    def select(self, role: Role) -> dict[bytes, Any]:
        """Open a folder, or open it again to hear what is new in it."""
        self.role = None
        selected: dict[bytes, Any] = self.client.select_folder(self.paths[role])
        self.role, self.uidvalidity = role, selected[b"UIDVALIDITY"]
        return selected

    def keep_selected(self, role: Role) -> None:
        """Open a folder unless it is the one that is open."""
        if self.role is not role:
            self.select(role)

    def lives(self) -> bool:
        """Whether the server still answers; asked only after a silence."""
        if time.monotonic() - self.used < FRESH:
            return True
        with suppress(Exception):
            self.client.noop()
            return True
        return False


class Sessions:
    """The connections to one mailbox."""

    def __init__(self, settings: ImapSettings, names: Mapping[Role, str]) -> None:
        self._settings = settings
        self._names = names
        self._own = threading.local()

    @contextmanager
    def at(self, doing: str) -> Iterator[Session]:
        """This thread's session. Any error becomes a MailboxError that says what was being done."""
        try:
            session = self._living()
            yield session
            session.used = time.monotonic()
        except Exception as error:  # a server's garbage raises anything at all out of the library
            self.drop()
            raise explained(doing, self._settings.server, error) from error
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Cut this thread's connection, without a word to the server."""
        session: Session | None = getattr(self._own, "session", None)
        self._own.session = None
        if session is not None:
            with suppress(Exception):
                session.client.shutdown()

    def leave(self) -> None:
        """Log out this thread's connection; never raises."""
        session: Session | None = getattr(self._own, "session", None)
        self._own.session = None
        if session is not None:
            with suppress(Exception):
                session.client.logout()

    def _living(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None or not session.lives():
            self.drop()
            session = self._own.session = self._open()
        return session

    def _open(self) -> Session:
        client = connect(self._settings)
        try:
            capabilities = frozenset(word.decode("ascii", "replace").upper() for word in client.capabilities())
            return Session(client, capabilities, find_paths(look_around(client), self._names))
        except BaseException:
            client.shutdown()
            raise
