"""One mail with commands on the desk: who wrote it, the transaction it is carried out in, the words it is answered with."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from processor.registration.model import Decision, Event, Registration, Reply, Seats
from processor.steering.model import Command
from processor.steering.proof import Person
from processor.steering.transcript import Entry, Mark, Tap
from processor.steering.words import Vocabulary
from processor.store import Unit
from processor.store.model import Queued
from processor.store.tables import history
from processor.worker.desk import Desk


@dataclass(slots=True)
class Office:
    """Everything carrying out a command may use."""

    desk: Desk
    unit: Unit
    person: Person
    mail: int
    now: datetime
    words: Vocabulary
    events: dict[str, Event]  # as they stand today
    confirmed: bool = False  # the second tap came
    number: int = 0  # of the command in the store
    touched: set[str] = field(default_factory=set)  # events whose seats the answer tells

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence of steering.toml."""
        return self.words.spoken.say(sentence, **values)

    def people(self, number: int) -> str:
        return self.words.spoken.phrases.counted["people"](number)

    def when(self, moment: datetime) -> str:
        """'12. Oktober, 09:15 Uhr' in the organiser's zone."""
        local, phrases = moment.astimezone(self.desk.core.zone), self.words.spoken.phrases
        return f"{phrases.day(local)}, {phrases.time(local)}"

    def entry(self, command: Command, mark: Mark, *said: str, taps: tuple[Tap, ...] = ()) -> Entry:
        """What came of a command."""
        return Entry(self.words.say(command), mark, said, taps)

    def refused(self, command: Command, sentence: str, /, **values: object) -> Entry:
        return self.entry(command, Mark.REFUSED, self.say(sentence, **values))

    def seats(self, event: str) -> Seats:
        """The seats of an event inside this transaction."""
        return self.unit.seats.seats(self.events.values())[event]

    def record(self, text: str) -> None:
        """The command is remembered; what undoes it follows."""
        self.number = self.unit.commands.add(self.mail, self.person.address, text, None, self.now)

    def undo_with(self, **steps: Any) -> None:
        """What puts this command back."""
        self.unit.commands.keep_undo(self.number, json.dumps(steps))

    def mark_history(self) -> int:
        """The latest line of history so far."""
        return self.unit.connection.execute(select(func.coalesce(func.max(history.c.id), 0))).scalar_one()

    def apply(self, decision: Decision) -> int:
        """Write a decision's changes, points and letters; the history line of its first change."""
        before = self.mark_history()
        for change in decision.changes:
            self.unit.change(change, self.mail, self.now)
            self.touched.add(change.after.event)
        for point in decision.open_points:
            self.unit.points.open(point, None, self.now)
        for reply in decision.replies:
            self.tell(reply)
        return before + 1

    def tell(self, reply: Reply) -> None:
        """A letter to a citizen, in the outbox."""
        if not reply.to or self.muted(reply.to):
            return
        core, message_id = self.desk.core, self.desk.core.message_id()
        booking = reply.registration or reply.before
        code = booking.code if booking else None
        self.unit.outbox.queue(Queued(
            cause=f"staff:{self.number}:{code or ''}", kind=reply.kind.value, recipient=reply.to, message_id=message_id,
            raw=core.compose(replace(reply, open_point=None), message_id, self.now), registration=code), self.now)

    def muted(self, address: str) -> bool:
        """Whether the address wants no mail from us."""
        return self.unit.counters.lately(address, "", "", self.now, self.now).muted

    def told(self, registration: Registration) -> str:
        """Whether the citizen hears of it."""
        if not registration.contact:
            return self.say("told_nobody")
        return self.say("not_told" if self.muted(registration.contact) else "told_citizen", address=registration.contact)

    def moved_up(self, decision: Decision) -> tuple[str, ...]:
        """Who got a seat because of it."""
        names = [f"{self.name(one.after)} ({one.after.size})" for one in decision.changes if one.what == "promoted"]
        return (self.say("moved_up", names=self.words.spoken.phrases.join(names)),) if names else ()

    def name(self, registration: Registration) -> str:
        return registration.contact_name or next(iter(registration.attendees), "") or self.say("no_name")
