"""What goes with the words of a campaign: rows of `media` that belong to the campaign, and to nobody.

So it stays when its author's data are erased, as the words do. No other medium has a name with this colon.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from bot.storage import form_media
from bot.storage.database import Tx
from bot.storage.media import Object
from bot.storage.schema import media

_OF = "campaign"


async def add(tx: Tx, id_: str, campaign: str, kind: str, kept: Object, now: datetime) -> None:
    """What came with the command, kept in the store already."""
    await form_media.add(tx, id_, _OF, campaign, kind, kept, now)


async def adopt(tx: Tx, campaign: str, ids: Collection[str], person: str) -> None:
    """What its author has sent over a chat is the campaign's from now on."""
    mine = (media.c.id.in_(ids), media.c.person_id == person, media.c.submission_id.is_(None))
    values = {"person_id": None, "draft_id": None, "field": f"{_OF}:{campaign}", "clearance": "internal"}
    await tx.execute(update(media).where(*mine).values(values))
