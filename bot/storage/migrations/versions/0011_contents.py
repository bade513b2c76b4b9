"""What was made at a provider to be sent by name, and when an address was last sent a template."""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, Text

from bot.storage.columns import Id, Moment

revision = "0011"
down_revision = "0010"
when = "before"


def upgrade() -> None:
    op.create_table(
        "contents",
        Column("account", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("asked", Text(), nullable=False),
        Column("category", Text(), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("sid", Text(), nullable=False),
        Column("approval", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("checked_at", Moment(), nullable=False),
        PrimaryKeyConstraint("account", "name", "language", name="contents_pk"),
    )
    op.create_table(
        "openers",
        Column("address_id", Id(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("address_id", name="openers_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("openers_account_at", "openers", ["account", "at"])
