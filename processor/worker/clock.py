"""The worker's outside: time and chance, so that tests can hold both still."""

import secrets
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Chance(Protocol):
    """Where random octets come from."""

    def octets(self, count: int) -> bytes:
        """So many unpredictable octets."""
        ...


class SystemChance:
    """The machine's randomness."""

    def octets(self, count: int) -> bytes:
        return secrets.token_bytes(count)
