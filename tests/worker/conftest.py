"""A world for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from worker.world import World, configured


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Build worlds; `first_contact_over=False` leaves the mailbox unread, everything else is config."""
    made: list[World] = []

    def make(*, first_contact_over: bool = True, **changes: Any) -> World:
        path = tmp_path / f"{len(made)}.sqlite"
        made.append(World(path, configured(**changes), first_contact_over=first_contact_over))
        return made[-1]

    yield make
    for world in made:
        world.store.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A dedicated mailbox that has been read once and was empty."""
    return make_world()
