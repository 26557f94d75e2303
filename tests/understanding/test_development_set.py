"""The labelled development mails, where they lie beside the project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "../shared"


@pytest.mark.shared
def test_the_development_set_is_understood() -> None:
    score = [
        sys.executable,
        str(SHARED / "score/score"),
        str(SHARED / "sets/dev"),
        "--json",
        "--processor",
        f"{sys.executable} -m processor",
    ]
    figures = json.loads(
        subprocess.run(score, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout
    )
    assert figures["faults"] == []
    assert figures["wrong"] <= 0.5
    assert figures["auto_ignored"] == 100.0
    assert figures["over_ignored"] == 0.0
    assert figures["reasons"] == 100.0
    assert figures["language"] >= 98.0
    assert figures["by_language"]["de"]["automated"] >= 95.0
    assert figures["by_language"]["en"]["automated"] >= 95.0
