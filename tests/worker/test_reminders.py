"""Reminders: once, in the morning, to whoever holds a seat and has not heard from us just now."""

from datetime import UTC, datetime, timedelta

import pytest
from worker.citizen import kinds, post, press, text_of, write
from worker.world import World

from processor.registration.model import OpenPointKind
from processor.store.tables import outbox
from processor.understanding import understand
from processor.worker.quiet import awake_at

START = datetime(2017, 10, 19, 17)  # local; reminders are due on the 16th at ten, eight o'clock UTC
DUE = datetime(2017, 10, 16, 8, 1, tzinfo=UTC)


@pytest.fixture
def town(make_world) -> World:
    """Three seats: Anna has two, Cem one; Ben waits; Anna wrote in English."""
    world = make_world(capacity=3, reminder_days=3)
    world.understood = understand
    world.started()
    write(world, "Hello, there will be two of us at the Bürgerforum. Anna Schmidt")
    write(world, "Ich komme zum Bürgerforum.", sender="cem@example.net", name="Cem Demir")
    write(world, "Ich komme zum Bürgerforum.", sender="ben@example.net", name="Ben Roth")
    return world


def at(world: World, moment: datetime) -> None:
    world.clock.pass_(moment - world.clock.now())
    world.worker.once()


def reminded(world: World) -> list[str]:
    return sorted(to for kind, to in world.rows(outbox.c.kind, outbox.c.recipient) if kind == "reminder")


def test_everybody_with_a_seat_is_reminded_once_in_their_language(town: World):
    at(town, DUE - timedelta(minutes=2))
    assert reminded(town) == []
    for hours in (0, 1, 24, 48):
        at(town, DUE + timedelta(hours=hours))
    assert reminded(town) == ["anna@example.net", "cem@example.net"]
    assert kinds(town, "anna@example.net") == ["registered", "reminder"]
    assert "We look forward to seeing you" in text_of(post(town, "anna@example.net"))
    assert "Wir freuen uns auf Sie" in text_of(post(town, "cem@example.net"))


def test_i_cannot_come_is_one_tap_and_the_seat_goes_to_whoever_waits(town: World):
    at(town, DUE)
    press(town, post(town, "cem@example.net"), "Ich kann leider nicht kommen.", sender="cem@example.net", name="Cem Demir")
    town.clock.pass_(timedelta(minutes=16))
    town.once()
    assert town.registrations()[1:] == [("ben@example.net", "confirmed", 1), ("cem@example.net", "cancelled", 1)]


def test_a_word_is_enough_as_well(town: World):
    at(town, DUE)
    write(town, "CANCEL", post(town, "anna@example.net"))
    assert town.registrations()[0] == ("anna@example.net", "cancelled", 2)


def test_whoever_cancelled_waits_or_cannot_be_reached_is_left_alone(town: World):
    write(town, "I have to cancel.", post(town, "anna@example.net"))
    with town.store.begin() as unit:
        (cem,) = unit.registrations.of("cem@example.net")
        unit.connection.exec_driver_sql(f"update registration set reachable = 0 where code = '{cem.code}'")
    at(town, DUE - timedelta(days=5))
    assert town.registrations()[1][:2] == ("ben@example.net", "confirmed")
    at(town, DUE)
    assert reminded(town) == ["ben@example.net"]


def test_who_registered_or_got_a_seat_in_the_last_two_days_knows(town: World):
    at(town, DUE - timedelta(days=1))
    write(town, "I have to cancel.", post(town, "anna@example.net"))
    at(town, DUE)
    assert kinds(town, "ben@example.net") == ["waitlisted", "promoted"]
    assert reminded(town) == ["cem@example.net"]


def test_after_a_standstill_they_still_go_out_but_never_on_the_way_there(town: World):
    at(town, datetime(2017, 10, 18, 6, tzinfo=UTC))
    assert reminded(town) == ["anna@example.net", "cem@example.net"]


def test_shortly_before_the_event_nobody_is_reminded(town: World):
    at(town, datetime(2017, 10, 19, 12, 30, tzinfo=UTC))
    assert reminded(town) == []


@pytest.mark.parametrize("jump", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_jumps_there_and_back_reminds_nobody_twice(jump: timedelta, town: World):
    at(town, DUE)
    town.clock.moment += jump
    town.once()
    town.clock.moment -= 2 * jump
    town.once()
    at(town, DUE + timedelta(hours=2))
    assert reminded(town) == ["anna@example.net", "cem@example.net"]
    assert kinds(town, "anna@example.net").count("reminder") == 1


def test_a_reminder_for_another_day_is_another_reminder(town: World):
    at(town, DUE)
    event = town.config.events[0].model_copy(update={"start": START + timedelta(days=7), "end": START + timedelta(days=7, hours=3)})
    town.config = town.config.model_copy(update={"events": (event,)})
    town.started()
    at(town, DUE + timedelta(days=7))
    assert kinds(town, "cem@example.net").count("reminder") == 2


def test_without_reminder_days_there_are_none(make_world):
    world = make_world()
    world.receive(b"From: a@example.net\r\n\r\n1 person")
    at(world, DUE)
    assert reminded(world) == []


NIGHT = [("21:00", True), ("23:30", True), ("06:59", True), ("07:00", False), ("20:59", False), ("12:00", False)]


@pytest.mark.parametrize(("local", "asleep"), NIGHT)
def test_at_night_what_nobody_waits_for_waits_until_the_morning(local: str, asleep: bool, town: World):
    quiet, zone = town.worker.desk.core.quiet, town.worker.desk.core.zone
    now = datetime.fromisoformat(f"2017-10-05T{local}").replace(tzinfo=zone)
    awake = awake_at(now, quiet, zone)
    assert (awake != now) is asleep
    assert awake.astimezone(zone).hour == 7 if asleep else awake == now
    assert awake_at(now, quiet, zone, start=now + timedelta(hours=11)) == now


def test_on_the_days_the_clocks_change_the_night_ends_at_seven_all_the_same(town: World):
    quiet, zone = town.worker.desk.core.quiet, town.worker.desk.core.zone
    for day in ("2017-10-28", "2018-03-24"):
        awake = awake_at(datetime.fromisoformat(f"{day}T22:00").replace(tzinfo=zone), quiet, zone)
        assert (awake.hour, awake.date().day - int(day[-2:])) == (7, 1)


def test_a_seat_that_becomes_free_at_night_is_theirs_at_once_and_told_in_the_morning(town: World):
    at(town, datetime(2017, 10, 5, 20, tzinfo=UTC))
    write(town, "I have to cancel.", post(town, "anna@example.net"))
    at(town, datetime(2017, 10, 5, 21, tzinfo=UTC))
    assert kinds(town, "anna@example.net") == ["registered", "cancelled"]  # an answer goes out at any hour
    assert town.registrations()[1] == ("ben@example.net", "confirmed", 1)
    assert kinds(town, "ben@example.net") == ["waitlisted"]
    with town.store.reading() as unit:
        assert unit.outbox.oldest_waiting(town.clock.now()) is None  # and nobody is alarmed
        assert not [p for p in unit.points.waiting() if p.kind is OpenPointKind.FAILED]
    at(town, datetime(2017, 10, 6, 5, 1, tzinfo=UTC))
    assert kinds(town, "ben@example.net") == ["waitlisted", "promoted"]
