"""Labelled mails: the development set beside the project, and those kept back from whoever wrote rules until measured."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[2] / "../shared"
KEPT_BACK = Path(__file__).parent / "kept_back"
REACHED = {  # automated at least, wrong at most, in per cent: kept_back/README.md
    "de_en": (93, 0), "others": (87, 0.7), "second": (95, 0), "third": (86, 0.5), "fourth": (80, 1.3), "fifth": (73, 0.9),
}


def scored(folder: Path) -> dict[str, Any]:
    """The figures of one folder of labelled mails."""
    score = [sys.executable, str(SHARED / "score/score"), str(folder), "--json", "--processor",
             f"{sys.executable} -m processor"]
    ran = subprocess.run(score, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(ran.stdout)


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(REACHED))
def test_what_was_reached_on_mails_kept_back_stays(name: str) -> None:
    figures, (automated, wrong) = scored(KEPT_BACK / name), REACHED[name]
    assert figures["faults"] == []
    assert figures["wrong"] <= wrong
    assert figures["automated"] >= automated
    assert figures["over_ignored"] == 0.0


def test_every_set_of_mails_kept_back_is_scored() -> None:
    assert {path.name for path in KEPT_BACK.iterdir() if path.is_dir()} == set(REACHED)


@pytest.mark.shared
def test_the_development_set_is_understood() -> None:
    figures = scored(SHARED / "sets/dev")
    assert figures["faults"] == []
    assert figures["wrong"] <= 0.5
    assert figures["auto_ignored"] == 100.0
    assert figures["over_ignored"] == 0.0
    assert figures["reasons"] == 100.0
    assert figures["language"] >= 98.0
    assert figures["by_language"]["de"]["automated"] >= 95.0
    assert figures["by_language"]["en"]["automated"] >= 95.0
