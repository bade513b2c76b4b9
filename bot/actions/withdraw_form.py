"""Withdrawing a published form: nobody is asked it any more, and whoever is in the middle of it is told."""

from __future__ import annotations

from datetime import datetime

from bot.actions.problem import Problem
from bot.actions.publish_form import refuse_shipped
from bot.core.text import key, ltr, verbatim
from bot.storage import audit, forms
from bot.storage.database import Database
from bot.storage.ids import Ids


async def withdraw_form(database: Database, name: str, ids: Ids, now: datetime, by: str = "command") -> int:
    """Ask it no more; how many people are in the middle of it. `by`: a person's id, or 'command'."""
    refuse_shipped(name)
    async with database.begin("forms") as tx:
        if not await forms.withdraw(tx, name):
            known = [one for one, found in (await forms.published(tx)).items() if found.current]
            raise Problem(
                key("command.form_none", form=verbatim(name[:40]), forms=ltr(" ".join(known) or "-"))
            )
        await audit.note(tx, ids.new(), now, by, "form.withdrawn", name)
        return await forms.open_drafts(tx, name)
