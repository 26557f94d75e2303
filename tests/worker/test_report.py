"""One report a local day, whatever the clock does; facts as they are (P12)."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from worker.world import DeliveryError, World, parsed, written

from processor.commands.report import write as write_page
from processor.config import ReportSection
from processor.delivery.port import Outgoing
from processor.registration.model import OpenPoint, OpenPointKind
from processor.store import points as points_module
from processor.store.tables import open_point, outbox, report_run
from processor.worker import report as report_module
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


NIGHT_BEFORE = datetime(2017, 10, 18, 16, 0, tzinfo=UTC)  # 18:00 in Berlin; the forum begins the next day at 17:00
BOTH = [*STAFF, {"name": "Rat", "address": "council@example.net", "role": "read"}]


def at(world: World, moment: datetime) -> None:
    """The clock goes on to a moment, and a round is done there."""
    world.clock.pass_(moment - world.clock.now())
    world.worker.once()


def queued(world: World, cause: str) -> list[str]:
    """Who got the reports of this cause."""
    return [to for (to, of) in world.rows(outbox.c.recipient, outbox.c.cause) if of.startswith(cause)]


def report_of(world: World, cause: str, to: str = "office@example.net"):
    return next(parsed(raw) for (raw, who, of) in world.rows(outbox.c.raw, outbox.c.recipient, outbox.c.cause)
                if of.startswith(cause) and who == to)


def test_a_point_far_from_the_event_waits_for_the_morning(town: World):
    town.receive(written("very strange"))
    town.once()
    assert queued(town, "urgent") == []


def test_a_point_within_two_days_of_the_event_is_told_at_once(town: World):
    at(town, datetime(2017, 10, 17, 16, 0, tzinfo=UTC))
    town.receive(written("very strange"))
    town.once()
    assert queued(town, "urgent") == ["office@example.net"]
    assert "very strange" in report_of(town, "urgent").get_body(("plain",)).get_content()


def test_urgent_points_are_bundled_and_each_is_told_once(town: World):
    at(town, datetime(2017, 10, 17, 16, 0, tzinfo=UTC))
    for minute in range(100):
        town.receive(written(f"very strange {minute}", f"a{minute}@example.net"))
        town.once()
    assert len(queued(town, "urgent")) == 2
    town.clock.pass_(timedelta(hours=1))
    town.once()
    assert len(queued(town, "urgent")) == 3
    town.clock.pass_(timedelta(hours=1))
    town.once()
    assert len(queued(town, "urgent")) == 3


def test_what_the_morning_told_is_not_urgent_news(town: World):
    at(town, datetime(2017, 10, 16, 16, 0, tzinfo=UTC))
    town.receive(written("very strange"))
    town.once()
    at(town, datetime(2017, 10, 17, 5, 30, tzinfo=UTC))  # the daily report
    at(town, datetime(2017, 10, 17, 15, 30, tzinfo=UTC))  # two days before
    assert queued(town, "urgent") == []


@pytest.mark.parametrize("jump", [DAY, -DAY, -17000 * DAY])
def test_a_clock_that_jumped_does_not_silence_what_is_urgent(town: World, jump: timedelta):
    at(town, datetime(2017, 10, 17, 16, 0, tzinfo=UTC))
    town.receive(written("very strange"))
    town.once()
    right = town.clock.now()
    town.clock.moment = right + jump
    town.worker.once()
    town.clock.moment = right + timedelta(minutes=61)
    town.receive(written("very strange, too", "b@example.net"))
    town.worker.once()
    assert len(queued(town, "urgent")) == 2


def test_the_evening_before_brings_the_last_list_once(make_world):
    world = make_world(staff=BOTH)
    world.receive(written("2 persons"))
    world.once()
    at(world, NIGHT_BEFORE - timedelta(minutes=1))
    assert queued(world, "eve") == []
    for _ in range(5):
        at(world, world.clock.now() + timedelta(hours=1))
    assert sorted(queued(world, "eve")) == ["council@example.net", "office@example.net"]
    steering, reading = (report_of(world, "eve", to) for to in ("office@example.net", "council@example.net"))
    assert steering["Subject"] == "Morgen: Bürgerforum: 2 Personen angemeldet"
    assert [one.get_filename() for one in steering.iter_attachments()] == ["bogen-forum.pdf", "anmeldungen-forum.xlsx"]
    assert [one.get_filename() for one in reading.iter_attachments() if one.get_filename()] == []


def test_the_last_list_comes_late_after_a_standstill_and_never_after_the_event(make_world):
    late, over = make_world(staff=STAFF), make_world(staff=STAFF)
    at(late, NIGHT_BEFORE + timedelta(hours=20))
    at(over, NIGHT_BEFORE + timedelta(hours=24))
    assert (queued(late, "eve"), queued(over, "eve")) == (["office@example.net"], [])


def test_a_clock_that_ran_ahead_does_not_cost_the_last_list(town: World):
    town.clock.moment = NIGHT_BEFORE
    town.worker.once()
    at(town, NIGHT_BEFORE - 5 * DAY)
    at(town, NIGHT_BEFORE)
    assert len(queued(town, "eve")) == 2


def test_only_who_steers_gets_buttons_and_lists(make_world):
    world = make_world(staff=BOTH)
    desk = world.worker.desk
    desk.config = desk.config.model_copy(update={"report": ReportSection(attach=True)})
    world.receive(written("very strange"), written("2 persons", "ben@example.net"))
    at(world, datetime(2017, 10, 3, 6, 0, tzinfo=UTC))
    steering, reading = (report_of(world, "report:2017-10-03", to) for to in ("office@example.net", "council@example.net"))
    assert [one.get_filename() for one in steering.iter_attachments()] == ["anmeldungen-forum.xlsx"]
    assert "mailto:" in steering.get_body(("html",)).get_content()
    assert "mailto:" not in reading.get_body(("html",)).get_content()
    assert "xlsx" not in reading.as_string()


def test_a_button_proves_who_presses_it_and_nobody_else(make_world):
    world = make_world(staff=BOTH)
    world.receive(written("very strange"))
    at(world, datetime(2017, 10, 3, 6, 0, tzinfo=UTC))
    html = report_of(world, "report:2017-10-03").get_body(("html",)).get_content()
    tokens, today = world.worker.desk.core.tokens, datetime(2017, 10, 3).date()
    assert tokens.is_staff(html, "office@example.net", today)
    assert not tokens.is_staff(html, "council@example.net", today)


def test_ten_thousand_points_cost_no_more_reading_than_twenty(town: World, monkeypatch):
    with town.store.begin() as unit:
        for number in range(10_000):
            unit.points.open(OpenPoint(OpenPointKind.HELD, "a question", "answer it", f"KL-{number}"), None, town.clock.now())
    read = []
    original = points_module.Points.get
    monkeypatch.setattr(points_module.Points, "get", lambda self, number: (read.append(number), original(self, number))[1])
    with town.store.reading() as unit:
        told = facts(town.worker.desk, unit, town.clock.now() - DAY, town.clock.now())
    assert (len(told.points), len(read)) == (10_000, 20)


def test_a_list_that_cannot_be_printed_keeps_no_report_back(town: World, monkeypatch):
    def broken(*_):
        raise TypeError("a font")

    monkeypatch.setattr(report_module, "printed_sheet", broken)
    at(town, NIGHT_BEFORE)
    assert [one.get_filename() for one in report_of(town, "eve").iter_attachments()] == ["anmeldungen-forum.xlsx"]


def test_the_page_of_today_is_written_without_taking_the_day(town: World, tmp_path):
    town.receive(written("very strange"))
    town.once()
    days, mails = town.rows(report_run.c.local_date), town.rows(outbox.c.cause)
    page = write_page(town.worker.desk, tmp_path / "new" / "report.html").read_text("utf-8")
    assert "1 offener Punkt" in page and "cid:" not in page
    assert (town.rows(report_run.c.local_date), town.rows(outbox.c.cause)) == (days, mails)


@pytest.mark.parametrize(("says", "state"), [("annehmen", 1), ("ignorieren", 0), ("ablehnen", 0)])
def test_a_tap_on_a_real_reports_button_settles_the_point(make_world, says: str, state: int):
    world = make_world(staff=BOTH)
    world.receive(written("1 person", headers="X-Spam: 1\n", name="Dora 5 Vogel"))
    at(world, datetime(2017, 10, 3, 6, 0, tzinfo=UTC))
    html = unescape(report_of(world, "report:2017-10-03").get_body(("html",)).get_content())
    link = next(link for link in re.findall(r'href="(mailto:[^"]+)"', html) if f"subject={says}" in link)
    subject = parse_qs(urlsplit(link).query)["subject"][0]
    world.receive(written("", "office@example.net", name="Büro", number=77).replace(b"Anmeldung 77", subject.encode()))
    world.once()
    assert [how for (how,) in world.rows(open_point.c.settled_at)] != [None]
    assert len(world.registrations()) == state


def test_who_needed_what_is_no_longer_in_the_last_list_a_day_after_the_event(town: World):
    town.receive(written("2 persons"))
    town.once()
    at(town, NIGHT_BEFORE)
    assert report_of(town, "eve").get_body(("plain",)) is not None
    for day in range(1, 4):  # a clock that goes on as days do
        at(town, NIGHT_BEFORE + day * DAY)
    assert [raw for raw, cause in town.rows(outbox.c.raw, outbox.c.cause) if cause.startswith("eve")] == [b""]
