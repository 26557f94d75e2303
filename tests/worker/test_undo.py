"""Cancelled, and then coming after all: within a quarter of an hour everything is as it was."""

from datetime import datetime, timedelta

import pytest
from worker.citizen import kinds, links, post, press, text_of, write
from worker.world import World

from processor.store.tables import registration
from processor.understanding import understand

BEN = {"sender": "ben@example.net", "name": "Ben Roth"}


@pytest.fixture
def town(make_world) -> World:
    """Three seats: Anna has two, Cem one, Ben waits for two. Mails are read as they are."""
    world = make_world(capacity=3)
    world.understood = understand
    world.started()
    write(world, "Hallo, ich komme mit meinem Mann Karl Schmidt zum Bürgerforum. Anna Schmidt")
    write(world, "Ich komme zum Bürgerforum. Cem Demir", sender="cem@example.net", name="Cem Demir")
    write(world, "Wir kommen zu zweit zum Bürgerforum. Ben Roth", **BEN)
    assert world.registrations() == [("anna@example.net", "confirmed", 2), ("ben@example.net", "waitlisted", 2),
                                     ("cem@example.net", "confirmed", 1)]
    return world


def cancel(world: World) -> None:
    press(world, post(world, "anna@example.net"), "Ich muss leider absagen.")


def test_the_seats_are_kept_for_a_quarter_of_an_hour_and_then_offered_on(town: World):
    cancel(town)
    assert "10:" in text_of(post(town, "anna@example.net"))
    town.clock.pass_(timedelta(minutes=12))
    town.once()
    assert town.registrations()[1] == ("ben@example.net", "waitlisted", 2)
    town.clock.pass_(timedelta(minutes=3))
    town.once()
    assert town.registrations()[1] == ("ben@example.net", "confirmed", 2)
    assert kinds(town, "ben@example.net") == ["waitlisted", "promoted"]
    assert town.rows(registration.c.kept, registration.c.released_at) == [(0, None)] * 3


def test_one_tap_takes_the_cancellation_back_with_the_same_code_and_seats(town: World):
    before = town.rows(registration.c.code, registration.c.state, registration.c.size, registration.c.received)
    cancel(town)
    press(town, post(town, "anna@example.net", "cancelled"), "Ich komme doch.")
    assert kinds(town, "anna@example.net") == ["registered", "cancelled", "restored"]
    assert town.rows(registration.c.code, registration.c.state, registration.c.size, registration.c.received) == before
    town.clock.pass_(timedelta(hours=1))
    town.once()
    assert town.registrations()[1] == ("ben@example.net", "waitlisted", 2)


@pytest.mark.parametrize("words", [
    "Ich bin doch wieder dabei.", "Ich komme doch.", "Wir kommen jetzt doch!", "Jetzt kann ich doch kommen."])
def test_words_take_it_back_as_well(words: str, town: World):
    cancel(town)
    write(town, words, post(town, "anna@example.net", "cancelled"))
    assert town.registrations()[0] == ("anna@example.net", "confirmed", 2)


def test_pressed_twice_it_is_said_twice_and_done_once(town: World):
    cancel(town)
    cancelled = post(town, "anna@example.net", "cancelled")
    press(town, cancelled, "Ich komme doch.")
    press(town, cancelled, "Ich komme doch.")
    assert town.registrations()[0] == ("anna@example.net", "confirmed", 2)
    assert kinds(town, "anna@example.net")[2] == "restored"


def test_another_number_restores_that_many(town: World):
    cancel(town)
    write(town, "Ich komme doch, aber nur ich alleine, also 1 Person.", post(town, "anna@example.net", "cancelled"))
    assert town.registrations()[0] == ("anna@example.net", "confirmed", 1)


def test_later_it_is_a_new_registration_at_the_end_and_says_so(town: World):
    cancel(town)
    cancelled = post(town, "anna@example.net", "cancelled")
    town.clock.pass_(timedelta(minutes=16))
    town.once()
    press(town, cancelled, "Ich komme doch.")
    assert town.registrations() == [("anna@example.net", "cancelled", 2), ("anna@example.net", "waitlisted", 2),
                                    ("ben@example.net", "confirmed", 2), ("cem@example.net", "confirmed", 1)]
    answer = post(town, "anna@example.net")
    assert answer["X-Registration-Processor"] == "waitlisted"
    assert "Ihre frühere Anmeldung hatten Sie abgesagt." in " ".join(text_of(answer).split())


def test_a_place_on_the_waiting_list_comes_back_as_it_was(town: World):
    write(town, "Ich komme zum Bürgerforum.", sender="dora@example.net", name="Dora Lang")
    write(town, "Ich muss leider absagen.", post(town, "ben@example.net"), **BEN)
    press(town, post(town, "ben@example.net", "cancelled"), "Ich komme doch.", **BEN)
    assert "an Stelle 1" in text_of(post(town, "ben@example.net", "restored"))


def test_who_kept_the_button_of_another_changes_nothing(town: World):
    cancel(town)
    cancelled = post(town, "anna@example.net", "cancelled")
    press(town, cancelled, "Ich komme doch.", sender="eve@example.net", name="Eve Stein")
    assert town.registrations()[0] == ("anna@example.net", "cancelled", 2)
    assert kinds(town, "anna@example.net")[-1] == "confirm" and kinds(town, "eve@example.net") == []


def test_on_the_last_day_nothing_is_kept_and_whoever_waits_hears_at_once(town: World):
    town.clock.pass_(datetime(2017, 10, 19, 9, tzinfo=town.clock.now().tzinfo) - town.clock.now())
    cancel(town)
    assert kinds(town, "ben@example.net") == ["waitlisted", "promoted"]
    assert not any("Ich%20komme%20doch" in link for link in links(post(town, "anna@example.net", "cancelled")))


def test_nothing_in_our_mails_acts_by_being_opened(town: World):
    cancel(town)
    for to in ("anna@example.net", "ben@example.net"):
        assert all(link.startswith("mailto:") for link in links(post(town, to)))


def test_who_leaves_the_waiting_list_gave_no_seats_away_and_is_told_none_are_kept(town: World):
    press(town, post(town, "ben@example.net"), "Ich muss leider absagen.", **BEN)
    said = " ".join(text_of(post(town, "ben@example.net", "cancelled")).split())
    assert "Sie stehen nicht mehr auf der Warteliste." in said and "heben wir Ihren Platz in der Reihe" in said
    assert "jemand anderes" not in said and "Ihre Plätze" not in said
    write(town, "ABSAGE", **BEN)
    assert "Sie stehen nicht mehr auf der Warteliste." in text_of(post(town, "ben@example.net", "cancelled"))


def test_back_on_the_waiting_list_nobody_is_told_to_come(town: World):
    press(town, post(town, "ben@example.net"), "Ich muss leider absagen.", **BEN)
    press(town, post(town, "ben@example.net", "cancelled"), "Ich komme doch.", **BEN)
    said = " ".join(text_of(post(town, "ben@example.net", "restored")).split())
    assert "Bitte kommen Sie erst, wenn wir Ihnen die Plätze bestätigt haben." in said
    assert "Wir freuen uns auf Sie" not in said
