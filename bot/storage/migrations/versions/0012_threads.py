"""How threads with people stand, who of the staff is away, and when they read what awaits them."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, SmallInteger, Text

from bot.storage.columns import Id, Json, Moment, Sealed

revision = "0012"
down_revision = "0011"
when = "before"


def upgrade() -> None:
    op.create_table(
        "threads",
        Column("person_id", Id(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("opened_at", Moment(), nullable=False),
        Column("assigned", Id(), nullable=True),
        Column("promised_at", Moment(), nullable=True),
        Column("reminded", SmallInteger(), nullable=False),
        Column("muted_until", Moment(), nullable=True),
        Column("blocked_at", Moment(), nullable=True),
        Column("blocked_by", Id(), nullable=True),
        Column("blocked_why", Sealed(), nullable=True),
        Column("reviewed_at", Moment(), nullable=True),
        Column("updated_at", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", name="threads_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="threads_person_id_of_persons"),
    )
    op.create_index("threads_state_updated_at", "threads", ["state", "updated_at"])
    op.create_table(
        "absences",
        Column("person_id", Id(), nullable=False),
        Column("until", Moment(), nullable=False),
        Column("deputy", Id(), nullable=True),
        Column("since", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", name="absences_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="absences_person_id_of_persons"),
    )
    op.create_table(
        "digests",
        Column("person_id", Id(), nullable=False),
        Column("minutes", Json(), nullable=False),
        Column("since", Moment(), nullable=False),
        PrimaryKeyConstraint("person_id", name="digests_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="digests_person_id_of_persons"),
    )
