"""Committed means on disk, half a unit means nothing, and the schema is the sum of its migrations (P10, P11, P25)."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

import processor.store.migrate as migrate
from processor.registration.model import Cause, Change, Registration, State
from processor.store import FAULTS, Store
from processor.store.engine import engine_for, sqlite_url
from processor.store.tables import meta, metadata, registration

NOW = datetime(2017, 10, 2, 8, 0, tzinfo=UTC)


def booked(code: str = "KL-7F3Q", **changes) -> Registration:
    first = Registration(code, "forum", State.CONFIRMED, 2, "anna@example.net", "Anna", "de", NOW)
    return replace(first, **changes)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_committed_means_on_disk(store: Store, pragma: str, value: object):
    with store.begin() as unit:
        assert unit.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_writer_begins_by_locking_so_that_reading_first_never_fails_later(store: Store):
    """Trap 12: a deferred transaction that reads and then writes gets SQLITE_BUSY at once."""
    with store.begin() as unit:
        unit.registrations.every()
        other = sqlite3.connect(store.engine.url.database, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_reader_waits_for_no_writer(store: Store):
    with store.begin() as writing:
        writing.registrations.write(booked(), new=True)
        with store.reading() as unit:
            assert unit.registrations.every() == ()


def test_a_unit_that_raises_leaves_nothing(store: Store):
    with pytest.raises(RuntimeError), store.begin() as unit:
        unit.change(Change(None, booked(), Cause.MAIL, "registered"), None, NOW)
        raise RuntimeError("power")
    with store.reading() as unit:
        assert unit.registrations.every() == ()
    with store.begin() as unit:
        unit.seats.look(["forum"])
        assert unit.seats.now["forum"].taken == 0


def test_a_disk_that_fails_at_any_write_leaves_the_last_commit(store: Store, tmp_path: Path):
    with store.begin() as unit:
        unit.registrations.write(booked(), new=True)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    refused = 0
    for room in range(8):
        with store.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + room}")
            connection.exec_driver_sql("BEGIN")
        try:
            with store.begin() as unit:
                unit.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + room}")
                unit.registrations.write(booked("KL-2222", contact_name="x" * 20_000), new=True)
                unit.registrations.erase(["KL-7F3Q"])
                raise KeyError("room enough")
        except FAULTS:
            refused += 1
        except KeyError:
            pass
        with store.reading() as unit:
            assert [r.code for r in unit.registrations.every()] == ["KL-7F3Q"]
            assert unit.connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert refused > 0


def test_the_schema_is_the_sum_of_its_migrations(store: Store):
    with store.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_checks_of_the_tables_are_in_the_migrations(store: Store):
    with pytest.raises(IntegrityError), store.begin() as unit:
        unit.connection.execute(text("INSERT INTO outbox (cause, kind, recipient, recipient_key, recipient_domain, "
                                     "message_id, raw, unproven, state, attempts, queued_at, next_at, last_answer, "
                                     "copied) VALUES ('a','b','c','c','d','e','',0,'lost',0,'','','','')"))


def test_the_newest_migration_is_the_one_the_code_expects():
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_opening_again_migrates_nothing_and_keeps_a_thousand_rows(store: Store):
    with store.begin() as unit:
        for number in range(1000):
            unit.registrations.write(booked(f"KL-{number}"), new=True)
    again = Store.open(Path(store.engine.url.database))
    with again.reading() as unit:
        assert len(unit.registrations.every()) == 1000
    again.close()


def test_two_workers_may_open_an_empty_database_at_once(tmp_path: Path):
    from threading import Thread
    opened: list[Store] = []
    threads = [Thread(target=lambda: opened.append(Store.open(tmp_path / "new.sqlite"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for one in opened:
        one.close()


def test_moments_come_back_aware_and_a_moment_without_a_zone_is_refused(store: Store):
    with store.begin() as unit:
        unit.registrations.write(booked(), new=True)
        (stored,) = unit.registrations.every()
        assert stored.received == NOW and stored.received.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"), store.begin() as unit:
        unit.registrations.write(booked("KL-2222", received=NOW.replace(tzinfo=None)), new=True)


def test_moments_are_stored_as_utc(store: Store):
    from zoneinfo import ZoneInfo
    with store.begin() as unit:
        unit.registrations.write(booked(received=NOW.astimezone(ZoneInfo("Europe/Berlin"))), new=True)
        raw = unit.connection.execute(text("SELECT received FROM registration")).scalar()
    assert raw.startswith("2017-10-02 08:00")


def test_statements_are_the_same_for_postgresql():
    """Every statement of the seats and the outbox compiles in the other dialect."""
    from sqlalchemy.dialects import postgresql

    from processor.store.seats import _LOCKED
    compiled = str(_LOCKED.compile(dialect=postgresql.dialect()))
    assert compiled.endswith("FOR UPDATE")
    assert "IS DISTINCT FROM" in str(select(registration).where(registration.c.code.is_distinct_from("x"))
                                     .compile(dialect=postgresql.dialect()))


def test_a_failing_database_is_told_apart_from_data_it_cannot_take(store: Store):
    assert issubclass(OperationalError, FAULTS)
    with pytest.raises(IntegrityError) as caught, store.begin() as unit:
        unit.connection.execute(insert(meta), [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])
    assert not isinstance(caught.value, FAULTS)


def test_a_database_of_the_first_schema_keeps_its_rows_and_learns_what_each_mail_is_about(tmp_path: Path):
    from alembic import command
    engine = engine_for(sqlite_url(tmp_path / "old.sqlite"))
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    row = ("INSERT INTO mail (account, folder, uidvalidity, uid, raw, complete, received, fetched_at, backlog, state, "
           "attempts, message_id, content_hash, text_hash, sender, sender_key, sender_name, request, note, filing) "
           "VALUES ('a', 'inbox', 1, :uid, '', 1, '2017-10-02', '2017-10-02', 0, :state, 0, '', '', '', '', '', '', "
           ":request, '', 'none')")
    given = enumerate([
        ("answered", '{"event":"forum"}'), ("not_ours", '{"event":"forum"}'), ("held", '{"event":null}'), ("new", None)])
    rows = [{"uid": n, "state": state, "request": request} for n, (state, request) in given]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(row), rows)
        connection.execute(text(row), [one | {"uid": 10 + n} for n in range(996) for one in rows[:1]])
    engine.dispose()
    opened = Store.open(tmp_path / "old.sqlite")
    with opened.reading() as unit:
        known = unit.connection.execute(text("SELECT event FROM mail ORDER BY id")).scalars().all()
    opened.close()
    assert known == ["forum", None, None, None] + ["forum"] * 996
