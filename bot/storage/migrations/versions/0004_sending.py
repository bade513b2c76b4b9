"""The outbox, errands and the web chat's lines."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    text,
)

from bot.storage.columns import Id, Moment, Sealed

revision = "0004"
down_revision = "0003"
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "errands",
        Column("person_id", Id(), nullable=False),
        Column("key", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("data", Sealed(), nullable=False),
        Column("due_at", Moment(), nullable=False),
        Column("attempts", Integer(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("last_error", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", "key", name="errands_pk"),
    )
    op.create_index("errands_state_due_at", "errands", ["state", "due_at"])
    op.create_table(
        "outgoing",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("address_id", Id(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("seq", BigInteger(), nullable=False),
        Column("priority", SmallInteger(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("action", Text(), nullable=False),
        Column("message", Sealed(), nullable=True),
        Column("slot", Text(), nullable=False),
        Column("about", Text(), nullable=False),
        Column("stamp", Integer(), nullable=False),
        Column("fleeting", Boolean(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("attempts", Integer(), nullable=False),
        Column("due_at", Moment(), nullable=False),
        Column("useful_until", Moment(), nullable=False),
        Column("epoch", BigInteger(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("sent_at", Moment(), nullable=True),
        Column("hushed", Boolean(), nullable=False),
        Column("replaces", Id(), nullable=True),
        Column("callback", Sealed(), nullable=True),
        PrimaryKeyConstraint("id", "person_id", name="outgoing_pk"),
    )
    op.create_index("outgoing_created_at", "outgoing", ["created_at"])
    op.create_index(
        "outgoing_line",
        "outgoing",
        ["address_id", "priority", "seq"],
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    )
    op.create_index("outgoing_person_id_seq", "outgoing", ["person_id", "seq"])
    op.create_index(
        "outgoing_slots",
        "outgoing",
        ["address_id", "slot"],
        sqlite_where=text("slot <> ''"),
        postgresql_where=text("slot <> ''"),
    )
    op.create_index(
        "outgoing_unsettled",
        "outgoing",
        ["state", "address_id"],
        sqlite_where=text("state = 'sending' OR state = 'parked' OR state = 'held'"),
        postgresql_where=text("state = 'sending' OR state = 'parked' OR state = 'held'"),
    )
    op.create_index(
        "outgoing_waiting",
        "outgoing",
        ["channel", "account", "priority", "due_at"],
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    )
    op.create_table(
        "outgoing_refs",
        Column("address_id", Id(), nullable=False),
        Column("provider_id", Text(), nullable=False),
        Column("outgoing_id", Id(), nullable=False),
        Column("part", SmallInteger(), nullable=False),
        PrimaryKeyConstraint("address_id", "provider_id", name="outgoing_refs_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("outgoing_refs_outgoing_id", "outgoing_refs", ["outgoing_id"])
    op.create_index("outgoing_refs_provider_id", "outgoing_refs", ["provider_id"])
    op.create_table(
        "webchat_messages",
        Column("address_id", Id(), nullable=False),
        Column("n", Integer(), nullable=False),
        Column("delivery", Text(), nullable=False),
        Column("event", Sealed(), nullable=True),
        Column("replaces", Integer(), nullable=True),
        Column("hushed", Boolean(), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("address_id", "n", name="webchat_messages_pk"),
        ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name="webchat_messages_address_id_of_addresses"
        ),
    )
    op.create_index(
        "webchat_messages_address_id_delivery", "webchat_messages", ["address_id", "delivery"], unique=True
    )
    op.create_index("webchat_messages_at", "webchat_messages", ["at"])
