"""What port.py promises, asserted of every adapter."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from processor.mailbox.port import Ref, Role


def listed(world, role=Role.INBOX):
    return world.mailbox.listing(role)


def test_an_empty_folder_lists_nothing(world):
    assert listed(world) == []


def test_mails_are_listed_in_the_order_of_their_uids(world):
    world.receive("one", "two", "three")
    uids = [mail.ref.uid for mail in listed(world)]
    assert len(uids) == 3 and uids == sorted(uids)


def test_a_listing_begins_above_the_watermark(world):
    world.receive("one", "two")
    first, second = listed(world)
    assert world.mailbox.listing(Role.INBOX, above=first.ref.uid) == [second]


def test_above_the_last_mail_there_is_nothing(world):
    world.receive("one")
    last = listed(world)[-1].ref.uid
    assert world.mailbox.listing(Role.INBOX, above=last) == []
    assert world.mailbox.listing(Role.INBOX, above=last + 1000) == []


def test_a_mail_that_arrives_later_has_a_higher_uid(world):
    world.receive("one")
    before = listed(world)
    world.receive("two")
    assert listed(world)[:1] == before and len(listed(world)) == 2


def test_the_date_of_arrival_is_aware_and_now(world):
    world.receive("one")
    arrived = listed(world)[0].internal_date
    assert arrived.tzinfo is not None
    assert abs(datetime.now(UTC) - arrived) < timedelta(minutes=1)


def test_the_bytes_come_as_they_were_received(world):
    world.receive("one")
    [fetched] = world.mailbox.fetch(Role.INBOX, listed(world))
    assert fetched.raw == b"From: Eva <eva@example.net>\r\nSubject: one\r\n\r\nWir kommen zu zweit.\r\n"
    assert fetched.complete and fetched.ref == listed(world)[0].ref


def test_the_size_is_that_of_the_bytes(world):
    world.receive("one")
    [mail] = listed(world)
    [fetched] = world.mailbox.fetch(Role.INBOX, [mail])
    assert mail.size == len(fetched.raw)


def test_fetching_keeps_the_order_asked_for(world):
    world.receive("one", "two", "three")
    mails = listed(world)
    assert [mail.ref for mail in world.mailbox.fetch(Role.INBOX, mails[::-1])] == [mail.ref for mail in mails[::-1]]


def test_more_mails_than_one_batch_all_come(world):
    world.receive(*(f"number {number}" for number in range(130)))
    assert len(list(world.mailbox.fetch(Role.INBOX, listed(world)))) == 130


def test_a_filed_mail_stands_only_in_its_new_folder(world):
    world.receive("one", "two")
    world.mailbox.file(Role.INBOX, listed(world)[0].ref, Role.DONE)
    assert world.subjects(Role.INBOX) == ["two"]
    assert world.subjects(Role.DONE) == ["one"]


def test_the_new_ref_names_the_mail_in_its_new_folder(world):
    world.receive("one")
    ref = world.mailbox.file(Role.INBOX, listed(world)[0].ref, Role.REVIEW)
    assert [mail.ref for mail in listed(world, Role.REVIEW)] == [ref]


def test_filing_keeps_the_date_of_arrival(world):
    world.receive("one")
    [mail] = listed(world)
    world.mailbox.file(Role.INBOX, mail.ref, Role.DONE)
    assert listed(world, Role.DONE)[0].internal_date == mail.internal_date


def test_filing_a_mail_that_is_gone_is_no_error(world):
    world.receive("one")
    ref = listed(world)[0].ref
    world.mailbox.file(Role.INBOX, ref, Role.DONE)
    assert world.mailbox.file(Role.INBOX, ref, Role.DONE) is None
    assert world.subjects(Role.DONE) == ["one"]


def test_a_ref_of_an_earlier_uidvalidity_is_a_mail_that_is_gone(world):
    world.receive("one")
    [mail] = listed(world)
    assert world.mailbox.file(Role.INBOX, Ref(mail.ref.uidvalidity - 1, mail.ref.uid), Role.DONE) is None
    assert world.subjects(Role.INBOX) == ["one"]


def test_fetching_a_mail_that_is_gone_brings_the_others(world):
    world.receive("one", "two", "three")
    mails = listed(world)
    world.mailbox.file(Role.INBOX, mails[1].ref, Role.IGNORE)
    assert [mail.ref for mail in world.mailbox.fetch(Role.INBOX, mails)] == [mails[0].ref, mails[2].ref]


def test_mails_may_be_filed_while_they_are_being_fetched(world):
    world.receive(*(f"number {number}" for number in range(120)))
    for mail in world.mailbox.fetch(Role.INBOX, listed(world)):
        world.mailbox.file(Role.INBOX, mail.ref, Role.DONE)
    assert listed(world) == [] and len(listed(world, Role.DONE)) == 120


def test_a_second_processor_sees_the_same_refs(world):
    world.receive("one", "two")
    other = world.again()
    assert other.listing(Role.INBOX) == listed(world)
    other.close()


def test_several_mails_are_filed_at_once_and_those_that_are_gone_are_left_out(world):
    world.receive(*(f"number {number}" for number in range(120)))
    mails = listed(world)
    world.mailbox.file(Role.INBOX, mails[5].ref, Role.IGNORE)
    filed = world.mailbox.file_all(Role.INBOX, [mail.ref for mail in mails], Role.DONE)
    assert list(filed) == [mail.ref for mail in mails if mail is not mails[5]]
    assert list(filed.values()) == [mail.ref for mail in listed(world, Role.DONE)]
    assert listed(world) == []


def test_filing_nothing_is_no_error(world):
    assert world.mailbox.file_all(Role.INBOX, [], Role.DONE) == {}


def test_two_processors_filing_the_same_mail_keep_it_once(world):
    world.receive("one")
    other, [mail] = world.again(), listed(world)
    other.listing(Role.INBOX)
    world.mailbox.file(Role.INBOX, mail.ref, Role.DONE)
    assert other.file(Role.INBOX, mail.ref, Role.REVIEW) is None
    other.close()
    assert (world.subjects(Role.DONE), world.subjects(Role.REVIEW)) == (["one"], [])


def filed(world, role, *subjects):
    """Mails that stand in a folder of ours; their refs there."""
    world.receive(*subjects)
    return list(world.mailbox.file_all(Role.INBOX, [mail.ref for mail in listed(world)], role).values())


@pytest.mark.parametrize("role", [Role.DONE, Role.AUTOMATIC])
def test_removed_mails_are_gone_and_the_others_stay(world, role):
    one, two, three = filed(world, role, "one", "two", "three")
    assert world.mailbox.remove(role, [one, three]) == [one, three]
    assert world.subjects(role) == ["two"]
    assert [mail.ref for mail in listed(world, role)] == [two]


def test_removing_again_or_nothing_is_no_error(world):
    [ref] = filed(world, Role.DONE, "one")
    assert world.mailbox.remove(Role.DONE, []) == []
    assert world.mailbox.remove(Role.DONE, [ref]) == [ref]
    assert world.mailbox.remove(Role.DONE, [ref]) == []


def test_a_ref_of_an_earlier_uidvalidity_removes_nothing(world):
    [ref] = filed(world, Role.DONE, "one")
    assert world.mailbox.remove(Role.DONE, [Ref(ref.uidvalidity - 1, ref.uid)]) == []
    assert world.subjects(Role.DONE) == ["one"]


def test_a_mail_that_a_human_moved_on_is_not_removed(world):
    [ref] = filed(world, Role.DONE, "one")
    world.mailbox.file(Role.DONE, ref, Role.REVIEW)
    assert world.mailbox.remove(Role.DONE, [ref]) == []
    assert world.subjects(Role.REVIEW) == ["one"]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DONE, Role.AUTOMATIC)])
def test_nothing_is_ever_removed_from_a_folder_that_people_use(world, role):
    world.mailbox.append(role, b"Subject: theirs\r\n\r\ntext\r\n")
    with pytest.raises(ValueError, match="never removed"):
        world.mailbox.remove(role, [mail.ref for mail in listed(world, role)])
    assert world.subjects(role) == ["theirs"]


def test_a_mail_can_come_back_to_the_inbox_and_gets_a_new_ref(world):
    world.receive("one")
    first = listed(world)[0].ref
    held = world.mailbox.file(Role.INBOX, first, Role.REVIEW)
    world.mailbox.file(Role.REVIEW, held, Role.INBOX)
    [again] = listed(world)
    assert again.ref.uid > first.uid


def test_uidvalidity_is_that_of_the_refs(world):
    world.receive("one")
    assert world.mailbox.uidvalidity(Role.INBOX) == listed(world)[0].ref.uidvalidity


def test_preparing_twice_changes_nothing(world):
    world.receive("one")
    world.mailbox.prepare()
    assert world.subjects(Role.INBOX) == ["one"]


def test_a_copy_of_a_reply_lands_in_sent(world):
    world.mailbox.append(Role.SENT, b"Subject: answer\r\n\r\ntext\r\n")
    assert world.subjects(Role.SENT) == ["answer"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INBOX])
def test_every_folder_exists_after_preparing(world, role):
    assert listed(world, role) == []


def test_waiting_ends_at_the_latest_when_it_was_told_to(world):
    started = time.monotonic()
    world.mailbox.wait(0.05)
    assert time.monotonic() - started < 60  # and not for ever


def test_closing_twice_is_no_error(world):
    world.mailbox.close()
    world.mailbox.close()
