"""How often somebody wrote and was answered lately: what keeps two machines from talking for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, or_, select

from processor.store.outbox import ERROR_KINDS, REPORT
from processor.store.sql import folded, insert
from processor.store.tables import mail, outbox, sender_mute, wrong_code

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MUTE = timedelta(days=30)
_today = outbox.c.queued_at > bindparam("day")
_REPLIES = select(
    func.count(),
    func.sum(case((_today, 1), else_=0)),
    func.sum(case((_today & outbox.c.kind.in_(ERROR_KINDS), 1), else_=0)),
    func.sum(case((_today & outbox.c.unproven, 1), else_=0)),
).where(outbox.c.recipient_key == bindparam("who"), outbox.c.kind != REPORT)
_DOMAIN = select(func.count()).select_from(outbox).where(
    outbox.c.recipient_domain == bindparam("domain"), outbox.c.queued_at > bindparam("hour"))
_SAME_TEXT = select(func.count(func.distinct(mail.c.sender_key))).where(
    mail.c.text_hash == bindparam("text"), mail.c.received > bindparam("hour"), mail.c.sender_key != bindparam("who"))


@dataclass(frozen=True, slots=True)
class Replies:
    """Replies to one address."""

    ever: int
    today: int
    errors: int
    unproven: int


@dataclass(frozen=True, slots=True)
class Counters:
    """Counters, inside one unit of work. Days and hours slide; nothing is reset at midnight."""

    connection: Connection

    def replies(self, address: str, now: datetime) -> Replies:
        """What this address got from us."""
        row = self.connection.execute(_REPLIES, {"who": folded(address), "day": now - DAY}).one()
        return Replies(row[0], row[1] or 0, row[2] or 0, row[3] or 0)

    def domain(self, domain: str, now: datetime) -> int:
        """Replies to a domain within an hour."""
        return self.connection.execute(_DOMAIN, {"domain": folded(domain), "hour": now - HOUR}).scalar_one()

    def same_text(self, text_hash: str, address: str, received: datetime) -> int:
        """Other senders of the same long text within the hour before this mail."""
        if not text_hash:
            return 0
        asked = {"text": text_hash, "who": folded(address), "hour": received - HOUR}
        return self.connection.execute(_SAME_TEXT, asked).scalar_one()

    def wrong_codes(self, address: str, now: datetime) -> int:
        """Codes of nobody's registration that this address tried within a day."""
        return self.connection.execute(
            select(func.coalesce(func.sum(wrong_code.c.count), 0))
            .where(wrong_code.c.sender_key == folded(address), wrong_code.c.at > now - DAY)).scalar_one()

    def add_wrong_codes(self, address: str, count: int, now: datetime) -> None:
        """Count wrong codes; what is older than a day is forgotten."""
        self.connection.execute(delete(wrong_code).where(or_(wrong_code.c.at <= now - DAY)))
        self.connection.execute(insert(self.connection, wrong_code),
                                {"sender_key": folded(address), "count": count, "at": now})

    def muted(self, address: str, now: datetime) -> bool:
        """Whether this address asked to be left alone."""
        return self.connection.execute(
            select(sender_mute.c.until).where(sender_mute.c.sender_key == folded(address),
                                              sender_mute.c.until > now)).first() is not None

    def mute(self, address: str, now: datetime) -> None:
        """No mail to this address for 30 days."""
        statement = insert(self.connection, sender_mute).values(sender_key=folded(address), until=now + MUTE)
        self.connection.execute(statement.on_conflict_do_update(
            index_elements=["sender_key"], set_={"until": now + MUTE}))
