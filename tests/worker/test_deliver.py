"""Replies go out once, refused ones are tried again, and nobody is flooded."""

from datetime import timedelta

import pytest
from worker.world import DeliveryError, World, written

from processor import limits
from processor.store.tables import open_point, outbox
from processor.worker.deliver import pause_after

MINUTE = timedelta(minutes=1)


def test_a_reply_refused_for_now_goes_out_later_with_the_same_message_id(world: World):
    world.outside.failures[1] = DeliveryError("451 greylisted", code=451)
    world.receive(written("2 persons"))
    assert world.once().delayed == 1
    assert world.rows(outbox.c.state, outbox.c.attempts) == [("awaiting_retry", 1)]
    ((message_id,),) = world.rows(outbox.c.message_id)
    done = world.once()
    assert done.delivered == 1
    assert message_id.encode() in world.outside.accepted[0].raw


def test_pauses_grow_and_the_last_one_repeats():
    pauses = [pause_after(attempts).total_seconds() for attempts in range(1, 10)]
    assert pauses == [*limits.OUTBOX_RETRY, 14400, 14400]


def test_a_reply_that_is_not_due_yet_waits(world: World):
    world.outside.failures |= {1: DeliveryError("451"), 2: DeliveryError("451")}
    world.receive(written("2 persons"))
    world.once()
    world.once()
    calls = world.outside.calls
    world.clock.pass_(MINUTE)
    world.worker.once()
    assert world.outside.calls == calls, "the second pause is five minutes"


def test_a_reply_refused_for_good_becomes_an_open_point(world: World):
    world.outside.failures[1] = DeliveryError("550 no such user", temporary=False, code=550)
    world.receive(written("2 persons"))
    assert world.once().failed == 1
    assert world.rows(outbox.c.state, outbox.c.last_answer) == [("failed", "550 no such user")]
    assert world.rows(open_point.c.kind) == [("failed",)]
    assert world.once().delivered == 0


def test_after_five_days_a_reply_refused_for_now_is_given_up(world: World):
    world.outside.failures |= dict.fromkeys(range(1, 99), DeliveryError("451 later"))
    world.receive(written("2 persons"))
    world.once()
    world.clock.pass_(timedelta(days=5))
    assert world.once().failed == 1
    assert world.rows(open_point.c.kind) == [("failed",)]


def test_one_refused_reply_does_not_stop_the_others(world: World):
    world.outside.failures[1] = DeliveryError("550", temporary=False)
    world.receive(*(written("2 persons", f"a{n}@example{n}.net") for n in range(3)))
    done = world.once()
    assert (done.failed, done.delivered) == (1, 2)


def test_no_more_than_so_many_go_out_in_a_minute(make_world):
    world = make_world(per_minute=2)
    world.receive(*(written("2 persons", f"a{n}@example{n}.net") for n in range(5)))
    assert world.once().delivered == 2
    assert world.worker.once().delivered == 0
    assert world.once().delivered == 2
    assert world.once().delivered == 1


def test_beyond_the_hourly_limit_replies_are_delayed_and_never_dropped(make_world):
    world = make_world(replies_overall=3)
    world.receive(*(written("2 persons", f"a{n}@example{n}.net") for n in range(5)))
    assert world.once().delivered == 3
    assert len(world.registrations()) == 5, "registering is stored first"
    world.clock.pass_(timedelta(hours=1))
    assert world.once().delivered == 2


def test_a_sixth_mail_a_day_from_one_address_is_not_answered(make_world):
    world = make_world()
    for number in range(8):
        world.receive(written(f"{number + 1} persons, no {number}"))
        world.once()
    assert len(world.answers()) <= limits.REPLIES_PER_ADDRESS


def test_the_transport_is_asked_by_one_worker_only(make_world):
    world = make_world()
    world.receive(written("2 persons"))
    first = world.worker
    second = world.started("another")
    assert second.once().busy
    assert first.once().delivered == 1
    world.clock.pass_(timedelta(minutes=6))
    assert not second.once().busy, "a worker that fell silent loses the mailbox"


def test_a_worker_that_leaves_gives_the_mailbox_to_the_next_one(make_world):
    world = make_world()
    world.worker.close()
    assert not world.started("another").once().busy


@pytest.mark.parametrize("temporary", [True, False])
def test_a_copy_for_sent_that_is_refused_changes_nothing_else(world: World, temporary: bool):
    from processor.mailbox.port import MailboxError
    first = world.mailbox.calls["append"]
    world.mailbox.failures[("append", first + 1)] = MailboxError("quota", temporary=temporary)
    world.receive(written("2 persons"))
    assert world.once().delivered == 1
    world.once()
    assert world.rows(outbox.c.copied) == [("done",) if temporary else ("given_up",)]
