"""Which event a mail is about, when events end, and what remains of them: numbers."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("event", sa.String(length=40), nullable=True))
    op.create_table(
        "event_end",
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_table(
        "tally",
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("parties", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event", "day", "state"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=True),
        sa.Column("registrations", sa.Integer(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("erasure_by_time", "erasure", ["at"], unique=False)
    _name_the_events()


def _name_the_events() -> None:
    """Mails read before this column existed: the event stands in what they were understood as."""
    mail = sa.table("mail", sa.column("id"), sa.column("event"), sa.column("state"), sa.column("request"))
    rows = op.get_bind().execute(
        sa.select(mail.c.id, mail.c.request).where(mail.c.request.is_not(None), mail.c.state != "not_ours")).all()
    for number, request in rows:
        if event := json.loads(request).get("event"):
            op.get_bind().execute(sa.update(mail).where(mail.c.id == number).values(event=event))
