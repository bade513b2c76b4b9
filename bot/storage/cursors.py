"""How far something has been read: 'reconciled' of a provider's list, and the like."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage.database import Tx
from bot.storage.schema import cursors
from bot.storage.upsert import insert


async def get(tx: Tx, channel: str, account: str, name: str) -> str:
    """Where it stands; '' at the beginning."""
    found = await tx.execute(
        select(cursors.c.value).where(
            cursors.c.channel == channel, cursors.c.account == account, cursors.c.name == name
        )
    )
    return found.scalar() or ""


async def put(tx: Tx, channel: str, account: str, name: str, value: str) -> None:
    """It stands here now."""
    made = insert(cursors).values(channel=channel, account=account, name=name, value=value)
    await tx.execute(
        made.on_conflict_do_update(
            index_elements=["channel", "account", "name"], set_={"value": made.excluded.value}
        )
    )
