"""Brings a database to the present schema. Safe to repeat, and to call from two workers at once."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0003"  # the newest migration; a test compares it with the folder

_LOCK = 0x5245_4749  # any number nobody else takes: two workers that start together migrate one after the other


def upgrade(connection: Connection) -> None:
    """Run the missing migrations inside the caller's transaction: all of them or none."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if version(connection) == HEAD:
        return
    from alembic import command  # 200 ms to import, needed once in a database's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """The database's schema version; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
