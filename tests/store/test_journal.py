"""What people had erased stays erased, also where an older copy of the database comes back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.postgresql import PostgreSQL
from sqlalchemy import select

from processor.mailbox.port import Ref, Role
from processor.message.model import Mailbox
from processor.registration.model import Cause, Change, Registration, State
from processor.store import Store
from processor.store.journal import DONE, Erasing, Journal, Subject
from processor.store.model import Arrived, MailState, Read
from processor.store.tables import history, mail, need, registration, warning

NOW = datetime(2017, 10, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = "ab" * 32


def booked(code: str = "KL-7F3Q", contact: str = "anna@example.net", **fields: object) -> Registration:
    given = {"received": NOW, "attendees": ("Anna Schmidt",), "needs": ("wheelchair",)} | fields
    return Registration(code, "forum", State.CONFIRMED, 2, contact, "Anna Schmidt", "de", **given)  # type: ignore[arg-type]


def with_two_people(path: Path) -> Store:
    """Anna and Ben are registered, and Anna's mail is stored."""
    store = Store.open(path)
    with store.begin() as unit:
        unit.change(Change(None, booked(), Cause.MAIL, "registered"), None, NOW)
        unit.change(Change(None, booked("KL-2222", "ben@example.net"), Cause.MAIL, "registered"), None, NOW)
        unit.mails.add([Arrived("a", Role.INBOX, Ref(1, 1), b"raw", True, NOW)], NOW)
        unit.mails.decided(1, Read("<1@x>", "1", "", Mailbox("Anna", "Anna@example.net")), MailState.ANSWERED, None, NOW)
    return store


def copied(store: Store, path: Path) -> Path:
    """A backup as an administrator makes it: the file, while nobody writes."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(str(store.engine.url.database), path)
    return path


def restored(store: Store, backup: Path) -> Store:
    """The database is stopped, the backup put in its place, and opened again."""
    place = Path(str(store.engine.url.database))
    store.close()
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    shutil.copyfile(backup, place)
    return Store.open(place)


def codes(store: Store) -> list[str]:
    with store.reading() as unit:
        return sorted(one.code for one in unit.registrations.every())


def test_a_restored_database_forgets_a_person_again_before_anybody_reads_it(tmp_path: Path):
    store = with_two_people(tmp_path / "db.sqlite")
    backup = copied(store, tmp_path / "backup")
    with store.begin() as unit:
        unit.forget("anna@example.net", None, NOW + HOUR)
    assert codes(store) == ["KL-2222"]

    store = restored(store, backup)
    assert codes(store) == ["KL-2222"]
    assert store.replayed == 1
    with store.reading() as unit:
        assert unit.connection.execute(select(mail.c.sender, mail.c.raw)).all() == [("", b"")]
        assert unit.connection.execute(select(warning.c.text)).scalars().all() == ["erased_again"]
        after = unit.connection.execute(select(history.c.after).where(history.c.registration == "KL-7F3Q")).scalars()
        assert set(after) == {None}
    again = Store.open(tmp_path / "db.sqlite")
    assert again.replayed == 0
    again.close()
    store.close()


def test_so_it_does_one_registration_and_the_needs_of_one(tmp_path: Path):
    store = with_two_people(tmp_path / "db.sqlite")
    backup = copied(store, tmp_path / "backup")
    with store.begin() as unit:
        unit.erase(["KL-7F3Q"], None, NOW + HOUR)
        unit.forget_needs("KL-2222", None, NOW + HOUR)
    store = restored(store, backup)
    assert codes(store) == ["KL-2222"]
    with store.reading() as unit:
        assert unit.connection.execute(select(need.c.need)).all() == []
        told = unit.connection.execute(select(history.c.after).where(history.c.registration == "KL-2222")).scalar_one()
    assert "wheelchair" not in told
    store.close()


def test_who_comes_back_after_being_forgotten_stays(tmp_path: Path):
    """The file remembers an erasure, not a ban."""
    store = with_two_people(tmp_path / "db.sqlite")
    with store.begin() as unit:
        unit.forget("anna@example.net", None, NOW + HOUR)
    with store.begin() as unit:
        unit.change(Change(None, booked("KL-3333", received=NOW + 2 * HOUR), Cause.MAIL, "registered"), None, NOW)
    backup = copied(store, tmp_path / "backup")
    with store.begin() as unit:
        unit.running.note(DONE, "0")
    store.close()
    store = restored(Store.open(tmp_path / "db.sqlite"), backup)
    assert codes(store) == ["KL-2222", "KL-3333"]
    store.close()


def test_the_file_names_nobody(tmp_path: Path):
    store = with_two_people(tmp_path / "db.sqlite")
    with store.begin() as unit:
        unit.forget("anna@example.net", None, NOW)
        unit.erase(["KL-2222"], None, NOW)
    written = Journal.beside(tmp_path / "db.sqlite").path.read_text()
    assert written.count("\n") == 2
    for trace in ("anna", "example", "KL-"):
        assert trace not in written
    store.close()


def test_what_was_not_committed_is_in_the_file_all_the_same_and_never_the_other_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = with_two_people(tmp_path / "db.sqlite")

    class Cut(Exception):
        pass

    def cut(*_: object) -> int:
        raise Cut

    monkeypatch.setattr("processor.store.journal.os.fsync", cut)
    with pytest.raises(Cut), store.begin() as unit:
        unit.forget("anna@example.net", 1, NOW)
    assert codes(store) == ["KL-2222", "KL-7F3Q"], "no line on the disk, no erasure"
    monkeypatch.undo()
    with store.begin() as unit:
        unit.forget("anna@example.net", 1, NOW)
    assert codes(store) == ["KL-2222"]
    store.close()


def test_a_power_cut_between_file_and_database_leaves_the_erasure_to_the_mail_that_asks(tmp_path: Path):
    store = with_two_people(tmp_path / "db.sqlite")
    with store.begin() as unit:
        unit.mails.add([Arrived("a", Role.INBOX, Ref(1, 2), b"delete me", True, NOW)], NOW)
        key = unit.running.secret("erasures-key")
    assert store.journal is not None
    store.journal.add([Erasing(Subject.ADDRESS, "anna@example.net", NOW, 2)], key)
    store.close()
    store = Store.open(tmp_path / "db.sqlite")
    assert codes(store) == ["KL-2222", "KL-7F3Q"]
    with store.begin() as unit:
        unit.mails.decided(2, None, MailState.HELD, None, NOW)
    store.close()
    store = Store.open(tmp_path / "db.sqlite")
    assert codes(store) == ["KL-2222"], "a mail that is decided waits for nothing"
    store.close()


def test_a_line_cut_short_spoils_no_other(tmp_path: Path):
    file = Journal(tmp_path / "new" / "file")
    file.add([Erasing(Subject.ADDRESS, "a@example.net", NOW)], KEY)
    with file.path.open("ab") as cut:
        cut.write(b'{"at":"2017-10-')
    file.add([Erasing(Subject.ADDRESS, "b@example.net", NOW)], KEY)
    first, second = file.lines(0)
    assert first.is_of("a@example.net", KEY) and second.is_of("b@example.net", KEY)
    assert not first.is_of("a@example.net", "cd" * 32)


def test_a_lost_file_is_told(tmp_path: Path):
    store = with_two_people(tmp_path / "db.sqlite")
    with store.begin() as unit:
        unit.forget("anna@example.net", None, NOW)
    store.close()
    Journal.beside(tmp_path / "db.sqlite").path.unlink()
    store = Store.open(tmp_path / "db.sqlite")
    with store.reading() as unit:
        assert unit.connection.execute(select(warning.c.text)).scalars().all() == ["erasures_lost"]
        assert unit.connection.execute(select(registration.c.code)).scalars().all() == ["KL-2222"]
    store.close()


@pytest.mark.servers("postgresql")
def test_on_postgresql_the_file_lies_where_the_config_says_and_is_replayed_as_well(
    postgresql: PostgreSQL, tmp_path: Path
):
    url, file = postgresql.fresh(), Journal.beside(tmp_path / "data" / "processor.sqlite")
    store = Store.open(url, file)
    with store.begin() as unit:
        unit.change(Change(None, booked(), Cause.MAIL, "registered"), None, NOW)
        unit.change(Change(None, booked("KL-2222", "ben@example.net"), Cause.MAIL, "registered"), None, NOW)
        unit.commands.add(None, "boss@example.net", "notiz KL-7F3Q: Frau Schmidt", "{}", NOW)
    with store.begin() as unit:
        unit.forget("anna@example.net", None, NOW + HOUR)
        unit.forget_needs("KL-2222", None, NOW + HOUR)
    assert codes(store) == ["KL-2222"] and len(file.lines(0)) == 2
    with store.begin() as unit:  # as an older dump brings it back
        unit.running.note(DONE, "0")
        unit.change(Change(None, booked(), Cause.MAIL, "registered"), None, NOW)
        unit.retention.erase_orders(NOW + HOUR)
        unit.retention.erase_asking()
    store.close()
    store = Store.open(url, file)
    assert (codes(store), store.replayed) == (["KL-2222"], 2)
    store.close()
