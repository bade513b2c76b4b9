"""What waits to be done or sent, and what became of it.

`outgoing` is the outbox and the record of what was said at once. Times that make a row due are in the
row; whoever claims one writes the epoch of its lease beside it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)

from bot.storage.columns import METADATA, Id, Moment, Sealed

# priority: 0 reply, 1 notice, 2 reminder, 3 campaign. `seq` orders one person's messages.
# action: send, template (asks whether somebody wants what is parked), delete, typing, tapped. state: queued,
# sending, sent, delivered, read, failed, parked, skipped, unknown, held. `fleeting`: sent once, dropped after
# 20 s. `hushed`: loses its text once sent.
# A statement that is to use a partial index writes its word out: a parameter hides it from SQLite's planner.
outgoing = Table(
    "outgoing",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("address_id", Id, nullable=False),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("message", Sealed),
    Column("slot", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("fleeting", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("useful_until", Moment, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("hushed", Boolean, nullable=False),
    Column("replaces", Id),
    Column("callback", Sealed),
    Index(
        "outgoing_waiting",
        "channel",
        "account",
        "priority",
        "due_at",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "outgoing_unsettled",
        "state",
        "address_id",
        sqlite_where=text("state = 'sending' OR state = 'parked' OR state = 'held'"),
        postgresql_where=text("state = 'sending' OR state = 'parked' OR state = 'held'"),
    ),
    Index(
        "outgoing_line",
        "address_id",
        "priority",
        "seq",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "outgoing_slots",
        "address_id",
        "slot",
        sqlite_where=text("slot <> ''"),
        postgresql_where=text("slot <> ''"),
    ),
    Index(None, "person_id", "seq"),
    Index(None, "created_at"),
)

# The provider's ids of what was sent: found by them (quotes, callbacks) and by our own (edits, deletion).
outgoing_refs = Table(
    "outgoing_refs",
    METADATA,
    Column("address_id", Id, primary_key=True),
    Column("provider_id", Text, primary_key=True),
    Column("outgoing_id", Id, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Index(None, "outgoing_id"),
    Index(None, "provider_id"),
    sqlite_with_rowid=False,
)

# state: waiting, done, failed; found: a result that this person is still to hear.
errands = Table(
    "errands",
    METADATA,
    Column("person_id", Id, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("data", Sealed, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "state", "due_at"),
)

# The web chat's lines, numbered per address. A line that is replaced or private loses its event.
webchat_messages = Table(
    "webchat_messages",
    METADATA,
    Column("address_id", Id, ForeignKey("addresses.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("delivery", Text, nullable=False),
    Column("event", Sealed),
    Column("replaces", Integer),
    Column("hushed", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "address_id", "delivery", unique=True),
    Index(None, "at"),
)

# What was made at a provider to be sent by name: templates, and shapes of buttons and lists ('buttons_2').
# `asked`: the category that was asked for, '' for what needs no approval. `digest`: of its words.
contents = Table(
    "contents",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("sid", Text, nullable=False),
    Column("approval", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("checked_at", Moment, nullable=False),
)

# When an address was last sent a template. Meta counts those of 24 hours, and so do we.
openers = Table(
    "openers",
    METADATA,
    Column("address_id", Id, primary_key=True),
    Column("account", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "account", "at"),
    sqlite_with_rowid=False,
)
