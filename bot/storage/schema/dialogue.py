"""What a turn reads and writes: where a dialogue stands, unfinished forms, what came in, what is to wake.

These rows carry `person_id` and their keys include it where they are written by every turn, so that
they can be divided by person.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bot.storage.columns import METADATA, Id, Moment, Sealed

# `draft_id` is the open draft (drafts.id), so that it is loaded with the conversation.
# `hushed`: inside a private form, so payloads and sent texts are not kept.
conversations = Table(
    "conversations",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("data", Sealed, nullable=False),
    Column("draft_id", Id),
    Column("hushed", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("data", Sealed, nullable=False),
    Column("until", Moment),
    Column("updated_at", Moment, nullable=False),
    Index(None, "form", "form_version"),
    Index(None, "until"),
)

# Every version that ever asked anybody anything, by the hash of its content. `published_at`: when a workbook
# became this version; of a shipped form null.
forms = Table(
    "forms",
    METADATA,
    Column("version", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("published_at", Moment),
    Index(None, "name"),
)

# `dedupe`: the first 16 bytes of HMAC(channel, account, update). `message`: the provider's id of what
# the person wrote, so that a chat can be cleared on both sides. `outcome`: taken, failed, ignored.
inbox = Table(
    "inbox",
    METADATA,
    Column("dedupe", LargeBinary, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("person_id", Id),
    Column("address_id", Id),
    Column("received_at", Moment, nullable=False),
    Column("message", Text, nullable=False),
    Column("payload", Sealed),
    Column("outcome", Text, nullable=False),
    Index(None, "received_at"),
    Index(None, "address_id", "received_at"),
)

timers = Table(
    "timers",
    METADATA,
    Column("person_id", Id, ForeignKey("persons.id"), primary_key=True),
    Column("what", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("data", Sealed, nullable=False),
    Index(None, "due_at"),
)

# A turn that raised, with what it was given. Of a hushed conversation neither words, answers nor person.
failures = Table(
    "failures",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("person_id", Id),
    Column("at", Moment, nullable=False),
    Column("state", Sealed, nullable=False),
    Column("input", Sealed, nullable=False),
    Column("error", Text, nullable=False),
    Column("hushed", Boolean, nullable=False),
    Index(None, "at"),
)
