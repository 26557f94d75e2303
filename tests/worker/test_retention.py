"""The promise of every first answer: what we stored is erased when its time is over, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from worker.world import BEGIN, MailboxError, PowerCut, Role, World, parsed, written

from processor.registration.model import Cause, Change
from processor.steering.setting import Setting
from processor.store.tables import (
    attendee,
    erasure,
    history,
    mail,
    metadata,
    need,
    open_point,
    outbox,
    registration,
    staff_command,
    tally,
)
from processor.worker.report import facts
from processor.worker.retention import erase, rehearse

DAY = timedelta(days=1)
ENDS = datetime(2017, 10, 19, 18, 0, tzinfo=UTC)  # 20:00 in Kaiserslautern
MORNING_AFTER = datetime(2017, 10, 20, 6, 0, tzinfo=UTC)
OVER = ENDS + 30 * DAY
FEST = {"key": "fest", "title": "Sommerfest", "start": datetime(2018, 6, 1, 17), "end": datetime(2018, 6, 1, 20),
        "venue": "Stadtpark", "address": "Parkweg 1"}


def reach(world: World, moment: datetime) -> None:
    """The worker ran the day before, and runs again at this moment."""
    for when in (moment - DAY, moment):
        world.clock.moment = when
        world.worker.once()


def sign_up(world: World) -> str:
    """Anna registers two people and a wheelchair; her code."""
    world.receive(written("2 persons"))
    world.once()
    with world.store.begin() as unit:
        (anna,) = unit.registrations.of("anna@example.net")
        with_needs = replace(anna, needs=("wheelchair",))
        unit.change(Change(anna, with_needs, Cause.MAIL, "needs"), 1, world.clock.now())
    return anna.code


def everything(world: World) -> str:
    """All that stands in the database: every cell of every table, and the file itself."""
    with world.store.reading() as unit:
        cells = [str(tuple(row)) for table in metadata.sorted_tables for row in unit.connection.execute(select(table))]
    with world.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return "\n".join(cells) + world.path.read_bytes().decode("latin-1")


def test_thirty_days_after_the_event_nothing_of_its_people_is_left_but_numbers(world: World):
    code = sign_up(world)
    world.receive(written("maybe 12", "ben@example.net", name="Ben Roth"), written("thanks", name="Anna Schmidt"))
    world.once()
    assert "anna@example.net" in everything(world)
    reach(world, OVER)
    left = everything(world).casefold()
    for trace in ("anna", "schmidt", "ben@", "roth", "wheelchair"):
        assert trace not in left, trace
    assert world.rows(registration.c.code) == world.rows(attendee.c.name) == []
    assert world.rows(tally.c.event, tally.c.state, tally.c.parties, tally.c.people) == [("forum", "confirmed", 1, 2)]
    assert (code, "erased", "date") in world.rows(history.c.registration, history.c.what, history.c.cause)


def test_until_then_everything_but_needs_and_old_bytes_stays(world: World):
    sign_up(world)
    reach(world, OVER - timedelta(minutes=1))
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert world.rows(mail.c.sender) == [("anna@example.net",)]
    assert len(world.mailbox.folders[Role.DONE]) == 1


def test_needs_are_forgotten_the_day_after_the_event(world: World):
    sign_up(world)
    reach(world, ENDS + timedelta(hours=3, minutes=59))
    assert world.rows(need.c.need) == [("wheelchair",)]
    reach(world, MORNING_AFTER)
    assert world.rows(need.c.need) == []
    assert "wheelchair" not in everything(world)
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_bytes_of_settled_mails_go_after_a_fortnight_and_held_ones_stay_whole(world: World):
    sign_up(world)
    world.receive(written("maybe", "ben@example.net", name="Ben Roth"))
    world.once()
    reach(world, BEGIN + 13 * DAY)
    assert all(size for (size,) in world.rows(func.length(mail.c.raw)))
    reach(world, BEGIN + 15 * DAY)
    whole = world.rows(mail.c.sender, func.length(mail.c.raw) > 0, mail.c.request.is_not(None))
    assert whole == [("anna@example.net", 0, 0), ("ben@example.net", 1, 1)]


def test_copies_leave_our_own_folders_and_no_others(world: World):
    sign_up(world)
    world.receive(written("strange", "ben@example.net", name="Ben Roth"))
    world.once()
    world.mailbox.put(Role.DONE, letter := world.mailbox.folders[Role.REVIEW][1])
    reach(world, OVER)
    assert list(world.mailbox.folders[Role.DONE].values()) == [letter], "what people put there is theirs"
    assert len(world.mailbox.folders[Role.REVIEW]) == 1
    assert len(world.mailbox.folders[Role.SENT]) > 0


def test_what_waited_for_a_decision_is_erased_too_and_the_organisers_are_told(world: World):
    world.receive(written("maybe", "ben@example.net", name="Ben Roth"))
    world.once()
    reach(world, OVER)
    assert world.rows(open_point.c.settled_how) == [("erased",)]
    with world.store.reading() as unit:
        told = facts(world.worker.desk, unit, OVER - DAY, OVER + DAY)
    assert any("warteten noch Mails" in warning for warning in told.warnings)


def test_the_report_proves_what_was_erased(make_world):
    world = make_world(staff=[{"name": "Rathaus", "address": "office@example.net", "role": "steer"}])
    sign_up(world)
    reach(world, OVER)
    world.once()
    reports = [one for one in world.outside.accepted if one.recipient == "office@example.net"]
    text = parsed(reports[-1].raw).get_body(("plain",)).get_content()
    assert " ".join(text.split()).count("1 Anmeldung auf Wunsch oder nach Ablauf der Frist. 1 Mail samt Absender.") == 1
    assert "Anna" not in text


def test_an_event_the_config_no_longer_names_keeps_its_promise(make_world: Callable[..., World]):
    world = make_world(further=[FEST])
    sign_up(world)
    world.config = world.config.model_copy(update={"events": world.config.events[1:]})
    world.started()
    reach(world, OVER)
    assert world.registrations() == []


def test_a_mail_that_also_belongs_to_an_event_to_come_stays(make_world: Callable[..., World]):
    world = make_world(further=[FEST])
    code = sign_up(world)
    with world.store.begin() as unit:
        (anna,) = unit.registrations.by_code((code,))
        unit.change(Change(None, replace(anna, code="FE-2222", event="fest"), Cause.MAIL, "registered"), 1,
                    world.clock.now())
    reach(world, OVER)
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert world.rows(mail.c.sender) == [("anna@example.net",)]
    assert len(world.mailbox.folders[Role.DONE]) == 1
    reach(world, datetime(2018, 7, 2, tzinfo=UTC))
    assert world.rows(mail.c.sender) == [("",)]
    assert world.mailbox.folders[Role.DONE] == {}


def test_mails_of_no_event_go_after_sixty_days_but_never_out_of_an_inbox(make_world: Callable[..., World]):
    world = make_world(kind="shared", start=datetime(2018, 6, 1, 17))
    world.receive(written("hello", "ute@example.net", name="Ute"))
    world.once()
    reach(world, BEGIN + 59 * DAY)
    assert world.rows(mail.c.sender) == [("ute@example.net",)]
    reach(world, BEGIN + 61 * DAY)
    assert world.rows(mail.c.sender, mail.c.sender_name) == [("", "")]
    assert len(world.mailbox.folders[Role.INBOX]) == 1


def test_other_peoples_mail_in_our_folder_is_never_removed(make_world: Callable[..., World]):
    world = make_world(start=datetime(2018, 6, 1, 17))
    world.receive(written("hello", "ute@example.net", name="Ute"))
    world.once()
    with world.store.begin() as unit:
        unit.connection.execute(mail.update().values(state="not_ours", filing="done", filed_role="done",
                                                     filed_uidvalidity=1, filed_uid=1))
        unit.connection.execute(open_point.update().values(settled_at=BEGIN))
    reach(world, BEGIN + 61 * DAY)
    assert world.rows(mail.c.sender, mail.c.filing) == [("", "done")]


def test_a_clock_that_leaps_erases_nothing(world: World):
    sign_up(world)
    before = world.clock.moment
    for leap in (datetime(2038, 1, 19, 3, tzinfo=UTC), datetime(1970, 1, 1, 1, tzinfo=UTC), before + 400 * DAY, before):
        world.clock.moment = leap
        world.worker.once()
        assert world.registrations() == [("anna@example.net", "confirmed", 2)]
        assert world.rows(need.c.need) == [("wheelchair",)]


def test_after_weeks_of_standstill_everything_due_goes_with_the_second_day(world: World):
    sign_up(world)
    world.clock.moment = OVER + 20 * DAY
    world.started().once()
    assert world.registrations() != []
    world.clock.pass_(DAY)
    world.worker.once()
    assert world.registrations() == []


def test_it_is_done_once_a_local_day(world: World):
    sign_up(world)
    reach(world, OVER)
    steps = world.cut_at(None)
    world.once()
    quiet = len(steps)
    assert len(world.rows(erasure.c.id)) == 2  # the needs in their time, the rest in its own
    world.cut_at(None)
    world.clock.pass_(DAY)
    world.worker.once()
    assert len(world.rows(erasure.c.id)) == 2 and quiet < 30


def test_a_power_cut_at_any_step_only_means_later(make_world: Callable[..., World], tmp_path: Path):
    prepared = make_world()
    sign_up(prepared)
    prepared.receive(written("maybe", "ben@example.net", name="Ben Roth"))
    prepared.once()
    prepared.clock.moment = OVER - DAY
    prepared.worker.once()
    prepared.clock.moment = OVER
    whole = prepared.copy(tmp_path / "whole")
    steps = whole.cut_at(None)
    whole.once()
    assert "removed" in steps
    for step in range(1, len(steps) + 1):
        world = prepared.copy(tmp_path / f"cut{step}")
        world.cut_at(step)
        with pytest.raises(PowerCut):
            world.once()
        world.cut_at(None)
        world.started()
        world.once()
        assert world.picture() == whole.picture(), f"cut at step {step}: {steps[step - 1]}"
        assert world.rows(erasure.c.event, erasure.c.mails) == whole.rows(erasure.c.event, erasure.c.mails)
        world.store.close()


def test_a_mailbox_out_of_reach_delays_only_its_own_part(world: World):
    sign_up(world)
    reach(world, OVER - DAY)
    world.clock.moment = OVER
    world.mailbox.failures[("remove", world.mailbox.calls["remove"] + 1)] = MailboxError("away")
    world.worker.once()
    assert world.registrations() == [] and len(world.mailbox.folders[Role.DONE]) == 1
    world.once()
    assert world.mailbox.folders[Role.DONE] == {}


def test_a_renumbered_mailbox_loses_nothing_and_the_organisers_are_told(world: World):
    sign_up(world)
    reach(world, OVER - DAY)
    world.mailbox.renumber()
    reach(world, OVER)
    assert len(world.mailbox.folders[Role.DONE]) == 1
    assert world.rows(mail.c.filing) == [("gone",)]
    with world.store.reading() as unit:
        told = facts(world.worker.desk, unit, OVER - DAY, OVER + DAY)
    assert any("nicht sicher wiederzufinden" in warning for warning in told.warnings)


def test_erased_on_request_the_copies_in_our_folders_go_with_the_next_round(world: World):
    code = sign_up(world)
    world.receive(written("1 person", "ben@example.net", name="Ben Roth"))
    world.once()
    with world.store.begin() as unit:
        unit.erase([code], None, world.clock.now())
    world.once()
    left = [parsed(one.raw)["From"] for one in world.mailbox.folders[Role.DONE].values()]
    assert left == ["Ben Roth <ben@example.net>"]


def test_who_gave_a_seat_to_somebody_is_not_erased_with_them(world: World):
    code = sign_up(world)
    world.receive(written("1 person", "ben@example.net", name="Ben Roth"))
    world.once()
    with world.store.begin() as unit:
        unit.connection.execute(history.update().where(history.c.registration == code).values(mail=2, cause="seats"))
        unit.erase([code], None, world.clock.now())
    assert ("ben@example.net",) in world.rows(mail.c.sender)


def test_a_rehearsal_counts_and_changes_nothing(world: World):
    sign_up(world)
    world.clock.moment = OVER
    before = world.picture(), everything(world)
    erased, copies = rehearse(world.worker.desk)
    assert (erased.registrations, erased.mails, erased.needs, copies) == (1, 1, 1, 1)
    assert world.picture() == before[0]
    assert "anna@example.net" in everything(world)


def test_erasing_again_erases_nothing(world: World):
    sign_up(world)
    world.clock.moment = OVER
    assert erase(world.worker.desk)
    assert not erase(world.worker.desk)


def test_a_restored_backup_forgets_again_what_is_due(world: World, tmp_path: Path):
    sign_up(world)
    backup = world.copy(tmp_path / "backup")
    reach(world, OVER)
    backup.mailbox, backup.clock = world.mailbox, world.clock
    backup.started()
    reach(backup, OVER + 2 * DAY)
    assert backup.registrations() == []
    assert backup.rows(outbox.c.recipient_key) == [("",)]
    backup.store.close()


def test_an_event_that_staff_moved_is_over_when_it_is_over(world: World):
    sign_up(world)
    with world.store.begin() as unit:
        unit.events.write(Setting("forum", end=ENDS + 60 * DAY, start=ENDS + 60 * DAY - timedelta(hours=3)), "boss@example.net",
                          world.clock.now())
    reach(world, OVER)
    assert world.registrations() != [] and world.rows(need.c.need) == [("wheelchair",)]
    reach(world, OVER + 60 * DAY)
    assert world.registrations() == []


def test_what_staff_ordered_is_forgotten_with_the_bytes(world: World):
    code = sign_up(world)
    with world.store.begin() as unit:
        unit.commands.add(None, "boss@example.net", f"notiz {code}: Frau Schmidt", '{"note":1}', world.clock.now())
    reach(world, BEGIN + 13 * DAY)
    assert "Frau Schmidt" in everything(world)
    reach(world, BEGIN + 15 * DAY)
    assert world.rows(staff_command.c.command, staff_command.c.undo) == [("", None)]


def test_who_is_forgotten_is_forgotten_in_staffs_orders_too(world: World):
    code = sign_up(world)
    with world.store.begin() as unit:
        unit.commands.add(None, "boss@example.net", f"notiz {code.lower()}: Frau Schmidt", None, world.clock.now())
        unit.commands.add(None, "boss@example.net", "notiz FR-ZZZZ: Herr Roth", None, world.clock.now())
        unit.forget("anna@example.net", None, world.clock.now())
    assert world.rows(staff_command.c.command) == [("",), ("notiz FR-ZZZZ: Herr Roth",)]
