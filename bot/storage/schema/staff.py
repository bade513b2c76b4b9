"""What staff work on: notices in their chat, threads with people, complaints, saved audiences."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

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
