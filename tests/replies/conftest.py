"""What the tests of the replies share: shipped templates, invented replies, a way to write one."""

from collections.abc import Callable
from datetime import datetime

import pytest

from processor.registration.model import Reply
from processor.replies import Composed, Organiser, Templates, compose, samples

Write = Callable[..., Composed]


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture(scope="session")
def write(templates: Templates) -> Write:
    """A reply, composed as the worker does it."""

    def written(
        reply: Reply,
        organiser: Organiser = samples.ORGANISER,
        message_id: str = samples.MESSAGE_ID,
        now: datetime = samples.NOW,
    ) -> Composed:
        return compose(reply, organiser, templates, samples.SampleTokens(), message_id, now)

    return written


@pytest.fixture
def reply() -> Callable[[str], Reply]:
    """An invented German reply by its name."""
    return samples.samples("de").__getitem__
