"""Everything the worker's steps share: store, core, time, log, and who we are."""

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any

from processor.config import Config
from processor.mailbox.port import MailboxPort
from processor.store import Store, Unit
from processor.worker.clock import Clock
from processor.worker.core import Core

LEASE = timedelta(minutes=5)  # how long a worker that fell silent keeps others out


@dataclass(slots=True)
class Desk:
    """One mailbox's worker, without a schedule."""

    config: Config
    mailbox: MailboxPort
    store: Store
    core: Core
    clock: Clock
    log: Any
    holder: str  # this worker's name in the lease and on claimed rows
    stop: Event = field(default_factory=Event)
    owed: set[int] = field(default_factory=set)  # mails whose attempt was no fault of theirs

    def has_lease(self, unit: Unit) -> bool:
        """Whether the mailbox is still ours; renews it for another while."""
        return unit.running.lease(self.account, self.holder, self.clock.now(), LEASE)

    @property
    def account(self) -> str:
        return self.mailbox.account
