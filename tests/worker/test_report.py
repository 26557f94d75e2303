"""One report a local day, whatever the clock does; facts as they are (P12)."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from worker.world import DeliveryError, World, parsed, written

from processor.delivery.port import Outgoing
from processor.store.tables import outbox, report_run
from processor.worker.health import health
from processor.worker.report import facts, readers

STAFF = [{"name": "Büro", "address": "office@example.net", "role": "steer"}]
DAY = timedelta(days=1)


@pytest.fixture
def town(make_world) -> World:
    return make_world(staff=STAFF)


def reports(world: World) -> list[str]:
    return [one.recipient for one in world.outside.accepted if is_report(one)]


def is_report(one: Outgoing) -> bool:
    return parsed(one.raw)["X-Registration-Processor"] == "report"


def test_there_is_one_report_a_day(town: World):
    for _ in range(5):
        town.receive(written(f"{town.clock.now():%d} persons", f"a{town.clock.now():%d%H}@example.net"))
        town.once()
        town.once()
        town.clock.pass_(DAY)
    assert len(reports(town)) == 5


def test_no_report_before_its_time(make_world):
    world = make_world(staff=STAFF, first_contact_over=False)
    world.clock.moment = datetime(2017, 10, 2, 4, 59, tzinfo=UTC)  # 06:59 in Berlin
    world.worker.once()
    assert reports(world) == []
    world.clock.moment += timedelta(minutes=1)
    world.worker.once()
    assert reports(world) == ["office@example.net"]


@pytest.mark.parametrize("change", [datetime(2017, 10, 29, 0, 30, tzinfo=UTC),
                                    datetime(2018, 3, 25, 0, 30, tzinfo=UTC)])
def test_on_the_days_the_clocks_change_there_is_one_report_each(make_world, change: datetime):
    world = make_world(staff=STAFF)
    world.clock.moment = change - DAY
    before = len(world.rows(report_run.c.local_date))
    for _ in range(3 * 24):
        world.clock.moment += timedelta(hours=1)
        world.worker.once()
    assert len(world.rows(report_run.c.local_date)) - before == 3


@pytest.mark.parametrize("jump", [timedelta(seconds=1), timedelta(hours=1), DAY, -17000 * DAY, 7400 * DAY])
def test_a_clock_that_jumps_there_and_back_costs_no_report(town: World, jump: timedelta):
    town.once()
    right = town.clock.now()
    town.clock.moment = right + jump
    town.worker.once()
    town.clock.moment = right - timedelta(seconds=1)
    town.receive(written("2 persons"))
    assert town.worker.once().answered == 1
    town.clock.moment = right + DAY
    town.worker.once()
    assert right.date() + DAY in [day for (day,) in town.rows(report_run.c.local_date)]
    by_day = Counter(parsed(one.raw)["Date"].datetime.date() for one in town.outside.accepted if is_report(one))
    assert max(by_day.values()) == 1


def test_a_report_tells_what_happened_since_the_last_one(make_world):
    world = make_world(staff=STAFF, capacity=10)
    world.receive(written("2 persons"), written("3 persons", "ben@example.net", name="Ben Roth"))
    world.once()
    since = world.clock.now()
    ours = next(one for one in world.outside.accepted if one.recipient == "ben@example.net")
    world.receive(written("cancel", "ben@example.net", name="Ben Roth",
                          headers=f"In-Reply-To: {parsed(ours.raw)['Message-ID']}\n"),
                  written("1 person", "cora@example.net", name="Cora Vogel"),
                  written("very strange", "dora@example.net", name="Dora"))
    world.once()
    with world.store.reading() as unit:
        told = facts(world.worker.desk, unit, since, world.clock.now())
    (event,) = told.events
    assert event.registered == 3
    assert [one.name for one in event.new] == ["Cora Vogel"]
    assert [(one.name, one.size) for one in event.cancelled] == [("Ben Roth", 3)]
    assert (told.read, told.understood) == (3, 2)
    (point,) = told.points
    assert (point.name, point.words, point.settled) == ("Dora", "very strange", False)
    assert told.answered_after is not None and told.answered_after > 0


def test_a_bounced_report_causes_no_further_one_to_that_address(town: World):
    town.once()
    with town.store.begin() as unit:
        unit.connection.execute(outbox.update().values(state="bounced"))
    town.clock.pass_(DAY)
    town.receive(written("2 persons"))
    before = len(reports(town))
    town.once()
    assert len(reports(town)) == before


def test_reports_go_to_staff_once_each_and_never_to_a_machine(make_world):
    world = make_world(staff=[*STAFF, {"name": "Robot", "address": "noreply@example.net", "role": "read"}])
    assert [one.address for one in readers(world.worker.desk)] == ["office@example.net"]


def test_health_is_red_when_nobody_polls_and_when_replies_wait(world: World):
    now = world.clock.now()
    assert health(world.store, now, 60).good
    assert not health(world.store, now + timedelta(minutes=10), 60).good
    world.outside.failures |= {1: DeliveryError("451")}
    with world.store.begin() as unit:
        unit.connection.execute(report_run.delete())
    world.receive(written("2 persons"))
    world.worker.pace.per_minute = 0
    world.once()
    assert health(world.store, world.clock.now(), 60).good
    late = health(world.store, world.clock.now() + timedelta(minutes=61), 3600)
    assert late.problems == ("a reply has been waiting to be sent for 1 h 1 min",)


def test_health_of_a_database_nobody_ever_used_is_red(make_world):
    assert not health(make_world(first_contact_over=False).store, datetime(2017, 10, 2, tzinfo=UTC), 60).good
