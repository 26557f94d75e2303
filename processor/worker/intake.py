"""From the mailbox into the store: what is new, whole, before anybody reads it.

Promise: a mail is committed with its bytes before anything else happens to it
(P1). The watermark moves in the same transaction, so that a crash at any point
fetches a mail again rather than never. Only numbers go to the server.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from processor import limits
from processor.mailbox.port import Fetched, Listed, MailboxError, Role
from processor.registration.model import Event
from processor.store.model import Arrived, Mark
from processor.worker.desk import Desk
from processor.worker.notices import Notice

BATCH = 100  # mails a fetch and a transaction
LOOK_BACK = timedelta(days=60)  # how far the first contact looks, where no event says since when it is open
ASKED = (Role.INBOX, Role.ACCEPT, Role.IGNORE)  # folders in which people put something for us
LAST_POLL = "last_good_poll"


def poll(desk: Desk) -> int:
    """Take in what is new in every folder people use; how many mails. Raises MailboxError."""
    taken = sum(_folder(desk, role) for role in ASKED)
    with desk.store.begin() as unit:
        unit.running.note(LAST_POLL, desk.clock.now().isoformat())
    return taken


def _folder(desk: Desk, role: Role) -> int:
    uidvalidity = desk.mailbox.uidvalidity(role)
    with desk.store.reading() as unit:
        mark, last = unit.running.mark(desk.account, role), unit.running.noted(LAST_POLL)
    if mark is not None and mark.uidvalidity == uidvalidity:
        new = desk.mailbox.listing(role, mark.uid)
        return _take(desk, role, mark, new, backlog_until=None) if new else 0
    listed = desk.mailbox.listing(role)
    fresh = Mark(uidvalidity, 0)
    if mark is None:
        return _first_contact(desk, role, fresh, listed)
    return _take_stock(desk, role, fresh, listed, datetime.fromisoformat(last) if last else desk.clock.now())


def _first_contact(desk: Desk, role: Role, mark: Mark, listed: list[Listed]) -> int:
    """A mailbox with a history: recent unanswered mails become proposals, nothing older is touched (rule 1)."""
    if role is not Role.INBOX:
        return _take(desk, role, mark, listed, backlog_until=None)
    now = desk.clock.now()
    since = look_back_to(desk.core.events, now)
    with desk.store.begin() as unit:
        begun = unit.running.noted("first_contact")
        unit.running.note("first_contact", begun or now.isoformat())
    until = datetime.fromisoformat(begun) if begun else now
    wanted = [one for one in listed if one.internal_date > until or (one.internal_date >= since and not one.answered)]
    desk.log.info(action="first_contact", listed=len(listed), taken=len(wanted))
    return _take(desk, role, mark, wanted, backlog_until=until, last=listed[-1].ref.uid if listed else 0)


def _take_stock(desk: Desk, role: Role, mark: Mark, listed: list[Listed], last: datetime) -> int:
    """The server numbers the folder anew: everything is looked at again and known by its content (P7).

    What we never had and what was there before our last poll is treated as at first contact.
    """
    now = desk.clock.now()
    with desk.store.begin() as unit:
        unit.running.warn(Notice.RENUMBERED, now)
        begun = datetime.fromisoformat(unit.running.noted("first_contact") or last.isoformat())
    since = min(look_back_to(desk.core.events, now), begun)
    wanted = [one for one in listed if one.internal_date >= since]
    desk.log.warning(action="uidvalidity_changed", folder=role.value, listed=len(listed), taken=len(wanted))
    until = last if role is Role.INBOX else None
    return _take(desk, role, mark, wanted, backlog_until=until, last=listed[-1].ref.uid if listed else 0)


def look_back_to(events: Iterable[Event], now: datetime) -> datetime:
    """Since when unanswered mails matter at first contact: the earliest opening, else 60 days ago."""
    opened = [event.registration_opens for event in events if event.registration_opens is not None]
    return min(opened, default=now - LOOK_BACK)


def _take(desk: Desk, role: Role, mark: Mark, listed: list[Listed], *, backlog_until: datetime | None,
          last: int = 0) -> int:
    """Fetch and commit in batches; the mark follows each one, and ends at `last` where more was listed."""
    taken = 0
    for start in range(0, len(listed), BATCH):
        batch = listed[start:start + BATCH]
        if desk.stop.is_set():
            return taken
        fetched, failure = _fetch(desk, role, batch, mark)
        done = batch[-1].ref.uid if failure is None else max((f.ref.uid for f in fetched), default=mark.uid)
        mark = replace(mark, uid=max(mark.uid, done)) if failure is None else _stuck(mark, batch, done)
        _commit(desk, role, fetched, mark, backlog_until)
        taken += len(fetched)
        if failure is not None:
            raise failure
    if last > mark.uid or not listed:
        mark = replace(mark, uid=max(mark.uid, last))
        _commit_mark(desk, role, mark)
    return taken


def _fetch(desk: Desk, role: Role, batch: list[Listed], mark: Mark) -> tuple[list[Fetched], MailboxError | None]:
    """What could be fetched, in order, and what stopped it. A mail that failed before is fetched alone first."""
    fetched: list[Fetched] = []
    first = batch[0]
    if mark.stuck_uid == first.ref.uid and mark.stuck_times >= limits.READ_ATTEMPTS:
        desk.log.error(action="mail_unfetchable", folder=role.value, uid=first.ref.uid)
        fetched.append(Fetched(first.ref, b"", first.internal_date, complete=False))
        batch = batch[1:]
    try:
        for one in desk.mailbox.fetch(role, batch):
            fetched.append(one)
    except MailboxError as error:
        return fetched, error
    return fetched, None


def _stuck(mark: Mark, batch: list[Listed], done: int) -> Mark:
    first = next(one.ref.uid for one in batch if one.ref.uid > done)
    times = mark.stuck_times + 1 if first == mark.stuck_uid else 1
    return replace(mark, uid=max(mark.uid, done), stuck_uid=first, stuck_times=times)


def _commit(desk: Desk, role: Role, fetched: list[Fetched], mark: Mark, backlog_until: datetime | None) -> None:
    """Commit 1: the bytes, their identity and the watermark."""
    with desk.store.begin() as unit:
        unit.mails.add(_arrived(desk, role, fetched, backlog_until), desk.clock.now())
        unit.running.set_mark(desk.account, role, mark)
    if fetched:
        desk.log.info(action="mails_stored", folder=role.value, count=len(fetched), uid=mark.uid)


def _arrived(desk: Desk, role: Role, fetched: list[Fetched], backlog_until: datetime | None) -> Iterator[Arrived]:
    for one in fetched:
        backlog = backlog_until is not None and one.internal_date <= backlog_until
        yield Arrived(desk.account, role, one.ref, one.raw, one.complete, one.internal_date, backlog)


def _commit_mark(desk: Desk, role: Role, mark: Mark) -> None:
    with desk.store.begin() as unit:
        if unit.running.mark(desk.account, role) != mark:
            unit.running.set_mark(desk.account, role, mark)
