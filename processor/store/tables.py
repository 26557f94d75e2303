"""Every table, as one picture. Migrations make them; a test holds the two together.

Times are stored as UTC and come back aware. Addresses are stored as written and,
for finding them, folded in a `…_key` column.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. Raises ValueError for a moment without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone cannot be stored: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


mail = Table(
    "mail", metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(400), nullable=False),
    Column("folder", String(20), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("received", Utc, nullable=False),
    Column("fetched_at", Utc, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("content_hash", String(128), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("sender", String(400), nullable=False),
    Column("sender_key", String(400), nullable=False),
    Column("sender_name", String(400), nullable=False),
    Column("original", Integer, ForeignKey("mail.id")),
    Column("request", Text),
    Column("note", Text, nullable=False),
    Column("decided_at", Utc),
    Column("filing", String(10), nullable=False),
    Column("filed_role", String(20)),
    Column("filed_uidvalidity", BigInteger),
    Column("filed_uid", BigInteger),
    Column("event", String(40)),  # what it is about, as understood; outlives the request
    UniqueConstraint("account", "folder", "uidvalidity", "uid", name="mail_identity"),
    CheckConstraint(
        "state in ('new', 'answered', 'silent', 'automatic', 'not_ours', 'held', 'copy')", name="mail_state_known"
    ),
    Index("mail_by_state", "state", "received", "id"),
    Index("mail_by_content", "content_hash"),
    Index("mail_by_text", "text_hash", "received"),
    Index("mail_by_filing", "filing", "id"),
    Index("mail_by_decision", "decided_at"),
)

registration = Table(
    "registration", metadata,
    Column("code", String(20), primary_key=True),
    Column("event", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    Column("contact", String(400), nullable=False),
    Column("contact_key", String(400), nullable=False),
    Column("contact_name", String(400), nullable=False),
    Column("language", String(10), nullable=False),
    Column("received", Utc, nullable=False),
    Column("organisation", Text),
    Column("wanted_size", Integer),
    Column("overtaken", Integer, nullable=False),
    Column("partial_ok", Boolean, nullable=False),
    Column("calendar_sequence", Integer, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("notified", Boolean, nullable=False),
    Column("attended", Integer),
    Column("released_at", Utc),  # until then a cancelled party's seats are kept for it, should it change its mind
    Column("kept", Integer, nullable=False, server_default="0"),  # how many seats that are
    CheckConstraint("size >= 0", name="registration_size_not_negative"),
    Index("registration_by_contact", "contact_key"),
    Index("registration_by_event", "event", "state", "size"),
    Index("registration_by_release", "released_at"),
)

attendee = Table(
    "attendee", metadata,
    Column("registration", ForeignKey("registration.code", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
)

need = Table(
    "need", metadata,  # a table of its own: health and faith are erased apart from the rest
    Column("registration", ForeignKey("registration.code", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("need", String(60), nullable=False),
)

seat_version = Table(
    "seat_version", metadata,  # raised by every change of an event's seats; on PostgreSQL also the lock round deciding
    Column("event", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
)

history = Table(
    "history", metadata,
    Column("id", Integer, primary_key=True),
    Column("registration", String(20), nullable=False),
    Column("mail", Integer, ForeignKey("mail.id")),
    Column("cause", String(20), nullable=False),
    Column("what", String(60), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("at", Utc, nullable=False),
    Index("history_by_registration", "registration"),
    Index("history_by_time", "at"),
)

outbox = Table(
    "outbox", metadata,
    Column("id", Integer, primary_key=True),
    Column("cause", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(400), nullable=False),
    Column("recipient_key", String(400), nullable=False),
    Column("recipient_domain", String(260), nullable=False),
    Column("answers", Integer, ForeignKey("mail.id"), unique=True),  # a mail causes at most one row
    Column("registration", String(20)),
    Column("message_id", Text, nullable=False, unique=True),
    Column("raw", LargeBinary, nullable=False),
    Column("unproven", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("next_at", Utc, nullable=False),
    Column("claimed_by", String(200)),
    Column("sent_at", Utc),
    Column("last_answer", Text, nullable=False),
    Column("copied", String(10), nullable=False),  # to Sent: due, done, given_up
    UniqueConstraint("cause", "kind", "recipient", name="outbox_once"),
    CheckConstraint(
        "state in ('queued', 'inflight', 'sent', 'awaiting_retry', 'failed', 'bounced')", name="outbox_state_known"
    ),
    Index("outbox_by_due", "state", "next_at"),
    Index("outbox_by_recipient", "recipient_key", "queued_at"),
    Index("outbox_by_domain", "recipient_domain", "queued_at"),
    Index("outbox_by_copy", "copied", "state"),
    Index("outbox_by_sending", "sent_at"),
)

open_point = Table(
    "open_point", metadata,
    Column("number", Integer, primary_key=True),  # people write it down: never given twice
    Column("kind", String(20), nullable=False),
    Column("mail", Integer, ForeignKey("mail.id")),
    Column("registration", String(20)),
    Column("summary", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("answered_by_hand", Boolean, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Column("settled_by", String(400)),
    Column("settled_how", Text),
    Index("open_point_by_settling", "settled_at"),
    Index("open_point_by_mail", "mail"),
    sqlite_autoincrement=True,
)

question = Table(
    "question", metadata,
    Column("id", Integer, primary_key=True),
    Column("mail", Integer, ForeignKey("mail.id")),
    Column("ask", String(20), nullable=False),
    Column("request", Text, nullable=False),
    Column("received", Utc, nullable=False),
    Column("sender", String(400), nullable=False),
    Column("sender_key", String(400), nullable=False),
    Column("sender_name", String(400), nullable=False),
    Column("registration", String(20)),
    Column("challenge", String(64), unique=True),  # single use: settled means spent
    Column("asked_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Index("question_by_sender", "sender_key"),
    Index("question_by_registration", "registration"),
)

report_run = Table(
    "report_run", metadata,
    Column("local_date", Date, primary_key=True),  # one report a local day, whatever the clock does
    Column("at", Utc, nullable=False),
    Column("sent", Boolean, nullable=False),  # False: nothing was worth a reader's time
)

calendar_seen = Table(
    "calendar_seen", metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("dtstamp", Utc),
    Column("attendee", String(400), nullable=False, server_default=""),  # folded: who answered, others' answers overtake nobody
    Column("mail", Integer, ForeignKey("mail.id")),
    Index("calendar_seen_by_uid", "uid"),
)

wrong_code = Table(
    "wrong_code", metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_key", String(400), nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Index("wrong_code_by_sender", "sender_key", "at"),
)

sender_mute = Table(
    "sender_mute", metadata,
    Column("sender_key", String(400), primary_key=True),
    Column("until", Utc, nullable=False),
)

lease = Table(
    "lease", metadata,
    Column("account", String(400), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("until", Utc, nullable=False),
)

watermark = Table(
    "watermark", metadata,
    Column("account", String(400), primary_key=True),
    Column("folder", String(20), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("stuck_uid", BigInteger, nullable=False),
    Column("stuck_times", Integer, nullable=False),
)

event_end = Table(
    "event_end", metadata,  # the config forgets an event sooner than its citizens may be forgotten
    Column("event", String(40), primary_key=True),
    Column("ends", Utc, nullable=False),
    Column("retention_days", Integer, nullable=False),
)

tally = Table(
    "tally", metadata,  # what remains of an event: how many asked on which local day, and what they came to
    Column("event", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("state", String(20), primary_key=True),
    Column("parties", Integer, nullable=False),
    Column("people", Integer, nullable=False),
)

erasure = Table(
    "erasure", metadata,  # that something was erased, in numbers: the proof
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("event", String(40)),  # None: mails that belonged to no event, or bytes of settled ones
    Column("registrations", Integer, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("needs", Integer, nullable=False),
    Index("erasure_by_time", "at"),
)

event_setting = Table(
    "event_setting", metadata,  # what staff changed by mail; None: config.toml decides
    Column("event", String(40), primary_key=True),
    Column("capacity", Integer),
    Column("closed", Boolean),
    Column("start", Utc),
    Column("end", Utc),
    Column("venue", Text),
    Column("address", Text),
    Column("cancelled", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the calendar entry (RFC 5545): raised by time, place, cancellation
    Column("changed_by", String(400), nullable=False),
    Column("changed_at", Utc, nullable=False),
)

broadcast = Table(
    "broadcast", metadata,  # a mail to everybody: previewed to its author, sent on the second tap
    Column("id", Integer, primary_key=True),
    Column("event", String(40), nullable=False),
    Column("sender", String(400), nullable=False),
    Column("kind", String(20), nullable=False),  # of its letters: broadcast, moved, called_off
    Column("text", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON: the event as it was; what undoes it, and what the letters compare with
    Column("nonce", String(64), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("previewed_at", Utc, nullable=False),
    Column("send_at", Utc),
    Column("settled_at", Utc),
    Column("settled_by", String(400), nullable=False),  # who stopped it
    CheckConstraint("state in ('previewed', 'due', 'sent', 'undone')", name="broadcast_state_known"),
)

staff_command = Table(
    "staff_command", metadata,
    Column("id", Integer, primary_key=True),
    Column("mail", Integer, ForeignKey("mail.id")),
    Column("staff", String(400), nullable=False),
    Column("command", Text, nullable=False),
    Column("undo", Text),  # JSON: what puts things back; None: nothing to put back
    Column("at", Utc, nullable=False),
    Column("undone_at", Utc),
    Column("nonce", String(64), unique=True),  # it waits for a second tap; undone_at: the tap came
    Index("staff_command_by_staff", "staff", "id"),
)

note = Table(
    "note", metadata,  # what staff want to remember about a registration
    Column("id", Integer, primary_key=True),
    Column("registration", ForeignKey("registration.code", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(400), nullable=False),
    Column("at", Utc, nullable=False),
    Index("note_by_registration", "registration"),
)

warning = Table(
    "warning", metadata,  # what the next report must tell
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("warning_by_time", "at"),
)

meta = Table(
    "meta", metadata,
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
