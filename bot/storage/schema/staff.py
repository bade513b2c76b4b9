"""What staff work on: notices, threads with people, complaints, saved audiences; and when they are away."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import METADATA, Id, Json, Moment, Sealed

# `person_id` is the staff member, `subject` what it is about (a submission, a person) in `revision`.
# state: open, done. One notice per (staff, kind, subject, revision).
notices = Table(
    "notices",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Id, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("outgoing_id", Id),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Index(None, "person_id", "kind", "subject", "revision", unique=True),
    Index(None, "subject"),
    Index(None, "person_id", "state"),
)

# `person_id` is whose thread it is; `from_staff` who wrote, null when the person did. `media`: ids.
thread_messages = Table(
    "thread_messages",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("from_staff", Id),
    Column("body", Sealed, nullable=False),
    Column("media", Json, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "at"),
)

# How a person's thread stands, since the first message. state: open, closed. `promised_at`: by when an answer
# was promised, null when nobody waits; `reminded`: how often staff were. `assigned` and `blocked_by` are of
# staff. `reviewed_at`: when an admin has kept the block.
threads = Table(
    "threads",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("assigned", Id),
    Column("promised_at", Moment),
    Column("reminded", SmallInteger, nullable=False),
    Column("muted_until", Moment),
    Column("blocked_at", Moment),
    Column("blocked_by", Id),
    Column("blocked_why", Sealed),
    Column("reviewed_at", Moment),
    Column("updated_at", Moment, nullable=False),
    Index(None, "state", "updated_at"),
)

# Until when a member of staff is away, and who stands in; without a deputy their colleagues do.
absences = Table(
    "absences",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("deputy", Id),
    Column("since", Moment, nullable=False),
)

# At which minutes of a day somebody of the staff reads what awaits them; who has no row, at once.
digests = Table(
    "digests",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("minutes", Json, nullable=False),
    Column("since", Moment, nullable=False),
)

# A filter over people under a name (`bot.core.audience`). `created_by`: a person's id or 'command'.
audiences = Table(
    "audiences",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("filter", Json, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("programme", "name"),
)

# Read by the safeguarding list only. `receipt_hash`: the word by which it can be asked about later.
complaints = Table(
    "complaints",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("receipt_hash", LargeBinary, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("person_id", Id),
    Column("about_team", Boolean),
    Column("language", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answered_by", Id),
    Column("answer", Sealed),
    Index(None, "receipt_hash"),
    sqlite_with_rowid=False,
)
