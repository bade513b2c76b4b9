"""What the program keeps of itself."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

from bot.storage.columns import Id, Json, Moment

revision = "0006"
down_revision = "0005"
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "accounts",
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("since", Moment(), nullable=False),
        PrimaryKeyConstraint("channel", "account", name="accounts_pk"),
    )
    op.create_table(
        "audit",
        Column("id", Id(), nullable=False),
        Column("at", Moment(), nullable=False),
        Column("actor", Text(), nullable=False),
        Column("verb", Text(), nullable=False),
        Column("subject", Text(), nullable=False),
        Column("detail", Json(), nullable=False),
        PrimaryKeyConstraint("id", name="audit_pk"),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_subject", "audit", ["subject"])
    op.create_table(
        "cursors",
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("channel", "account", "name", name="cursors_pk"),
    )
    op.create_table(
        "generation",
        Column("id", Integer(), nullable=False),
        Column("value", BigInteger(), nullable=False),
        PrimaryKeyConstraint("id", name="generation_pk"),
    )
    op.create_table(
        "installation",
        Column("name", Text(), nullable=False),
        Column("value", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("name", name="installation_pk"),
    )
    op.create_table(
        "leases",
        Column("name", Text(), nullable=False),
        Column("holder", Text(), nullable=False),
        Column("epoch", BigInteger(), nullable=False),
        Column("until", Moment(), nullable=False),
        PrimaryKeyConstraint("name", name="leases_pk"),
    )
    op.execute("INSERT INTO generation (id, value) VALUES (1, 1)")
