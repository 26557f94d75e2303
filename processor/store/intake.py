"""Received mails: from fetched bytes to an outcome, and where they belong in the mailbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update

from processor.mailbox.port import Ref, Role
from processor.message.model import Mailbox
from processor.store.model import Arrived, Filing, Known, MailState, Read, StoredMail, ToFile
from processor.store.sql import folded, insert_new
from processor.store.tables import mail, outbox

_WHOLE = (mail.c.id, mail.c.account, mail.c.folder, mail.c.uidvalidity, mail.c.uid, mail.c.raw, mail.c.complete,
          mail.c.received, mail.c.backlog, mail.c.state, mail.c.attempts)
_BY_ID = select(*_WHOLE).where(mail.c.id == bindparam("mail_id"))
_NEXT = (select(*_WHOLE).where(mail.c.state == MailState.NEW.value, mail.c.account == bindparam("of_account"))
         .order_by(mail.c.received, mail.c.id).limit(bindparam("up_to")))
_KNOWN = (
    select(mail.c.id, mail.c.folder, mail.c.state, mail.c.received, mail.c.filing, mail.c.filed_role,
           exists(select(outbox.c.id).where(outbox.c.answers == mail.c.id)).label("answered"))
    .where(mail.c.content_hash == bindparam("hash"), mail.c.message_id == bindparam("their_id"),
           mail.c.state.not_in((MailState.NEW.value, MailState.COPY.value)), mail.c.id != bindparam("mail_id"))
    .order_by(mail.c.id).limit(1)
)
_STATE = select(mail.c.state).where(mail.c.id == bindparam("mail_id"))
_UPDATE = update(mail).where(mail.c.id == bindparam("mail_id"))
_OUTCOME = ("state", "note", "decided_at", "original", "filed_role", "filing", "request", "event")
_IDENTITY = ("message_id", "content_hash", "text_hash", "sender", "sender_key", "sender_name")
_DECIDE = _UPDATE.values({name: bindparam(f"new_{name}") for name in _OUTCOME})
_DECIDE_READ = _UPDATE.values({name: bindparam(f"new_{name}") for name in (*_OUTCOME, *_IDENTITY)})
_FILED = _UPDATE.values(filing=Filing.DONE.value, filed_uidvalidity=bindparam("validity"),
                        filed_uid=bindparam("new_uid"))


@dataclass(frozen=True, slots=True)
class Intake:
    """Received mails, inside one unit of work."""

    connection: Connection

    def add(self, arrived: Iterable[Arrived], now: datetime) -> None:
        """Store fetched mails whole; those already known by their place are passed over."""
        rows = [_row(one, now) for one in arrived]
        if rows:
            self.connection.execute(insert_new(self.connection, mail), rows)

    def take(self, account: str, up_to: int) -> list[StoredMail]:
        """The oldest unread mails, each counted as attempted: commit before reading, so that a killed worker counts.

        Mails attempted before come alone, so that a mail which kills its worker spoils no other.
        """
        rows = self.connection.execute(_NEXT, {"of_account": account, "up_to": up_to}).all()
        mails = [_mail(row) for row in rows]
        again = next((n for n, one in enumerate(mails) if one.attempts), len(mails))
        mails = mails[:again] or mails[:1]
        ids = [one.id for one in mails]
        self.connection.execute(update(mail).where(mail.c.id.in_(ids)).values(attempts=mail.c.attempts + 1))
        return mails

    def give_back(self, ids: Sequence[int]) -> None:
        """Undo the attempt of mails that were taken and not looked at."""
        self.connection.execute(update(mail).where(mail.c.id.in_(ids)).values(attempts=mail.c.attempts - 1))

    def get(self, mail_id: int) -> StoredMail | None:
        """One mail whole."""
        row = self.connection.execute(_BY_ID, {"mail_id": mail_id}).one_or_none()
        return _mail(row) if row else None

    def state(self, mail_id: int) -> MailState:
        """A mail's present state."""
        return MailState(self.connection.execute(_STATE, {"mail_id": mail_id}).scalar_one())

    def request(self, mail_id: int) -> str | None:
        """What the mail was understood as, in JSON."""
        return self.connection.execute(select(mail.c.request).where(mail.c.id == mail_id)).scalar()

    def known(self, mail_id: int, read: Read) -> Known | None:
        """The earlier mail with the same Message-ID and the same content, decided already."""
        asked = {"mail_id": mail_id, "hash": read.content_hash, "their_id": read.message_id}
        row = self.connection.execute(_KNOWN, asked).one_or_none()
        if row is None:
            return None
        return Known(row.id, Role(row.folder), MailState(row.state), row.received, Filing(row.filing),
                     Role(row.filed_role) if row.filed_role else None, row.answered)

    def decided(self, mail_id: int, read: Read | None, state: MailState, target: Role | None, now: datetime, *,
                request: str | None = None, note: str = "", original: int | None = None,
                event: str | None = None) -> None:
        """Write a mail's outcome and the folder it now belongs into (None: it stays)."""
        values: dict[str, object] = {
            "mail_id": mail_id, "new_state": state.value, "new_note": note, "new_decided_at": now,
            "new_original": original, "new_filed_role": target.value if target else None,
            "new_filing": (Filing.DUE if target else Filing.NONE).value, "new_request": request,
            "new_event": event}
        if read is None:
            self.connection.execute(_DECIDE, values)
            return
        self.connection.execute(_DECIDE_READ, values | {
            "new_message_id": read.message_id, "new_content_hash": read.content_hash, "new_text_hash": read.text_hash,
            "new_sender": read.sender.address, "new_sender_key": folded(read.sender.address),
            "new_sender_name": read.sender.name})

    def settle(self, mail_id: int, state: MailState, target: Role | None, now: datetime) -> None:
        """Give a held mail its outcome, and let the mailbox follow from where it was filed last."""
        self.connection.execute(_UPDATE.values(state=state.value, decided_at=now), {"mail_id": mail_id})
        if target is not None:
            self.refile(mail_id, target)

    def refile(self, mail_id: int, target: Role) -> None:
        """A mail filed before belongs elsewhere now; without a known place it is left where it lies."""
        row = self.connection.execute(
            select(mail.c.filing, mail.c.filed_role, mail.c.filed_uidvalidity, mail.c.filed_uid)
            .where(mail.c.id == mail_id)).one()
        values: dict[str, object] = {"filing": Filing.DUE.value, "filed_role": target.value}
        if row.filing == Filing.DONE.value:
            if row.filed_uid is None or row.filed_role is None:
                return
            place = {"folder": row.filed_role, "uidvalidity": row.filed_uidvalidity, "uid": row.filed_uid}
            if self._taken(place, mail_id):
                return
            values |= place
        self.connection.execute(_UPDATE.values(**values), {"mail_id": mail_id})

    def to_file(self, account: str, up_to: int) -> list[ToFile]:
        """Mails the mailbox has not followed yet, oldest decision first."""
        rows = self.connection.execute(
            select(mail.c.id, mail.c.folder, mail.c.uidvalidity, mail.c.uid, mail.c.filed_role)
            .where(mail.c.filing == Filing.DUE.value, mail.c.account == account).order_by(mail.c.id).limit(up_to))
        return [ToFile(r.id, Role(r.folder), Ref(r.uidvalidity, r.uid), Role(r.filed_role)) for r in rows]

    def filed(self, mail_id: int, ref: Ref | None) -> None:
        """The mailbox followed; `ref` is the new place where the server told it."""
        self.connection.execute(_FILED, {"mail_id": mail_id, "validity": ref.uidvalidity if ref else None,
                                         "new_uid": ref.uid if ref else None})

    def filed_at(self, account: str, role: Role) -> dict[Ref, int]:
        """Held mails by the place they were filed to."""
        rows = self.connection.execute(
            select(mail.c.id, mail.c.filed_uidvalidity, mail.c.filed_uid)
            .where(mail.c.state == MailState.HELD.value, mail.c.account == account, mail.c.filing == Filing.DONE.value,
                   mail.c.filed_role == role.value, mail.c.filed_uid.is_not(None)))
        return {Ref(r.filed_uidvalidity, r.filed_uid): r.id for r in rows}

    def counts(self, since: datetime) -> dict[MailState, int]:
        """Decided mails by outcome since a moment."""
        rows = self.connection.execute(
            select(mail.c.state, func.count()).where(mail.c.decided_at > since).group_by(mail.c.state))
        return {MailState(state): count for state, count in rows}

    def sender(self, mail_id: int) -> Mailbox:
        """Who wrote it, as stored."""
        row = self.connection.execute(select(mail.c.sender_name, mail.c.sender).where(mail.c.id == mail_id)).one()
        return Mailbox(row.sender_name, row.sender)

    def _taken(self, place: dict[str, object], mail_id: int) -> bool:
        found = select(mail.c.id).where(*(mail.c[key] == value for key, value in place.items()), mail.c.id != mail_id)
        return self.connection.execute(found.limit(1)).first() is not None


def _row(one: Arrived, now: datetime) -> dict[str, object]:
    return {
        "account": one.account, "folder": one.role.value, "uidvalidity": one.ref.uidvalidity, "uid": one.ref.uid,
        "raw": one.raw, "complete": one.complete, "received": one.received, "fetched_at": now, "backlog": one.backlog,
        "state": MailState.NEW.value, "attempts": 0, "message_id": "", "content_hash": "", "text_hash": "",
        "sender": "", "sender_key": "", "sender_name": "", "note": "", "filing": Filing.NONE.value,
    }


def _mail(row: Any) -> StoredMail:
    return StoredMail(row.id, row.account, Role(row.folder), Ref(row.uidvalidity, row.uid), row.raw, row.complete,
                      row.received, row.backlog, MailState(row.state), row.attempts)
