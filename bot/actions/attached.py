"""Whether what goes with words of staff is here yet: nothing of ours leaves before it was looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.actions.job import Later
from bot.core.media import Attachment
from bot.storage import media
from bot.storage.database import Tx

PATIENCE: Final = timedelta(minutes=2)
_SOON: Final = 2.0


async def is_lost(tx: Tx, attachment: Attachment | None, waited: timedelta) -> bool:
    """Whether it cannot be had; Later while it is on its way."""
    if attachment is None:
        return False
    shown = await media.shown(tx, attachment.media)
    if shown is not None and shown.object is None and waited < PATIENCE:
        raise Later(_SOON)
    return shown is None or shown.object is None
