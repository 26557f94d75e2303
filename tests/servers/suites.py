"""Which tests can run here, and what the others would need."""

import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from servers.postgresql import program

ALL = "PROCESSOR_TESTS_ALL"  # set to 1: nothing may be left out
PRETEND = "PROCESSOR_TESTS_WITHOUT"  # programs and folders to treat as missing, so that leaving out can be tested
SHARED = Path(__file__).parents[2] / "../shared"


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests with one need beyond pyproject.toml."""

    name: str
    asks: Callable[[Collection[str]], bool]  # of a test's markers, what they name, and its fixtures
    missing: Callable[[], str]  # what is missing here; "" where nothing is
    remedy: str


def _pretended() -> frozenset[str]:
    return frozenset(os.environ.get(PRETEND, "").split(","))


def _installed(*programs: str) -> str:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    absent = [program for program in programs if program in _pretended() or shutil.which(program, path=path) is None]
    return f"{' and '.join(absent)} not installed" if absent else ""


def _shared() -> str:
    return "" if SHARED.is_dir() and "shared" not in _pretended() else "no folder ../shared"


def _postfix() -> str:
    return _installed("dovecot", "postfix", "openssl") or ("Postfix needs root" if os.geteuid() != 0 else "")


def _postgresql() -> str:
    return "" if "postgresql" not in _pretended() and program("initdb") else "postgresql not installed"


SUITES = (
    Suite("servers: Postfix", lambda needs: {"servers", "postfix"} <= set(needs), _postfix,
          "make servers"),
    Suite("servers: PostgreSQL", lambda needs: {"servers", "postgresql"} <= set(needs), _postgresql,
          "make servers"),
    Suite("servers: Dovecot", lambda needs: "servers" in needs and not {"postfix", "postgresql"} & set(needs),
          lambda: _installed("dovecot", "openssl"), "make servers"),
    Suite("shared: the labelled and collected mails", lambda needs: "shared" in needs,
          _shared, "put the folder shared beside the project"),
)


def nothing_may_be_left_out() -> bool:
    """Whether a missing server is a failure."""
    return os.environ.get(ALL) == "1"
