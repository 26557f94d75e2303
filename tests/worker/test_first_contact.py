"""Mailboxes with a history, and mailboxes that were moved, restored or swapped (rule 1, P7)."""

from datetime import timedelta

from worker.world import BEGIN, Role, World, written

from processor.store.tables import mail
from processor.worker.backlog import accept_clear


def with_history(make_world) -> World:
    world = make_world(first_contact_over=False)
    day = timedelta(days=1)
    world.mailbox.arrive(written("1 person", "old@example.net"), BEGIN - 90 * day)
    world.mailbox.arrive(written("2 persons", "late@example.net"), BEGIN - 1 * day)
    world.mailbox.arrive(written("3 persons", "done@example.net"), BEGIN - 3 * day, answered=True)
    world.mailbox.arrive(written("4 persons", "early@example.net"), BEGIN - 4 * day)
    world.mailbox.arrive(written("maybe", "unclear@example.net"), BEGIN - 2 * day)
    return world


def test_the_first_contact_answers_nobody_and_proposes_what_is_recent_and_unanswered(make_world):
    world = with_history(make_world)
    done = world.once()
    assert (done.fetched, done.held, done.delivered) == (3, 3, 0)
    assert world.registrations() == []
    assert len(world.mailbox.folders[Role.INBOX]) == 2, "old and answered mails are not touched"


def test_a_mail_after_the_first_contact_is_answered(make_world):
    world = with_history(make_world)
    world.once()
    world.receive(written("2 persons", "new@example.net"))
    assert world.once().answered == 1
    assert world.answers() == [("new@example.net", "registered")]


def test_all_clear_proposals_are_accepted_in_their_order_of_arrival(make_world):
    world = with_history(make_world)
    world.once()
    cleared = accept_clear(world.worker.desk, "office@example.net")
    world.once()
    assert len(cleared.accepted) == 2
    with world.store.reading() as unit:
        assert [r.contact for r in unit.registrations.every()] == ["early@example.net", "late@example.net"]
    assert world.answers() == [("early@example.net", "registered"), ("late@example.net", "registered")]
    assert len(world.mailbox.folders[Role.REVIEW]) == 1
    assert len(world.mailbox.folders[Role.DONE]) == 2


def test_in_mode_propose_nothing_is_answered_either(make_world):
    world = make_world(mode="propose")
    world.receive(written("2 persons"))
    assert world.once().held == 1
    assert (world.answers(), world.registrations()) == ([], [])


def test_a_renumbered_mailbox_loses_nothing_and_answers_nothing_twice(make_world):
    world = make_world(kind="shared")
    world.receive(written("hello"), written("2 persons", "ben@example.net"))
    world.once()
    world.receive(written("1 person", "cora@example.net"))
    world.mailbox.renumber()
    world.clock.pass_(timedelta(seconds=1))
    world.mailbox.arrive(written("3 persons", "dora@example.net"))
    world.once()
    assert world.answers() == [(f"{name}@example.net", "registered") for name in ("ben", "cora", "dora")]
    with world.store.reading() as unit:
        assert "renumbered" in unit.running.warnings(BEGIN)


def test_a_swapped_mailbox_with_a_strangers_history_answers_nothing_old(make_world):
    world = make_world()
    world.receive(written("2 persons"))
    world.once()
    for folder in world.mailbox.folders.values():
        folder.clear()
    for number in range(5):
        world.mailbox.arrive(written("1 person", f"other{number}@example.net"), BEGIN - timedelta(days=number + 1))
    world.mailbox.renumber()
    world.once()
    assert world.answers() == [("anna@example.net", "registered")]


def test_an_emptied_mailbox_changes_nothing(world: World):
    world.receive(written("2 persons"))
    world.once()
    before = world.registrations()
    for folder in world.mailbox.folders.values():
        folder.clear()
    world.mailbox.renumber()
    world.once()
    assert world.registrations() == before
    assert len(world.rows(mail.c.id)) == 1
