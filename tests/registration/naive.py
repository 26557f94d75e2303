"""The seat rule again, as naively as it can be written: what the histories are compared with."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Party:
    code: str
    asked: datetime
    wants: int
    held: int = 0
    partly: bool = False
    left: bool = False  # and may still come back


class Hall:
    def __init__(self, capacity: int, queueing: bool) -> None:
        self.capacity, self.queueing = capacity, queueing
        self.parties: list[Party] = []

    def register(self, party: Party) -> None:
        self.parties.append(party)
        self.seat()
        if not self.queueing and party.held == 0:
            self.parties.remove(party)

    def resize(self, party: Party, wants: int, now: datetime) -> None:
        before = (party.asked, party.wants)
        if wants > party.wants:
            party.asked = now
        party.wants, party.held = wants, min(party.held, wants)
        self.seat()
        if not self.queueing and party.held < wants:
            party.asked, party.wants = before

    def cancel(self, party: Party, kept: bool) -> None:
        party.left = True
        self.seat()
        if not kept:
            self.release(party)

    def come_back(self, party: Party) -> None:
        party.left = False
        self.seat()

    def release(self, *parties: Party) -> None:
        for party in parties:
            self.parties.remove(party)
        self.seat()

    def enlarge(self, seats: int) -> None:
        self.capacity += seats
        self.seat()

    def seat(self) -> None:
        while any(self.give(party) for party in self.queue()):
            pass

    def give(self, party: Party) -> bool:
        free = self.capacity - sum(p.held for p in self.parties)
        missing = party.wants - party.held
        given = missing if missing <= free else free if party.partly else 0
        party.held += given
        return given > 0

    def queue(self) -> list[Party]:
        return sorted((p for p in self.parties if p.held < p.wants and not p.left), key=lambda p: (p.asked, p.code))
