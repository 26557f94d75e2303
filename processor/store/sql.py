"""The few words in which SQLite and PostgreSQL differ."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT in the connection's dialect; made once and reused."""
    return _insert(connection.dialect.name, table)


def insert_new(connection: Connection, table: Table) -> Any:
    """An INSERT that passes over rows that are there already; its rowcount says how many were not."""
    return _insert_new(connection.dialect.name, table)


@cache
def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


@cache
def _insert_new(dialect: str, table: Table) -> Any:
    # Without the option the count of inserted rows is lost on PostgreSQL, and every row seems to be there already.
    return _insert(dialect, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def folded(address: str) -> str:
    """An address for finding: the same person in upper case is the same person."""
    return address.casefold()
