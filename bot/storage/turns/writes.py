"""What a batch writes after its turns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    delete,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)

from bot.storage.binder import Statement
from bot.storage.columns import Id
from bot.storage.schema import (
    address_keys,
    address_persons,
    addresses,
    answer_facts,
    consents,
    conversations,
    drafts,
    errands,
    failures,
    family_secrets,
    inbox,
    media,
    memberships,
    outgoing,
    participations,
    person_words,
    persons,
    private_intake,
    private_refusals,
    submission_history,
    submissions,
    timers,
    webchat_messages,
)
from bot.storage.turns.sets import each, identifier, word
from bot.storage.upsert import insert


def _new_row(table: Any) -> Statement:
    return Statement(insert(table).inline())


NEW_PERSON = _new_row(persons)
NEW_ADDRESS = _new_row(addresses)
NEW_KEY = _new_row(address_keys)
NEW_CONVERSATION = _new_row(conversations)
NEW_FAMILY = Statement(insert(family_secrets).on_conflict_do_nothing().inline())

# Five persons at most, who the address knows already among them.
SHARE = Statement(
    insert(address_persons)
    .from_select(
        ["address_id", "person_id", "since"],
        select(
            bindparam("address_id", type_=Id()),
            bindparam("person_id", type_=Id()),
            bindparam("since", type_=address_persons.c.since.type),
        ).where(
            select(func.count())
            .where(address_persons.c.address_id == bindparam("b_address", type_=Id()))
            .scalar_subquery()
            < 5
        ),
    )
    .on_conflict_do_nothing()
)

FORGET_KEYS = Statement(
    delete(address_keys).where(
        address_keys.c.address_id == bindparam("b_address"), address_keys.c.kind == bindparam("b_kind")
    )
)

HEARD = Statement(
    update(addresses).where(addresses.c.id == bindparam("b_id")),
    ["account", "state", "last_in_at", "language"],
)

SPOKEN = Statement(
    update(addresses)
    .where(addresses.c.id == bindparam("b_id"), addresses.c.offered == bindparam("b_offered", type_=Id()))
    .values(offered=null()),
)

SWITCH = Statement(
    update(addresses).where(
        addresses.c.id == bindparam("b_id"),
        select(literal(1))
        .where(
            address_persons.c.address_id == addresses.c.id,
            address_persons.c.person_id == bindparam("b_person", type_=Id()),
        )
        .exists(),
    ),
    ["person_id"],
)

DETACH = Statement(
    update(addresses).where(addresses.c.id == bindparam("b_id")).values(person_id=None, state="detached")
)
UNSHARE = Statement(delete(address_persons).where(address_persons.c.address_id == bindparam("b_id")))

PERSON = Statement(
    update(persons)
    .where(persons.c.id == bindparam("b_id"), persons.c.version == bindparam("b_version"))
    .values(
        registered_at=func.coalesce(
            persons.c.registered_at, bindparam("b_registered", type_=persons.c.registered_at.type)
        )
    ),
    ["version", "data", "language", "area", "sex", "birth_year", "registered", "stopped", "discreet"],
)
SEEN = Statement(update(persons).where(persons.c.id == bindparam("b_id")), ["seen_at"])
FORGET_WORDS = Statement(delete(person_words).where(person_words.c.person_id == bindparam("b_id")))
WORD = Statement(insert(person_words).on_conflict_do_nothing().inline())


def _holds(held: Any) -> ColumnElement[bool]:
    """That somebody has a role. SQLite would look through all who have it, if it could see an index there."""
    return and_(
        held.c.person_id == bindparam("b_person", type_=Id()),
        func.coalesce(held.c.programme, "") == bindparam("b_programme", type_=Text()),
        func.coalesce(held.c.role, "") == bindparam("b_role", type_=Text()),
        held.c.until.is_(None),
    )


END_ROLE = Statement(update(memberships).where(_holds(memberships)), ["until"])
# A role that came with areas, by an invitation, is there already.
_held = memberships.alias("held")
ROLE = Statement(
    insert(memberships).from_select(
        ["id", "person_id", "programme", "role", "area", "since"],
        select(
            bindparam("id", type_=Id()),
            bindparam("person_id", type_=Id()),
            bindparam("programme", type_=Text()),
            bindparam("role", type_=Text()),
            literal(""),
            bindparam("since", type_=memberships.c.since.type),
        ).where(~select(literal(1)).where(_holds(_held)).exists()),
    )
)

CONVERSATION = Statement(
    update(conversations).where(
        conversations.c.person_id == bindparam("b_person"), conversations.c.version == bindparam("b_version")
    ),
    ["version", "data", "draft_id", "hushed", "updated_at"],
)

_draft = insert(drafts)
DRAFT = Statement(
    _draft.on_conflict_do_update(
        index_elements=["person_id", "id"],
        set_={
            name: _draft.excluded[name] for name in ("form", "form_version", "data", "until", "updated_at")
        },
    ).inline()
)
# One that was read, and is of the same form still: what its indexes hold does not change.
DRAFT_AGAIN = Statement(
    update(drafts).where(drafts.c.person_id == bindparam("b_person"), drafts.c.id == bindparam("b_id")),
    ["data", "updated_at"],
)
DROP_DRAFT = Statement(
    delete(drafts).where(drafts.c.person_id == bindparam("b_person"), drafts.c.id == bindparam("b_id"))
)

# Whoever inserts its key first has taken a delivery; to another it is a conflict.
DELIVERY = _new_row(inbox)

SUBMISSION = _new_row(submissions)
REMEMBER_REVISION = Statement(
    insert(submission_history).from_select(
        ["submission_id", "person_id", "revision", "form_version", "answers", "stage", "reason", "at"],
        select(
            submissions.c.id,
            submissions.c.person_id,
            submissions.c.revision,
            submissions.c.form_version,
            submissions.c.answers,
            submissions.c.stage,
            literal("amended"),
            submissions.c.updated_at,
        ).where(submissions.c.id == bindparam("b_id"), submissions.c.person_id == bindparam("b_person")),
    )
)
AMEND = Statement(
    update(submissions)
    .where(submissions.c.id == bindparam("b_id"), submissions.c.person_id == bindparam("b_person"))
    .values(revision=submissions.c.revision + 1),
    ["form_version", "answers", "area", "happened", "stage", "flags", "language", "channel", "updated_at"],
)
FORGET_FACTS = Statement(
    delete(answer_facts).where(
        answer_facts.c.person_id == bindparam("b_person"), answer_facts.c.submission_id == bindparam("b_id")
    )
)
FACT = _new_row(answer_facts)
INTAKE = _new_row(private_intake)
PARTICIPATION = Statement(insert(participations).on_conflict_do_nothing().inline())
_refusal = insert(private_refusals)
REFUSAL = Statement(
    _refusal.on_conflict_do_update(
        index_elements=["form", "wave"], set_={"count": private_refusals.c.count + 1}
    ).inline()
)
CONSENT = _new_row(consents)

MEDIUM = _new_row(media)
_answering = each("ids")
ANSWERS_WITH = Statement(
    update(media)
    .values(draft_id=None)
    .where(
        media.c.person_id == bindparam("b_person"),
        or_(
            media.c.draft_id == bindparam("b_draft", type_=Id()),
            media.c.id.in_(select(identifier(_answering.c.value)).select_from(_answering)),
        ),
    ),
    ["submission_id"],
)
_passed_on = each("ids")
PASS_ON = Statement(
    update(media)
    .values(draft_id=None)
    .where(
        media.c.person_id == bindparam("b_person"),
        media.c.id.in_(select(identifier(_passed_on.c.value)).select_from(_passed_on)),
    )
)
WITHDRAW = Statement(
    update(media)
    .values(draft_id=None, state="withdrawn", due_at=None)
    .where(media.c.person_id == bindparam("b_person"), media.c.draft_id == bindparam("b_draft"))
)

_timer = insert(timers)
TIMER = Statement(
    _timer.on_conflict_do_update(
        index_elements=["person_id", "what"],
        set_={"due_at": _timer.excluded.due_at, "data": _timer.excluded.data},
    ).inline()
)
CANCEL_TIMER = Statement(
    delete(timers).where(timers.c.person_id == bindparam("b_person"), timers.c.what == bindparam("b_what"))
)
ERRAND = Statement(insert(errands).on_conflict_do_nothing().inline())

_unsent = or_(*(outgoing.c.state == word(state) for state in ("queued", "held", "parked")))

# Programme messages stop at once; replies and notices go on.
SILENCE = Statement(
    update(outgoing)
    .values(state="skipped", reason="stopped", message=None)
    .where(
        outgoing.c.person_id == bindparam("b_person"),
        outgoing.c.priority >= 2,
        _unsent,
    )
)
DISCARD = Statement(
    update(outgoing)
    .values(state="skipped", reason="detached", message=None)
    .where(outgoing.c.address_id == bindparam("b_address"), _unsent)
)
RELEASE = Statement(
    update(outgoing).values(state="queued", reason="").where(outgoing.c.id == bindparam("b_id")),
    ["seq", "due_at"],
)
SUPERSEDE = Statement(
    update(outgoing)
    .values(state="skipped", reason="superseded", message=None)
    .where(outgoing.c.id == bindparam("b_id"))
)

# What every new row has is written out: to bind it takes longer.
_new = {
    "state": word("queued"),
    "reason": word(""),
    "attempts": literal_column("0", type_=outgoing.c.attempts.type),
    "epoch": literal_column("0", type_=outgoing.c.epoch.type),
}
_POSTED = [c.name for c in outgoing.c if c.name not in {"replaces", "sent_at", *_new}]
OUTGOING = Statement(insert(outgoing).values(_new).inline(), _POSTED)
# `replaces`: the person's newest message of the same slot at this address, for channels that edit.
_earlier = outgoing.alias("earlier")
OUTGOING_AGAIN = Statement(
    insert(outgoing)
    .values(
        **_new,
        replaces=select(_earlier.c.id)
        .where(
            _earlier.c.slot != word(""),
            _earlier.c.address_id == bindparam("b_address", type_=Id()),
            _earlier.c.slot == bindparam("b_slot", type_=Text()),
            _earlier.c.person_id == bindparam("b_person", type_=Id()),
            _earlier.c.seq < bindparam("b_seq", type_=outgoing.c.seq.type),
        )
        .order_by(_earlier.c.seq.desc())
        .limit(1)
        .scalar_subquery(),
    )
    .inline(),
    _POSTED,
)

# The end of a private form: what its stream has shown, or never will, loses its text.
FORGET_LINES = Statement(
    update(webchat_messages)
    .values(event=None)
    .where(
        webchat_messages.c.address_id.in_(
            select(address_persons.c.address_id).where(address_persons.c.person_id == bindparam("b_person"))
        ),
        webchat_messages.c.hushed.is_(True),
    )
)
FAILURE = _new_row(failures)

# Their rows must not be known by the transaction that wrote them, which is that of somebody's turn.
PRIVATE = frozenset({INTAKE, REFUSAL})
