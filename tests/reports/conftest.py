"""What the tests of the reports share: shipped templates, and a way to write a report as the worker does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from processor.replies import Composed, Templates
from processor.replies.samples import MESSAGE_ID, NOW, ORGANISER, SampleTokens
from processor.reports import Facts, report
from processor.reports.samples import STAFF

Write = Callable[..., Composed]


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture(scope="session")
def write(templates: Templates) -> Write:
    """The report of some facts, in German unless said otherwise."""

    def written(facts: Facts, language="de", to=STAFF, now=NOW, message_id=MESSAGE_ID, steers=True, files=()) -> Composed:
        organiser = replace(ORGANISER, language=language)
        return report(facts, organiser, templates, SampleTokens(), message_id, now, to=to, steers=steers, files=files)

    return written
