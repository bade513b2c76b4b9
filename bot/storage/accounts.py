"""How a channel account stands: working, slow, refused (by the provider), stopped (by us), and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.storage.database import Tx
from bot.storage.schema import accounts
from bot.storage.upsert import insert

WORKING, SLOW, REFUSED, STOPPED = "working", "slow", "refused", "stopped"


async def state(tx: Tx, channel: str, account: str) -> tuple[str, str]:
    """(state, reason); an account that nothing was said of works."""
    row = (
        await tx.execute(
            select(accounts.c.state, accounts.c.reason).where(
                accounts.c.channel == channel, accounts.c.account == account
            )
        )
    ).first()
    return (row.state, row.reason) if row else (WORKING, "")


async def put(tx: Tx, channel: str, account: str, state: str, reason: str, now: datetime) -> None:
    """From now on it stands like this."""
    made = insert(accounts).values(channel=channel, account=account, state=state, reason=reason, since=now)
    await tx.execute(
        made.on_conflict_do_update(
            index_elements=["channel", "account"],
            set_={name: made.excluded[name] for name in ("state", "reason", "since")},
        )
    )
