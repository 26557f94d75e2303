"""An answer to a question of ours counts, however many answers the address has had today."""

import pytest
from sqlalchemy import select
from worker.citizen import kinds, post, press, text_of, write
from worker.world import World

from processor.store.tables import open_point, question
from processor.understanding import understand

ANNA = "anna@example.net"


@pytest.fixture
def town(make_world) -> World:
    """Anna had four answers today, and is asked whether a friend's cancellation is hers: the fifth and last."""
    world = make_world(authserv_id="none")
    world.understood = understand
    world.started()
    write(world, "Wir kommen zu zweit zum Bürgerforum. Anna Schmidt")
    confirmation = post(world, ANNA)
    for number in ("3", "2", "3"):
        press(world, confirmation, "Neue Personenzahl: ", number)
    press(world, confirmation, "Ich muss leider absagen.", sender="eve@example.com", name="Eve Stein")
    assert kinds(world, ANNA) == ["registered", "changed", "changed", "changed", "confirm"]
    return world


def unsettled(world: World) -> tuple[int, int]:
    """How many open points wait for a human, and how many questions for an answer."""
    with world.store.reading() as unit:
        points = unit.connection.execute(select(open_point.c.number).where(open_point.c.settled_at.is_(None))).all()
        questions = unit.connection.execute(select(question.c.id).where(question.c.settled_at.is_(None))).all()
    return len(points), len(questions)


def test_a_no_leaves_everything_is_told_so_and_nothing_waits_for_a_human(town: World):
    press(town, post(town, ANNA, "confirm"), "Nein, alles bleibt so.")
    assert "Es hat sich nichts geändert" in text_of(post(town, ANNA))
    assert town.registrations() == [(ANNA, "confirmed", 3)]
    assert unsettled(town) == (0, 0)


def test_a_yes_cancels_and_is_told_so(town: World):
    press(town, post(town, ANNA, "confirm"), "Ja, bitte absagen.")
    assert town.registrations() == [(ANNA, "cancelled", 3)]
    assert "abgesagt" in text_of(post(town, ANNA, "cancelled"))
    assert unsettled(town) == (0, 0)


def test_one_question_has_one_closing_answer(town: World):
    asked = post(town, ANNA, "confirm")
    for _ in range(3):
        press(town, asked, "Ja, bitte absagen.")
    assert kinds(town, ANNA)[5:] == ["cancelled"]


def test_what_answers_no_question_stays_within_the_limit(town: World):
    write(town, "Datenschutz", post(town, ANNA))
    assert len(kinds(town, ANNA)) == 5
