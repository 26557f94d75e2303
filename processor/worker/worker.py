"""The worker: one mailbox, read and answered for months, with nobody logged in.

`once` does all there is to do and returns. `run` does it on a schedule until it
is told to stop. Each port has a thread of its own, so that a slow mail server
delays no reading. Promise: stopped by SIGTERM it ends within ten seconds; a send
cut in its middle goes out again with the same Message-ID.
"""

from collections import Counter
from dataclasses import dataclass

from processor.config import Config
from processor.delivery.port import DeliveryPort
from processor.mailbox.port import MailboxPort
from processor.registration import Tokens
from processor.replies import Templates
from processor.store import Store
from processor.store.model import MailState, OutboxState
from processor.understanding import understand
from processor.worker import log
from processor.worker.asking import open_unanswered
from processor.worker.clock import Chance, Clock, SystemChance, SystemClock
from processor.worker.core import Core, Understand
from processor.worker.deliver import Pace, deliver, recover
from processor.worker.desk import LEASE, Desk
from processor.worker.edited import notice_edited_events
from processor.worker.everybody import write_to_everybody
from processor.worker.file import copy_to_sent, file, note_answers_by_hand
from processor.worker.holder import gone, is_dead, new_holder
from processor.worker.intake import poll
from processor.worker.process import process
from processor.worker.reminders import remind
from processor.worker.report import report_if_due
from processor.worker.retention import remove_copies, retain_if_due
from processor.worker.seats import advance_queues


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    fetched: int = 0
    answered: int = 0
    silent: int = 0
    automatic: int = 0
    not_ours: int = 0
    held: int = 0
    copies: int = 0
    delivered: int = 0
    failed: int = 0
    delayed: int = 0
    reported: bool = False
    busy: bool = False  # another worker has this mailbox; nothing was done


class Worker:
    """Reads, decides, files and answers for one mailbox."""

    def __init__(self, config: Config, mailbox: MailboxPort, delivery: DeliveryPort, store: Store,
                 templates: Templates, clock: Clock | None = None, *, tokens: Tokens, chance: Chance | None = None,
                 understood: Understand = understand, holder: str | None = None) -> None:
        core = Core.of(config, templates, tokens, chance or SystemChance(), understood)
        self.desk = Desk(config, mailbox, store, core, clock or SystemClock(), log.logger(), holder or new_holder())
        self.delivery = delivery
        self.pace = Pace(config.delivery.per_minute if config.delivery else 20, self.desk.clock)
        self.begun = False

    def once(self) -> Round:
        """Poll, decide until nothing is new, deliver until nothing is due, report if due. Raises MailboxError."""
        if not self.begin():
            return Round(busy=True)
        fetched, outcomes = self.read()
        reported = self.report()
        sent = deliver(self.desk, self.delivery, self.pace)
        copy_to_sent(self.desk)
        return _round(fetched, outcomes, sent, reported)

    def begin(self) -> bool:
        """Take the mailbox, and what a former worker left; False while another living worker has it."""
        with self.desk.store.begin() as unit:
            holder = unit.running.holder(self.desk.account)
            dead = holder is not None and holder != self.desk.holder and is_dead(holder)
            ours = unit.running.lease(self.desk.account, self.desk.holder, self.desk.clock.now(), LEASE, dead=dead)
        if ours and not self.begun:
            self.desk.mailbox.prepare()
            recover(self.desk)
            notice_edited_events(self.desk)
            if self.desk.store.replayed:
                self.desk.log.warning(action="erased_again", count=self.desk.store.replayed)
            self.begun = True
        return ours

    def read(self) -> tuple[int, Counter[MailState]]:
        """Everything that happens on the mailbox's thread: erase, take in, decide, promote, file."""
        retain_if_due(self.desk)  # first: what must go goes, even while the mailbox is out of reach
        file(self.desk)  # what the last round could not
        note_answers_by_hand(self.desk)
        fetched = poll(self.desk)
        outcomes = process(self.desk)
        advance_queues(self.desk)
        open_unanswered(self.desk)
        remind(self.desk)
        write_to_everybody(self.desk)
        file(self.desk)
        copy_to_sent(self.desk)
        remove_copies(self.desk)
        return fetched, outcomes

    def report(self) -> bool:
        """Queue the daily report where it is due; whether it was."""
        return report_if_due(self.desk)

    def run(self) -> int:
        """Work until SIGTERM or SIGINT; the exit code: 0, or 1 where the database failed."""
        from processor.worker.schedule import run

        return run(self)

    def close(self) -> None:
        """Leave the mailbox to the next worker; never raises."""
        try:
            with self.desk.store.begin() as unit:
                unit.running.give_up_lease(self.desk.account, self.desk.holder)
        except Exception as error:  # the lease ends by itself
            self.desk.log.warning(action="lease_kept", error=type(error).__name__)
        gone(self.desk.holder)
        self.desk.mailbox.close()
        self.delivery.close()


def _round(fetched: int, outcomes: Counter[MailState], sent: Counter[OutboxState], reported: bool) -> Round:
    return Round(
        fetched=fetched, answered=outcomes[MailState.ANSWERED], silent=outcomes[MailState.SILENT],
        automatic=outcomes[MailState.AUTOMATIC], not_ours=outcomes[MailState.NOT_OURS], held=outcomes[MailState.HELD],
        copies=outcomes[MailState.COPY], delivered=sent[OutboxState.SENT], failed=sent[OutboxState.FAILED],
        delayed=sent[OutboxState.AWAITING_RETRY], reported=reported,
    )
