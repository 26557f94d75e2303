"""What stands in for the world outside: a clock and a chance that are held still, a delivery that is overheard."""

import random
from datetime import datetime

from processor.delivery.port import DeliveryPort, Outgoing
from processor.demo.letter import Letter


class HeldClock:
    """A clock that shows what it was set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self._begin = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return (self.moment - self._begin).total_seconds()


class SeededChance:
    """The same octets in every run. Nothing secret is ever made of them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def octets(self, count: int) -> bytes:
        return self._random.randbytes(count)


class Overheard:
    """A delivery that keeps what it hands on."""

    def __init__(self, behind: DeliveryPort) -> None:
        self._behind = behind
        self.letters: list[Letter] = []

    def deliver(self, mail: Outgoing) -> str:
        self.letters.append(Letter.of(mail.raw, mail.recipient))
        return self._behind.deliver(mail)

    def check(self) -> str:
        return self._behind.check()

    def close(self) -> None:
        self._behind.close()

    def taken(self) -> tuple[Letter, ...]:
        """What went out since this was asked last."""
        letters = tuple(self.letters)
        self.letters.clear()
        return letters
