"""Notices, threads and complaints."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)

from bot.storage.columns import Id, Json, Moment, Sealed

revision = "0005"
down_revision = "0004"
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "complaints",
        Column("id", Id(), nullable=False),
        Column("receipt_hash", LargeBinary(), nullable=False),
        Column("body", Sealed(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("about_team", Boolean(), nullable=True),
        Column("language", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("answered_at", Moment(), nullable=True),
        Column("answered_by", Id(), nullable=True),
        Column("answer", Sealed(), nullable=True),
        PrimaryKeyConstraint("id", name="complaints_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("complaints_receipt_hash", "complaints", ["receipt_hash"])
    op.create_table(
        "notices",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("subject", Id(), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("outgoing_id", Id(), nullable=True),
        Column("created_at", Moment(), nullable=False),
        Column("done_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", "person_id", name="notices_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="notices_person_id_of_persons"),
    )
    op.create_index(
        "notices_person_id_kind_subject_revision",
        "notices",
        ["person_id", "kind", "subject", "revision"],
        unique=True,
    )
    op.create_index("notices_person_id_state", "notices", ["person_id", "state"])
    op.create_index("notices_subject", "notices", ["subject"])
    op.create_table(
        "thread_messages",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("from_staff", Id(), nullable=True),
        Column("body", Sealed(), nullable=False),
        Column("media", Json(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", "person_id", name="thread_messages_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="thread_messages_person_id_of_persons"),
    )
    op.create_index("thread_messages_person_id_at", "thread_messages", ["person_id", "at"])
