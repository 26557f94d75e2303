"""What is kept no longer: needs, bytes, and everything about the people of an event that is over.

Promise: each method leaves the database as it would leave it the second time. What
it erases is gone from every table at once; numbers, codes and fingerprints stay, so
that a mail that was known is never taken for a new one. Nothing here touches the
mailbox: what has to go there is only marked.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, func, or_, select, update

from processor.mailbox.port import Ref, Role
from processor.registration.model import Cause, Registration
from processor.store import traces
from processor.store.forgetting import WITH_NEEDS, forget_asking
from processor.store.model import Ending, Erased, Filing, Holding, MailState, ToRemove
from processor.store.outbox import REPORT
from processor.store.sql import insert
from processor.store.tables import (
    broadcast,
    erasure,
    event_end,
    history,
    mail,
    meta,
    need,
    open_point,
    outbox,
    question,
    registration,
    sender_mute,
    staff_command,
    tally,
    wrong_code,
)


@dataclass(frozen=True, slots=True)
class Retention:
    """Erasing, inside one unit of work."""

    connection: Connection

    def remember(self, endings: Iterable[Ending]) -> None:
        """When these events end and how long their people may be known; the config may forget them."""
        for one in endings:
            values = {"ends": one.ends, "retention_days": one.retention_days}
            new = insert(self.connection, event_end).values(event=one.event, **values)
            self.connection.execute(new.on_conflict_do_update(index_elements=["event"], set_=values))

    def endings(self) -> list[Ending]:
        """Every event there ever was, the earliest end first."""
        rows = self.connection.execute(select(event_end).order_by(event_end.c.ends, event_end.c.event))
        return [Ending(row.event, row.ends, row.retention_days) for row in rows]

    def holding(self, event: str | None) -> Holding:
        """How much is stored about an event; None: in mails that belong to none."""
        of_event = mail.c.event.is_(None) if event is None else mail.c.event == event
        codes = traces.codes_of(event or "")
        return Holding(
            self._count(registration, registration.c.event == (event or "")),
            self._count(mail, of_event, traces.IS_WHOLE),
            self._count(need, need.c.registration.in_(codes)),
            self._count(mail, of_event, or_(traces.IN_OUR_FOLDER, mail.c.filing == Filing.REMOVE.value)))

    def erase_event(self, event: str, parties: Sequence[Registration], zone: ZoneInfo, now: datetime) -> Erased:
        """Keep numbers of an event and nothing else. `Unit.erase_event` also frees its seats."""
        living = [one.event for one in self.endings() if one.event != event and not _is_over(one, now)]
        mails = traces.mails_of(self.connection, event, living)
        codes = traces.codes_of(event)
        needs = self._count(need, need.c.registration.in_(codes))
        self._tally(parties, zone)
        for some in traces.pieces(mails):
            traces.blank_points(self.connection, open_point.c.mail.in_(some) & traces.HAS_WORDS, now)
        traces.blank_points(self.connection, open_point.c.registration.in_(codes) & traces.HAS_WORDS, now)
        replies = traces.blank_replies(self.connection, outbox.c.registration.in_(codes))
        replies += traces.blank_answers(self.connection, mails)
        blanked = traces.blank_mails(self.connection, mails, event=event)
        self._forget(parties, now)
        self.connection.execute(delete(meta).where(meta.c.key.in_((f"sheet_numbers:{event}", f"attendance:{event}"))))
        return Erased(len(parties), blanked, replies, needs)

    def erase_needs(self, event: str) -> int:
        """Forget what the people of an event needed, wherever it stands in words of ours; how many needs."""
        codes = traces.codes_of(event)
        count = self.connection.execute(delete(need).where(need.c.registration.in_(codes))).rowcount
        lines = history.c.registration.in_(codes) & or_(history.c.before.like(WITH_NEEDS),
                                                        history.c.after.like(WITH_NEEDS))
        traces.strip_needs(self.connection, lines)
        self.connection.execute(update(mail).where(
            mail.c.event == event, mail.c.state.in_(traces.DONE), ~traces.AWAITED,
            mail.c.request.like(WITH_NEEDS)).values(request=None))
        traces.shorten_replies(self.connection, outbox.c.registration.in_(codes))
        last_lists = or_(outbox.c.cause == f"eve:{event}", outbox.c.cause.like(f"eve:{event}:%"))
        traces.shorten_replies(self.connection, outbox.c.kind == REPORT, last_lists)  # they tell who needs what
        return count

    def erase_bytes(self, before: datetime) -> Erased:
        """Forget the bytes of mails that were done, and of replies that were delivered, before a moment."""
        mails = self.connection.execute(update(mail).where(
            mail.c.state.in_(traces.DONE), mail.c.decided_at < before, traces.HAS_BYTES, ~traces.AWAITED
        ).values(raw=b"", request=None)).rowcount
        replies = traces.shorten_replies(self.connection, outbox.c.queued_at < before)
        self.connection.execute(delete(question).where(question.c.settled_at < before))
        return Erased(mails=mails, replies=replies)

    def erase_orphans(self, before: datetime) -> Erased:
        """Forget who got reports, and replies about registrations that were erased, before a moment."""
        known = select(registration.c.code)
        gone = outbox.c.registration.is_not(None) & outbox.c.registration.not_in(known)
        orphaned = or_(gone, outbox.c.kind == REPORT)
        return Erased(replies=traces.blank_replies(self.connection, orphaned, outbox.c.queued_at < before))

    def erase_unassigned(self, before: datetime, now: datetime) -> Erased:
        """Forget mails that belong to no event and were done before a moment, and what was answered to them."""
        caused = select(history.c.mail).where(history.c.registration.in_(select(registration.c.code)),
                                              history.c.mail.is_not(None))
        free = (mail.c.event.is_(None), mail.c.original.is_(None), mail.c.state.in_(traces.DONE),
                mail.c.decided_at < before, mail.c.id.not_in(caused), ~traces.AWAITED,
                or_(traces.IS_WHOLE, traces.IN_OUR_FOLDER))
        own = self.connection.execute(select(mail.c.id).where(*free)).scalars().all()
        mails = traces.with_copies(self.connection, own)
        replies = traces.blank_answers(self.connection, mails)
        replies += traces.blank_replies(self.connection, outbox.c.registration.is_(None), outbox.c.answers.is_(None),
                                        outbox.c.queued_at < before)
        traces.blank_points(self.connection, (open_point.c.settled_at < before) & traces.HAS_WORDS, now)
        self.connection.execute(delete(question).where(question.c.asked_at < before))
        return Erased(mails=traces.blank_mails(self.connection, mails), replies=replies)

    def erase_asking(self) -> Erased:
        """Forget the mails that asked to be forgotten, and that we told so."""
        return forget_asking(self.connection)

    def erase_orders(self, before: datetime) -> Erased:
        """Forget the words of staff's commands and mails to everybody before a moment: names may stand in them."""
        old = staff_command.c.at < before
        self.connection.execute(update(staff_command).where(old, or_(staff_command.c.command != "",
                                                                     staff_command.c.undo.is_not(None))
                                                            ).values(command="", undo=None))
        self.connection.execute(update(broadcast).where(
            broadcast.c.settled_at < before, broadcast.c.text != "").values(text=""))
        return Erased()

    def erase_counters(self, now: datetime) -> None:
        """Forget addresses that are muted no longer, and wrong codes nobody counts any more."""
        self.connection.execute(delete(sender_mute).where(sender_mute.c.until <= now))
        self.connection.execute(delete(wrong_code).where(wrong_code.c.at <= now - timedelta(days=1)))

    def record(self, event: str | None, erased: Erased, now: datetime) -> None:
        """Keep the numbers of what was erased."""
        self.connection.execute(insert(self.connection, erasure), {
            "at": now, "event": event, "registrations": erased.registrations, "mails": erased.mails,
            "replies": erased.replies, "needs": erased.needs})

    def since(self, moment: datetime) -> Erased:
        """What was erased after a moment because its time was over."""
        row = self.connection.execute(select(*(func.coalesce(func.sum(erasure.c[name]), 0) for name in (
            "registrations", "mails", "replies", "needs"))).where(erasure.c.at > moment)).one()
        return Erased(*row)

    def to_remove(self, account: str, up_to: int) -> list[ToRemove]:
        """Erased mails whose copies still stand in our folders."""
        rows = self.connection.execute(
            select(mail.c.id, mail.c.filed_role, mail.c.filed_uidvalidity, mail.c.filed_uid)
            .where(mail.c.filing == Filing.REMOVE.value, mail.c.account == account).order_by(mail.c.id).limit(up_to))
        return [ToRemove(r.id, Role(r.filed_role), Ref(r.filed_uidvalidity, r.filed_uid)) for r in rows]

    def copies(self, account: str) -> int:
        """How many erased mails still have a copy in our folders."""
        return self._count(mail, mail.c.filing == Filing.REMOVE.value, mail.c.account == account)

    def removed(self, ids: Sequence[int], how: Filing) -> None:
        """The mailbox followed."""
        self.connection.execute(update(mail).where(mail.c.id.in_(ids)).values(filing=how.value))

    def held_of(self, event: str) -> int:
        """How many mails about an event still wait for a human."""
        return self._count(mail, mail.c.event == event, mail.c.state == MailState.HELD.value)

    def _forget(self, parties: Sequence[Registration], now: datetime) -> None:
        """The registrations themselves; that there were some stays in their history, as a code."""
        codes = [one.code for one in parties]
        for start in range(0, len(codes), traces.MANY):
            some = codes[start:start + traces.MANY]
            lines = history.c.registration.in_(some)
            self.connection.execute(update(history).where(lines).values(before=None, after=None))
            self.connection.execute(delete(question).where(question.c.registration.in_(some)))
            self.connection.execute(delete(registration).where(registration.c.code.in_(some)))
            self.connection.execute(insert(self.connection, history), [
                {"registration": code, "mail": None, "cause": Cause.DATE.value, "what": "erased", "before": None,
                 "after": None, "at": now} for code in some])

    def _tally(self, parties: Sequence[Registration], zone: ZoneInfo) -> None:
        """Parties and people by the local day they asked, and by what they came to; added to what is there."""
        counted: Counter[tuple[str, Any, str]] = Counter()
        people: Counter[tuple[str, Any, str]] = Counter()
        for one in parties:
            key = (one.event, one.received.astimezone(zone).date(), one.state.value)
            counted[key] += 1
            people[key] += one.size
        for (event, day, state), number in counted.items():
            row = {"event": event, "day": day, "state": state, "parties": number, "people": people[event, day, state]}
            new = insert(self.connection, tally).values(row)
            self.connection.execute(new.on_conflict_do_update(index_elements=["event", "day", "state"], set_={
                "parties": tally.c.parties + new.excluded.parties, "people": tally.c.people + new.excluded.people}))

    def _count(self, table: Table, *which: Any) -> int:
        return self.connection.execute(select(func.count()).select_from(table).where(*which)).scalar_one()


def _is_over(one: Ending, now: datetime) -> bool:
    return now >= one.ends + timedelta(days=one.retention_days)
