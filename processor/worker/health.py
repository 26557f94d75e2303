"""Whether mail is being read and answered: for the container's health check and for people (P24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from processor.store import Store
from processor.worker.intake import LAST_POLL

POLLS_MISSED = 3  # intervals without a good poll: the mailbox is dead, whatever IDLE says
QUEUED_TOO_LONG = timedelta(hours=1)  # nobody should wait longer for an answer that is written already


@dataclass(frozen=True, slots=True)
class Health:
    """Green, or what is wrong."""

    last_poll: datetime | None
    oldest_queued: timedelta | None
    problems: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def health(store: Store, now: datetime, poll_seconds: int) -> Health:
    """The state of the running worker, as the database tells it. Raises SQLAlchemyError."""
    with store.reading() as unit:
        noted, oldest = unit.running.noted(LAST_POLL), unit.outbox.oldest_waiting(now)
    last = datetime.fromisoformat(noted) if noted else None
    return Health(last, oldest, tuple(_problems(last, oldest, now, timedelta(seconds=poll_seconds * POLLS_MISSED))))


def _problems(last: datetime | None, oldest: timedelta | None, now: datetime, patience: timedelta) -> list[str]:
    problems = []
    if last is None:
        problems.append("the mailbox has never been read")
    elif now - last > patience:
        problems.append(f"the mailbox was last read {_spoken(now - last)} ago")
    if oldest is not None and oldest > QUEUED_TOO_LONG:
        problems.append(f"a reply has been waiting to be sent for {_spoken(oldest)}")
    return problems


def _spoken(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
