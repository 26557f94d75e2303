"""Numbers on a sheet mean the same party for ever, and answers to it are recorded as they are meant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from reports.pdf_text import read_pdf
from worker.world import World, written

from processor.registration.model import State
from processor.reports.attendance import Answer, Unread, read_answer
from processor.reports.model import Turnout
from processor.store.tables import history, meta, registration
from processor.worker.attendance import NoSheet, Recorded, printed_sheet, put_back, record_attendance, sheet_numbers, shown, transcript
from processor.worker.report import facts

BY = "office@example.net"


def sign_up(world: World, *people: tuple[str, int]) -> None:
    for name, size in people:
        world.receive(written(f"{size} person", f"{name.split()[-1].lower()}@example.net", name=name))
    world.once()


def sheet(world: World) -> dict[str, int]:
    """Make one, and its numbers by name."""
    desk = world.worker.desk
    with world.store.begin() as unit:
        assert printed_sheet(desk, unit, desk.core.events[0], desk.clock.now()).content.startswith(b"%PDF")
        names = {one.code: one.contact_name for one in unit.registrations.every()}
        return {names.get(code, code): number for code, number in sheet_numbers(unit, desk.core.events[0]).items()}


def told(world: World, words: str) -> Recorded:
    answer = read_answer(words)
    assert not isinstance(answer, Unread)
    desk = world.worker.desk
    with world.store.begin() as unit:
        return record_attendance(desk, unit, desk.core.events[0], answer, BY)


def attended(world: World) -> dict[str, int | None]:
    return dict(world.rows(registration.c.contact_name, registration.c.attended))


@pytest.fixture
def town(world: World) -> World:
    """Adler (1), Berg (2), Caspar (3), Dorn (1): on the sheet as 1 to 4."""
    sign_up(world, ("Ina Dorn", 1), ("Ulf Berg", 2), ("Eva Adler", 1), ("Jo Caspar", 3))
    assert sheet(world) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 3, "Ina Dorn": 4}
    return world


def test_later_sign_ups_get_the_next_numbers_and_nobody_elses_number_moves(town: World):
    sign_up(town, ("Abel Abraham", 1))
    assert sheet(town) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 3, "Ina Dorn": 4, "Abel Abraham": 5}


def test_a_number_of_somebody_who_was_erased_is_never_given_again(town: World):
    with town.store.begin() as unit:
        dorn = next(one for one in unit.registrations.every() if one.contact_name == "Ina Dorn")
        unit.erase((dorn.code,), None, town.clock.now())
    sign_up(town, ("Abel Abraham", 1))
    assert sheet(town)["Abel Abraham"] == 5
    assert told(town, "da: 4").unknown == (4,)


def test_the_first_answer_speaks_for_everybody(town: World):
    assert told(town, "da: 1-2, 3=2") == Recorded(
        came=(1, 2, 3), missing=(4,), untold=(), people=5, before=told_before(town, None))
    assert attended(town) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 2, "Ina Dorn": 0}


def told_before(world: World, value: int | None) -> tuple[tuple[str, int | None], ...]:
    with world.store.reading() as unit:
        numbers = sheet_numbers(unit, world.worker.desk.core.events[0])
    return tuple((code, value) for code in sorted(numbers, key=numbers.__getitem__))


def test_whoever_is_missing_is_named_and_the_others_came(town: World):
    told(town, "gefehlt: 3")
    assert attended(town) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 0, "Ina Dorn": 1}


def test_a_second_answer_corrects_only_whom_it_names(town: World):
    told(town, "da: 1, 2")
    told(town, "da: 4")
    told(town, "gefehlt: 1")
    assert attended(town) == {"Eva Adler": 0, "Ulf Berg": 2, "Jo Caspar": 0, "Ina Dorn": 1}


def test_all_but_speaks_for_everybody_whenever_it_comes(town: World):
    told(town, "da: 1")
    told(town, "alle außer 2")
    assert attended(town) == {"Eva Adler": 1, "Ulf Berg": 0, "Jo Caspar": 3, "Ina Dorn": 1}


def test_numbers_on_no_sheet_are_named_and_the_others_recorded(town: World):
    assert told(town, "da: 1, 3-6").unknown == (5, 6)
    assert attended(town)["Jo Caspar"] == 3


def test_more_people_than_registered_are_told_and_not_recorded(town: World):
    recorded = told(town, "2=5, 3=3")
    assert recorded.too_many == (2,)
    assert attended(town)["Ulf Berg"] is None


def test_an_answer_before_any_sheet_is_refused(world: World):
    sign_up(world, ("Eva Adler", 1))
    with pytest.raises(NoSheet), world.store.begin() as unit:
        record_attendance(world.worker.desk, unit, world.worker.desk.core.events[0], Answer(rest=True), BY)


def test_what_was_recorded_can_be_put_back(town: World):
    told(town, "da: 1-2")
    recorded = told(town, "alle")
    with town.store.begin() as unit:
        put_back(town.worker.desk, unit, recorded.before)
    assert attended(town) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 0, "Ina Dorn": 0}


def test_the_same_answer_twice_changes_nothing_the_second_time(town: World):
    told(town, "da: 1-2")
    lines = len(town.rows(history.c.id))
    assert told(town, "da: 1-2").before == ()
    assert len(town.rows(history.c.id)) == lines


def test_whoever_waits_is_recorded_only_where_named(make_world):
    world = make_world(capacity=2)
    sign_up(world, ("Eva Adler", 2), ("Ulf Berg", 1), ("Jo Caspar", 1))
    assert sheet(world) == {"Eva Adler": 1, "Ulf Berg": 2, "Jo Caspar": 3}
    assert told(world, "alle").untold == ()
    assert attended(world) == {"Eva Adler": 2, "Ulf Berg": None, "Jo Caspar": None}
    told(world, "da: 3")
    assert attended(world)["Jo Caspar"] == 1
    assert [state for _, state, _ in world.registrations()].count(State.WAITLISTED.value) == 2


def test_later_changes_of_a_registration_keep_who_came(town: World):
    told(town, "alle")
    town.receive(written("cancel", "adler@example.net", name="Eva Adler"))
    town.once()
    assert attended(town)["Eva Adler"] == 1


def test_the_transcript_says_what_is_noted_now(town: World):
    assert transcript(told(town, "da: 1-3, 9"), "de") == (
        "Anwesenheit notiert: 6 Personen gekommen, 1 Anmeldung nicht gekommen.",
        "Gekommen: 1–3", "Nicht gekommen: 4", "Nicht auf dem Bogen: 9")
    with town.store.reading() as unit:
        assert transcript(shown(unit, town.worker.desk.core.events[0]), "en")[0] == (
            "Attendance noted: 6 people came, 1 registration did not.")


AFTER = datetime(2017, 10, 20, 6, 0, tzinfo=UTC)  # the morning after


def told_in_report(world: World, since: datetime, now: datetime) -> Turnout | None:
    with world.store.reading() as unit:
        return facts(world.worker.desk, unit, since, now).events[0].turnout


def test_the_first_report_after_the_event_compares_who_came(town: World):
    told(town, "da: 1, 3=2")
    assert told_in_report(town, AFTER - timedelta(days=2), AFTER - timedelta(days=1)) is None  # not over yet
    assert told_in_report(town, AFTER - timedelta(days=1), AFTER) == Turnout(registered=7, came=3, missing=4, untold=0)
    assert told_in_report(town, AFTER, AFTER + timedelta(days=1)) is None  # it was told


def test_attendance_noted_later_is_told_in_the_next_report(town: World):
    assert told_in_report(town, AFTER - timedelta(days=1), AFTER) == Turnout(registered=7, came=0, missing=0, untold=7)
    town.clock.moment = AFTER + timedelta(hours=3)
    told(town, "alle außer 2")
    assert told_in_report(town, AFTER, AFTER + timedelta(days=1)) == Turnout(registered=7, came=5, missing=2, untold=0)


def test_numbers_and_who_noted_them_are_erased_with_the_event(town: World):
    told(town, "alle")
    with town.store.begin() as unit:
        unit.erase_event("forum", UTC, AFTER)
    assert [key for key, _ in town.rows(meta.c.key, meta.c.value) if key.startswith(("sheet_numbers", "attendance"))] == []


def test_a_sheet_shows_the_event_as_staff_moved_it(town: World):
    desk = town.worker.desk
    moved = replace(desk.core.events[0], venue="Rathaus")
    with town.store.begin() as unit:
        assert "Rathaus" in read_pdf(printed_sheet(desk, unit, moved, desk.clock.now()).content).text
