"""What a batch reads before its turns, so that nothing is heard twice."""

from __future__ import annotations

from sqlalchemy import (
    and_,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    union,
)

from bot.storage.binder import Statement
from bot.storage.schema import (
    address_keys,
    address_persons,
    addresses,
    conversations,
    drafts,
    errands,
    family_secrets,
    generation,
    inbox,
    outgoing,
    outgoing_refs,
    persons,
    timers,
)
from bot.storage.turns.sets import each, identifier, part, raw, word

GENERATION = Statement(select(generation.c.value).where(generation.c.id == 1))

# Which of these deliveries came before.
_delivered = each("deliveries")
TAKEN = Statement(
    select(inbox.c.dedupe).select_from(_delivered).join(inbox, inbox.c.dedupe == raw(_delivered.c.value))
)

# A waking is claimed by forgetting it. Rows: p(erson), w(hat); only what is due.
_woken = each("rows")
WAKE = Statement(
    delete(timers)
    .where(
        timers.c.due_at <= bindparam("now"),
        tuple_(timers.c.person_id, timers.c.what).in_(
            select(identifier(part(_woken, "p")), part(_woken, "w")).select_from(_woken)
        ),
    )
    .returning(timers.c.person_id, timers.c.what, timers.c.data)
)

# What an errand found is told once: its row goes with the turn that hears it. Rows: p(erson), k(ey).
_told = each("rows")
TELL = Statement(
    delete(errands)
    .where(
        errands.c.state == "found",
        tuple_(errands.c.person_id, errands.c.key).in_(
            select(identifier(part(_told, "p")), part(_told, "k")).select_from(_told)
        ),
    )
    .returning(errands.c.person_id, errands.c.key)
)

# Where several processes write, a batch first locks the addresses that it hears from, then, in a statement
# of its own so that it sees them as they are once locked, the persons; both in the order of identifiers.
_heard = each("hashes")
LOCK_ADDRESSES = Statement(
    select(addresses.c.id)
    .where(
        addresses.c.id.in_(
            select(address_keys.c.address_id)
            .select_from(_heard)
            .join(address_keys, address_keys.c.hash == raw(_heard.c.value))
        )
    )
    .order_by(addresses.c.id)
    .with_for_update()
)

# Where somebody stands.
_standing = (
    persons.c.id,
    persons.c.version,
    persons.c.data,
    persons.c.seen_at,
    persons.c.erased_at,
    conversations.c.version,
    conversations.c.data,
    conversations.c.hushed,
    drafts.c.data,
)
_conversation = conversations.c.person_id == persons.c.id
_open_draft = and_(drafts.c.person_id == persons.c.id, drafts.c.id == conversations.c.draft_id)

# Which address each key is of, who speaks from it now, and where they stand.
_keys = each("hashes")
_others = (
    select(func.count())
    .where(address_persons.c.address_id == addresses.c.id)
    .correlate(addresses)
    .scalar_subquery()
)
RESOLVE = Statement(
    select(
        address_keys.c.hash,
        addresses.c.id,
        addresses.c.channel,
        addresses.c.account,
        addresses.c.state,
        addresses.c.last_in_at,
        addresses.c.language,
        addresses.c.offered,
        _others.label("persons"),
        *_standing,
    )
    .select_from(_keys)
    .join(address_keys, address_keys.c.hash == raw(_keys.c.value))
    .join(addresses, addresses.c.id == address_keys.c.address_id)
    .outerjoin(persons, persons.c.id == addresses.c.person_id)
    .outerjoin(conversations, _conversation)
    .outerjoin(drafts, _open_draft)
)

# Further keys of an address, to see whether a phone comes with another account than before.
_known = each("hashes")
SIBLINGS = Statement(
    select(address_keys.c.address_id, address_keys.c.hash, address_keys.c.kind).where(
        address_keys.c.address_id.in_(
            select(address_keys.c.address_id)
            .select_from(_known)
            .join(address_keys, address_keys.c.hash == raw(_known.c.value))
        )
    )
)

# All persons of a batch: those behind the keys, and those named.
_speaking = each("hashes")
_named = each("persons")
_wanted = union(
    select(addresses.c.person_id)
    .select_from(_speaking)
    .join(address_keys, address_keys.c.hash == raw(_speaking.c.value))
    .join(addresses, addresses.c.id == address_keys.c.address_id),
    select(identifier(_named.c.value)).select_from(_named),
).subquery("wanted")
LOCK_PERSONS = Statement(
    select(persons.c.id)
    .where(persons.c.id.in_(select(_wanted.c.person_id)))
    .order_by(persons.c.id)
    .with_for_update()
)

# Where those stand who are named.
_meant = each("persons")
LOAD = Statement(
    select(*_standing)
    .select_from(_meant)
    .join(persons, persons.c.id == identifier(_meant.c.value))
    .outerjoin(conversations, _conversation)
    .outerjoin(drafts, _open_draft)
)

# Where somebody who is to hear something can be reached: the address they wrote from last.
_home = each("persons")
HOMES = Statement(
    select(
        addresses.c.person_id,
        addresses.c.id,
        addresses.c.channel,
        addresses.c.account,
        addresses.c.offered,
        _others.label("persons"),
    )
    .where(
        addresses.c.person_id.in_(select(identifier(_home.c.value)).select_from(_home)),
        addresses.c.state == "working",
    )
    .order_by(addresses.c.last_in_at.nulls_first())
)

# What quoted messages were about. Rows: h(ash of the address), r(ef).
_quoted = each("rows")
QUOTED = Statement(
    select(address_keys.c.hash, outgoing_refs.c.provider_id, outgoing.c.about)
    .select_from(_quoted)
    .join(address_keys, address_keys.c.hash == raw(part(_quoted, "h")))
    .join(
        outgoing_refs,
        and_(
            outgoing_refs.c.address_id == address_keys.c.address_id,
            outgoing_refs.c.provider_id == part(_quoted, "r"),
        ),
    )
    .join(outgoing, outgoing.c.id == outgoing_refs.c.outgoing_id)
)

# What waited for the person to write (a closed window), newest first. Mostly nothing waits for anybody.
_writing = each("hashes")
_parked = outgoing.alias("any_parked")
PARKED = Statement(
    select(outgoing.c.id, outgoing.c.address_id)
    .where(
        outgoing.c.state == word("parked"),
        outgoing.c.address_id.in_(
            select(address_keys.c.address_id)
            .select_from(_writing)
            .join(address_keys, address_keys.c.hash == raw(_writing.c.value))
            .where(select(_parked.c.id).where(_parked.c.state == word("parked")).exists())
        ),
    )
    .order_by(outgoing.c.seq.desc())
)

FAMILY = Statement(select(family_secrets.c.secret).where(family_secrets.c.family == bindparam("family")))
