"""The words of commands, with one event or two."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from processor.registration.model import Event
from processor.replies import Templates
from processor.steering import Script, Vocabulary, parse

TEMPLATES = Templates()


def event(key: str, title: str, *aliases: str) -> Event:
    start = datetime(2017, 10, 19, 15, tzinfo=UTC)
    return Event(key, title, start, start + timedelta(hours=3), "Stadtmission", "Brüderstraße 1", aliases)


FORUM = event("forum", "Bürgerforum", "Forum im Herbst")
WORKSHOP = event("werkstatt", "Stadtteilwerkstatt Innenstadt-West")


@pytest.fixture
def words() -> Vocabulary:
    return Vocabulary.of(TEMPLATES, "de", (FORUM, WORKSHOP))


@pytest.fixture
def read(words: Vocabulary) -> Callable[..., Script]:
    return lambda text, subject="": parse(text, words, subject=subject)
