"""Organisers steer by mail: one tap, one mail, done."""

from collections.abc import Callable

import pytest
from worker.staff import OLAF, PETRA, RITA, STAFF, mail, order, press, text_of, transcripts
from worker.world import Role, World, written

from processor.store.tables import open_point
from processor.worker.review import open_points


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world(staff=STAFF, capacity=10)


def held(world: World, words: str = "strange", sender: str = "anna@example.net") -> int:
    """A mail that waits for a human; the number of its point."""
    world.receive(written(words, sender))
    world.once()
    return open_points(world.worker.desk)[-1].number


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
