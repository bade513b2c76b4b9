"""Audiences: saved filters, what they may ask about, and when somebody registered.

Of whoever is registered already that is when they sent the form, else when they came.
"""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, Text, UniqueConstraint

from bot.storage.columns import Id, Json, Moment

revision = "0008"
down_revision = "0007"
when = "before"

_REGISTERED = """
UPDATE persons SET registered_at = COALESCE(
    (SELECT MIN(s.created_at) FROM submissions s WHERE s.person_id = persons.id AND s.form = 'registration'),
    created_at
) WHERE registered
"""


def upgrade() -> None:
    op.add_column("persons", Column("registered_at", Moment(), nullable=True))
    op.execute(_REGISTERED)
    op.drop_index("persons_area", "persons")
    op.drop_index("memberships_person_id", "memberships")
    op.create_index(
        "memberships_person_id_programme_role_until",
        "memberships",
        ["person_id", "programme", "role", "until"],
    )
    op.drop_index("submissions_person_id_form", "submissions")
    op.create_index("submissions_person_id_form_stage", "submissions", ["person_id", "form", "stage"])
    op.create_table(
        "answer_facts",
        Column("person_id", Id(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("field", Text(), nullable=False),
        Column("value", Text(), nullable=False),
        Column("submission_id", Id(), nullable=False),
        Column("wave", Text(), nullable=False),
        PrimaryKeyConstraint("person_id", "form", "field", "value", "submission_id", name="answer_facts_pk"),
        ForeignKeyConstraint(
            ["submission_id", "person_id"],
            ["submissions.id", "submissions.person_id"],
            name="answer_facts_submission_id_person_id_of_submissions",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participations",
        Column("person_id", Id(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("wave", Text(), nullable=False),
        PrimaryKeyConstraint("person_id", "form", "wave", name="participations_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="participations_person_id_of_persons"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audiences",
        Column("id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("filter", Json(), nullable=False),
        Column("created_by", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", name="audiences_pk"),
        UniqueConstraint("programme", "name", name="audiences_programme_name_unique"),
    )
