"""Submissions, private answers, media and ghosts."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import Id, Json, Moment, Sealed

revision = "0003"
down_revision = "0002"
when = "before"


def upgrade() -> None:  # one release, table by table, in the order of the keys
    op.create_table(
        "family_secrets",
        Column("family", Text(), nullable=False),
        Column("secret", Sealed(), nullable=False),
        Column("programme", Text(), nullable=False),
        PrimaryKeyConstraint("family", name="family_secrets_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ghosts",
        Column("id", Id(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("form_version", Text(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("sex", Text(), nullable=False),
        Column("age_band", Text(), nullable=False),
        Column("wave", Text(), nullable=False),
        Column("stage", Text(), nullable=False),
        Column("month", Text(), nullable=False),
        Column("numbers", Json(), nullable=False),
        Column("count", Integer(), nullable=False),
        PrimaryKeyConstraint("id", name="ghosts_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("ghosts_programme_form_month", "ghosts", ["programme", "form", "month"])
    op.create_table(
        "media_positions",
        Column("owner", Id(), nullable=False),
        Column("latitude", Float(), nullable=False),
        Column("longitude", Float(), nullable=False),
        PrimaryKeyConstraint("owner", name="media_positions_pk"),
    )
    op.create_table(
        "private_answers",
        Column("id", Id(), nullable=False),
        Column("respondent", Text(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("form_version", Text(), nullable=False),
        Column("wave", Text(), nullable=False),
        Column("day", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("sex", Text(), nullable=False),
        Column("age_band", Text(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("answers", Sealed(), nullable=False),
        Column("flags", Json(), nullable=False),
        PrimaryKeyConstraint("id", name="private_answers_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("private_answers_form_wave", "private_answers", ["form", "wave"])
    op.create_index("private_answers_respondent", "private_answers", ["respondent"])
    op.create_table(
        "private_intake",
        Column("id", Id(), nullable=False),
        Column("row", Sealed(), nullable=False),
        PrimaryKeyConstraint("id", name="private_intake_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "private_refusals",
        Column("form", Text(), nullable=False),
        Column("wave", Text(), nullable=False),
        Column("count", Integer(), nullable=False),
        PrimaryKeyConstraint("form", "wave", name="private_refusals_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "submissions",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("form_version", Text(), nullable=False),
        Column("reference", Text(), nullable=True),
        Column("answers", Sealed(), nullable=False),
        Column("facts", Json(), nullable=False),
        Column("flags", Json(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("happened", Text(), nullable=False),
        Column("mode", Text(), nullable=False),
        Column("wave", Text(), nullable=False),
        Column("stage", Text(), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("parent", Id(), nullable=True),
        Column("assisted_by", Id(), nullable=True),
        Column("assignee", Id(), nullable=True),
        Column("language", Text(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("updated_at", Moment(), nullable=False),
        Column("hidden_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", "person_id", name="submissions_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="submissions_person_id_of_persons"),
        UniqueConstraint("person_id", "reference", name="submissions_person_id_reference_unique"),
    )
    op.create_index("submissions_form_stage_area", "submissions", ["form", "stage", "area"])
    op.create_index("submissions_parent", "submissions", ["parent"])
    op.create_index("submissions_person_id_form", "submissions", ["person_id", "form"])
    op.create_index("submissions_reference", "submissions", ["reference"])
    op.create_index(
        "submissions_programme_form_created_at", "submissions", ["programme", "form", "created_at"]
    )
    op.create_table(
        "media",
        Column("id", Id(), nullable=False),
        Column("person_id", Id(), nullable=True),
        Column("submission_id", Id(), nullable=True),
        Column("draft_id", Id(), nullable=True),
        Column("field", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("as_file", Boolean(), nullable=False),
        Column("ref", Sealed(), nullable=True),
        Column("channel", Text(), nullable=False),
        Column("account", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("object", Text(), nullable=True),
        Column("mime", Text(), nullable=False),
        Column("name", Sealed(), nullable=True),
        Column("size", Integer(), nullable=False),
        Column("width", Integer(), nullable=True),
        Column("height", Integer(), nullable=True),
        Column("duration", Integer(), nullable=False),
        Column("look", Text(), nullable=True),
        Column("clearance", Text(), nullable=False),
        Column("hidden_at", Moment(), nullable=True),
        Column("caption", Sealed(), nullable=True),
        Column("attempts", Integer(), nullable=False),
        Column("due_at", Moment(), nullable=True),
        Column("last_error", Text(), nullable=False),
        Column("received_at", Moment(), nullable=False),
        PrimaryKeyConstraint("id", name="media_pk"),
        ForeignKeyConstraint(["person_id"], ["persons.id"], name="media_person_id_of_persons"),
        ForeignKeyConstraint(
            ["submission_id", "person_id"],
            ["submissions.id", "submissions.person_id"],
            name="media_submission_id_person_id_of_submissions",
        ),
    )
    op.create_index("media_object", "media", ["object"])
    op.create_index("media_person_id_draft_id", "media", ["person_id", "draft_id"])
    op.create_index("media_state_due_at", "media", ["state", "due_at"])
    op.create_index("media_submission_id", "media", ["submission_id"])
    op.create_table(
        "submission_history",
        Column("submission_id", Id(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("form_version", Text(), nullable=False),
        Column("answers", Sealed(), nullable=False),
        Column("stage", Text(), nullable=False),
        Column("actor", Id(), nullable=True),
        Column("reason", Text(), nullable=False),
        Column("at", Moment(), nullable=False),
        PrimaryKeyConstraint("submission_id", "person_id", "revision", name="submission_history_pk"),
        ForeignKeyConstraint(
            ["submission_id", "person_id"],
            ["submissions.id", "submissions.person_id"],
            name="submission_history_submission_id_person_id_of_submissions",
        ),
    )
