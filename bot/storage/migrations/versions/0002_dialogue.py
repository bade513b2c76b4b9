"""Conversations, drafts, forms, deliveries, wakings and failures."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, Text

from bot.storage.columns import Id, Moment, Sealed

revision = "0002"
down_revision = "0001"
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "failures",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("at", Moment(), nullable=False),
        Column("state", Sealed(), nullable=False),
        Column("input", Sealed(), nullable=False),
        Column("error", Text(), nullable=False),
        Column("hushed", Boolean(), nullable=False),
        PrimaryKeyConstraint("id", name="failures_pk"),
    )
    op.create_index("failures_at", "failures", ["at"])
    op.create_table(
        "forms",
        Column("version", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("body", LargeBinary(), nullable=False),
        Column("current", Boolean(), nullable=False),
        Column("added_at", Moment(), nullable=False),
        PrimaryKeyConstraint("version", name="forms_pk"),
    )
    op.create_index("forms_name", "forms", ["name"])
    op.create_table(
        "inbox",
        Column("dedupe", LargeBinary(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("address_id", Id(), nullable=True),
        Column("received_at", Moment(), nullable=False),
        Column("message", Text(), nullable=False),
        Column("payload", Sealed(), nullable=True),
        Column("outcome", Text(), nullable=False),
        PrimaryKeyConstraint("dedupe", name="inbox_pk"),
    )
    op.create_index("inbox_address_id_received_at", "inbox", ["address_id", "received_at"])
    op.create_index("inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "conversations",
        Column("person_id", Id(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("data", Sealed(), nullable=False),
        Column("draft_id", Id(), nullable=True),
        Column("hushed", Boolean(), nullable=False),
        Column("updated_at", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", name="conversations_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="conversations_person_id_of_persons"),
    )
    op.create_table(
        "drafts",
        Column("person_id", Id(), nullable=False),
        Column("id", Id(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("form_version", Text(), nullable=False),
        Column("data", Sealed(), nullable=False),
        Column("until", Moment(), nullable=True),
        Column("updated_at", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", "id", name="drafts_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="drafts_person_id_of_persons"),
    )
    op.create_index("drafts_form_form_version", "drafts", ["form", "form_version"])
    op.create_index("drafts_until", "drafts", ["until"])
    op.create_table(
        "timers",
        Column("person_id", Id(), nullable=False),
        Column("what", Text(), nullable=False),
        Column("due_at", Moment(), nullable=False),
        Column("data", Sealed(), nullable=False),
        PrimaryKeyConstraint("person_id", "what", name="timers_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="timers_person_id_of_persons"),
    )
    op.create_index("timers_due_at", "timers", ["due_at"])
