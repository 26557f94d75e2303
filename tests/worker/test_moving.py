"""Staff move an event or call it off: previewed, tapped, told to everybody, and undone within a minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from worker.citizen import kinds, post, write
from worker.citizen import text_of as words_of
from worker.staff import STAFF, nonce_of, order, press, text_of
from worker.world import World, configured, written

from processor.store.tables import outbox, registration, warning
from processor.understanding import understand


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Anna reads English and has two seats, Ben four; Cem waits for three."""
    world = make_world(staff=STAFF, capacity=7, reminder_days=3)
    order(world, 'eintragen "Anna Schmidt" 2 anna@example.net\neintragen "Ben Berg" 4 ben@example.net\n'
                 'eintragen "Cem Demir" 3 cem@example.net')
    with world.store.begin() as unit:
        unit.connection.exec_driver_sql("update registration set language = 'en' where contact = 'anna@example.net'")
    return world


def told(world: World, kind: str) -> list[str]:
    return sorted(to for to, sort in world.rows(outbox.c.recipient, outbox.c.kind) if sort == kind)


def entry(mail) -> Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


def event_of(world: World):
    with world.store.reading() as unit:
        return unit.events.over(world.worker.desk.core.events)[0]


def sure(world: World, command: str):
    return press(world, nonce_of(order(world, command)))


def test_moving_is_previewed_and_changes_nothing_before_the_tap(world):
    answer = order(world, "verschieben auf Donnerstag, 26. Oktober, 18 Uhr")
    said = text_of(answer)
    assert "Bisher: Donnerstag, 19. Oktober 2017, 17:00 Uhr, Stadtmission, Brüderstraße 1." in said
    assert "Neu: Donnerstag, 26. Oktober 2017, 18:00 Uhr" in said
    assert "Erreicht werden 3 Mails: Deutsch 2, Englisch 1." in said
    assert "Bürgerforum has a new date." in said and "Bürgerforum hat einen neuen Termin." in said
    world.once()
    assert event_of(world).start.day == 19 and told(world, "moved") == []


def test_everybody_is_told_in_their_language_and_the_calendar_follows_with_a_raised_number(world):
    before = entry(post(world, "ben@example.net", "registered")).walk("VEVENT")[0]
    sure(world, "verschieben 26.10.2017 18:00-20:00")
    world.once()
    assert told(world, "moved") == ["anna@example.net", "ben@example.net", "cem@example.net"]
    assert "Thursday, 26 October 2017, 6 pm" in words_of(post(world, "anna@example.net", "moved"))
    calendar = entry(post(world, "ben@example.net", "moved"))
    after = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == "REQUEST" and after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART").astimezone(UTC) == datetime(2017, 10, 26, 16, tzinfo=UTC)
    assert after.decoded("DTEND").astimezone(UTC) == datetime(2017, 10, 26, 18, tzinfo=UTC)
    assert all(part.get_content_type() != "text/calendar" for part in post(world, "cem@example.net", "moved").walk())


def test_a_new_place_and_a_new_time_in_one_mail_are_one_change(world):
    sure(world, "verschieben 26.10.2017\nort: Rathaus, Willy-Brandt-Platz 1")
    world.once()
    words = words_of(post(world, "ben@example.net", "moved"))
    assert "einen neuen Termin und einen neuen Ort" in words and "Rathaus, Willy-Brandt-Platz 1" in words
    assert len(told(world, "moved")) == 3
    assert (event_of(world).start.hour, event_of(world).venue) == (17, "Rathaus")


def test_within_a_minute_stopp_puts_the_event_back_and_nobody_hears_of_it(world):
    sure(world, "verschieben 26.10.2017 18:00")
    world.clock.pass_(timedelta(seconds=-61))
    assert "steht wieder da wie vorher: Donnerstag, 19. Oktober" in text_of(order(world, "stopp"))
    world.once()
    assert told(world, "moved") == [] and event_of(world).start.day == 19


def test_afterwards_a_second_move_puts_it_back(world):
    sure(world, "verschieben 26.10.2017 18:00")
    world.once()
    assert "Zurück geht es nur mit einer neuen Nachricht" in text_of(order(world, "rückgängig"))
    sure(world, "verschieben 19.10.2017 17:00")
    world.once()
    assert len(told(world, "moved")) == 6 and event_of(world).start.day == 19
    assert entry(post(world, "ben@example.net", "moved")).walk("VEVENT")[0]["SEQUENCE"] == 2


def test_calling_off_tells_everybody_removes_the_calendar_entry_and_keeps_who_was_registered(world):
    before = world.registrations()
    sure(world, "veranstaltung absagen")
    world.once()
    assert told(world, "called_off") == ["anna@example.net", "ben@example.net", "cem@example.net"]
    assert "will not take place" in words_of(post(world, "anna@example.net", "called_off"))
    calendar = entry(post(world, "ben@example.net", "called_off"))
    assert calendar["METHOD"] == "CANCEL" and calendar.walk("VEVENT")[0]["SEQUENCE"] == 1
    assert world.registrations() == before


def test_who_signs_up_for_what_is_called_off_hears_it_kindly(world):
    sure(world, "veranstaltung absagen")
    world.once()
    world.receive(written("2 persons", "eva@example.net", name="Eva Fuchs"))
    world.once()
    answer = post(world, "eva@example.net", "called_off")
    assert "Darum konnten wir Sie nicht anmelden. Danke, dass Sie kommen wollten!" in " ".join(words_of(answer).split())
    assert answer["Auto-Submitted"] == "auto-replied" and answer["In-Reply-To"]
    assert "eva@example.net" not in [contact for contact, _, _ in world.registrations()]


def test_nobody_moves_up_or_is_reminded_once_it_is_called_off(world):
    sure(world, "veranstaltung absagen")
    world.once()
    with world.store.reading() as unit:
        code = next(one.code for one in unit.registrations.every() if one.contact == "ben@example.net")
    order(world, f"absagen {code}")
    world.clock.pass_(timedelta(days=14))
    world.once()
    assert set(kinds(world, "cem@example.net")) == {"waitlisted", "called_off"}
    assert told(world, "reminder") == []


def test_moving_puts_on_again_what_was_called_off(world):
    sure(world, "veranstaltung absagen")
    world.once()
    sure(world, "verschieben 26.10.2017 18:00")
    world.once()
    assert "findet doch statt" in words_of(post(world, "ben@example.net", "moved"))
    world.receive(written("1 person", "eva@example.net", name="Eva Fuchs"))
    world.once()
    assert kinds(world, "eva@example.net") == ["registered"]


def test_reminders_follow_the_new_date(world):
    sure(world, "verschieben 26.10.2017 18:00")
    world.once()
    world.clock.pass_(datetime(2017, 10, 17, 9, tzinfo=UTC) - world.clock.now())
    world.once()
    assert told(world, "reminder") == []
    world.clock.pass_(timedelta(days=7))
    world.once()
    assert told(world, "reminder") == ["anna@example.net", "ben@example.net"]


def test_what_is_stored_of_people_is_kept_until_the_new_date_is_over(world):
    sure(world, "verschieben 26.12.2017 18:00")
    for _ in range(70):
        world.clock.pass_(timedelta(days=1))
        world.once()
    assert len(world.rows(registration.c.code)) == 3


@pytest.mark.parametrize(("command", "said"), [
    ("verschieben 26.10.2016 18:00", "schon vorbei"), ("verschieben Montag, 26.10.2017", "Wochentag und Datum"),
    ("verschieben 31.11.2017", "nicht klar"), ("ort: Rathaus", "Bitte mit Straße"), ("verschieben 19.10.2017 17:00", "steht schon so da"),
])
def test_what_cannot_be_meant_is_answered_plainly(world, command, said):
    assert said in text_of(order(world, command))
    assert event_of(world).start.day == 19


def test_opening_registration_puts_on_nothing_that_is_called_off(world):
    sure(world, "veranstaltung absagen")
    assert "ist schon abgesagt" in text_of(order(world, "öffnen"))


def test_a_venue_with_markup_arrives_as_letters(world):
    sure(world, "ort: <b>Rathaus</b>, {{ Platz }} 1")
    world.once()
    page = post(world, "ben@example.net", "moved").get_body(("html",)).get_content()
    assert "&lt;b&gt;Rathaus" in page and "{{ Platz }}" in page


def test_a_date_edited_in_the_config_is_one_line_in_the_report_and_no_mail(world):
    before = world.answers()
    world.config = configured(staff=STAFF, capacity=7, start=datetime(2017, 10, 20, 17))
    for _ in range(2):
        world.started()
        world.once()
    assert world.rows(warning.c.text) == [("event_edited",)]
    assert world.answers() == before
    world.clock.pass_(timedelta(days=1))
    world.once()
    assert "Wer schon angemeldet ist" in " ".join(words_of(post(world, "petra@rathaus.example", "report")).split())


def test_mails_are_read_by_the_new_date(world):
    world.understood = understand
    world.started()
    sure(world, "verschieben 26.10.2017 18:00-20:00")
    world.once()
    world.clock.pass_(timedelta(minutes=2))
    write(world, "Ich komme am 26. Oktober gern zum Bürgerforum.", sender="dora@example.net", name="Dora Weiß")
    write(world, "Ich komme am 19. Oktober gern zum Bürgerforum.", sender="emil@example.net", name="Emil Roth")
    stored = {row[0] for row in world.rows(registration.c.contact)}
    assert "dora@example.net" in stored and "emil@example.net" not in stored
