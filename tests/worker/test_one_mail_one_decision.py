"""Copies, floods and poison: one mail, one decision, and no mail stops the rest (P2, P14)."""

import random
from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from worker.world import Role, World, written

from processor.store.tables import mail, open_point, outbox


def copy(number: int, trace: int) -> bytes:
    """One of 20 mails as one of its deliveries: other trace fields, same words."""
    received = f"Received: from mx{trace}.example by mail.example.org; Mon, 2 Oct 2017 09:1{trace}:00 +0200\n"
    return written(f"{number % 3 + 1} persons", f"a{number}@example{number}.net", number=number,
                   trace=f"Delivered-To: copy{trace}@example.org\n{received}")


def test_many_deliveries_of_the_same_mails_are_as_many_decisions_as_mails(world: World):
    chance = random.Random(7)
    deliveries = [copy(number, trace) for number in range(20) for trace in range(chance.randint(2, 5))]
    chance.shuffle(deliveries)
    for start in range(0, len(deliveries), 17):
        world.receive(*deliveries[start:start + 17])
        world.once()
    assert len(world.registrations()) == 20
    assert len(world.rows(outbox.c.id)) == 20
    assert len([row for row in world.rows(mail.c.state) if row == ("answered",)]) == 20
    assert not world.mailbox.folders[Role.INBOX], "second deliveries follow the first"


def test_a_message_id_used_for_two_different_mails_is_two_mails(world: World):
    world.receive(written("2 persons", number=5), written("1 person", "ben@example.net", name="Ben", number=5))
    world.once()
    assert len(world.registrations()) == 2


def test_a_settled_mail_put_back_into_the_inbox_is_left_there_and_reported(world: World):
    world.receive(written("2 persons"))
    world.once()
    world.mailbox.drag(Role.DONE, Role.INBOX)
    world.once()
    assert len(world.mailbox.folders[Role.INBOX]) == 1
    assert len(world.answers()) == 1
    with world.store.reading() as unit:
        assert unit.running.warnings(world.clock.now() - timedelta(hours=1)) == ["put_back"]


def test_one_poison_mail_at_any_place_is_held_and_the_others_are_answered(make_world):
    for place in range(0, 12, 3):
        world = make_world()
        for number in range(12):
            words = "poison" if number == place else f"{number % 3 + 1} persons"
            world.receive(written(words, f"a{number}@example{number}.net"))
        done = world.once()
        assert (done.answered, done.held) == (11, 1)
        assert world.rows(mail.c.state, mail.c.attempts).count(("held", 3)) == 1
        assert world.rows(open_point.c.kind) == [("held",)]


def test_a_mail_that_kills_its_worker_three_times_is_held_and_the_others_are_read(world: World):
    world.receive(*(written(f"{n + 1} persons", f"a{n}@example{n}.net") for n in range(5)))
    deadly = written("6 persons", "deadly@example.net")
    world.mailbox.arrive(deadly, world.clock.now() - timedelta(hours=1))

    def die(raw: bytes, *_: object) -> None:
        if b"deadly" in raw:
            raise SystemExit
        return alive(raw, *_)

    for _ in range(3):
        world.started()
        alive = world.worker.desk.core.read
        world.worker.desk.core = Dying(world.worker.desk.core, die)
        try:
            world.once()
        except SystemExit:
            continue
    world.started()
    world.once()
    assert len(world.registrations()) == 5
    assert world.rows(mail.c.sender, mail.c.state).count(("", "held")) == 1


def test_what_the_database_refuses_is_no_mails_fault(world: World, monkeypatch):
    world.receive(written("2 persons"))
    real = world.worker.desk.core.decide

    def full(*_, **__):
        raise OperationalError("insert", {}, Exception("disk is full"))

    for _ in range(4):
        world.worker.desk.core = Dying(world.worker.desk.core, decide=full)
        try:
            world.once()
        except OperationalError:
            pass
        else:
            raise AssertionError("a full disk must be heard")
    assert world.rows(mail.c.state) == [("new",)]
    world.worker.desk.core = Dying(world.worker.desk.core, decide=real)
    assert world.once().answered == 1


class Dying:
    """A core with some of its functions replaced."""

    def __init__(self, core, read=None, decide=None):
        self._core = core
        self._replaced = {name: one for name, one in (("read", read), ("decide", decide)) if one is not None}

    def __getattr__(self, name):
        return self._replaced.get(name) or getattr(self._core, name)


def test_a_mail_of_no_octets_is_held(world: World):
    world.receive(b"")
    assert world.once().held == 1


def test_a_mail_that_cannot_be_fetched_is_held_after_three_polls_and_the_rest_goes_on(world: World):
    from processor.mailbox.port import MailboxError
    world.receive(written("strange"), written("2 persons", "ben@example.net"))
    first = world.mailbox.calls["fetch"]
    for attempt in range(3):
        world.mailbox.failures[("fetch", first + attempt + 1)] = MailboxError("broken")
    for _ in range(3):
        with suppress(MailboxError):
            world.once()
    done = world.once()
    assert (done.answered, done.held) == (1, 1)
    assert world.registrations() == [("ben@example.net", "confirmed", 2)]
