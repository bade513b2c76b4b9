"""The campaign that a command names, as `tamasuk campaign list` shows it."""

from __future__ import annotations

from bot.app.saying import both, fail
from bot.app.store import Store
from bot.core.campaign import Campaign
from bot.core.text import key
from bot.storage import campaigns
from bot.storage.database import Tx

_DIGITS = 32


async def find_campaign(store: Store, tx: Tx, named: str) -> Campaign:
    """That of this number; what names none ends the command."""
    found = await campaigns.get(tx, store.programme.name, named) if _is_id(named) else None
    if found is None:
        fail(both(key("campaign.no_such")))
    return found


def _is_id(named: str) -> bool:
    return len(named) == _DIGITS and all(sign in "0123456789abcdef" for sign in named)
