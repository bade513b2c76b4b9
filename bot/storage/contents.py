"""What was made at a provider to be sent by name: templates with their approval, shapes of buttons and lists.

One of a name in a language, for each of our numbers. What a provider has forgotten stays here as *gone* until
it is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, select

from bot.core.templates import APPROVED, Approval, Pushed
from bot.storage.database import Tx
from bot.storage.schema import contents
from bot.storage.upsert import insert

_KEY = ("account", "name", "language")


async def put(tx: Tx, account: str, made: Pushed, now: datetime) -> None:
    """As it stands now."""
    row = insert(contents).values(
        account=account,
        name=made.name,
        language=made.language,
        asked=made.asked,
        category=made.approval.category,
        digest=made.digest,
        sid=made.sid,
        approval=made.approval.state,
        reason=made.approval.reason,
        checked_at=now,
    )
    changed = {c.name: row.excluded[c.name] for c in contents.c if c.name not in _KEY}
    await tx.execute(row.on_conflict_do_update(index_elements=_KEY, set_=changed))


async def of(tx: Tx, account: str) -> tuple[Pushed, ...]:
    """Everything of one of our numbers."""
    rows = select(contents).where(contents.c.account == account)
    found = await tx.execute(rows.order_by(contents.c.name, contents.c.language))
    return tuple(_read(row) for row in found)


async def approved(tx: Tx, account: str) -> frozenset[str]:
    """The names of the templates that may be sent, in whatever language."""
    columns = contents.c
    rows = select(columns.name).where(
        columns.account == account, columns.approval == APPROVED, columns.asked != ""
    )
    return frozenset((await tx.execute(rows)).scalars())


def _read(row: Row[tuple[str, ...]]) -> Pushed:
    approval = Approval(row.approval, row.category, row.reason)
    return Pushed(row.name, row.language, row.asked, row.digest, row.sid, approval)


def templates(found: Sequence[Pushed]) -> tuple[Pushed, ...]:
    """Of these the ones that need an approval."""
    return tuple(one for one in found if one.asked)
