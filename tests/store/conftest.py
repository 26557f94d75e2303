"""A store of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from processor.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh SQLite store."""
    opened = Store.open(tmp_path / "store.sqlite")
    yield opened
    opened.close()
