"""A database engine on which committed means on disk (RELIABILITY.md, P11, trap 12).

SQLite: write-ahead log, synchronous=FULL, foreign keys, and BEGIN IMMEDIATE for
whoever may write: a transaction that begins deferred and writes later fails with
SQLITE_BUSY under two workers, whatever the timeout. Reading transactions begin
deferred and never wait for a writer.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, InterfaceError, InternalError, OperationalError, TimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

# What is the database's fault; anything else it refuses lies in what it was given.
FAULTS = (OperationalError, InterfaceError, InternalError, TimeoutError, DisconnectionError)
BUSY_TIMEOUT = 30.0  # seconds a writer waits for another one
READ_ONLY = {"reading": True}  # execution option of a transaction that only reads


def sqlite_url(path: Path) -> URL:
    """The URL of a database file; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return URL.create("sqlite", database=str(path))


def engine_for(url: str | URL) -> Engine:
    """An engine for SQLite (a file) or PostgreSQL (psycopg). Connects to nothing yet."""
    url = make_url(url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _begin does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
