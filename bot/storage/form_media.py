"""Pictures and sounds of published forms: rows of `media` that belong to a question and to nobody.

As rows of that table their objects are shown, backed up, restored and copied like any other, and not removed.
They are marked by the question, which no other medium has under a name with a colon.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from bot.storage.database import Tx
from bot.storage.media import Object
from bot.storage.schema import media


async def known(tx: Tx, form: str, field: str, object_: str) -> str | None:
    """The id under which this content is shown with this question; None when it is not kept yet."""
    mine = (media.c.object == object_, media.c.field == _owner(form, field), media.c.person_id.is_(None))
    return (await tx.execute(select(media.c.id).where(*mine, media.c.state == "kept").limit(1))).scalar()


async def add(tx: Tx, id_: str, form: str, field: str, kind: str, kept: Object, now: datetime) -> None:
    """Show this content with the question. `kind`: photo, voice or video."""
    await tx.execute(
        insert(media).values(
            id=id_,
            field=_owner(form, field),
            kind=kind,
            as_file=False,
            channel="",
            account="",
            state="kept",
            object=kept.name,
            mime=kept.mime,
            size=kept.size,
            width=kept.width,
            height=kept.height,
            look=kept.look,
            duration=0,
            clearance="internal",
            attempts=0,
            last_error="",
            received_at=now,
        )
    )


def _owner(form: str, field: str) -> str:
    return f"{form}:{field}"
