"""Campaigns: what is sent to many, its steps, and a row for everybody who is to get it.

A recipient has no row of the outbox before their turn comes: `outgoing_id` leads to it then, and what became
of the message is read there. Words of a campaign are the programme's own and stand in the open.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, text

from bot.storage.columns import METADATA, Id, Json, Moment

# state: `bot.core.campaign.State`. `why`: what is wrong with a failed one. `created_by`: a person's id or
# 'command'. `corrects`: the campaign whose error it mends. `undone_at`: when what had arrived was last taken
# back or changed.
campaigns = Table(
    "campaigns",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("audience", Json, nullable=False),
    Column("within", Json),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("launched_at", Moment),
    Column("ended_at", Moment),
    Column("corrects", Id),
    Column("undone_at", Moment),
    Index(None, "programme", "created_at"),
)

# `due_at`: when the step is launched next; null when it is not. `run` is the last launch, `wish` its moment,
# `after` the last person that was looked at for it; null when everybody was. `places`: how many may be posted
# before the brake holds again until `opens_at`; null: without a brake. `told`: how its author saw it last.
# `media`: what goes with the words.
campaign_steps = Table(
    "campaign_steps",
    METADATA,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("languages", Json, nullable=False),
    Column("form", Text, nullable=False),
    Column("schedule", Json, nullable=False),
    Column("due_at", Moment),
    Column("run", Integer, nullable=False),
    Column("wish", Moment),
    Column("after", Text),
    Column("opens_at", Moment),
    Column("places", Integer),
    Column("media", Json),
    Column("told", Text),
    Index(
        "campaign_steps_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

# One row for each campaign, step, run and person, whatever is done twice. state: waiting, posted, skipped,
# unreachable, cancelled; of what is posted the outbox says more. `channel`: where they were reached at
# launch, '' nowhere. `due_at`: not before. `replied`: they wrote within a day after it; when, is not kept.
# Who was erased is counted under an identifier that is nobody's.
recipients = Table(
    "recipients",
    METADATA,
    Column("campaign_id", Id, primary_key=True),
    Column("step", SmallInteger, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("useful_until", Moment, nullable=False),
    Column("outgoing_id", Id),
    Column("posted_at", Moment),
    Column("replied", Boolean),
    Index(
        "recipients_waiting",
        "campaign_id",
        "step",
        "channel",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(None, "person_id", "posted_at"),
    sqlite_with_rowid=False,
)

# An area ('' all of them) in which nothing is sent; without `ends` until it is lifted.
pauses = Table(
    "pauses",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("begins", Moment, nullable=False),
    Column("ends", Moment),
    Column("lifted_at", Moment),
    Column("created_by", Text, nullable=False),
    Index(None, "programme", "lifted_at"),
)
