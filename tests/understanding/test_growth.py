"""Twice the text costs about twice the time, whatever a mail repeats."""

import time
from collections.abc import Callable

import pytest

from processor.understanding.model import Request

Read = Callable[..., Request]
SIZE = 12_000  # characters of the shorter text
MOST = 3.2  # linear is 2, quadratic 4
ROUNDS = 5

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


def _seconds(read: Read, text: str) -> float:
    begin = time.process_time()
    read(text)
    return time.process_time() - begin


@pytest.mark.parametrize("unit", SHAPES.values(), ids=SHAPES.keys())
def test_understanding_grows_with_the_text(read: Read, unit: str) -> None:
    short, long = (f"Ich komme gern zum Bürgerforum.\n{unit * (size // len(unit))}" for size in (SIZE, 2 * SIZE))
    read(short)
    least = [min(_seconds(read, text) for _ in range(ROUNDS)) for text in (short, long)]
    assert least[1] < MOST * max(least[0], 0.003), f"time(2n)/time(n) = {least[1] / least[0]:.1f}"
