"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("folder", sa.String(length=20), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=128), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=400), nullable=False),
        sa.Column("sender_key", sa.String(length=400), nullable=False),
        sa.Column("sender_name", sa.String(length=400), nullable=False),
        sa.Column("original", sa.Integer(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filing", sa.String(length=10), nullable=False),
        sa.Column("filed_role", sa.String(length=20), nullable=True),
        sa.Column("filed_uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("filed_uid", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('new', 'answered', 'silent', 'automatic', 'not_ours', 'held', 'copy')", name="mail_state_known"
        ),
        sa.ForeignKeyConstraint(
            ["original"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account", "folder", "uidvalidity", "uid", name="mail_identity"),
    )
    op.create_index("mail_by_content", "mail", ["content_hash"], unique=False)
    op.create_index("mail_by_decision", "mail", ["decided_at"], unique=False)
    op.create_index("mail_by_filing", "mail", ["filing", "id"], unique=False)
    op.create_index("mail_by_state", "mail", ["state", "received", "id"], unique=False)
    op.create_index("mail_by_text", "mail", ["text_hash", "received"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "registration",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=400), nullable=False),
        sa.Column("contact_key", sa.String(length=400), nullable=False),
        sa.Column("contact_name", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("wanted_size", sa.Integer(), nullable=True),
        sa.Column("overtaken", sa.Integer(), nullable=False),
        sa.Column("partial_ok", sa.Boolean(), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("notified", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.CheckConstraint("size >= 0", name="registration_size_not_negative"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("registration_by_contact", "registration", ["contact_key"], unique=False)
    op.create_index("registration_by_event", "registration", ["event", "state", "size"], unique=False)
    op.create_table(
        "report_run",
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("local_date"),
    )
    op.create_table(
        "seat_version",
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "sender_mute",
        sa.Column("sender_key", sa.String(length=400), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender_key"),
    )
    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("warning_by_time", "warning", ["at"], unique=False)
    op.create_table(
        "watermark",
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("folder", sa.String(length=20), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("stuck_uid", sa.BigInteger(), nullable=False),
        sa.Column("stuck_times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "folder"),
    )
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_key", sa.String(length=400), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("wrong_code_by_sender", "wrong_code", ["sender_key", "at"], unique=False)
    op.create_table(
        "attendee",
        sa.Column("registration", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["registration"], ["registration.code"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration", "position"),
    )
    op.create_table(
        "calendar_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("dtstamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("calendar_seen_by_uid", "calendar_seen", ["uid"], unique=False)
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration", sa.String(length=20), nullable=False),
        sa.Column("mail", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("history_by_registration", "history", ["registration"], unique=False)
    op.create_index("history_by_time", "history", ["at"], unique=False)
    op.create_table(
        "need",
        sa.Column("registration", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["registration"], ["registration.code"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration", "position"),
    )
    op.create_table(
        "open_point",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mail", sa.Integer(), nullable=True),
        sa.Column("registration", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("answered_by_hand", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=400), nullable=True),
        sa.Column("settled_how", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_index("open_point_by_mail", "open_point", ["mail"], unique=False)
    op.create_index("open_point_by_settling", "open_point", ["settled_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=400), nullable=False),
        sa.Column("recipient_key", sa.String(length=400), nullable=False),
        sa.Column("recipient_domain", sa.String(length=260), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("registration", sa.String(length=20), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("unproven", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=200), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=False),
        sa.Column("copied", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "state in ('queued', 'inflight', 'sent', 'awaiting_retry', 'failed', 'bounced')", name="outbox_state_known"
        ),
        sa.ForeignKeyConstraint(
            ["answers"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("answers"),
        sa.UniqueConstraint("cause", "kind", "recipient", name="outbox_once"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index("outbox_by_copy", "outbox", ["copied", "state"], unique=False)
    op.create_index("outbox_by_domain", "outbox", ["recipient_domain", "queued_at"], unique=False)
    op.create_index("outbox_by_due", "outbox", ["state", "next_at"], unique=False)
    op.create_index("outbox_by_recipient", "outbox", ["recipient_key", "queued_at"], unique=False)
    op.create_index("outbox_by_sending", "outbox", ["sent_at"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.Integer(), nullable=True),
        sa.Column("ask", sa.String(length=20), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=400), nullable=False),
        sa.Column("sender_key", sa.String(length=400), nullable=False),
        sa.Column("sender_name", sa.String(length=400), nullable=False),
        sa.Column("registration", sa.String(length=20), nullable=True),
        sa.Column("challenge", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail"],
            ["mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("challenge"),
    )
    op.create_index("question_by_registration", "question", ["registration"], unique=False)
    op.create_index("question_by_sender", "question", ["sender_key"], unique=False)
