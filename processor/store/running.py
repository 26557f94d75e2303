"""What keeps one mailbox in one worker's hands, and its place in it: lease, watermarks, report days, notes."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, or_, select, update

from processor.mailbox.port import Role
from processor.store.model import Mark
from processor.store.sql import insert, insert_new
from processor.store.tables import lease, meta, report_run, warning, watermark


@dataclass(frozen=True, slots=True)
class Running:
    """The state of running, inside one unit of work."""

    connection: Connection

    def lease(self, account: str, holder: str, now: datetime, lasting: timedelta, *, dead: bool = False) -> bool:
        """Take or renew the mailbox; False while another living worker has it. `dead`: the present holder is."""
        row = {"account": account, "holder": holder, "until": now + lasting}
        self.connection.execute(insert_new(self.connection, lease), row)
        too_far = now + lasting * 2  # written before the clock was set back
        free = or_(lease.c.holder == holder, lease.c.until <= now, lease.c.until > too_far)
        condition = [lease.c.account == account] + ([] if dead else [free])
        taken = self.connection.execute(
            update(lease).where(*condition).values(holder=holder, until=now + lasting))
        return taken.rowcount == 1

    def holder(self, account: str) -> str | None:
        """Who has the mailbox, or had it last."""
        return self.connection.execute(select(lease.c.holder).where(lease.c.account == account)).scalar()

    def others(self, account: str, now: datetime) -> list[str]:
        """Whoever has another mailbox now."""
        living = select(lease.c.holder).where(lease.c.account != account, lease.c.until > now)
        return list(self.connection.execute(living).scalars())

    def give_up_lease(self, account: str, holder: str) -> None:
        """Leave the mailbox to the next worker at once."""
        self.connection.execute(delete(lease).where(lease.c.account == account, lease.c.holder == holder))

    def mark(self, account: str, role: Role) -> Mark | None:
        """How far the folder has been read; None before the first contact."""
        row = self.connection.execute(select(watermark).where(
            watermark.c.account == account, watermark.c.folder == role.value)).one_or_none()
        return Mark(row.uidvalidity, row.uid, row.stuck_uid, row.stuck_times) if row else None

    def set_mark(self, account: str, role: Role, mark: Mark) -> None:
        """Remember how far the folder has been read."""
        values = {"uidvalidity": mark.uidvalidity, "uid": mark.uid, "stuck_uid": mark.stuck_uid,
                  "stuck_times": mark.stuck_times}
        new = insert(self.connection, watermark).values(account=account, folder=role.value, **values)
        self.connection.execute(new.on_conflict_do_update(index_elements=["account", "folder"], set_=values))

    def claim_report(self, local_date: date, now: datetime, *, sent: bool) -> bool:
        """Take the report of one local day; False where it was taken before."""
        row = {"local_date": local_date, "at": now, "sent": sent}
        return self.connection.execute(insert_new(self.connection, report_run), row).rowcount == 1

    def last_report(self, now: datetime) -> datetime | None:
        """When the latest report was written; one from the future is a clock's mistake."""
        latest = select(func.max(report_run.c.at)).where(report_run.c.sent, report_run.c.at <= now)
        return self.connection.execute(latest).scalar()

    def report_taken(self, local_date: date) -> bool:
        """Whether the report of this day is done with."""
        return self.connection.execute(
            select(report_run.c.local_date).where(report_run.c.local_date == local_date)).first() is not None

    def warn(self, text: str, now: datetime) -> None:
        """Tell the organisers in the next report."""
        self.connection.execute(insert(self.connection, warning), {"text": text, "at": now})

    def warnings(self, since: datetime) -> list[str]:
        """What to tell, each thing once."""
        rows = self.connection.execute(select(warning.c.text).where(warning.c.at > since).order_by(warning.c.id))
        return list(dict.fromkeys(rows.scalars()))

    def note(self, key: str, value: str) -> None:
        """Remember one value under a key."""
        new = insert(self.connection, meta).values(key=key, value=value)
        self.connection.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def noted(self, key: str) -> str | None:
        """The value under a key."""
        return self.connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def secret(self, key: str) -> str:
        """A random value that is made once in the database's life (256 bits, hexadecimal)."""
        self.connection.execute(insert_new(self.connection, meta), {"key": key, "value": secrets.token_hex(32)})
        return self.connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one()
