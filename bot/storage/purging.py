"""What is not kept, step by step.

Payloads go after 14 days, dedupe keys after 400, sent texts and lines after 90, workbooks that were sent for
checking and never published after 7, as lists of people, drafts when their time is over, and who was awaited
from a list and did not come. Of what was said inside a private form
no text was kept; when the chat can no longer be cleared, what tells that and when it was said goes too: how
many questions somebody was asked, and how fast they answered, would tell something of their answers. Who took
part in such a form is forgotten with the secret of its family: then answers lead to nobody, and neither does
this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.sql.dml import UpdateBase

from bot.storage import campaign_accounts, generation, openers
from bot.storage.database import Tx
from bot.storage.leaving import CLEARABLE
from bot.storage.media import PEOPLE
from bot.storage.schema import (
    drafts,
    errands,
    failures,
    family_secrets,
    forms,
    inbox,
    link_codes,
    media,
    outgoing,
    outgoing_refs,
    participations,
    prepared,
    webchat_messages,
)

PAYLOADS = timedelta(days=14)
DEDUPE = timedelta(days=400)
SENT = timedelta(days=90)
DONE = timedelta(days=14)
PROPOSED = timedelta(days=7)
CHUNK = 300
_DAY = 86_400_000_000
_OVER = ("sent", "delivered", "read", "failed", "skipped", "unknown")


@dataclass(frozen=True, slots=True)
class Old:
    """What has had its time, by key: at most 300 of each, so that forgetting it is one short transaction."""

    payloads: Sequence[bytes]
    traces: Sequence[bytes]
    deliveries: Sequence[bytes]
    sent: Sequence[str]
    lines: Sequence[tuple[str, int]]
    forms: Sequence[str]
    parts: Sequence[tuple[str, str, str]]
    lists: Sequence[str]
    awaited: Sequence[str]


async def find(tx: Tx, now: datetime) -> Old:
    """Look for it, by whole tables where that is the way: on a connection that only reads."""
    received, clearable = inbox.c.received_at, now - CLEARABLE
    unnamed = and_(received < clearable, inbox.c.payload.is_(None), inbox.c.address_id.is_not(None))
    sent = and_(outgoing.c.hushed, outgoing.c.created_at < clearable)
    lines = and_(webchat_messages.c.hushed, webchat_messages.c.at < clearable)
    return Old(
        payloads=await _inbox(tx, and_(received < now - PAYLOADS, inbox.c.payload.is_not(None))),
        traces=await _inbox(tx, unnamed),
        deliveries=await _inbox(tx, received < now - DEDUPE),
        sent=await _sent(tx, or_(outgoing.c.created_at < now - SENT, sent)),
        lines=await _lines(tx, or_(webchat_messages.c.at < now - SENT, lines)),
        forms=(await tx.execute(select(forms.c.version).where(_dropped(now)).limit(CHUNK))).scalars().all(),
        parts=await _parts(tx),
        lists=(await tx.execute(select(media.c.id).where(_handled(now)).limit(CHUNK))).scalars().all(),
        awaited=(await tx.execute(select(prepared.c.id).where(_missed(now)).limit(CHUNK))).scalars().all(),
    )


async def _inbox(tx: Tx, which: ColumnElement[bool]) -> Sequence[bytes]:
    return (await tx.execute(select(inbox.c.dedupe).where(which).limit(CHUNK))).scalars().all()


async def _sent(tx: Tx, which: ColumnElement[bool]) -> Sequence[str]:
    over = select(outgoing.c.id).where(which, outgoing.c.state.in_(_OVER))
    return (await tx.execute(over.limit(CHUNK))).scalars().all()


async def _lines(tx: Tx, which: ColumnElement[bool]) -> Sequence[tuple[str, int]]:
    """But for the last of each browser: its number is the one to count on from."""
    newer = webchat_messages.alias("newer")
    last = (
        select(func.max(newer.c.n))
        .where(newer.c.address_id == webchat_messages.c.address_id)
        .correlate(webchat_messages)
        .scalar_subquery()
    )
    over = select(webchat_messages.c.address_id, webchat_messages.c.n).where(
        which, webchat_messages.c.n < last
    )
    return [(row.address_id, row.n) for row in await tx.execute(over.limit(CHUNK))]


_PART = tuple_(participations.c.person_id, participations.c.form, participations.c.wave)


async def _parts(tx: Tx) -> Sequence[tuple[str, str, str]]:
    """Who took part in a form whose secret was destroyed."""
    lost = select(participations).where(participations.c.form.not_in(select(family_secrets.c.family)))
    return [(row.person_id, row.form, row.wave) for row in await tx.execute(lost.limit(CHUNK))]


def _handled(now: datetime) -> ColumnElement[bool]:
    """A list of people that a coordinator sent, or was sent back."""
    return and_(media.c.field == PEOPLE, media.c.received_at < now - PROPOSED, media.c.person_id.is_not(None))


def _missed(now: datetime) -> ColumnElement[bool]:
    return and_(prepared.c.until < now, prepared.c.claimed_at.is_(None))


def _dropped(now: datetime) -> ColumnElement[bool]:
    """A workbook that was neither published nor is being tried. What is shipped is published by nobody."""
    shipped = forms.alias("shipped")
    ours = exists().where(shipped.c.name == forms.c.name, shipped.c.current, shipped.c.published_at.is_(None))
    tried = exists().where(drafts.c.form == forms.c.name, drafts.c.form_version == forms.c.version)
    proposed = and_(forms.c.published_at.is_(None), forms.c.added_at < now - PROPOSED)
    return and_(proposed, ~ours, ~tried)


async def forget(tx: Tx, old: Old, now: datetime) -> int:
    """Forget what was found, and whatever else is over by now; how many rows it touched."""
    await campaign_accounts.settle(tx, old.sent)
    if old.forms:
        await generation.bump(tx)
    moment = type_coerce(inbox.c.received_at, BigInteger)
    day = type_coerce(moment - moment % _DAY, inbox.c.received_at.type)
    lines = tuple_(webchat_messages.c.address_id, webchat_messages.c.n)
    steps: list[UpdateBase] = [
        update(inbox).where(inbox.c.dedupe.in_(old.payloads)).values(payload=None, message=""),
        update(inbox)
        .where(inbox.c.dedupe.in_(old.traces))
        .values(person_id=None, address_id=None, message="", received_at=day),
        delete(inbox).where(inbox.c.dedupe.in_(old.deliveries)),
        delete(outgoing_refs).where(outgoing_refs.c.outgoing_id.in_(old.sent)),
        delete(outgoing).where(outgoing.c.id.in_(old.sent)),
        delete(webchat_messages).where(lines.in_(old.lines)),
        delete(forms).where(forms.c.version.in_(old.forms), _dropped(now)),
        delete(media).where(media.c.id.in_(old.lists)),
        delete(prepared).where(prepared.c.id.in_(old.awaited), _missed(now)),
        delete(drafts).where(drafts.c.until < now),
        delete(link_codes).where(link_codes.c.expires_at < now),
        delete(failures).where(failures.c.at < now - SENT),
        delete(errands).where(errands.c.state == "done", errands.c.created_at < now - DONE),
        delete(participations).where(_PART.in_(old.parts)),
    ]
    steps.append(openers.old(now))
    return sum([(await tx.execute(step)).rowcount for step in steps])


async def objects_in_use(tx: Tx, names: list[str]) -> set[str]:
    """Which kept objects a row still refers to."""
    found = await tx.execute(select(media.c.object).where(media.c.object.in_(names)))
    return {row.object for row in found}
