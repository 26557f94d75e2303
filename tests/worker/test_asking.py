"""One thing is open: the citizen is asked, and nobody at the town hall has to do anything for three days."""

from datetime import datetime, timedelta

import pytest
from worker.citizen import kinds, links, post, press, text_of, write
from worker.world import Role, World

from processor.store.tables import mail, open_point, registration
from processor.understanding import understand
from processor.worker.review import Verdict, settle

WORKSHOP = {"key": "workshop", "title": "Stadtteilwerkstatt", "start": datetime(2017, 10, 26, 18),
            "end": datetime(2017, 10, 26, 20), "venue": "Büro", "address": "Friedenstraße 118"}


@pytest.fixture
def town(make_world) -> World:
    world = make_world(capacity=20)
    world.understood = understand
    world.started()
    return world


@pytest.fixture
def city(make_world) -> World:
    world = make_world(capacity=20, further=[WORKSHOP])
    world.understood = understand
    world.started()
    return world


def test_how_many_come_is_one_tap(town: World):
    write(town, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    question = post(town, "anna@example.net")
    assert question["X-Registration-Processor"] == "confirm"
    assert town.rows(open_point.c.number) == [] and not town.mailbox.folders[Role.REVIEW]
    press(town, question, "3 Personen")
    assert town.registrations() == [("anna@example.net", "confirmed", 3)]
    assert town.rows(mail.c.state) == [("answered",), ("answered",)]


def test_the_answer_keeps_the_first_mails_place(make_world):
    world = make_world(capacity=2)
    world.understood = understand
    world.started()
    write(world, "Wir kommen zu zweit zum Bürgerforum.", sender="full@example.net", name="Full House")
    write(world, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    write(world, "Ich komme zum Bürgerforum.", sender="ben@example.net", name="Ben Roth")
    write(world, "2", post(world, "anna@example.net"))
    assert "an Stelle 1" in text_of(post(world, "anna@example.net"))


def test_which_event_is_one_tap(city: World):
    write(city, "Ich möchte mich anmelden, 2 Personen.", subject="Anmeldung")
    assert text_of(post(city, "anna@example.net")).count("Stadtteilwerkstatt") >= 1
    press(city, post(city, "anna@example.net"), "Stadtteilwerkstatt")
    assert city.rows(registration.c.event, registration.c.size) == [("workshop", 2)]


def test_event_and_number_are_asked_one_after_the_other(city: World):
    write(city, "Wir möchten uns gerne anmelden.", subject="Anmeldung")
    press(city, post(city, "anna@example.net"), "Bürgerforum")
    press(city, post(city, "anna@example.net"), "4 Personen")
    assert city.rows(registration.c.event, registration.c.size) == [("forum", 4)]
    assert kinds(city, "anna@example.net") == ["confirm", "confirm", "registered"]


def test_vielleicht_is_asked_and_a_yes_registers_as_many_as_the_first_mail_said(town: World):
    write(town, "Vielleicht kommen wir zu dritt zum Bürgerforum.")
    question = post(town, "anna@example.net")
    assert "Kommen Sie?" in text_of(question) and town.registrations() == []
    press(town, question, "Ja, ich komme.")
    assert town.registrations() == [("anna@example.net", "confirmed", 3)]


def test_a_no_is_thanked_for_and_registers_nobody(town: World):
    write(town, "Vielleicht komme ich zum Bürgerforum.")
    press(town, post(town, "anna@example.net"), "Ich kann leider nicht kommen.")
    assert (town.registrations(), kinds(town, "anna@example.net")) == ([], ["confirm", "cancelled"])
    town.clock.pass_(timedelta(days=4))
    town.once()
    assert town.rows(open_point.c.number) == []


@pytest.mark.parametrize("words", ["Nein", "Nein, diesmal nicht.", "Nein, wir kommen nicht."])
def test_a_no_in_words_is_one_too(words: str, town: World):
    write(town, "Vielleicht komme ich zum Bürgerforum.")
    write(town, words, post(town, "anna@example.net"))
    assert (town.registrations(), kinds(town, "anna@example.net")) == ([], ["confirm", "cancelled"])


def test_a_yes_with_another_number_counts_that_number(town: World):
    write(town, "Vielleicht kommen wir zu dritt zum Bürgerforum.")
    write(town, "Ja, wir kommen zu zweit.", post(town, "anna@example.net"))
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]


def test_what_contradicts_itself_is_for_a_human_at_once(town: World):
    write(town, "Vielleicht kommen wir zu dritt zum Bürgerforum. Ach nein, wir kommen doch nicht.")
    assert town.registrations() == [] and len(town.rows(open_point.c.number)) == 1


def test_unanswered_it_is_an_open_point_after_three_days_and_not_before(town: World):
    write(town, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    town.clock.pass_(timedelta(days=2, hours=23))
    town.once()
    assert town.rows(open_point.c.number) == []
    town.clock.pass_(timedelta(hours=1))
    for _ in range(3):
        town.once()
    assert town.rows(open_point.c.number, open_point.c.kind) == [(1, "held")]
    assert len(town.mailbox.folders[Role.REVIEW]) == 1
    settle(town.worker.desk, 1, Verdict.ACCEPT, "olaf@rathaus.example", size=4)
    assert town.registrations() == [("anna@example.net", "confirmed", 4)]


def test_a_late_answer_still_completes_it_and_closes_the_point(town: World):
    write(town, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    town.clock.pass_(timedelta(days=4))
    town.once()
    write(town, "3", post(town, "anna@example.net"))
    assert town.registrations() == [("anna@example.net", "confirmed", 3)]
    assert [row for row in town.rows(open_point.c.settled_at) if row[0] is None] == []
    assert not town.mailbox.folders[Role.REVIEW]


def test_where_the_event_is_near_a_human_looks_sooner(make_world):
    world = make_world(start=datetime(2017, 10, 4, 17))
    world.understood = understand
    world.started()
    write(world, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    world.clock.pass_(datetime(2017, 10, 3, 14, 50, tzinfo=world.clock.now().tzinfo) - world.clock.now())
    world.once()
    assert world.rows(open_point.c.number) == []
    world.clock.pass_(timedelta(minutes=15))
    world.once()
    assert world.rows(open_point.c.number) == [(1,)]


def test_a_riddle_for_an_answer_is_one_point_not_two(town: World):
    write(town, "Wir kommen gerne zum Bürgerforum! Familie Schmidt")
    write(town, "Das hängt von meinem Bruder und seinen Kindern ab.", post(town, "anna@example.net"))
    town.clock.pass_(timedelta(days=5))
    town.once()
    assert len(town.rows(open_point.c.number)) == 1


def test_a_question_opens_nothing_by_being_looked_at(town: World):
    write(town, "Vielleicht komme ich zum Bürgerforum.")
    assert all(link.startswith("mailto:") for link in links(post(town, "anna@example.net")))
