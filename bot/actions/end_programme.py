"""The end of a programme: nothing leads from one private answer of somebody to another any more.

Answers of a pseudonymous form stand under a respondent, an HMAC of the person with the form family's secret.
Without that secret nobody can compute it again: what was answered stays, and whose it was cannot be found
out, not even by who holds the database and its key. What says who took part goes with the next purge. In
backups a secret lives until they are thinned out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.storage import audit, private_answers
from bot.storage.database import Database


async def kept_families(database: Database, programme: str) -> tuple[str, ...]:
    """The private forms of a programme whose secret is there, by name."""
    async with database.read() as tx:
        return await private_answers.families(tx, programme)


async def end_programme(
    database: Database, programme: str, by: str, now: datetime, ids: Iterator[str]
) -> tuple[str, ...]:
    """Destroy the secrets of all its private forms; which those were. A form that goes on begins anew."""
    async with database.begin() as tx:
        gone = await private_answers.families(tx, programme)
        if gone:
            await private_answers.forget_families(tx, programme)
            await audit.note(tx, next(ids), now, by, "programme.end", programme, forms=list(gone))
    return gone
