"""The one place where anything is kept: SQLite (default) or PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Engine

from processor.store.engine import READ_ONLY, engine_for, sqlite_url
from processor.store.migrate import upgrade
from processor.store.seats import Picture
from processor.store.unit import Unit


class Store:
    """A database with the present schema.

    Promise: when `begin` ends well, all of it is on disk; when it does not, none of it is.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._seats: dict[str, Picture] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, where: Path | str | URL) -> Self:
        """The store at a file or URL, made or brought to the present schema. Raises SQLAlchemyError."""
        engine = engine_for(sqlite_url(where) if isinstance(where, Path) else where)
        with engine.begin() as connection:
            upgrade(connection)
        return cls(engine)

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """A unit of work: committed when the block ends well, rolled back when it raises."""
        with self.engine.begin() as connection:
            unit = Unit(connection, known_seats=self._known())
            yield unit
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

    def _known(self) -> dict[str, Picture]:
        with self._lock:
            return dict(self._seats)
