"""How much work something is, counted and not timed: the machines that run the tests are shared and noisy.

Promise: the same work counts the same on every run of one Python. Counted are Python's own instructions, so that a loop
within one line counts as well; what a library written in C does inside one call is not, benchmarks/growth.py times that.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """Instructions of Python that `work` runs through."""
    count = 0

    def traced(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
