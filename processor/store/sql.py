"""The few words in which SQLite and PostgreSQL differ."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT in the connection's dialect."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def folded(address: str) -> str:
    """An address for finding: the same person in upper case is the same person."""
    return address.casefold()
