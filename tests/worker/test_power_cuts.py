"""Losing power between any two steps changes nothing but time (P1, P3, P5)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from worker.staff import FORWARD, OLAF, STAFF, mail, token
from worker.test_the_road import bounce
from worker.world import PowerCut, Role, World, parsed, written

from processor.store.tables import history, outbox


def sign_up_and_be_held(world: World) -> None:
    world.receive(written("2 persons"), written("strange", "ben@example.net", name="Ben Roth"))


def thread(world: World) -> None:
    world.receive(written("2 persons"), written("3 person", "ben@example.net", name="Ben Roth"))
    world.once()
    ours = next(one for one in world.outside.accepted if one.recipient == "anna@example.net")
    world.receive(written("cancel", headers=f"In-Reply-To: {parsed(ours.raw)['Message-ID']}\n"))


def come_back(world: World) -> None:
    world.receive(written("2 persons"))
    world.once()
    world.receive(bounce(parsed(world.outside.accepted[0].raw)["Message-ID"], "anna@example.net"))


def be_asked(world: World) -> None:
    world.receive(written("some of us"))
    world.once()
    asked = parsed(world.outside.accepted[0].raw)["Message-ID"]
    world.receive(written("4 persons", headers=f"In-Reply-To: {asked}\n"), written("thanks", "ute@example.net"))


def be_dragged(world: World) -> None:
    world.receive(written("maybe 2 persons"), written("strange", "ben@example.net", name="Ben Roth"))
    world.once()
    world.mailbox.drag(Role.REVIEW, Role.IGNORE)


def be_ordered_about(world: World) -> None:
    """Staff enter two parties, let one move up by more seats, pass a mail on, and give an order nothing proves."""
    subject = token(world)
    world.receive(mail('eintragen "Anna Schmidt" 3 anna@example.net\neintragen "Ben Roth" 2 ben@example.net\nplätze 9',
                       subject=subject, number=1),
                  mail(FORWARD, subject="WG: Anmeldung", number=2), mail("schließen", OLAF, number=3))


SCENARIOS = [sign_up_and_be_held, thread, come_back, be_asked, be_dragged, be_ordered_about]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_a_power_cut_at_any_step_leaves_the_world_as_if_it_had_not_been(
    make_world: Callable[..., World], scenario: Callable[[World], None], tmp_path: Path
):
    prepared = make_world(capacity=3, **({"staff": STAFF} if scenario is be_ordered_about else {}))
    scenario(prepared)
    whole = prepared.copy(tmp_path / "whole")
    steps = whole.cut_at(None)
    whole.once()
    assert len(steps) > 20

    for step in range(1, len(steps) + 1):
        world = prepared.copy(tmp_path / f"cut{step}")
        world.cut_at(step)
        with pytest.raises(PowerCut):
            world.once()
        world.cut_at(None)
        world.started()
        world.once()
        assert world.picture() == whole.picture(), f"cut at step {step}: {steps[step - 1]}"
        assert_nothing_was_said_twice(world)
        world.store.close()


def assert_nothing_was_said_twice(world: World) -> None:
    """The same bytes may go out again after a cut; never a second decision."""
    by_id = {parsed(one.raw)["Message-ID"]: one.raw for one in world.outside.accepted}
    assert all(by_id[parsed(one.raw)["Message-ID"]] == one.raw for one in world.outside.accepted)
    assert len(by_id) == len(world.rows(outbox.c.id))
    assert max(Counter(world.rows(history.c.mail, history.c.what, history.c.registration)).values(), default=1) == 1


def test_a_mail_is_filed_only_after_its_bytes_and_its_outcome_are_committed(world: World):
    world.receive(written("2 persons"))
    steps = world.cut_at(None)
    world.once()
    commits = [n for n, name in enumerate(steps) if name == "committed"]
    fetched, filed = steps.index("fetch"), steps.index("file")
    assert len([n for n in commits if fetched < n < filed]) >= 3, "bytes, attempt, outcome"


def test_a_reply_is_claimed_before_it_is_sent_and_sent_before_it_is_recorded(world: World):
    world.receive(written("2 persons"))
    steps = world.cut_at(None)
    world.once()
    sending, sent = steps.index("deliver"), steps.index("delivered")
    assert steps[sending - 1] == "committed"
    assert steps[sent + 1:sent + 4] == ["begin", "before commit", "committed"]
