"""What the running program needs to know of itself: leases, accounts, cursors, the audit."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from bot.storage.columns import METADATA, Id, Json, Moment

# Facts fixed at the first start; 'keys' tells whether the given SECRET_KEY is this database's.
installation = Table(
    "installation",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# One row (id 1). Every write that a server caches adds one to it; each batch reads it.
generation = Table(
    "generation",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

leases = Table(
    "leases",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)

# state: working, slow, refused, stopped.
accounts = Table(
    "accounts",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

# How far something has been read: 'offset' of polling, 'reconciled' of a provider's list.
cursors = Table(
    "cursors",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Verbs and identifiers, never values. `actor`: a person's id, 'command' or 'schedule'.
audit = Table(
    "audit",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Index(None, "at"),
    Index(None, "subject"),
)
