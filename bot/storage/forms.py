"""Every version of a form that ever asked anybody anything, whole, by the hash of its content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from bot.core.form import Form
from bot.storage import codecs, generation
from bot.storage.database import Tx
from bot.storage.schema import forms
from bot.storage.upsert import insert


async def keep(tx: Tx, shipped: Iterable[Form], now: datetime) -> None:
    """Store these versions and ask them from now on; older ones stay for the drafts pinned to them."""
    asked = set((await tx.execute(select(forms.c.version).where(forms.c.current))).scalars())
    fresh = [form for form in shipped if form.version not in asked]
    if fresh:
        await generation.bump(tx)
    for form in fresh:
        made = insert(forms).values(
            version=form.version, name=form.name, body=codecs.encode(form), current=True, added_at=now
        )
        await tx.execute(made.on_conflict_do_update(index_elements=["version"], set_={"current": True}))
        await tx.execute(
            update(forms)
            .where(forms.c.name == form.name, forms.c.version != form.version)
            .values(current=False)
        )


async def all_versions(tx: Tx) -> dict[str, Form]:
    """All of them by version."""
    found = await tx.execute(select(forms.c.version, forms.c.body))
    return {row.version: codecs.decode(Form, row.body) for row in found}
