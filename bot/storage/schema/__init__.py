"""Every table, by idea. Import tables from here; `METADATA` is what the migrations are compared with.

A table is named after what it holds, a column after what it says. Rows that belong to a private form
stand in tables without a row number, so that even their order tells nothing.
"""

from bot.storage.columns import METADATA
from bot.storage.schema.answers import (
    answer_facts,
    family_secrets,
    ghosts,
    media,
    media_positions,
    participations,
    private_answers,
    private_intake,
    private_refusals,
    submission_history,
    submissions,
)
from bot.storage.schema.campaigns import campaign_steps, campaigns, pauses, recipients
from bot.storage.schema.dialogue import conversations, drafts, failures, forms, inbox, timers
from bot.storage.schema.people import (
    address_keys,
    address_persons,
    addresses,
    consents,
    invitation_uses,
    invitations,
    link_codes,
    memberships,
    person_words,
    persons,
    prepared,
    rosters,
)
from bot.storage.schema.running import accounts, audit, cursors, generation, installation, leases
from bot.storage.schema.sending import contents, errands, openers, outgoing, outgoing_refs, webchat_messages
from bot.storage.schema.staff import (
    absences,
    audiences,
    complaints,
    digests,
    notices,
    thread_messages,
    threads,
)

__all__ = [
    "METADATA",
    "absences",
    "accounts",
    "address_keys",
    "address_persons",
    "addresses",
    "answer_facts",
    "audiences",
    "audit",
    "campaign_steps",
    "campaigns",
    "complaints",
    "consents",
    "contents",
    "conversations",
    "cursors",
    "digests",
    "drafts",
    "errands",
    "failures",
    "family_secrets",
    "forms",
    "generation",
    "ghosts",
    "inbox",
    "installation",
    "invitation_uses",
    "invitations",
    "leases",
    "link_codes",
    "media",
    "media_positions",
    "memberships",
    "notices",
    "openers",
    "outgoing",
    "outgoing_refs",
    "participations",
    "pauses",
    "person_words",
    "persons",
    "prepared",
    "private_answers",
    "private_intake",
    "private_refusals",
    "recipients",
    "rosters",
    "submission_history",
    "submissions",
    "thread_messages",
    "threads",
    "timers",
    "webchat_messages",
]
