"""Organisers steer by mail: one tap, one mail, done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from worker.staff import ALIGNED, FORWARD, OLAF, PETRA, RITA, STAFF, mail, nonce_of, order, press, text_of, token, transcripts
from worker.world import Role, World, parsed, written

from processor.registration.model import OpenPoint, OpenPointKind
from processor.store.model import MailState
from processor.store.tables import open_point
from processor.worker.report import facts
from processor.worker.review import open_points


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world(staff=STAFF, capacity=10)


def held(world: World, words: str = "strange", sender: str = "anna@example.net") -> int:
    """A mail that waits for a human; the number of its point."""
    world.receive(written(words, sender))
    world.once()
    return open_points(world.worker.desk)[-1].number


def mails(world: World) -> list[tuple[str, str]]:
    """Who got which mail, the daily reports left out."""
    return [one for one in world.answers() if one[1] != "report"]


def code(world: World, contact: str = "anna@example.net") -> str:
    with world.store.reading() as unit:
        return next(one.code for one in unit.registrations.every() if one.contact == contact)


def proposed(make_world: Callable[..., World], words: str = "2 persons", **config) -> tuple[World, int]:
    world = make_world(staff=STAFF, mode="propose", **config)
    return world, held(world, words)


def test_one_tap_on_accept_registers_the_citizen_and_is_answered(make_world):
    world, number = proposed(make_world)
    answer = press(world, f"annehmen {number}")
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert ("anna@example.net", "registered") in world.answers()
    assert answer["To"] == f"Petra Lindner <{PETRA}>"
    assert answer["Subject"] == f"Erledigt: annehmen {number}"
    assert "Anna Schmidt ist angemeldet: 2 Personen, Bürgerforum" in text_of(answer)
    assert world.rows(open_point.c.settled_by) == [(PETRA,)]
    assert len(world.mailbox.folders[Role.DONE]) == 2


# Open points


def test_another_number_is_accepted_with_its_number(make_world):
    world, number = proposed(make_world)
    assert "5 Personen" in text_of(order(world, f"{number}: 5 Personen"))
    assert world.registrations() == [("anna@example.net", "confirmed", 5)]


def test_a_declined_citizen_hears_it_kindly(make_world):
    world, number = proposed(make_world)
    answer = press(world, f"ablehnen {number}")
    assert ("anna@example.net", "declined") in world.answers()
    assert "bekommt eine freundliche Absage" in text_of(answer)
    assert world.registrations() == []
    assert open_points(world.worker.desk) == []


def test_an_ignored_point_is_settled_and_nobody_hears_of_it(make_world):
    world, number = proposed(make_world)
    before = [one for one in world.answers() if one[0] != PETRA]
    press(world, f"ignorieren {number}")
    assert [one for one in world.answers() if one[0] != PETRA] == before
    assert open_points(world.worker.desk) == []


def test_who_answers_personally_keeps_a_wish_for_seats_open_without_hurry(make_world):
    world, number = proposed(make_world)
    answer = press(world, f"persönlich {number}")
    assert "anna@example.net" in text_of(answer)
    (point,) = open_points(world.worker.desk)
    assert point.answered_by_hand


def test_why_names_what_was_read_and_settles_nothing(make_world):
    world, number = proposed(make_world)
    answer = press(world, f"warum {number}")
    assert answer["Subject"] == f"Auskunft: warum {number}"
    assert "Vorschlag: Anmelden: 2 Personen, Bürgerforum." in text_of(answer)
    assert len(open_points(world.worker.desk)) == 1


def test_an_old_button_says_when_and_by_whom_it_was_settled(make_world):
    world, number = proposed(make_world)
    press(world, f"annehmen {number}", OLAF)
    answer = press(world, f"ablehnen {number}")
    assert answer["Subject"] == f"Nicht ausgeführt: ablehnen {number}"
    assert f"Punkt {number} ist schon erledigt: 2. Oktober" in text_of(answer)
    assert f"durch {OLAF} (angenommen)" in text_of(answer)
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_of_two_who_settle_the_same_point_at_once_one_wins_and_the_other_is_told(make_world):
    world, number = proposed(make_world)
    for sender, command in ((OLAF, "annehmen"), (PETRA, "ablehnen")):
        world.receive(mail("", sender, subject=f"{command} {number} {token(world, sender)}"))
    world.once()
    assert transcripts(world, OLAF)[0]["Subject"].startswith("Erledigt")
    assert "ist schon erledigt" in text_of(transcripts(world, PETRA)[0])
    assert [kind for to, kind in world.answers() if to == "anna@example.net"] == ["registered"]


def test_an_unknown_point_is_named(world):
    assert "Einen offenen Punkt 99 gibt es nicht." in text_of(press(world, "annehmen 99"))


def test_a_point_that_lacks_its_number_is_asked_back_with_buttons(world):
    world.receive(written("maybe"))
    world.once()
    with world.store.begin() as unit:
        number = unit.points.open(OpenPoint(OpenPointKind.HELD, "how many come is not clear", "register"), 1, world.clock.now())
        unit.mails.settle(1, MailState.HELD, None, world.clock.now())
    answer = press(world, f"annehmen {number}")
    assert answer["Subject"] == f"Bitte bestätigen: annehmen {number}"
    assert f"„{number}: 2 Personen“" in text_of(answer)
    assert len(open_points(world.worker.desk)) == 1


# Registrations


def test_a_sign_up_by_telephone_needs_no_address_and_sends_nothing(world):
    answer = order(world, 'eintragen "Anna Schmidt" 2')
    assert world.registrations() == [("", "confirmed", 2)]
    assert mails(world) == [(PETRA, "steering")]
    assert "Es geht keine Mail hinaus" in text_of(answer)
    assert "2 von 10 Plätzen belegt" in text_of(answer)


def test_a_sign_up_with_an_address_is_confirmed_to_it(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    assert ("anna@example.net", "registered") in world.answers()
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_who_was_entered_without_an_address_and_moves_up_is_an_open_point(world):
    order(world, 'eintragen "Ben Berg" 10 ben@example.net')
    order(world, 'eintragen "Anna Schmidt" 2')
    order(world, f"absagen {code(world, 'ben@example.net')}")
    world.once()
    assert ("", "confirmed", 2) in world.registrations()
    assert [point.summary for point in open_points(world.worker.desk)] == [f"{code(world, '')} moved up and has no mail address"]


def test_a_party_is_changed_and_told(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    answer = order(world, f"ändern {code(world)} 3")
    assert world.registrations() == [("anna@example.net", "confirmed", 3)]
    assert ("anna@example.net", "changed") in world.answers()
    assert "jetzt 3 Personen statt 2 Personen" in text_of(answer)


def test_a_party_is_cancelled_and_told_that_the_team_did_it(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    order(world, f"absagen {code(world)}")
    assert world.registrations() == [("anna@example.net", "cancelled", 2)]
    letter = next(parsed(one.raw) for one in world.outside.accepted if one.recipient == "anna@example.net"
                  and parsed(one.raw)["X-Registration-Processor"] == "cancelled")
    assert "Unser Team hat Ihre Anmeldung abgesagt" in letter.get_body(("plain",)).get_content()


def test_several_cancellations_at_once_wait_for_a_second_tap(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net\neintragen "Ben Berg" 3 ben@example.net')
    answer = order(world, f"absagen {code(world)}\nabsagen {code(world, 'ben@example.net')}")
    assert {state for _, state, _ in world.registrations()} == {"confirmed"}
    assert "Das sagt 2 Anmeldungen auf einmal ab" in text_of(answer)
    command = nonce_of(answer)
    press(world, command)
    assert {state for _, state, _ in world.registrations()} == {"cancelled"}
    assert "Das wurde schon bestätigt" in text_of(press(world, command))


def test_a_second_tap_of_somebody_else_does_nothing(world):
    order(world, 'eintragen "Anna Schmidt" 2\neintragen "Ben Berg" 3')
    answer = order(world, "plätze 3")
    assert "gehört zu keiner Anweisung von Ihnen" in text_of(press(world, nonce_of(answer), OLAF))
    assert "von 10" in text_of(order(world, "stand"))


def test_a_second_tap_comes_too_late_after_three_days(world):
    order(world, 'eintragen "Anna Schmidt" 4')
    command = nonce_of(order(world, "plätze 3"))
    world.clock.pass_(timedelta(days=4))
    assert "abgelaufen" in text_of(press(world, command))


def test_a_note_is_kept_with_its_author(world):
    order(world, 'eintragen "Anna Schmidt" 2')
    order(world, f"notiz {code(world, '')} kommt später; bringt Kuchen")
    with world.store.reading() as unit:
        assert [(text, by) for text, by, _ in unit.notes.of(code(world, ""))] == [("kommt später; bringt Kuchen", PETRA)]


@pytest.mark.parametrize(("command", "told"), [
    ("absagen KL-2222", "Eine Anmeldung KL-2222 gibt es nicht"), ("ändern KL-2222 3", "gibt es nicht"),
    ('eintragen "Anna" 0', "zwischen 1 und"), ('eintragen "Anna" 11', "mehr, als es Plätze gibt (10)"),
    ('eintragen "Anna" 2 anna@@example', "gibt"), ('eintragen "Anna" 2 forum@example.org', "kann man keine Mail schicken"),
    ("plätze 0", "zwischen 1 und"),
])
def test_what_cannot_be_done_is_said_and_changes_nothing(world, command, told):
    answer = order(world, f"stand\n{command}")
    assert world.registrations() == []
    assert told in text_of(answer) or "Nicht verstanden" in text_of(answer)


@pytest.mark.parametrize("name", [
    "=HYPERLINK(1)", "<script>alert(1)</script>", "{{config}}", "\u202eannA", "www.example.org", "x" * 300])
def test_a_hostile_name_is_neutral_in_every_mail(world, name):
    order(world, f'eintragen "{name}" 2 anna@example.net')
    assert [size for _, _, size in world.registrations()] == [2]
    for one in world.outside.accepted:
        html = parsed(one.raw).get_body(("html",)).get_content()
        assert "<script>" not in html and "\u202e" not in html and "href=\"http" not in html
    assert max(len(line) for line in transcripts(world)[-1].get_body(("plain",)).get_content().splitlines()) <= 80


# Events


def test_more_seats_let_those_who_wait_move_up_and_the_next_mail_sees_them(world):
    order(world, 'eintragen "Ben Berg" 10 ben@example.net\neintragen "Anna Schmidt" 2 anna@example.net')
    assert ("anna@example.net", "waitlisted", 2) in world.registrations()
    answer = order(world, "plätze 20")
    assert ("anna@example.net", "confirmed", 2) in world.registrations()
    assert ("anna@example.net", "promoted") in world.answers()
    assert "Bürgerforum hat jetzt 20 Plätze statt 10 Plätze" in text_of(answer)
    assert "Nachgerückt: Anna Schmidt (2)" in text_of(answer)
    world.receive(written("8 persons", "cem@example.net", name="Cem Kaya"))
    world.once()
    assert ("cem@example.net", "confirmed", 8) in world.registrations()


def test_fewer_seats_than_are_taken_are_previewed_and_take_nobodys_seat_away(world):
    order(world, 'eintragen "Ben Berg" 8 ben@example.net')
    answer = order(world, "plätze 5")
    assert "Angemeldet sind schon 8 Personen" in text_of(answer)
    assert "8 von 5 Plätzen belegt" in text_of(press(world, nonce_of(answer)))
    assert world.registrations() == [("ben@example.net", "confirmed", 8)]


def test_closed_means_closed_for_the_next_mail_and_open_again_means_open(world):
    assert "ist geschlossen" in text_of(order(world, "schließen"))
    world.receive(written("2 persons"))
    world.once()
    assert world.answers()[0] == ("anna@example.net", "closed")
    assert "ist wieder offen" in text_of(order(world, "öffnen"))
    world.receive(written("3 persons", "ben@example.net", name="Ben Berg"))
    world.once()
    assert world.registrations() == [("ben@example.net", "confirmed", 3)]


def test_the_report_tells_todays_seats(world):
    order(world, "plätze 77")
    with world.store.reading() as unit:
        found = facts(world.worker.desk, unit, world.clock.now() - timedelta(days=1), world.clock.now())
    assert found.events[0].event.capacity == 77


def test_with_several_events_the_one_meant_is_asked_for_with_buttons(make_world):
    world = make_world(staff=STAFF, further=[{
        "key": "werkstatt", "title": "Stadtteilwerkstatt", "start": datetime(2017, 10, 26, 18), "end": datetime(2017, 10, 26, 20),
        "venue": "Büro", "address": "Weg 1"}])
    answer = order(world, "plätze 120")
    assert "Welche Veranstaltung ist gemeint?" in text_of(answer)
    assert "„plätze 120 forum“ oder „plätze 120 werkstatt“" in text_of(answer)
    press(world, "plätze 120 werkstatt")
    with world.store.reading() as unit:
        assert [one.capacity for one in unit.events.over(world.worker.desk.core.events)] == [None, 120]


@pytest.mark.parametrize(("command", "name"), [("liste", ".xlsx"), ("bedarf", ".xlsx"), ("bogen", ".pdf")])
def test_a_list_comes_attached(world, command, name):
    order(world, 'eintragen "Anna Schmidt" 2')
    (file,) = order(world, command).iter_attachments()
    assert file.get_filename().endswith(name)
    assert len(file.get_content()) > 1000


def test_attendance_is_recorded_by_the_sheets_numbers(world):
    order(world, 'eintragen "Anna Schmidt" 2\neintragen "Ben Berg" 3')
    order(world, "bogen")
    order(world, "anwesend 1")
    with world.store.reading() as unit:
        assert {one.contact_name: one.attended for one in unit.registrations.every()} == {"Ben Berg": 3, "Anna Schmidt": 0}


def test_attendance_is_of_the_event_a_sheet_was_printed_for(make_world):
    world = make_world(staff=STAFF, further=[{
        "key": "workshop", "title": "Stadtteilwerkstatt", "start": datetime(2017, 10, 26, 18),
        "end": datetime(2017, 10, 26, 20), "venue": "Büro", "address": "Friedenstraße 118"}])
    order(world, 'eintragen "Anna Schmidt" 2 workshop')
    order(world, "bogen workshop")
    order(world, "anwesend 1")
    with world.store.reading() as unit:
        assert [(one.event, one.attended) for one in unit.registrations.every()] == [("workshop", 2)]


def test_help_and_status_answer_without_changing_anything(world):
    assert "plätze 120" in text_of(order(world, "hilfe"))
    assert "0 von 10 Plätzen belegt" in text_of(order(world, "stand"))


# Taking back


def test_an_acceptance_is_taken_back_and_the_point_waits_again(make_world):
    world, number = proposed(make_world)
    press(world, f"annehmen {number}")
    answer = order(world, "rückgängig")
    assert f"Zurückgenommen: annehmen {number}" in text_of(answer)
    assert world.registrations() == [("anna@example.net", "cancelled", 2)]
    assert [point.number for point in open_points(world.worker.desk)] == [number]
    press(world, f"annehmen {number}")


def test_a_cancellation_is_taken_back_while_seats_are_left(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    order(world, f"absagen {code(world)}")
    assert "wieder angemeldet, 2 Personen" in text_of(order(world, "rückgängig"))
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_seats_given_on_meanwhile_stay_with_whoever_moved_up(world):
    order(world, 'eintragen "Anna Schmidt" 10 anna@example.net\neintragen "Ben Berg" 2 ben@example.net')
    order(world, f"absagen {code(world)}")
    answer = order(world, "rückgängig")
    assert "Die Plätze sind inzwischen vergeben" in text_of(answer)
    assert world.registrations() == [("anna@example.net", "waitlisted", 10), ("ben@example.net", "confirmed", 2)]


def test_another_number_is_taken_back(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    order(world, f"ändern {code(world)} 5")
    order(world, "rückgängig")
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]


def test_what_others_changed_meanwhile_stays(world):
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net')
    order(world, f"ändern {code(world)} 5")
    order(world, f"ändern {code(world)} 4", OLAF)
    assert "hat sich inzwischen geändert" in text_of(order(world, "rückgängig"))
    assert world.registrations() == [("anna@example.net", "confirmed", 4)]


def test_a_setting_and_a_note_are_taken_back_the_last_first(world):
    order(world, 'eintragen "Anna Schmidt" 2')
    order(world, "plätze 20")
    order(world, f"notiz {code(world, '')} Kuchen")
    assert "Die Notiz ist gelöscht" in text_of(order(world, "rückgängig"))
    assert "2 von 10 Plätzen belegt" in text_of(order(world, "rückgängig"))
    assert "wieder ausgetragen" in text_of(order(world, "rückgängig"))
    assert "Es gibt nichts" in text_of(order(world, "rückgängig"))


def test_who_moved_up_into_seats_that_are_taken_back_keeps_them_and_the_answer_says_so(world):
    order(world, 'eintragen "Anna Schmidt" 8')
    order(world, 'eintragen "Karl Weber" 4')
    assert "Nachgerückt: Karl Weber (4)" in text_of(order(world, "plätze 20"))
    answer = text_of(order(world, "rückgängig"))
    assert "12 von 10 Plätzen belegt" in answer
    assert "Wer nachgerückt ist, behält den Platz." in answer


def test_only_ones_own_last_command_is_taken_back(world):
    order(world, "plätze 20")
    assert "Es gibt nichts" in text_of(order(world, "rückgängig", OLAF))


# The answer


def test_a_mail_acts_once_however_often_it_is_delivered(world):
    raw = mail('eintragen "Anna Schmidt" 2', subject=token(world), number=4711)
    world.receive(raw, raw)
    world.once()
    world.receive(raw)
    world.once()
    assert [size for _, _, size in world.registrations()] == [2]
    assert len(transcripts(world)) == 1


def test_the_answer_stands_in_the_thread_and_lists_what_was_not_understood(world):
    answer = order(world, "Hallo,\n\nstand\nanehmen 17\n\nViele Grüße\nPetra", number=99)
    assert answer["In-Reply-To"] == "<staff-99@rathaus.example>"
    assert "Nicht verstanden: „anehmen 17“ – gemeint „annehmen 17“?" in text_of(answer)
    assert answer["Auto-Submitted"] == "auto-replied"


def test_quoted_commands_are_not_given(world):
    answer = order(world, "stand\n\nAm 2. Oktober 2017 schrieb Projektteam:\n> schließen\n> plätze 1")
    assert "0 von 10 Plätzen belegt" in text_of(answer)
    assert "geschlossen" not in text_of(answer)


def test_text_keeps_to_72_columns_and_html_has_the_same_buttons(world):
    order(world, 'eintragen "Anna Schmidt" 4')
    answer = order(world, "plätze 3")
    assert max(map(len, answer.get_body(("plain",)).get_content().splitlines())) <= 72
    html = answer.get_body(("html",)).get_content()
    assert "mailto:forum@example.org?subject=ja%20j" in html and "Ja, ausführen" in html


def test_a_letter_to_the_team_waits_for_a_human_and_counts_no_errors(world):
    answer = order(world, "stand")
    world.receive(mail("Liebe Kollegin,\nwas machen wir mit dem Catering?\nUnd wer hat die Schlüssel?",
                       headers=f"References: {answer['Message-ID']}\n"))
    world.once()
    assert [point.summary for point in open_points(world.worker.desk)] == ["a letter to the team"]
    assert len(transcripts(world)) == 1


def test_staff_sign_themselves_up_like_any_citizen(world):
    world.receive(written("2 persons", PETRA, name="Petra Lindner"))
    world.once()
    assert world.registrations() == [(PETRA, "confirmed", 2)]
    assert mails(world) == [(PETRA, "registered")]


# Proof


def test_an_answer_to_a_report_proves_its_reader(world):
    first = order(world, "stand")
    world.receive(mail("plätze 20", headers=f"References: {first['Message-ID']}\n"))
    world.once()
    assert "20 Plätze" in text_of(transcripts(world)[-1])


@pytest.mark.parametrize("case", ["nothing", "quoted token", "token of somebody else", "old token", "thread of somebody else"])
def test_a_command_that_nothing_proves_does_nothing_and_asks_the_real_address_once(world, case):
    theirs = order(world, "stand", OLAF)["Message-ID"]
    text = f"schließen\n\n> {token(world)}" if case == "quoted token" else "schließen"
    subject = {"token of somebody else": token(world, OLAF), "old token": token(world, days_ago=15)}.get(case, "")
    headers = f"References: {theirs}\n" if case == "thread of somebody else" else ""
    for n in (1, 2):
        world.receive(mail(text, subject=f"{subject} {n}", headers=headers))
    world.once()
    with world.store.reading() as unit:
        assert unit.events.of("forum").closed is None
    assert {point.summary for point in open_points(world.worker.desk)} == {"a command that nothing proves"}
    (question,) = transcripts(world)
    assert question["Subject"] == "Waren Sie das?"
    assert question["References"] is None
    assert "schließen" not in text_of(question)


def test_the_real_address_confirms_with_one_tap(world):
    world.receive(mail("schließen"))
    world.once()
    answer = press(world, nonce_of(transcripts(world)[-1]))
    assert "ist geschlossen" in text_of(answer)
    assert open_points(world.worker.desk) == []


def test_an_explicit_failure_of_the_domain_is_held_and_nobody_is_asked(make_world):
    world = make_world(staff=STAFF)
    world.worker.desk.core = replace(world.worker.desk.core, authserv_id="mx.example.org")
    failed = "Authentication-Results: mx.example.org; dmarc=fail header.from=rathaus.example\n"
    world.receive(mail("schließen", subject=token(world), headers=failed))
    world.once()
    assert [point.summary for point in open_points(world.worker.desk)] == ["a command that nothing proves"]
    assert mails(world) == []


def test_an_aligned_pass_of_the_domain_proves(make_world):
    world = make_world(staff=STAFF)
    world.worker.desk.core = replace(world.worker.desk.core, authserv_id="mx.example.org")
    world.receive(mail("schließen", headers=ALIGNED))
    world.once()
    assert "ist geschlossen" in text_of(transcripts(world)[-1])


def test_a_stolen_button_from_another_address_is_a_citizens_mail(world):
    number = held(world)
    world.receive(mail("", "eve@example.com", subject=f"annehmen {number} {token(world)}"))
    world.once()
    assert world.registrations() == []
    assert all(kind != "steering" for _, kind in world.answers())
    assert number in [point.number for point in open_points(world.worker.desk)]


def test_an_unproven_command_is_never_accepted_as_a_sign_up(world):
    world.receive(mail('eintragen "Anna" 2'))
    world.once()
    number = open_points(world.worker.desk)[-1].number
    answer = press(world, f"annehmen {number}", OLAF)
    assert "Schreiben Sie sie bitte selbst" in text_of(answer)
    world.mailbox.drag(Role.REVIEW, Role.ACCEPT)
    world.once()
    assert world.registrations() == []


def test_readers_may_ask_and_not_steer(make_world):
    world, number = proposed(make_world)
    answer = order(world, f"annehmen {number}\nplätze 5\nliste\nwarum {number}\nstand", RITA)
    assert world.registrations() == []
    assert answer["Subject"] == "2 von 5 Anweisungen erledigt"
    assert not list(answer.iter_attachments())
    assert len(open_points(world.worker.desk)) == 1


def test_a_vacation_note_of_staff_is_no_order(world):
    first = order(world, "stand")
    world.receive(mail("stand", headers=f"Auto-Submitted: auto-replied\nReferences: {first['Message-ID']}\n"))
    world.once()
    assert len(transcripts(world)) == 1


# Passed on, and rehearsed


def test_a_mail_that_staff_pass_on_is_a_proposal_with_the_citizen_as_contact(world):
    world.receive(mail(FORWARD, subject="WG: Anmeldung"))
    world.once()
    assert world.registrations() == []
    (point,) = open_points(world.worker.desk)
    assert (point.sender.address, point.summary, point.proposal) == (
        "anna@example.net", "passed on by Petra Lindner", "register 3 for Bürgerforum")
    press(world, f"annehmen {point.number}")
    assert world.registrations() == [("anna@example.net", "confirmed", 3)]
    assert ("anna@example.net", "registered") in world.answers()


def test_what_staff_passed_on_is_accepted_by_dragging_it_too(world):
    world.receive(mail(FORWARD, subject="WG: Anmeldung"))
    world.once()
    world.mailbox.drag(Role.REVIEW, Role.ACCEPT)
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 3)]


def test_a_report_passed_on_is_nobodys_sign_up(world):
    world.receive(mail(FORWARD.replace("anna@example.net", "forum@example.org"), subject="WG: Bürgerforum"))
    world.once()
    assert world.registrations() == []


@pytest.mark.parametrize(("text", "subject"), [(FORWARD, "Probe: WG: Anmeldung"), ("3 persons please", "Probe: Anmeldung")])
def test_a_rehearsal_says_what_would_be_answered_and_stores_nothing(world, text, subject):
    answer = order(world, text, subject=f"{subject} {token(world)}")
    assert answer["Subject"] == "Probe: nichts ist gespeichert"
    assert "Verstanden: Anmeldung, 3 Personen, Bürgerforum" in text_of(answer)
    assert "Sie sind angemeldet: 3 Personen." in text_of(answer)
    assert world.registrations() == []
    assert open_points(world.worker.desk) == []
    assert mails(world) == [(PETRA, "steering")]


# Load


def test_ten_thousand_open_points_are_nobodys_hurdle(world):
    with world.store.begin() as unit:
        unit.connection.execute(open_point.insert(), [
            {"kind": "question", "summary": "a question", "proposal": "", "answered_by_hand": False,
             "opened_at": world.clock.now()} for _ in range(10_000)])
    answer = order(world, "ignorieren 9999\nstand")
    assert "9.999 offene Punkte" in text_of(answer)
