"""Staff write to everybody: previewed, tapped, stopped in time, and never twice to anybody."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from worker.citizen import post
from worker.citizen import text_of as words_of
from worker.staff import OLAF, PETRA, RITA, STAFF, mail, nonce_of, order, press, text_of, token, transcripts
from worker.world import PowerCut, World, written

from processor.store.tables import broadcast, outbox
from processor.worker.broadcast import sends_at

NEWS = "an alle: Bitte kommen Sie schon um 16:30 Uhr.\n\nParkplätze gibt es am Messeplatz."
FURTHER = {"key": "fest", "title": "Sommerfest", "start": datetime(2017, 11, 4, 14), "end": datetime(2017, 11, 4, 18),
           "venue": "Rathaus", "address": "Platz 1"}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Anna has two seats and reads English, Ben four; Cem waits; Dora has no address."""
    return filled(make_world(staff=STAFF, capacity=7))


def filled(world: World) -> World:
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net\neintragen "Ben Berg" 4 ben@example.net\n'
                 'eintragen "Cem Demir" 3 cem@example.net\neintragen "Dora Klein" 1')
    with world.store.begin() as unit:
        unit.connection.exec_driver_sql("update registration set language = 'en' where contact = 'anna@example.net'")
    return world


def letters(world: World, kind: str = "broadcast") -> list[str]:
    """Who got the mail, in any order; somebody who got it twice stands there twice."""
    return sorted(to for to, sort, _ in world.rows(outbox.c.recipient, outbox.c.kind, outbox.c.state) if sort == kind)


def received(world: World, kind: str = "broadcast") -> list[str]:
    return sorted(to for to, sort in world.answers() if sort == kind)


def test_nothing_goes_out_before_the_tap_and_the_preview_is_the_mail_itself(world):
    answer = order(world, NEWS)
    world.once()
    assert letters(world) == []
    said = text_of(answer)
    assert "Erreicht werden 3 Mails: Deutsch 2, Englisch 1." in said
    assert "Davon 2 angemeldet, 1 auf der Warteliste." in said
    assert "Nicht erreicht werden Dora Klein (ohne Adresse)." in said
    assert "Ihr Text bleibt, wie Sie ihn geschrieben haben (Deutsch)." in said
    assert "Hello Anna Schmidt," in said and "Our team wrote this in German: Bitte kommen Sie schon um 16:30 Uhr." in said
    assert "Guten Tag Ben Berg," in said
    press(world, nonce_of(answer))
    world.once()
    mail_to_anna = words_of(post(world, "anna@example.net", "broadcast"))
    shown = answer.get_body(("plain",)).get_content()
    assert mail_to_anna.partition("\n\n")[2].strip() in shown
    assert "Guten Tag Ben Berg," in answer.get_body(("html",)).get_content()


def test_after_the_tap_and_a_minute_everybody_gets_one_mail_each_with_their_own_code_and_buttons(world):
    told = press(world, nonce_of(order(world, NEWS)))
    assert "Geht ab" in text_of(told) and letters(world) == []
    world.once()
    assert received(world) == letters(world) == ["anna@example.net", "ben@example.net", "cem@example.net"]
    anna, ben = post(world, "anna@example.net", "broadcast"), post(world, "ben@example.net", "broadcast")
    codes = [re.search(r"[A-Z]{2}-\w{4}", one["Subject"])[0] for one in (anna, ben)]
    assert codes[0] != codes[1]
    assert codes[0] in anna.get_body(("html",)).get_content()
    assert anna["Auto-Submitted"] == "auto-generated" and anna["In-Reply-To"] is None
    world.once()
    assert len(letters(world)) == 3


@pytest.mark.parametrize("words", ["stopp", "rückgängig"])
def test_within_a_minute_one_word_stops_it(world, words):
    press(world, nonce_of(order(world, NEWS)))
    world.receive(mail(words, subject=f"[{token(world)}]"))
    world.worker.once()
    assert "Gestoppt. Es ging keine Mail hinaus." in text_of(transcripts(world)[-1])
    world.once()
    assert letters(world) == []


def test_a_colleague_who_steers_may_stop_it_and_the_old_button_says_who(world):
    tap = nonce_of(order(world, NEWS))
    press(world, tap)
    world.receive(mail("stopp", OLAF, subject=f"[{token(world, OLAF)}]"))
    world.worker.once()
    answer = press(world, tap)
    assert "Das wurde gestoppt: 2. Oktober" in text_of(answer) and OLAF in text_of(answer)
    assert letters(world) == []


def test_after_the_minute_it_is_too_late_and_said_so(world):
    tap = nonce_of(order(world, NEWS))
    press(world, tap)
    world.once()
    assert "keine Mail an alle, die sich noch stoppen lässt" in text_of(order(world, "stopp"))
    assert "schon unterwegs" in text_of(order(world, "rückgängig"))
    assert "Das ist schon verschickt" in text_of(press(world, tap))
    assert len(letters(world)) == 3


def test_two_taps_at_once_are_one(world):
    tap = nonce_of(order(world, NEWS))
    for _ in range(2):
        world.receive(mail("", subject=f"{tap} {token(world)}"))
    world.once()
    world.once()
    assert len(letters(world)) == 3
    assert sum("schon bestätigt" in text_of(one) for one in transcripts(world)) == 1


def test_the_button_is_good_only_for_whom_it_was_sent_to_and_three_days(world):
    tap = nonce_of(order(world, NEWS))
    assert "gehört zu keiner Anweisung von Ihnen" in text_of(press(world, tap, OLAF))
    world.clock.pass_(timedelta(days=4))
    assert "abgelaufen" in text_of(press(world, tap))
    world.once()
    assert letters(world) == []


def test_without_proof_nothing_is_previewed(world):
    world.receive(mail(NEWS))
    world.once()
    assert world.rows(broadcast.c.id) == []
    assert "Waren Sie das?" in transcripts(world)[-1]["Subject"]


def test_who_only_reads_may_not_write_to_everybody(world):
    assert "Sie lesen mit" in text_of(order(world, NEWS, RITA))
    assert world.rows(broadcast.c.id) == []


@pytest.mark.parametrize(("text", "said"), [
    ("an alle:", "Der Text fehlt"), ("an alle: " + "x" * 10_000, "höchstens 5.000"),
    ("an alle hoffest: Hallo", "Eine Veranstaltung „hoffest“ gibt es nicht"),
])
def test_what_cannot_go_out_is_answered_plainly(world, text, said):
    assert said in text_of(order(world, text))
    assert world.rows(broadcast.c.id) == []


def test_where_nobody_is_registered_nothing_waits(make_world):
    assert "niemand angemeldet" in text_of(order(make_world(staff=STAFF), NEWS))


@pytest.mark.parametrize("text", ["{{ config }} <b>fett</b>", "<script>alert(1)</script>", "\u202edrehen\u2066", "=1+1 # x"])
def test_markup_templates_and_direction_tricks_arrive_as_letters(world, text):
    press(world, nonce_of(order(world, f"an alle: {text}")))
    world.once()
    sent = post(world, "ben@example.net", "broadcast")
    assert "".join(c for c in text if c.isprintable()) in words_of(sent)
    html = sent.get_body(("html",)).get_content()
    assert "<script" not in html and "<b>" not in html and "\u202e" not in html


def test_greeting_and_signature_stay_with_their_writer(world):
    answer = order(world, NEWS + "\n\nViele Grüße\nPetra Lindner\n-- \nStadt, Zimmer 3")
    assert "Petra Lindner" not in text_of(answer).partition("So liest es")[2]
    assert "Parkplätze gibt es am Messeplatz." in text_of(answer)


def test_the_subject_may_say_it(world):
    answer = order(world, "Bitte kommen Sie früher.", subject=f"an alle: Parken {token(world)}")
    assert "Parken" in text_of(answer) and "Bitte kommen Sie früher." in text_of(answer)


def test_of_several_events_each_has_its_own_button(make_world):
    world = make_world(staff=STAFF, further=[FURTHER])
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net forum\neintragen "Ben Berg" 1 ben@example.net fest')
    answer = order(world, NEWS)
    taps = re.findall(r"ja j[0-9a-f]{10}", text_of(answer))
    assert len(set(taps)) == 2
    press(world, taps[1])
    world.once()
    assert letters(world) == ["ben@example.net"]
    press(world, nonce_of(order(world, "an alle forum: Nur Sie.")))
    world.once()
    assert letters(world) == ["anna@example.net", "ben@example.net"]


def test_one_address_with_two_parties_gets_one_mail(world):
    order(world, 'eintragen "Emma Berg" 1 ben@example.net')
    press(world, nonce_of(order(world, NEWS)))
    world.once()
    assert letters(world).count("ben@example.net") == 1


def test_it_goes_out_within_the_send_rate_and_behind_answers(make_world):
    world = filled(make_world(staff=STAFF, capacity=7, per_minute=2))
    for _ in range(4):
        world.once()
    press(world, nonce_of(order(world, NEWS)))
    world.receive(written("2 persons", "eva@example.net", name="Eva Fuchs"))
    world.once()
    assert len(received(world)) == 1
    for _ in range(3):
        world.once()
    assert received(world) == letters(world)
    assert len(letters(world)) == 3 + ("eva@example.net" in letters(world))


def test_at_night_it_waits_for_the_morning_and_can_be_stopped_until_then(world):
    world.clock.pass_(datetime(2017, 10, 2, 21, 0, tzinfo=UTC) - world.clock.now())  # 23 o'clock
    answer = press(world, nonce_of(order(world, NEWS)))
    assert "07:00" in text_of(answer)
    world.once()
    assert letters(world) == []
    world.clock.pass_(timedelta(hours=9))
    world.once()
    assert len(received(world)) == 3


def test_two_days_before_the_event_the_night_is_no_reason_to_wait(world):
    event, night = world.worker.desk.core.events[0], datetime(2017, 10, 17, 22, 0, tzinfo=UTC)
    assert sends_at(world.worker.desk.core, event, night) == night + timedelta(minutes=1)
    assert sends_at(world.worker.desk.core, event, night - timedelta(days=5)) > night - timedelta(days=5) + timedelta(hours=5)


def test_the_next_report_counts_it(world):
    press(world, nonce_of(order(world, NEWS)))
    world.once()
    world.clock.pass_(timedelta(days=1))
    world.once()
    report = post(world, PETRA, "report")
    assert re.search(r"AN ALLE\s+3 Mails verschickt", words_of(report))


def test_a_power_cut_at_any_step_repeats_and_loses_no_mail(make_world, tmp_path):
    world = filled(make_world(staff=STAFF, capacity=7))
    press(world, nonce_of(order(world, NEWS)))
    world.clock.pass_(timedelta(seconds=61))
    whole = world.copy(tmp_path / "whole.sqlite")
    names = whole.cut_at(None)
    whole.worker.once()
    for step in range(1, len(names) + 1):
        other = world.copy(tmp_path / f"cut{step}.sqlite")
        other.cut_at(step)
        with pytest.raises(PowerCut):
            other.worker.once()
        other.cut_at(None)
        other.started()
        other.once()
        assert received(other) == received(whole), names[step - 1]
        assert letters(other) == letters(whole), names[step - 1]
        other.store.close()
    whole.store.close()
