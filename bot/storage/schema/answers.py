"""Completed forms, what belongs to them, and the rows of private forms, which belong to nobody.

Nothing in a private table leads to a person: random keys, a day instead of a moment, no row number,
and no column that another table has too.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import METADATA, Id, Json, Moment, Sealed

# `happened`: the day it is about, ISO 8601. `facts`: bands copied from the profile (sex, age_band, area).
# `stage` stands in the first index so that «has sent this form» is answered without the row, which is large.
submissions = Table(
    "submissions",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("programme", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("reference", Text),
    Column("answers", Sealed, nullable=False),
    Column("facts", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("area", Text, nullable=False),
    Column("happened", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("parent", Id),
    Column("assisted_by", Id),
    Column("assignee", Id),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("hidden_at", Moment),
    UniqueConstraint("person_id", "reference"),
    Index(None, "reference"),
    Index(None, "person_id", "form", "stage"),
    Index(None, "programme", "form", "created_at"),
    Index(None, "form", "stage", "area"),
    Index(None, "parent"),
)

# What an audience may ask about: options chosen in questions whose form allows it (`bot.core.audience`).
# They stand and go with their submission. There is one key, by person: whoever counts has a person in hand.
answer_facts = Table(
    "answer_facts",
    METADATA,
    Column("person_id", Id, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("submission_id", Id, primary_key=True),
    Column("wave", Text, nullable=False),
    ForeignKeyConstraint(["submission_id", "person_id"], ["submissions.id", "submissions.person_id"]),
    sqlite_with_rowid=False,
)

# What a submission was before each change. `actor` is null for the person's own amendment.
submission_history = Table(
    "submission_history",
    METADATA,
    Column("submission_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("form_version", Text, nullable=False),
    Column("answers", Sealed, nullable=False),
    Column("stage", Text, nullable=False),
    Column("actor", Id),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["submission_id", "person_id"], ["submissions.id", "submissions.person_id"]),
)

# One sealed row per private submission, until it is moved in a shuffled lot. No page or export reads it.
private_intake = Table(
    "private_intake",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("row", Sealed, nullable=False),
    sqlite_with_rowid=False,
)

private_answers = Table(
    "private_answers",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("respondent", Text, nullable=False),
    Column("programme", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("age_band", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("answers", Sealed, nullable=False),
    Column("flags", Json, nullable=False),
    Index(None, "form", "wave"),
    Index(None, "respondent"),
    sqlite_with_rowid=False,
)

# Who has sent a pseudonymous form, so that they are not reminded of it: neither when, nor in which order, nor
# anything that leads to what was sent. Of an anonymous form not even that is kept.
participations = Table(
    "participations",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("form", Text, primary_key=True),
    Column("wave", Text, primary_key=True),
    sqlite_with_rowid=False,
)

private_refusals = Table(
    "private_refusals",
    METADATA,
    Column("form", Text, primary_key=True),
    Column("wave", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# respondent = HMAC(secret, person). Destroying the secret at the programme's end cuts the last thread.
family_secrets = Table(
    "family_secrets",
    METADATA,
    Column("family", Text, primary_key=True),
    Column("secret", Sealed, nullable=False),
    Column("programme", Text, nullable=False),
    sqlite_with_rowid=False,
)

# `ref` fetches it from the provider; `object` is the SHA-256 of what is kept, `look` its difference hash.
# state: wanted, kept, refused, withdrawn. clearance: unseen, internal, public. What was spoken in a complaint
# without a name has lost its `person_id`, so the key cannot hold it.
media = Table(
    "media",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id")),
    Column("submission_id", Id),
    Column("draft_id", Id),
    Column("field", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("as_file", Boolean, nullable=False),
    Column("ref", Sealed),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("object", Text),
    Column("mime", Text, nullable=False),
    Column("name", Sealed),
    Column("size", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("duration", Integer, nullable=False),
    Column("look", Text),
    Column("clearance", Text, nullable=False),
    Column("hidden_at", Moment),
    Column("caption", Sealed),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment),
    Column("last_error", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    ForeignKeyConstraint(["submission_id", "person_id"], ["submissions.id", "submissions.person_id"]),
    Index(None, "person_id", "draft_id"),
    Index(None, "submission_id"),
    Index(None, "state", "due_at"),
    Index(None, "object"),
)

# A position, only with consent; `owner` is a medium or a submission.
media_positions = Table(
    "media_positions",
    METADATA,
    Column("owner", Id, primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
)

# What is left for counting when somebody's data is erased. `month`: YYYY-MM.
ghosts = Table(
    "ghosts",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("age_band", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("numbers", Json, nullable=False),
    Column("count", Integer, nullable=False),
    Index(None, "programme", "form", "month"),
    sqlite_with_rowid=False,
)
