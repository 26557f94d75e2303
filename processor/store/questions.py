"""Questions we asked back, and the single-use challenges among them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from processor.registration.model import Ask, PendingQuestion
from processor.store.codec import dump, load_request
from processor.store.model import MailState
from processor.store.sql import folded, insert
from processor.store.tables import mail, open_point, question

GOOD_FOR = timedelta(days=14)  # an answer later than this is read as an ordinary mail
_OPEN = select(question).where(question.c.settled_at.is_(None), question.c.asked_at > bindparam("since"))
_NOT_OWN = question.c.mail.is_distinct_from(bindparam("own"))
_OF_SENDER = _OPEN.where(question.c.sender_key == bindparam("who"), _NOT_OWN).order_by(question.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored question with its mail."""

    id: int
    mail: int | None
    question: PendingQuestion
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions, inside one unit of work."""

    connection: Connection

    def ask(self, asked: PendingQuestion, mail_id: int | None, now: datetime) -> None:
        """Remember a question until it is answered; an earlier open one of the same mail gives way."""
        if mail_id is not None:
            self.settle_mail(mail_id, now)
        self.connection.execute(insert(self.connection, question), {
            "mail": mail_id, "ask": asked.ask.value, "request": dump(asked.request), "received": asked.received,
            "sender": asked.sender, "sender_key": folded(asked.sender), "sender_name": asked.sender_name,
            "registration": asked.registration, "challenge": asked.challenge, "asked_at": now})

    def open_challenges(self, nonces: Collection[str], now: datetime) -> frozenset[str]:
        """Which of these challenges are still good for one use."""
        if not nonces:
            return frozenset()
        found = self.connection.execute(_OPEN.where(question.c.challenge.in_(list(nonces))), {"since": now - GOOD_FOR})
        return frozenset(row.challenge for row in found)

    def of_challenge(self, nonce: str, now: datetime) -> Waiting | None:
        """The question a challenge was sent with."""
        asked = _OPEN.where(question.c.challenge == nonce)
        row = self.connection.execute(asked, {"since": now - GOOD_FOR}).one_or_none()
        return _waiting(row) if row else None

    def of_sender(self, address: str, now: datetime, own: int | None = None) -> Waiting | None:
        """The latest open question to this address that another mail than `own` caused."""
        asked = {"who": folded(address), "since": now - GOOD_FOR, "own": own}
        row = self.connection.execute(_OF_SENDER, asked).one_or_none()
        return _waiting(row) if row else None

    def of_registration(self, codes: Collection[str], now: datetime, own: int | None = None) -> Waiting | None:
        """The latest open question about these registrations that another mail than `own` caused."""
        if not codes:
            return None
        asked = _OPEN.where(question.c.registration.in_(list(codes)), _NOT_OWN).order_by(question.c.id.desc()).limit(1)
        row = self.connection.execute(asked, {"since": now - GOOD_FOR, "own": own}).one_or_none()
        return _waiting(row) if row else None

    def unanswered(self) -> list[Waiting]:
        """What we asked a sender and wait for, oldest first.

        Left out: questions a human has before them already, in that mail or in a later one of the same sender.
        """
        later = mail.alias("later")
        seen = select(open_point.c.number).join(later, later.c.id == open_point.c.mail).where(
            open_point.c.settled_at.is_(None), later.c.sender_key == question.c.sender_key)
        rows = self.connection.execute(
            select(question).join(mail, mail.c.id == question.c.mail)
            .where(question.c.settled_at.is_(None), question.c.challenge.is_(None), ~seen.exists(),
                   mail.c.state == MailState.ANSWERED.value).order_by(question.c.id))
        return [_waiting(row) for row in rows]

    def settle(self, question_id: int, now: datetime) -> None:
        """The question is answered."""
        self.connection.execute(update(question).where(question.c.id == question_id).values(settled_at=now))

    def settle_mail(self, mail_id: int, now: datetime) -> None:
        """The mail is decided otherwise: whatever it made us ask is not waited for any more."""
        self.connection.execute(update(question).where(
            question.c.mail == mail_id, question.c.settled_at.is_(None)).values(settled_at=now))

    def spend(self, nonce: str, now: datetime) -> None:
        """A challenge is used and never good again."""
        self.connection.execute(update(question).where(
            question.c.challenge == nonce, question.c.settled_at.is_(None)).values(settled_at=now))


def _waiting(row: Any) -> Waiting:
    asked = PendingQuestion(Ask(row.ask), load_request(row.request), row.received, row.sender, row.sender_name,
                            row.registration, row.challenge)
    return Waiting(row.id, row.mail, asked, row.asked_at)
