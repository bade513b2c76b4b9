"""Persons, how they are reached, what they may do, what they agreed to, and how they came.

`persons.data` is the whole core Person, sealed. The columns beside it are copies for queries, written
with it and never alone.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import METADATA, Id, Json, Moment, Sealed

# `area`: where they live, as exactly as a code tells it. No index is on what audiences ask about: a million
# rows are read from end to end sooner than a third of them is looked up, and turns would pay for an index.
persons = Table(
    "persons",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("data", Sealed, nullable=False),
    Column("language", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("birth_year", Integer, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("discreet", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("erased_at", Moment),
    Column("registered_at", Moment),
)

# HMAC of each folded word of a name and of its first 2, 3 and 4 letters.
person_words = Table(
    "person_words",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    Index(None, "hash"),
    sqlite_with_rowid=False,
)

# A role in a programme, for one area or ('') for all. What ended keeps its row. The first index says what
# somebody is without the row, which audiences ask of everybody.
memberships = Table(
    "memberships",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("programme", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("invitation_id", Id),
    Index(None, "person_id", "programme", "role", "until"),
    Index(None, "programme", "role", "area"),
)

# `state`: working, left (blocked us), opted_out (with the provider), detached (wrong number), group.
# `person_id` is who speaks from it now. `last_in_at`: when they wrote last, up to a minute late.
# `offered`: the message to many that is the newest there, where what it offers is typed by number.
addresses = Table(
    "addresses",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("person_id", Id, ForeignKey("persons.id")),
    Column("state", Text, nullable=False),
    Column("last_in_at", Moment),
    Column("language", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("offered", Id),
    Index(None, "person_id"),
)

# An address is found by any of its keys (HMAC of channel, kind and value); rank 0 is where we send.
address_keys = Table(
    "address_keys",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Sealed, nullable=False),
    Column("rank", Integer, nullable=False),
    Index(None, "address_id"),
)

# Who uses this phone: five at most.
address_persons = Table(
    "address_persons",
    METADATA,
    Column("address_id", Id, ForeignKey("addresses.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("since", Moment, nullable=False),
    Index(None, "person_id"),
    sqlite_with_rowid=False,
)

# Of a private form `at` is the day and `id` random.
consents = Table(
    "consents",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("form", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "person_id", "form"),
    sqlite_with_rowid=False,
)

invitations = Table(
    "invitations",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("areas", Json, nullable=False),
    Column("programme", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("revoked_at", Moment),
)

# `confirmed` is null until whoever gave a personal invitation has looked at the name.
invitation_uses = Table(
    "invitation_uses",
    METADATA,
    Column("invitation_id", Id, ForeignKey("invitations.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("confirmed", Boolean),
    Index(None, "person_id"),
)

# Six digits shown on an old address and typed on a new one.
link_codes = Table(
    "link_codes",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("persons.id"), nullable=False),
    Column("address_id", Id, ForeignKey("addresses.id"), nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Index(None, "code_hash"),
    Index(None, "person_id"),
)

# A list of people that was brought in. `created_by`: a person's id or 'command'.
rosters = Table(
    "rosters",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Index(None, "programme", "created_at"),
)

# Somebody on such a list (`bot.core.prepared`), found by `identity` (HMAC of what makes a row the same one),
# by the phone's key as of `address_keys`, and by the code of the link. `changed_by`: the list that changed it
# last, `before`: what it said before that. Of whoever came nothing is kept twice: `data` is null then.
prepared = Table(
    "prepared",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("roster_id", Id, ForeignKey("rosters.id"), nullable=False),
    Column("programme", Text, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("phone_hash", LargeBinary),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("data", Sealed),
    Column("changed_by", Id),
    Column("before", Sealed),
    Column("until", Moment, nullable=False),
    Column("person_id", Id, ForeignKey("persons.id")),
    Column("claimed_at", Moment),
    UniqueConstraint("programme", "identity"),
    Index(None, "roster_id"),
    Index(None, "changed_by"),
    Index(None, "phone_hash"),
    Index(None, "person_id"),
    Index(None, "until"),
)
