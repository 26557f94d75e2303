"""How often somebody wrote and was answered lately: what keeps two machines from talking for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, or_, select

from processor.store.outbox import ERROR_KINDS, REPORT
from processor.store.sql import folded, insert
from processor.store.staffing import STEERING
from processor.store.tables import mail, outbox, sender_mute, wrong_code

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MUTE = timedelta(days=30)
_today = outbox.c.queued_at > bindparam("day")
_ours = (outbox.c.recipient_key == bindparam("who"), outbox.c.kind.not_in((REPORT, STEERING)))
_DOMAIN = select(func.count()).select_from(outbox).where(
    outbox.c.recipient_domain == bindparam("domain"), outbox.c.queued_at > bindparam("hour"))
_SAME_TEXT = select(func.count(func.distinct(mail.c.sender_key))).where(
    mail.c.text_hash == bindparam("text"), mail.c.received > bindparam("before"), mail.c.sender_key != bindparam("who"))
_WRONG = select(func.coalesce(func.sum(wrong_code.c.count), 0)).where(
    wrong_code.c.sender_key == bindparam("who"), wrong_code.c.at > bindparam("day"))
_MUTED = select(func.count()).select_from(sender_mute).where(
    sender_mute.c.sender_key == bindparam("who"), sender_mute.c.until > bindparam("now"))
_LATELY = select(
    func.count(),
    func.coalesce(func.sum(case((_today, 1), else_=0)), 0),
    func.coalesce(func.sum(case((_today & outbox.c.kind.in_(ERROR_KINDS), 1), else_=0)), 0),
    func.coalesce(func.sum(case((_today & outbox.c.unproven, 1), else_=0)), 0),
    _DOMAIN.scalar_subquery(), _SAME_TEXT.scalar_subquery(), _WRONG.scalar_subquery(), _MUTED.scalar_subquery(),
).where(*_ours)


@dataclass(frozen=True, slots=True)
class Lately:
    """What one address, its domain and its text did within a day or an hour."""

    replies_ever: int
    replies_today: int
    errors_today: int
    unproven_today: int
    domain_last_hour: int  # replies
    same_text_last_hour: int  # other senders
    wrong_codes_today: int
    muted: bool


@dataclass(frozen=True, slots=True)
class Counters:
    """Counters, inside one unit of work. Days and hours slide; nothing is reset at midnight."""

    connection: Connection

    def lately(self, address: str, domain: str, text_hash: str, received: datetime, now: datetime) -> Lately:
        """Everything the reply limits need, in one question; '' asks for nobody's domain or text."""
        row = self.connection.execute(_LATELY, {
            "who": folded(address), "domain": folded(domain) or None, "text": text_hash or None, "now": now,
            "day": now - DAY, "hour": now - HOUR, "before": received - HOUR}).one()
        ever, today, errors, unproven, in_domain, same_text, wrong, muted = row
        return Lately(ever, today, errors, unproven, in_domain, same_text, wrong, muted > 0)

    def add_wrong_codes(self, address: str, count: int, now: datetime) -> None:
        """Count wrong codes; what is older than a day is forgotten."""
        self.connection.execute(delete(wrong_code).where(or_(wrong_code.c.at <= now - DAY)))
        self.connection.execute(insert(self.connection, wrong_code),
                                {"sender_key": folded(address), "count": count, "at": now})

    def mute(self, address: str, now: datetime) -> None:
        """No mail to this address for 30 days."""
        statement = insert(self.connection, sender_mute).values(sender_key=folded(address), until=now + MUTE)
        self.connection.execute(statement.on_conflict_do_update(
            index_elements=["sender_key"], set_={"until": now + MUTE}))
