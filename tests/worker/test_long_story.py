"""One registration's whole life on one page: what `registrations show` tells after many mails."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console
from worker.test_calendar_programs import written_by
from worker.test_privacy import replying, says
from worker.test_the_road import bounce
from worker.world import World, configured

from processor.commands.history import print_story, write_json
from processor.store.story import Story, story
from processor.understanding import understand
from processor.worker.review import Verdict, open_points, settle


@pytest.fixture
def town(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "town.sqlite", configured(capacity=20), first_contact_over=False)
    world.config = world.config.model_copy(update={"limits": world.config.limits.model_copy(update={"replies_per_address": 50})})
    world.understood = understand  # type: ignore[assignment]
    world.started().once()
    yield world
    world.store.close()


def lived(town: World) -> str:
    """Twelve mails, an organiser's decision, a calendar, a bounce; her code."""
    first = says(town, "wir kommen zu zweit zum Bürgerforum, mein Mann Karl Schmidt im Rollstuhl und ich.\n\nAnna Schmidt")
    with town.store.reading() as unit:
        (anna,) = unit.registrations.of("anna@example.net")
    says(town, "jetzt sind wir zu dritt.", headers=replying(first))
    says(town, "wir kommen zu dritt zum Bürgerforum.\n\nAnna Schmidt", headers=replying(first))
    says(town, "vielleicht kommen noch ein paar Freunde mit, das weiß ich erst später.", headers=replying(first))
    waiting = [point for point in open_points(town.worker.desk) if point.registration == anna.code]
    for point in waiting:
        settle(town.worker.desk, point.number, Verdict.IGNORE, "Frau Weber")
    town.receive(written_by("outlook-accepted", first))
    town.once()
    town.receive(written_by("gmail-tentative", first, minute=3))
    town.once()
    says(town, "mein Mann kann doch nicht kommen, wir sind nur zu zweit.", headers=replying(first))
    town.receive(bounce(first["Message-ID"], "anna@example.net"))
    town.once()
    says(town, "nicht speichern", headers=replying(first))
    says(town, "kann man dort parken?", headers=replying(first))
    says(town, "vielen Dank für die Auskunft!", headers=replying(first))
    says(town, "leider muss ich absagen.", headers=replying(first))
    return anna.code


def told(town: World, code: str) -> Story:
    with town.store.reading() as unit:
        found = story(unit, code)
    assert found is not None
    return found


def printed(of: Story, width: int = 110) -> str:
    out = io.StringIO()
    print_story(of, ZoneInfo("Europe/Berlin"), Console(file=out, width=width))
    return out.getvalue()


def test_the_page_tells_every_mail_every_change_every_decision_and_every_answer(town: World):
    code = lived(town)
    page = printed(told(town, code))
    for number in range(1, 13):
        assert f"mail {number} " in page, f"mail {number}"
    for words in ("„zu zweit“", "people: 2 → 3", "answer: changed", "settled", "by Frau Weber: ignore", "accepted in the calendar",
                  "the invitation of", "unreachable", "answer: registered", "bounced", "cancelled", "still waits for a human"):
        assert words in page, words
    assert "wheelchair" not in page and "Rollstuhl" not in page, "she asked for it not to be stored"
    assert "calendar_sequence" not in page and "+00:00" not in page


def test_what_a_mail_caused_stands_behind_it(town: World):
    page = printed(told(town, lived(town)))
    second = page.index("mail 2 ")
    assert second < page.index("people: 2 → 3") < page.index("mail 3 ")


def test_the_same_as_json_has_every_kind_of_line(town: World):
    out = io.StringIO()
    write_json(told(town, lived(town)), out)
    lines = json.loads(out.getvalue())["story"]
    assert {line["is"] for line in lines} == {"mail", "change", "answer", "open point"}
    assert len([line for line in lines if line["is"] == "mail"]) == 12


def test_once_erased_the_page_still_says_that_there_was_something(town: World):
    code = lived(town)
    with town.store.begin() as unit:
        unit.forget("anna@example.net", None, town.clock.now())
    page = printed(told(town, code))
    assert page.startswith(f"{code}  erased")
    assert "Anna" not in page and "anna@" not in page and "zu zweit" not in page
    assert page.count("erased") > 2


def test_a_narrow_terminal_cuts_no_word_of_the_story(town: World):
    page = " ".join(printed(told(town, lived(town)), width=80).split())
    assert "in the calendar" in page and "answer: cancelled" in page
