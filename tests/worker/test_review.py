"""What organisers decide: with folders, and with numbers."""

import pytest
from worker.world import Role, World, written

from processor.store.model import MailState
from processor.store.tables import history, mail, open_point
from processor.worker.review import Verdict, open_points, settle

BY = "office@example.net"


def held(world: World, words: str = "maybe") -> int:
    world.receive(written(words))
    world.once()
    (point,) = open_points(world.worker.desk)
    return point.number


def test_a_point_is_accepted_with_the_number_the_organiser_gives(world: World):
    number = held(world)
    done = settle(world.worker.desk, number, Verdict.ACCEPT, BY, size=12)
    world.once()
    assert done.settled
    assert world.registrations() == [("anna@example.net", "confirmed", 12)]
    assert world.rows(history.c.cause) == [("organiser",)]
    assert world.rows(open_point.c.settled_by) == [(BY,)]
    assert ("anna@example.net", "registered") in world.answers()
    assert len(world.mailbox.folders[Role.DONE]) == 1


def test_a_point_that_still_lacks_its_number_stays_open(world: World):
    number = held(world)
    done = settle(world.worker.desk, number, Verdict.ACCEPT, BY)
    assert not done.settled
    assert [point.number for point in open_points(world.worker.desk)] == [number]
    assert world.registrations() == []


def test_an_ignored_point_is_settled_silently(world: World):
    number = held(world, "strange")
    answers = world.answers()
    assert settle(world.worker.desk, number, Verdict.IGNORE, BY).settled
    world.once()
    assert world.answers() == answers
    assert world.rows(mail.c.state) == [(MailState.SILENT.value,)]
    assert len(world.mailbox.folders[Role.DONE]) == 1


def test_a_point_is_settled_once(world: World):
    number = held(world)
    settle(world.worker.desk, number, Verdict.ACCEPT, BY, size=2)
    again = settle(world.worker.desk, number, Verdict.ACCEPT, BY, size=5)
    assert not again.settled
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_an_unknown_number_is_an_error(world: World):
    with pytest.raises(LookupError):
        settle(world.worker.desk, 99, Verdict.IGNORE, BY)


def test_a_number_is_never_given_twice(world: World):
    with world.store.begin() as unit:
        unit.connection.execute(open_point.delete())
    first = held(world, "strange")
    with world.store.begin() as unit:
        unit.connection.execute(open_point.delete())
    world.receive(written("strange again", "ben@example.net"))
    world.once()
    assert open_points(world.worker.desk)[0].number > first


def test_a_mail_dragged_to_accept_is_accepted(make_world):
    world = make_world(mode="propose")
    world.receive(written("2 persons"))
    world.once()
    world.mailbox.drag(Role.REVIEW, Role.ACCEPT)
    world.once()
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert world.answers() == [("anna@example.net", "registered")]
    assert (len(world.mailbox.folders[Role.ACCEPT]), len(world.mailbox.folders[Role.DONE])) == (0, 1)
    assert open_points(world.worker.desk) == []


def test_a_mail_dragged_to_ignore_is_settled_and_not_answered(world: World):
    held(world, "strange")
    before = world.answers()
    world.mailbox.drag(Role.REVIEW, Role.IGNORE)
    world.once()
    assert world.answers() == before
    assert open_points(world.worker.desk) == []
    assert (len(world.mailbox.folders[Role.IGNORE]), len(world.mailbox.folders[Role.DONE])) == (0, 1)


def test_a_mail_that_cannot_be_accepted_goes_back_to_review(world: World):
    held(world)
    world.mailbox.drag(Role.REVIEW, Role.ACCEPT)
    world.once()
    assert world.registrations() == []
    assert len(open_points(world.worker.desk)) == 1
    assert (len(world.mailbox.folders[Role.ACCEPT]), len(world.mailbox.folders[Role.REVIEW])) == (0, 1)


def test_a_held_mail_dragged_back_to_the_inbox_is_read_with_todays_rules(make_world):
    world = make_world(mode="propose")
    world.receive(written("2 persons"))
    world.once()
    world.config = world.config.model_copy(update={"mode": "live"})
    world.started()
    world.mailbox.drag(Role.REVIEW, Role.INBOX)
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert open_points(world.worker.desk) == []
    assert len(world.mailbox.folders[Role.DONE]) == 1


def test_a_held_mail_read_again_and_held_again_says_nothing_twice(world: World):
    held(world)
    before = world.answers()
    world.mailbox.drag(Role.REVIEW, Role.INBOX)
    world.once()
    assert world.answers() == before
    assert len(open_points(world.worker.desk)) == 1
    assert len(world.mailbox.folders[Role.REVIEW]) == 1


def test_a_held_mail_answered_by_hand_is_marked_and_stays_open(world: World):
    held(world)
    for letter in world.mailbox.folders[Role.REVIEW].values():
        letter.answered = True
    world.once()
    (point,) = open_points(world.worker.desk)
    assert point.answered_by_hand


def test_a_mail_dragged_to_accept_before_we_ever_saw_it_is_accepted(world: World):
    world.receive(written("2 persons"))
    world.mailbox.drag(Role.INBOX, Role.ACCEPT)
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert len(world.mailbox.folders[Role.DONE]) == 1
