"""Private answers by respondent: whether one answered a wave, and deleting them while it is open.

The respondent is an HMAC under the secret of the form family: it can be computed from a person as long as
that secret lives, and leads back to nobody. Rows still in the intake are sealed whole, so they are
opened to be found.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, insert, select

from bot.storage import codecs
from bot.storage.database import Tx
from bot.storage.schema import family_secrets, participations, private_answers, private_intake
from bot.storage.sealed import Sealer, keyed_hash

SECRET = "family_secrets.secret"  # noqa: S105 - the name of a column
INTAKE = "private_intake.row"
ANSWERS = "private_answers.answers"


def respondent(secret: bytes, person: str) -> str:
    """The key under which a person's answers to a family of forms are kept."""
    return keyed_hash(secret, "respondent", person).hex()[:32]


async def exists(tx: Tx, sealer: Sealer, person: str, form: str, wave: str) -> bool:
    """Whether this person has answered a wave of a form."""
    who = await _who(tx, sealer, person, form)
    if who is None:
        return False
    kept = await tx.execute(select(private_answers.c.id).where(_of(who, form, wave)).limit(1))
    return kept.first() is not None or bool(await _waiting(tx, sealer, who, form, wave))


async def remove(tx: Tx, sealer: Sealer, person: str, form: str, wave: str) -> int:
    """Delete what this person answered in a wave; how many rows went."""
    parts = participations.c
    await tx.execute(
        delete(participations).where(parts.person_id == person, parts.form == form, parts.wave == wave)
    )
    who = await _who(tx, sealer, person, form)
    if who is None:
        return 0
    gone = await tx.execute(delete(private_answers).where(_of(who, form, wave)))
    waiting = await _waiting(tx, sealer, who, form, wave)
    if waiting:
        await tx.execute(delete(private_intake).where(private_intake.c.id.in_(waiting)))
    return gone.rowcount + len(waiting)


async def families(tx: Tx, programme: str) -> tuple[str, ...]:
    """The private forms of a programme that have a secret."""
    found = select(family_secrets.c.family).where(family_secrets.c.programme == programme)
    return tuple((await tx.execute(found.order_by(family_secrets.c.family))).scalars())


async def forget_families(tx: Tx, programme: str) -> None:
    """From now on nobody can be found to be the respondent of an answer."""
    await tx.execute(delete(family_secrets).where(family_secrets.c.programme == programme))


async def _who(tx: Tx, sealer: Sealer, person: str, form: str) -> str | None:
    found = await tx.execute(select(family_secrets.c.secret).where(family_secrets.c.family == form))
    row = found.first()
    return respondent(sealer.open(row.secret, SECRET), person) if row else None


def _of(who: str, form: str, wave: str) -> Any:
    columns = private_answers.c
    return and_(columns.respondent == who, columns.form == form, columns.wave == wave)


async def _waiting(tx: Tx, sealer: Sealer, who: str, form: str, wave: str) -> list[str]:
    return [
        id_
        for id_, row in await intake(tx, sealer)
        if (row["respondent"], row["form"], row["wave"]) == (who, form, wave)
    ]


async def intake(tx: Tx, sealer: Sealer) -> list[tuple[str, dict[str, Any]]]:
    """Everything that still waits to be mixed."""
    found = await tx.execute(select(private_intake))
    return [(row.id, codecs.decode(dict, sealer.open(row.row, INTAKE))) for row in found]


async def move(tx: Tx, sealer: Sealer, old: str, new: str, row: dict[str, Any]) -> None:
    """One row from the intake to where it is read, under a key of its own."""
    kept = {name: value for name, value in row.items() if name != "answers"}
    answers = sealer.seal(codecs.encode(row["answers"]), ANSWERS)
    await tx.execute(insert(private_answers).values(id=new, answers=answers, **kept))
    await tx.execute(delete(private_intake).where(private_intake.c.id == old))
