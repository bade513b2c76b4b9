"""Campaigns, their steps, a row for each recipient, and areas that are paused."""

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, SmallInteger, Text, text

from bot.storage.columns import Id, Json, Moment

revision = "0009"
down_revision = "0008"
when = "before"


def upgrade() -> None:
    _campaigns()
    _recipients()
    _pauses()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        Column("id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("audience", Json(), nullable=False),
        Column("within", Json(), nullable=True),
        Column("state", Text(), nullable=False),
        Column("why", Text(), nullable=False),
        Column("created_by", Text(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("launched_at", Moment(), nullable=True),
        Column("ended_at", Moment(), nullable=True),
        PrimaryKeyConstraint("id", name="campaigns_pk"),
    )
    op.create_index("campaigns_programme_created_at", "campaigns", ["programme", "created_at"])
    op.create_table(
        "campaign_steps",
        Column("campaign_id", Id(), nullable=False),
        Column("number", SmallInteger(), nullable=False),
        Column("languages", Json(), nullable=False),
        Column("form", Text(), nullable=False),
        Column("schedule", Json(), nullable=False),
        Column("due_at", Moment(), nullable=True),
        Column("run", Integer(), nullable=False),
        Column("wish", Moment(), nullable=True),
        Column("after", Text(), nullable=True),
        Column("opens_at", Moment(), nullable=True),
        Column("places", Integer(), nullable=True),
        PrimaryKeyConstraint("campaign_id", "number", name="campaign_steps_pk"),
        ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="campaign_steps_campaign_id_of_campaigns"
        ),
    )
    set_ = text("due_at IS NOT NULL")
    op.create_index(
        "campaign_steps_due", "campaign_steps", ["due_at"], sqlite_where=set_, postgresql_where=set_
    )


def _recipients() -> None:
    op.create_table(
        "recipients",
        Column("campaign_id", Id(), nullable=False),
        Column("step", SmallInteger(), nullable=False),
        Column("run", Integer(), nullable=False),
        Column("person_id", Id(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("channel", Text(), nullable=False),
        Column("due_at", Moment(), nullable=False),
        Column("useful_until", Moment(), nullable=False),
        Column("outgoing_id", Id(), nullable=True),
        Column("posted_at", Moment(), nullable=True),
        PrimaryKeyConstraint("campaign_id", "step", "run", "person_id", name="recipients_pk"),
        sqlite_with_rowid=False,
    )
    waiting = text("state = 'waiting'")
    op.create_index(
        "recipients_waiting",
        "recipients",
        ["campaign_id", "step", "channel", "due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("recipients_person_id_posted_at", "recipients", ["person_id", "posted_at"])


def _pauses() -> None:
    op.create_table(
        "pauses",
        Column("id", Id(), nullable=False),
        Column("programme", Text(), nullable=False),
        Column("area", Text(), nullable=False),
        Column("begins", Moment(), nullable=False),
        Column("ends", Moment(), nullable=True),
        Column("lifted_at", Moment(), nullable=True),
        Column("created_by", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pauses_pk"),
    )
    op.create_index("pauses_programme_lifted_at", "pauses", ["programme", "lifted_at"])
