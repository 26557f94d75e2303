"""What people may ask about their data, by mail, through the whole worker: real words, real answers."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from worker.test_retention import DAY, everything
from worker.world import PowerCut, Role, Steps, World, configured, parsed, written

from processor.store import Store
from processor.store.counters import MUTE
from processor.store.journal import Journal
from processor.store.tables import history, mail, need, open_point, outbox, registration
from processor.understanding import understand

PROVEN = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[World]:
    """A world that understands what people really write; its mail server signs what it checked."""
    config = configured(capacity=4).model_copy(update={"trust": configured().trust.model_copy(
        update={"authserv_id": "mx.example.org"})})
    world = World(tmp_path / "town.sqlite", config, first_contact_over=False)
    world.understood = understand  # type: ignore[assignment]
    world.started().once()
    yield world
    world.store.close()


def says(world: World, words: str, sender: str = "anna@example.net", **more: Any) -> Any:
    """A citizen writes; our answer, or None."""
    before = len(world.outside.accepted)
    more = {"subject": "Hallo", **more}
    world.receive(written(words, sender, **{"name": "Anna Schmidt", **more}))
    world.once()
    answers = [parsed(one.raw) for one in world.outside.accepted[before:]]
    return answers[0] if answers else None


def signed_up(world: World, headers: str = "") -> Any:
    return says(world, "Mein Mann Karl Schmidt und ich kommen zum Bürgerforum. Er sitzt im Rollstuhl.\n\nAnna Schmidt",
                headers=headers)


def replying(answer: Any) -> str:
    return f"In-Reply-To: {answer['Message-ID']}\nReferences: {answer['Message-ID']}\n"


def text(answer: Any) -> str:
    return " ".join(answer.get_body(("plain",)).get_content().split())


def file_of(answer: Any) -> dict[str, Any]:
    (part,) = answer.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("application/json", "data.json")
    return dict(json.loads(part.get_content()))


def test_whoever_asks_for_data_protection_gets_the_whole_notice(town: World):
    answer = says(town, "Datenschutz", "ute@example.net", name="Ute Frank")
    assert answer["X-Registration-Processor"] == "privacy"
    assert "So gehen wir mit Ihren Daten um." in text(answer)
    assert "bis 30 Tage nach der Veranstaltung" in text(answer) and "14 Tage, nachdem sie erledigt sind" in text(answer)


def test_an_export_tells_everything_and_goes_to_the_stored_address_only(town: World):
    signed_up(town)
    answer = says(town, "Was haben Sie über mich gespeichert?", headers="Reply-To: spy@example.net\n")
    assert answer["To"].addresses[0].addr_spec == "anna@example.net"
    assert "Platz für einen Rollstuhl" in text(answer) and "gespeichert bis 18. November 2017" in text(answer)
    told = file_of(answer)
    (booked,) = told["registrations"]
    assert (booked["size"], booked["attendees"], booked["needs"]) == (2, ["Anna Schmidt", "Karl Schmidt"], ["wheelchair"])
    assert "Karl Schmidt und ich" in told["mails"][0]["text"] and told["mails"][0]["understood"]["party_size"] == 2
    assert [one["kind"] for one in told["answers"]] == ["registered"]
    assert [one["what"] for one in told["changes"]] == ["registered"]
    assert booked["needs_kept_until"] < booked["kept_until"]


def test_an_export_says_nothing_about_anybody_else(town: World):
    signed_up(town)
    answer = says(town, "Was haben Sie über mich gespeichert?", "ben@example.net", name="Ben Roth")
    assert "keine Anmeldung gespeichert" in text(answer)
    assert file_of(answer)["registrations"] == []
    assert "Schmidt" not in text(answer) and "Schmidt" not in answer.as_string()


def test_a_code_from_another_address_opens_nothing(town: World):
    confirmed = signed_up(town)
    code = re.search(r"\(([A-Z]{2}-\w{4})\)", confirmed["Subject"])
    assert code
    answer = says(town, f"Was haben Sie über mich gespeichert? Mein Code: {code[1]}", "eve@example.net", name="Eve")
    assert answer is None or "Schmidt" not in answer.as_string()
    assert all(one.recipient != "eve@example.net" or b"Schmidt" not in one.raw for one in town.outside.accepted)


def test_no_copy_of_an_export_lies_in_sent(town: World):
    signed_up(town)
    says(town, "Was haben Sie über mich gespeichert?")
    assert [parsed(one.raw)["X-Registration-Processor"] for one in town.mailbox.folders[Role.SENT].values()] == ["registered"]


def test_delete_me_without_proof_asks_the_stored_address_and_one_tap_erases(town: World):
    signed_up(town)
    asked = says(town, "Bitte löschen Sie meine Daten.")
    assert "Sollen wir wirklich alles löschen?" in text(asked)
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]
    token = re.search(r"\[(\S+)\]", asked["Subject"])
    assert token
    link = next(part for part in asked.get_body(("html",)).get_content().split('href="')[1:] if token[1] in part)
    assert link.startswith("mailto:forum@example.org")
    last = says(town, "Ja, bitte löschen.", subject=f"Ja, bitte löschen {token[1]}")
    assert last["X-Registration-Processor"] == "erased"
    assert "Diese Mail ist die letzte" in text(last)
    assert town.registrations() == []


def test_proven_by_the_thread_delete_me_erases_at_once_and_the_next_day_nothing_is_left(town: World):
    confirmed = signed_up(town)
    assert "anna@example.net" in everything(town)
    last = says(town, "Bitte löschen Sie meine Daten.", headers=replying(confirmed))
    assert last["X-Registration-Processor"] == "erased"
    (calendar,) = [part for part in last.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "CANCEL"
    assert town.registrations() == []
    assert town.rows(need.c.need) == []
    for _ in range(2):
        town.clock.pass_(DAY)
        town.worker.once()
    left = everything(town).casefold()
    for trace in ("anna@", "schmidt", "rollstuhl", "wheelchair"):
        assert trace not in left, trace
    assert town.mailbox.folders[Role.DONE] == {}
    assert town.rows(outbox.c.recipient_key) == [("",), ("",)]


def test_authenticated_mail_needs_no_second_one(town: World):
    signed_up(town, PROVEN)
    assert says(town, "Bitte löschen Sie meine Daten.", headers=PROVEN)["X-Registration-Processor"] == "erased"
    assert town.registrations() == []


def test_the_freed_seats_go_to_whoever_waits_in_the_same_round(town: World):
    confirmed = signed_up(town)
    says(town, "Wir kommen zu dritt zum Bürgerforum.\n\nBen Roth", "ben@example.net", name="Ben Roth")
    assert ("ben@example.net", "waitlisted", 3) in town.registrations()
    says(town, "Bitte löschen Sie meine Daten.", headers=replying(confirmed))
    assert town.registrations() == [("ben@example.net", "confirmed", 3)]
    assert ("ben@example.net", "promoted") in town.answers()


def test_everything_of_the_address_goes_and_nothing_of_the_others(make_world: Callable[..., World], town: World):
    confirmed = signed_up(town)
    says(town, "Ich melde Frau Ayşe Demir zum Bürgerforum an, 1 Person.")
    says(town, "Ich komme zum Bürgerforum.\n\nBen Roth", "ben@example.net", name="Ben Roth")
    says(town, "Kann man dort parken?")
    says(town, "Bitte löschen Sie meine Daten.", headers=replying(confirmed))
    assert {contact for contact, _, _ in town.registrations()} == {"ben@example.net"}
    assert town.rows(open_point.c.summary).count(("",)) == len(town.rows(open_point.c.summary))
    with town.store.reading() as unit:
        whole = unit.connection.execute(select(mail.c.sender_key).where(mail.c.raw != b"")).scalars().all()
    assert sorted(whole) == ["anna@example.net", "ben@example.net"], "the mail that asks goes with the next day"


def test_forged_mail_erases_and_exports_nothing(town: World):
    signed_up(town)
    forged = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.net\n"
    assert says(town, "Bitte löschen Sie meine Daten.", headers=forged) is None
    assert says(town, "Was haben Sie über mich gespeichert?", headers=forged) is None
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]


def test_what_a_forger_wrote_is_no_mail_of_theirs(town: World):
    signed_up(town)
    forged = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.net\n"
    says(town, "Klicken Sie http://evil.example", headers=forged)
    told = says(town, "Was haben Sie über mich gespeichert?", headers=PROVEN)
    assert "evil.example" not in json.dumps(file_of(told))


def test_do_not_store_forgets_the_need_everywhere_at_once(town: World):
    confirmed = signed_up(town)
    answer = says(town, "nicht speichern", headers=replying(confirmed))
    assert "ist gelöscht" in text(answer)
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]
    assert town.rows(need.c.need) == []
    assert "wheelchair" not in everything(town)
    assert "Rollstuhl" not in str(town.rows(mail.c.raw, history.c.before, history.c.after))


def test_a_restored_backup_replays_what_was_asked_by_mail(town: World, tmp_path: Path):
    confirmed = signed_up(town)
    backup = town.copy(tmp_path / "backup.sqlite")
    backup.store.close()
    says(town, "Bitte löschen Sie meine Daten.", headers=replying(confirmed))
    town.store.close()
    for ending in ("-wal", "-shm"):
        town.path.with_name(town.path.name + ending).unlink(missing_ok=True)
    town.path.write_bytes((tmp_path / "backup.sqlite").read_bytes())
    restored = Store.open(town.path)
    with restored.reading() as unit:
        assert unit.registrations.every() == ()
        assert unit.connection.execute(select(registration.c.code)).all() == []
    assert restored.replayed == 1
    restored.close()


def test_who_signs_others_up_is_asked_to_pass_the_notice_on_and_hears_it_once(town: World):
    confirmed = signed_up(town)
    assert "Für Ihre Daten verantwortlich" in text(confirmed) and "weiter, die Sie mit angemeldet haben" in text(confirmed)
    changed = says(town, "Wir kommen zu dritt.", headers=replying(confirmed))
    assert "Für Ihre Daten verantwortlich" not in text(changed) and "Antwort „Datenschutz“" in text(changed)
    assert "die Sie mit angemeldet haben" in text(changed)
    alone = says(town, "Ich komme zum Bürgerforum.\n\nBen Roth", "ben@example.net", name="Ben Roth")
    assert "Für Ihre Daten verantwortlich" in text(alone) and "mit angemeldet haben" not in text(alone)




def test_a_power_cut_at_any_step_of_forgetting_leaves_the_world_as_if_it_had_not_been(
    town: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One step more than elsewhere: between the line in the file and the database."""
    add = Journal.add

    def stepping(journal: Journal, erasures: Any, key: str) -> int:
        size = add(journal, erasures, key)
        steps[0].step("journalled")
        return size

    def begun_again(world: World) -> World:
        world.understood = understand  # type: ignore[assignment]
        world.started()
        return world

    steps = [Steps()]
    monkeypatch.setattr(Journal, "add", stepping)
    confirmed = signed_up(town)
    says(town, "Wir kommen zu dritt zum Bürgerforum.\n\nBen Roth", "ben@example.net", name="Ben Roth")
    town.receive(written("Bitte löschen Sie meine Daten.", headers=replying(confirmed), subject="Hallo"))
    whole = begun_again(town.copy(tmp_path / "whole"))
    names = whole.cut_at(None)
    steps[0] = whole.store.steps
    whole.once()
    assert whole.registrations() == [("ben@example.net", "confirmed", 3)] and "journalled" in names
    for step in range(1, len(names) + 1):
        world = begun_again(town.copy(tmp_path / f"cut{step}"))
        world.cut_at(step)
        steps[0] = world.store.steps
        with pytest.raises(PowerCut):
            world.once()
        world.cut_at(None)
        steps[0] = world.store.steps
        world.store.close()
        again = Store.open(world.path)  # as after a restart: the file is read before anything else
        again.close()
        world.started()
        world.once()
        assert world.picture() == whole.picture(), f"cut at step {step}: {names[step - 1]}"
        world.store.close()


def test_a_wish_that_is_answered_leaves_no_question_open(town: World):
    confirmed = signed_up(town)
    for wish in ("Was haben Sie über mich gespeichert?", "Können Sie mir bitte sagen, welche Daten Sie über mich gespeichert haben?"):
        assert says(town, wish, headers=replying(confirmed))["X-Registration-Processor"] == "export"
    assert town.rows(open_point.c.number) == []


def test_a_question_beside_the_wish_stays_open(town: World):
    confirmed = signed_up(town)
    says(town, "Was haben Sie über mich gespeichert? Gibt es am Saal Parkplätze?", headers=replying(confirmed))
    assert [said for (said,) in town.rows(open_point.c.summary)] == ["a question beside what was recorded"]


def test_who_never_wrote_to_us_is_told_that_all_is_erased_and_that_nothing_more_comes(town: World):
    confirmed = signed_up(town)
    last = says(town, "Das war ich nicht.", headers=replying(confirmed))
    assert last["X-Registration-Processor"] == "erased"
    assert "In den nächsten 30 Tagen bekommt diese Adresse keine Mail mehr von uns." in text(last)
    assert "doch kommen" not in text(last) and MUTE == 30 * DAY
    (calendar,) = [part for part in last.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "CANCEL"
    assert town.registrations() == []
    town.clock.pass_(29 * DAY)
    assert says(town, "Ich komme zum Bürgerforum.", headers=replying(confirmed)) is None
