"""What all tests share: real servers, and an honest word about the tests that cannot run here."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.certificates import Authority, Certificate, found_authority
from servers.dovecot import Dovecot, start_dovecot
from servers.postfix import Postfix, start_postfix
from servers.postgresql import PostgreSQL, start_postgresql
from servers.suites import ALL, SUITES, Suite, nothing_may_be_left_out

LEFT_OUT = pytest.StashKey[Counter[Suite]]()


def lacking(item: pytest.Item) -> Suite | None:
    """The suite of a test whose needs are not met here."""
    needs = {mark.name for mark in item.iter_markers()}
    needs |= {argument for mark in item.iter_markers("servers") for argument in mark.args}
    needs |= set(getattr(item, "fixturenames", ()))
    return next((suite for suite in SUITES if suite.asks(needs) and suite.missing()), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if nothing_may_be_left_out():
        return
    needs = {item: lacking(item) for item in items}
    config.stash[LEFT_OUT] = Counter(suite for suite in needs.values() if suite is not None)
    config.hook.pytest_deselected(items=[item for item in items if needs[item] is not None])
    items[:] = [item for item in items if needs[item] is None]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if nothing_may_be_left_out() and (suite := lacking(item)) is not None:
        remedy = f"{ALL}=1 leaves nothing out. Remedy: {suite.remedy}"
        pytest.fail(f"{suite.name}: {suite.missing()}; {remedy}", pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for suite, count in config.stash.get(LEFT_OUT, Counter()).items():
        line = f"LEFT OUT {count} tests – {suite.name}: {suite.missing()}. To run them: {suite.remedy}"
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that only the tests trust."""
    return found_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def certificate(authority: Authority) -> Certificate:
    """A certificate for localhost and 127.0.0.1."""
    return authority.sign("localhost")


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where servers live that run as other users: every pytest run closes pytest's own folders to those."""
    with tempfile.TemporaryDirectory(prefix="servers-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def dovecot(server_folder: Path, certificate: Certificate) -> Iterator[Dovecot]:
    """A real IMAP server; take a `fresh_user()` for each test."""
    server = start_dovecot(server_folder / "dovecot", certificate)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postfix(server_folder: Path, certificate: Certificate, dovecot: Dovecot) -> Iterator[Postfix]:
    """A real SMTP server that delivers into `dovecot`."""
    server = start_postfix(server_folder / "postfix", certificate, dovecot)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql(server_folder: Path) -> Iterator[PostgreSQL]:
    """A real PostgreSQL; take a `fresh()` database for each test."""
    server = start_postgresql(server_folder / "postgresql")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled and collected mails beside the project."""
    return (Path(__file__).parents[1] / "../shared").resolve()
