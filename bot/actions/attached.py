"""What goes with words between people and the team: each medium as what it is, and whether it is here yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.actions.job import Later
from bot.core.media import Attachment
from bot.flows.attaching import shown as as_shown
from bot.storage import media
from bot.storage.database import Tx

PATIENCE: Final = timedelta(minutes=2)
_SOON: Final = 2.0


async def attachments(tx: Tx, ids: Sequence[str]) -> tuple[Attachment, ...]:
    """What somebody sent the team, in its order."""
    kinds = await media.kinds(tx, ids)
    return tuple(as_shown(one, kinds[one]) for one in ids if one in kinds)


async def is_lost(tx: Tx, along: Attachment | None, waited: timedelta) -> bool:
    """Whether what goes with an answer cannot be had; Later while it is on its way.

    Nothing of ours leaves before it was looked at.
    """
    if along is None:
        return False
    shown = await media.shown(tx, along.media)
    if shown is not None and shown.object is None and waited < PATIENCE:
        raise Later(_SOON)
    return shown is None or shown.object is None
