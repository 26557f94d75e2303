"""Imports run one way (ARCHITECTURE.md): the core knows nothing of the shell, and only bootstrap builds adapters."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (  # a package may import from its own line and the lines above
    {"limits", "config"},
    {"message"},
    {"understanding"},
    {"registration"},
    {"replies"},
    {"reports"},
    {"steering"},
    {"mailbox", "delivery"},
    {"store"},
    {"worker"},
    {"bootstrap"},
    {"demo", "commands"},
    {"cli"},
)
CORE = ("message", "understanding", "registration", "replies", "reports", "steering")
OUTSIDE = {"socket", "smtplib", "imaplib", "sqlite3", "sqlalchemy", "imapclient", "random", "secrets", "time", "structlog", "threading"}
MODULES = sorted((ROOT / "processor").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module a file imports, under `if TYPE_CHECKING` as well."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


def package_of(path: Path) -> str:
    return path.relative_to(ROOT / "processor").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", [p for p in MODULES if not package_of(p).startswith("__")], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_layer_and_those_below(path):
    own = layer(package_of(path))
    above = {name for name in imported(path) if name.startswith("processor.") and name.split(".")[1] != "__version__"
             and layer(name.split(".")[1]) > own}
    assert not above


@pytest.mark.parametrize("path", [p for p in MODULES if package_of(p) in CORE], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_core_has_no_clock_no_chance_and_no_network(path):
    assert not {name.split(".")[0] for name in imported(path)} & OUTSIDE


def test_only_bootstrap_and_the_demo_build_mailboxes_and_deliveries():
    adapters = {"processor.mailbox.imap", "processor.mailbox.maildir", "processor.delivery.smtp", "processor.delivery.maildir"}
    builders = {package_of(path) for path in MODULES if imported(path) & adapters} - {"mailbox", "delivery"}
    assert builders <= {"bootstrap", "demo"}
