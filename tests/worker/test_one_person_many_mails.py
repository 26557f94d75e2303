"""One person, many mails: somebody drops out, somebody else comes instead, others are signed up."""

import pytest
from worker.citizen import kinds, post, text_of, write
from worker.world import World

from processor.store.tables import attendee
from processor.understanding import understand


@pytest.fixture
def town(make_world) -> World:
    world = make_world(capacity=20)
    world.understood = understand
    world.started()
    return world


def names(world: World) -> list[str]:
    return sorted(name for (name,) in world.rows(attendee.c.name))


def test_a_named_daughter_who_cannot_come_leaves_the_list_and_a_seat(town: World):
    write(town, "Hiermit melde ich an: Anna Schmidt, Karl Schmidt, Lena Schmidt. Zum Bürgerforum.")
    write(town, "Meine Tochter Lena kann doch nicht kommen.", post(town, "anna@example.net"))
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]
    assert names(town) == ["Anna Schmidt", "Karl Schmidt"]


def test_an_unnamed_daughter_leaves_a_seat_and_nobody_is_listed_who_may_stay_away(town: World):
    write(town, "Hiermit melde ich an: Anna Schmidt, Karl Schmidt, Lena Schmidt. Zum Bürgerforum.")
    write(town, "meine Tochter kann doch nicht", post(town, "anna@example.net"))
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]
    assert names(town) == ["Anna Schmidt"]


@pytest.mark.parametrize("words", ["Statt mir kommt Frau Kaya.", "Ich bin krank, an meiner Stelle kommt Frau Kaya.",
                                   "Ms Kaya will come instead of me."])
def test_a_seat_is_handed_over_and_the_mails_keep_coming_to_who_gave_it(words: str, town: World):
    write(town, "Ich komme zum Bürgerforum. Anna Schmidt")
    write(town, words, post(town, "anna@example.net"))
    assert (town.registrations(), names(town)) == ([("anna@example.net", "confirmed", 1)], ["Kaya"])
    assert text_of(post(town, "anna@example.net", "changed")).count("Kaya") >= 3  # who comes, and twice who reads what


def test_who_was_given_a_seat_and_writes_gets_our_mails_once_the_giver_agrees(town: World):
    write(town, "Ich komme zum Bürgerforum. Anna Schmidt")
    write(town, "Statt mir kommt Frau Ayşe Kaya.", post(town, "anna@example.net"))
    handed = post(town, "anna@example.net", "changed")
    write(town, "Ich brauche bitte einen Platz für meinen Rollstuhl.", handed, sender="kaya@example.com",
          name="=?utf-8?q?Ay=C5=9Fe_Kaya?=")
    write(town, "Ja, bitte ändern.", post(town, "anna@example.net", "confirm"))
    assert town.registrations() == [("kaya@example.com", "confirmed", 1)]
    assert kinds(town, "kaya@example.com") == ["changed"]


def test_others_signed_up_from_one_address_are_a_party_of_their_own(town: World):
    write(town, "Ich komme zum Bürgerforum. Anna Schmidt")
    write(town, "Ich melde Eva Klein und Otto Klein zum Bürgerforum an.")
    assert town.registrations() == [("anna@example.net", "confirmed", 1), ("anna@example.net", "confirmed", 2)]


def test_the_same_again_says_so_and_changes_nothing(town: World):
    for _ in range(2):
        write(town, "Wir kommen zu zweit zum Bürgerforum. Anna Schmidt")
    assert (town.registrations(), kinds(town, "anna@example.net")) == (
        [("anna@example.net", "confirmed", 2)], ["registered", "repeated"])


def test_from_a_second_account_in_the_same_thread_the_stored_address_is_asked(town: World):
    write(town, "Wir kommen zu zweit zum Bürgerforum. Anna Schmidt")
    write(town, "Wir kommen zu dritt.", post(town, "anna@example.net"), sender="anna@example.com")
    assert kinds(town, "anna@example.net") == ["registered", "confirm"]
    write(town, "Ja, bitte ändern.", post(town, "anna@example.net", "confirm"))
    assert town.registrations() == [("anna@example.net", "confirmed", 3)]
