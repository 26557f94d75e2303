"""A test that cannot run is named, never silently missing."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def run_harness(**environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROCESSOR_TESTS")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/servers/test_harness.py"]
    own = inherited | environment
    return subprocess.run(command, cwd=PROJECT, env=own, capture_output=True, text=True, timeout=120)


def test_suites_without_their_servers_are_named_in_the_last_lines():
    run = run_harness(PROCESSOR_TESTS_WITHOUT="dovecot,postfix")
    last = run.stdout.splitlines()[-3:]
    assert any("LEFT OUT 1 tests" in line and "Dovecot" in line and "make servers" in line for line in last)
    assert any("LEFT OUT 1 tests" in line and "Postfix" in line and "make servers" in line for line in last)


def test_under_the_switch_a_missing_server_is_a_failure():
    run = run_harness(PROCESSOR_TESTS_WITHOUT="dovecot", PROCESSOR_TESTS_ALL="1")
    assert run.returncode == 1
    assert "dovecot not installed" in run.stdout and "LEFT OUT" not in run.stdout
