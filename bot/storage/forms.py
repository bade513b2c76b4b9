"""Every version of a form that ever asked anybody anything, whole, by the hash of its content.

Shipped forms are kept by what starts; workbooks are published beside them, under names of their own. What is
asked no more stays for the drafts that are pinned to it, and for reading its answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from bot.core.form import Form
from bot.storage import codecs, generation
from bot.storage.database import Tx
from bot.storage.schema import drafts, forms
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Published:
    """The version in which a workbook was published last. Withdrawn: not `current`."""

    version: str
    current: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Decoded:
    """A version as it was read. Published `at` another moment, it may close on another day."""

    form: Form
    at: datetime | None


async def keep(tx: Tx, shipped: Iterable[Form], now: datetime) -> None:
    """Store these versions and ask them from now on; older ones stay for the drafts pinned to them."""
    asked = set((await tx.execute(select(forms.c.version).where(forms.c.current))).scalars())
    fresh = [form for form in shipped if form.version not in asked]
    if fresh:
        await generation.bump(tx)
    for form in fresh:
        await _ask(tx, form, {"current": True}, now)


async def propose(tx: Tx, form: Form, now: datetime) -> None:
    """Keep a version so that it can be tried; it is asked nobody yet. Sent again, it waits as long again."""
    waits = (forms.c.version == form.version, forms.c.published_at.is_(None), ~forms.c.current)
    if (await tx.execute(update(forms).where(*waits).values(added_at=now))).rowcount:
        return
    made = insert(forms).values(
        version=form.version, name=form.name, body=codecs.encode(form), current=False, added_at=now
    )
    await tx.execute(made.on_conflict_do_nothing(index_elements=["version"]))
    await generation.bump(tx)


async def publish(tx: Tx, form: Form, now: datetime) -> None:
    """Ask this version of a workbook with the next message, in every process."""
    await generation.bump(tx)
    await _ask(tx, form, {"body": codecs.encode(form), "current": True, "published_at": now}, now)


async def _ask(tx: Tx, form: Form, known: dict[str, Any], now: datetime) -> None:
    """`known`: what is set of a version that is stored already."""
    new = {"body": codecs.encode(form), "added_at": now, **known}
    made = insert(forms).values(version=form.version, name=form.name, **new)
    await tx.execute(made.on_conflict_do_update(index_elements=["version"], set_=known))
    await tx.execute(
        update(forms).where(forms.c.name == form.name, forms.c.version != form.version).values(current=False)
    )


async def withdraw(tx: Tx, name: str) -> bool:
    """Ask a published form no more; False when none of that name is asked."""
    asked = (forms.c.name == name, forms.c.current, forms.c.published_at.is_not(None))
    changed = await tx.execute(update(forms).where(*asked).values(current=False))
    if changed.rowcount:
        await generation.bump(tx)
    return bool(changed.rowcount)


async def all_versions(tx: Tx) -> dict[str, Form]:
    """All of them by version."""
    found = await tx.execute(select(forms.c.version, forms.c.body))
    return {row.version: codecs.decode(Form, row.body) for row in found}


async def decoded(tx: Tx, known: Mapping[str, Decoded]) -> dict[str, Decoded]:
    """The same; what is as it was when `known` was read is neither read nor decoded again."""
    found = await tx.execute(select(forms.c.version, forms.c.published_at))
    moments = {row.version: row.published_at for row in found}
    there = {
        version: one for version, one in known.items() if version in moments and one.at == moments[version]
    }
    bodies = select(forms.c.version, forms.c.body)
    if there:
        bodies = bodies.where(forms.c.version.in_(moments.keys() - there.keys()))
    fresh = {row.version: codecs.decode(Form, row.body) for row in await tx.execute(bodies)}
    return there | {version: Decoded(form, moments[version]) for version, form in fresh.items()}


async def published(tx: Tx) -> dict[str, Published]:
    """Workbooks by name."""
    stamped = select(forms.c.name, forms.c.version, forms.c.current, forms.c.published_at)
    found = await tx.execute(
        stamped.where(forms.c.published_at.is_not(None)).order_by(forms.c.current, forms.c.published_at)
    )
    return {row.name: Published(row.version, row.current, row.published_at) for row in found}


async def open_drafts(tx: Tx, name: str) -> int:
    """How many people are in the middle of a form."""
    return int((await tx.execute(select(func.count()).where(drafts.c.form == name))).scalar_one())
