"""The one place where anything is kept: SQLite (default) or PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Engine

from processor.store.engine import READ_ONLY, engine_for, sqlite_url
from processor.store.forgetting import replay
from processor.store.journal import DONE, KEY, Journal
from processor.store.migrate import upgrade
from processor.store.seats import Picture
from processor.store.unit import Unit


class Store:
    """A database with the present schema.

    Promise: when `begin` ends well, all of it is on disk; when it does not, none of it is.
    """

    def __init__(self, engine: Engine, journal: Journal | None = None) -> None:
        self.engine = engine
        beside = engine.url.get_backend_name() == "sqlite" and engine.url.database
        self.journal = journal or (Journal.beside(Path(beside)) if beside else None)
        self.replayed = 0  # erasures that a restored database had to be told again
        self._seats: dict[str, Picture] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, where: Path | str | URL, journal: Journal | None = None) -> Self:
        """The store at a file or URL, made or brought to the present schema. Raises SQLAlchemyError.

        `journal`: the file of erasures where none lies beside the database. A database that knows less than it was
        restored from a backup: what was erased since is erased again before anybody reads it.
        """
        engine = engine_for(sqlite_url(where) if isinstance(where, Path) else where)
        with engine.begin() as connection:
            upgrade(connection)
        store = cls(engine, journal)
        store._replay()
        return store

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """A unit of work: committed when the block ends well, rolled back when it raises."""
        with self.engine.begin() as connection:
            unit = Unit(connection, known_seats=self._known())
            yield unit
            if unit.erasing and self.journal is not None:
                size = self.journal.add(unit.erasing, unit.running.secret(KEY))
                unit.running.note(DONE, str(size))
        if unit.seats.now:
            with self._lock:
                self._seats |= unit.seats.now

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A look that changes nothing and never waits for a writer."""
        with self.engine.connect() as connection:
            yield Unit(connection.execution_options(**READ_ONLY), reading=True, known_seats=self._known())

    def close(self) -> None:
        """Close every connection; never raises."""
        self.engine.dispose()

    def _replay(self) -> None:
        """Erase again what the file tells and this database does not know."""
        with self.reading() as unit:
            key, done = unit.running.noted(KEY), int(unit.running.noted(DONE) or 0)
        size = self.journal.size() if self.journal is not None else 0
        if key is not None and size == done:
            return
        with self.begin() as unit:
            key, done = unit.running.secret(KEY), int(unit.running.noted(DONE) or 0)
            if self.journal is None or size == done:
                return
            if size < done:
                unit.running.warn("erasures_lost", datetime.now(UTC))
                unit.running.note(DONE, str(size))
                return
            self.replayed, whole = replay(unit, self.journal.lines(done), key)
            if whole:
                unit.running.note(DONE, str(size))
            if self.replayed:
                unit.running.warn("erased_again", datetime.now(UTC))

    def _known(self) -> dict[str, Picture]:
        with self._lock:
            return dict(self._seats)
