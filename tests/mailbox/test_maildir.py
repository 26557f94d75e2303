"""A Maildir keeps its UIDs over restarts, crashes and company."""

import os
import threading
from datetime import UTC, datetime

import pytest

from processor.mailbox.folders import folder_names
from processor.mailbox.maildir import Maildir
from processor.mailbox.port import MailboxError, Role
from processor.mailbox.uidlist import FILE


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Maildir"


@pytest.fixture
def opened(path):
    def open_again():
        mailbox = Maildir(path, folder_names("de"))
        mailbox.prepare()
        return mailbox
    return open_again


def receive(mailbox, *subjects):
    for subject in subjects:
        mailbox.append(Role.INBOX, f"Subject: {subject}\r\n\r\nx\r\n".encode(), seen=False)


def test_refs_outlive_a_restart(opened):
    first = opened()
    receive(first, "one", "two")
    before = first.listing(Role.INBOX)
    assert opened().listing(Role.INBOX) == before


def test_the_uid_of_a_mail_that_left_is_never_given_again(opened):
    mailbox = opened()
    receive(mailbox, "one")
    [one] = mailbox.listing(Role.INBOX)
    mailbox.file(Role.INBOX, one.ref, Role.DONE)
    again = opened()
    receive(again, "two")
    assert again.listing(Role.INBOX)[0].ref.uid > one.ref.uid


def test_uids_are_kept_when_the_list_is_written_anew(opened, path, monkeypatch):
    monkeypatch.setattr("processor.mailbox.uidlist.SPARE_LINES", 2)
    mailbox = opened()
    receive(mailbox, *"abcdefgh")
    *gone, last = mailbox.listing(Role.INBOX)
    for mail in gone:
        mailbox.file(Role.INBOX, mail.ref, Role.DONE)
    assert mailbox.listing(Role.INBOX) == [last]
    assert len((path / FILE).read_text().splitlines()) == 2
    receive(mailbox, "i")
    assert mailbox.listing(Role.INBOX)[1].ref.uid == last.ref.uid + 1


def test_a_line_torn_by_a_crash_costs_no_other_line(opened, path):
    mailbox = opened()
    receive(mailbox, "one", "two")
    before = mailbox.listing(Role.INBOX)
    with open(path / FILE, "ab") as file:
        file.write(b"3 1700")
    receive(mailbox, "three")
    after = opened().listing(Role.INBOX)
    assert after[:2] == before and after[2].ref.uidvalidity == before[0].ref.uidvalidity


@pytest.mark.parametrize("damage", [b"", b"garbage\n", b"1 2 3\nx\n", b"\xff\xfe\n"])
def test_an_unreadable_list_begins_a_new_uidvalidity_and_loses_no_mail(opened, path, damage):
    mailbox = opened()
    receive(mailbox, "one", "two")
    mailbox.listing(Role.INBOX)
    (path / FILE).write_bytes(damage)
    assert [mail.ref.uid for mail in opened().listing(Role.INBOX)] == [1, 2]


def test_flags_changed_by_a_mail_program_keep_the_ref(opened, path):
    mailbox = opened()
    receive(mailbox, "one")
    [mail] = mailbox.listing(Role.INBOX)
    [file] = (path / "new").iterdir()
    file.rename(path / "cur" / f"{file.name}:2,RS")
    assert [fetched.ref for fetched in mailbox.fetch(Role.INBOX, [mail])] == [mail.ref]
    [again] = mailbox.listing(Role.INBOX)
    assert again.ref == mail.ref and again.answered
    assert mailbox.file(Role.INBOX, mail.ref, Role.DONE) is not None


def test_filing_keeps_a_mail_programs_flags(opened, path):
    mailbox = opened()
    receive(mailbox, "one")
    [file] = (path / "new").iterdir()
    file.rename(path / "cur" / f"{file.name}:2,FS")
    mailbox.file(Role.INBOX, mailbox.listing(Role.INBOX)[0].ref, Role.DONE)
    assert [name.rpartition(":2,")[2] for name in os.listdir(path / ".Anmeldungen.Erledigt" / "cur")] == ["FS"]


def test_a_mail_marked_as_trash_does_not_exist(opened, path):
    mailbox = opened()
    receive(mailbox, "one")
    [mail] = mailbox.listing(Role.INBOX)
    [file] = (path / "new").iterdir()
    file.rename(path / "cur" / f"{file.name}:2,T")
    assert mailbox.listing(Role.INBOX) == []
    assert list(mailbox.fetch(Role.INBOX, [mail])) == []
    assert mailbox.file(Role.INBOX, mail.ref, Role.DONE) is None


def test_the_date_of_arrival_is_the_files(opened, path):
    mailbox = opened()
    receive(mailbox, "one")
    [file] = (path / "new").iterdir()
    os.utime(file, (1_506_931_200, 1_506_931_200))
    assert mailbox.listing(Role.INBOX)[0].internal_date == datetime(2017, 10, 2, 8, tzinfo=UTC)


def test_folders_lie_where_mail_servers_look_for_them(opened, path):
    opened()
    assert (path / ".Anmeldungen.Zu pr&APw-fen" / "maildirfolder").exists()


def test_four_processors_filing_at_once_keep_every_mail_once(opened):
    mailbox = opened()
    receive(mailbox, *(str(number) for number in range(60)))
    mails, filed = mailbox.listing(Role.INBOX), []

    def file_all(own):
        filed.extend(ref for mail in mails if (ref := own.file(Role.INBOX, mail.ref, Role.DONE)) is not None)

    threads = [threading.Thread(target=file_all, args=(opened(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(filed) == len(set(filed)) == 60
    assert sorted(filed) == [mail.ref for mail in mailbox.listing(Role.DONE)]


def test_new_mail_ends_the_waiting(opened):
    mailbox, other = opened(), opened()
    threading.Timer(0.1, receive, [other, "one"]).start()
    mailbox.wait(20)
    assert len(mailbox.listing(Role.INBOX)) == 1


def test_a_folder_that_is_missing_is_a_mailbox_error_with_a_remedy(path):
    with pytest.raises(MailboxError, match="Check that") as caught:
        Maildir(path, folder_names("de")).listing(Role.INBOX)
    assert caught.value.temporary


def test_mails_stored_within_one_second_are_listed_in_their_order(tmp_path, monkeypatch):
    """Names were compared as text: microsecond 99,999 came behind microsecond 100,000."""
    moments = iter([1_500_000_000_000_099_000, 1_500_000_000_099_999_000, 1_500_000_000_100_000_000])
    monkeypatch.setattr("processor.mailbox.maildir.time.time_ns", lambda: next(moments))
    mailbox = Maildir(tmp_path, folder_names("de"))
    mailbox.prepare()
    for subject in (b"one", b"two", b"three"):
        mailbox.append(Role.INBOX, b"Subject: " + subject + b"\r\n\r\n")
    brought = [mail.raw for mail in mailbox.fetch(Role.INBOX, mailbox.listing(Role.INBOX))]
    assert brought == [b"Subject: %s\r\n\r\n" % subject for subject in (b"one", b"two", b"three")]
