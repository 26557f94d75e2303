"""`processor check` on [privacy]: nothing goes live before people can be told who stores what and why."""

from typing import Any

import pytest
from rich.console import Console

from processor.commands.check import Finding, _privacy, show
from processor.config import check
from processor.replies import Organiser

WHOLE = {"controller": "Stadt Kaiserslautern", "contact": "forum@example.org", "data_protection_officer": "dsb@example.org",
         "legal_basis": "Art. 6 Abs. 1 lit. b DSGVO", "authority": "Der Landesbeauftragte"}


def found(**privacy: Any) -> Finding:
    return _privacy(configured(**privacy))


def configured(**privacy: Any) -> Any:
    event = {"key": "forum", "title": "Forum", "start": "2017-10-19T17:00:00", "end": "2017-10-19T20:00:00",
             "venue": "Halle", "address": "Weg 1"}
    return check({"organiser": {"name": "Team", "address": "forum@example.org"}, "events": [event], "privacy": privacy})


def test_a_whole_notice_is_green():
    assert found(**WHOLE).good
    assert found(**WHOLE).seen.startswith("Stadt Kaiserslautern")


@pytest.mark.parametrize(("key", "why"), [
    ("controller", "who answers for the data"), ("contact", "how to reach them"),
    ("data_protection_officer", "whom people may ask about their data"), ("legal_basis", "why you may store it"),
    ("authority", "where people may complain"),
])
def test_what_is_missing_is_named_with_its_reason_and_nothing_is_green(key: str, why: str):
    finding = found(**{**WHOLE, key: ""})
    assert not finding.good
    assert f"- {key}: {why}" in finding.seen
    assert finding.seen.count("\n") == 1, "what is there is not asked for"


def test_everything_missing_is_told_at_once():
    assert all(f"- {key}:" in found().seen for key in WHOLE)


def test_an_association_without_an_officer_says_so_and_names_nobody_to_people():
    without = {**WHOLE, "data_protection_officer": "none"}
    assert found(**without).good
    assert Organiser.of(configured(**without)).privacy.data_protection_officer == ""


def test_one_red_line_makes_the_whole_check_red(capsys: pytest.CaptureFixture[str]):
    out = Console()
    assert not show(iter([found(**WHOLE), found()]), out)
    assert show(iter([found(**WHOLE)]), out)
