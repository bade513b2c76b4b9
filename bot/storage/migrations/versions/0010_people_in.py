"""Lists of people that were brought in, and who on them is awaited."""

from alembic import op
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import Id, Moment, Sealed

revision = "0010"
down_revision = "0009"
when = "before"


def upgrade() -> None:
    op.create_table(
        "rosters",
        Column("id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("created_by", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("undone_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", name="rosters_pk"),
    )
    op.create_index("rosters_programme_created_at", "rosters", ["programme", "created_at"])
    op.create_table(
        "prepared",
        Column("id", Id(), nullable=False),
        Column("roster_id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("identity", LargeBinary(), nullable=False),
        Column("phone_hash", LargeBinary(), nullable=True),
        Column("code_hash", LargeBinary(), nullable=False),
        Column("data", Sealed(), nullable=True),
        Column("changed_by", Id(), nullable=True),
        Column("before", Sealed(), nullable=True),
        Column("until", Moment(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("claimed_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", name="prepared_pk"),
        UniqueConstraint("code_hash", name="prepared_code_hash_unique"),
        UniqueConstraint("programme", "identity", name="prepared_programme_identity_unique"),
        ForeignKeyConstraint(["roster_id"], ["rosters.id"], name="prepared_roster_id_of_rosters"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="prepared_person_id_of_persons"),
    )
    for column in ("roster_id", "changed_by", "phone_hash", "person_id", "until"):
        op.create_index(f"prepared_{column}", "prepared", [column])
