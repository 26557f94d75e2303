"""Waiting for new mail by IDLE (RFC 2177): a wake-up, never the truth.

On a dead connection the library answers "nothing new" at once and for ever;
an early nothing is therefore followed by leaving IDLE, which does fail there.
Routers forget silent connections, so IDLE is renewed well before 9 minutes.
"""

import threading
import time
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError

RENEW = 480.0  # seconds in one IDLE
SLICE = 1.0  # seconds between two looks whether we should stop
NEWS = (b"EXISTS", b"RECENT", b"EXPUNGE", b"FETCH")
EARLY_RETURNS = 3  # a row of empty answers before their time: the connection is no good


def wait_for_news(client: IMAPClient, until: float, stop: threading.Event) -> None:
    """Return on news, on `stop` or at `until` (time.monotonic). Raises what a dead connection raises."""
    early = 0
    while (now := time.monotonic()) < until and not stop.is_set():
        client.idle()
        woken, in_time = _listen(client, min(until, now + RENEW), stop)
        client.idle_done()
        if woken:
            return
        early = 0 if in_time else early + 1
        if early == EARLY_RETURNS:
            raise IMAPClientAbortError("IDLE ends at once, again and again")


def _listen(client: IMAPClient, until: float, stop: threading.Event) -> tuple[bool, bool]:
    """(something changed, the answers came when they should)."""
    while (left := until - time.monotonic()) > 0 and not stop.is_set():
        piece, asked = min(left, SLICE), time.monotonic()
        answers = client.idle_check(timeout=piece)
        if any(_is_news(answer) for answer in answers):
            return True, True
        if not answers and time.monotonic() - asked < piece / 2:
            return False, False
    return False, True


def _is_news(answer: tuple[Any, ...]) -> bool:
    return len(answer) > 1 and answer[1] in NEWS
