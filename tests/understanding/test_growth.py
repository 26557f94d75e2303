"""Twice the text costs about twice the time, whatever a mail repeats."""

from collections.abc import Callable

import pytest
from steps import steps

from processor.understanding.model import Request

Read = Callable[..., Request]
SIZE = 2_000  # characters of the shorter text
MOST = 2.5  # linear is 2, quadratic 4

SHAPES = {
    "quotations": "> > > zitiert\n\nWir kommen.\n",
    "spaces": " " * 40,
    "brackets": "((([[[<<<",
    "names": "Anna Weber, Karl Schmidt ",
    "numbers": "zwei 3 vier ",
    "commas": "ich, wir, ",
    "und": "und ",
    "newlines": "\n",
    "emoji": "🎉👍",
    "nicht": "nicht ",
    "question marks": "?",
    "digits": "1234567890",
    "quotation marks": ">>>>>",
    "links": "https://example.org/a?b=c ",
    "right to left": "سلام עברית ",
}


@pytest.mark.parametrize("unit", SHAPES.values(), ids=SHAPES.keys())
def test_understanding_grows_with_the_text(read: Read, unit: str) -> None:
    short, long = (f"Ich komme gern zum Bürgerforum.\n{unit * (size // len(unit))}" for size in (SIZE, 2 * SIZE))
    read(short)  # what is made once a process is made
    assert steps(lambda: read(long)) < MOST * steps(lambda: read(short))
