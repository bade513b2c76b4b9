"""Erasing somebody: everything goes; what is counted stays as a ghost without person, text, media or hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.core.person import STAFF, Person
from bot.storage import codecs, prepared
from bot.storage.database import Tx
from bot.storage.purging import PAYLOADS
from bot.storage.schema import (
    absences,
    answer_facts,
    complaints,
    consents,
    conversations,
    digests,
    drafts,
    errands,
    failures,
    ghosts,
    inbox,
    invitation_uses,
    link_codes,
    media,
    media_positions,
    memberships,
    notices,
    outgoing,
    participations,
    person_words,
    persons,
    submission_history,
    submissions,
    thread_messages,
    threads,
    timers,
)
from bot.storage.sealed import Sealer

PERSON = "persons.data"
# What came before that has neither payload nor person any more (`bot.storage.purging`).
NAMED = PAYLOADS + timedelta(days=7)
ANSWERS = "submissions.answers"

# Rows that go without a trace, by the column that names whose they are.
_GONE = (
    (drafts, drafts.c.person_id),
    (timers, timers.c.person_id),
    (conversations, conversations.c.person_id),
    (consents, consents.c.person_id),
    (participations, participations.c.person_id),
    (memberships, memberships.c.person_id),
    (person_words, person_words.c.person_id),
    (link_codes, link_codes.c.person_id),
    (invitation_uses, invitation_uses.c.person_id),
    (notices, notices.c.person_id),
    (thread_messages, thread_messages.c.person_id),
    (threads, threads.c.person_id),
    (absences, absences.c.person_id),
    (digests, digests.c.person_id),
    (failures, failures.c.person_id),
    (errands, errands.c.person_id),
)


@dataclass(frozen=True, slots=True)
class Ghost:
    """What stays of one submission."""

    form: str
    version: str
    programme: str
    area: str
    sex: str
    age_band: str
    wave: str
    stage: str
    month: str
    numbers: Mapping[str, Any]


async def submissions_of(tx: Tx, sealer: Sealer, person: str) -> list[tuple[Any, dict[str, Any]]]:
    """Each submission's row with its answers, for the ghosts."""
    found = await tx.execute(select(submissions).where(submissions.c.person_id == person))
    return [(row, codecs.decode(dict, sealer.open(row.answers, ANSWERS))) for row in found]


async def add_ghost(tx: Tx, id_: str, ghost: Ghost) -> None:
    """Keep what is counted."""
    await tx.execute(
        insert(ghosts).values(
            id=id_,
            form=ghost.form,
            form_version=ghost.version,
            programme=ghost.programme,
            area=ghost.area,
            sex=ghost.sex,
            age_band=ghost.age_band,
            wave=ghost.wave,
            stage=ghost.stage,
            month=ghost.month,
            numbers=dict(ghost.numbers),
            count=1,
        )
    )


async def remove(tx: Tx, sealer: Sealer, person: str, keep_errand: str, now: datetime) -> None:
    """Everything of a person but the addresses, by which the receipt still has to leave."""
    await _forget_copies(tx, person)
    await prepared.forget(tx, person)
    own = select(submissions.c.id).where(submissions.c.person_id == person)
    pictures = select(media.c.id).where(media.c.person_id == person)
    await tx.execute(delete(media_positions).where(media_positions.c.owner.in_(pictures)))
    await tx.execute(delete(media_positions).where(media_positions.c.owner.in_(own)))
    await tx.execute(delete(media).where(media.c.person_id == person))
    await tx.execute(delete(submission_history).where(submission_history.c.submission_id.in_(own)))
    await tx.execute(delete(answer_facts).where(answer_facts.c.person_id == person))
    await tx.execute(delete(submissions).where(submissions.c.person_id == person))
    for table, column in _GONE:
        gone = delete(table).where(column == person)
        await tx.execute(gone.where(errands.c.key != keep_errand) if table is errands else gone)
    await tx.execute(delete(outgoing).where(outgoing.c.person_id == person))
    await tx.execute(
        update(inbox)
        .where(inbox.c.received_at > now - NAMED, inbox.c.person_id == person)
        .values(payload=None, message="", person_id=None)
    )
    await tx.execute(update(complaints).where(complaints.c.person_id == person).values(person_id=None))
    blank = sealer.seal(codecs.encode_part(Person(id=person)), PERSON)
    await tx.execute(
        update(persons)
        .where(persons.c.id == person)
        .values(
            version=persons.c.version + 1,
            data=blank,
            area="",
            sex="",
            birth_year=0,
            registered=False,
            registered_at=None,
            erased_at=now,
        )
    )


async def _forget_copies(tx: Tx, person: str) -> None:
    """What staff were shown stays in their chats; of our copies the words go, and nothing awaits review."""
    own = await tx.execute(select(submissions.c.id).where(submissions.c.person_id == person))
    subjects = [row.id for row in own]
    await tx.execute(delete(notices).where(notices.c.subject.in_([person, *subjects])))
    staff = select(memberships.c.person_id).where(memberships.c.role.in_(STAFF))
    shown = [
        f"thread:{person}",
        f"block:{person}",
        f"private:{person}",
        *(f"notice:{one}" for one in subjects),
    ]
    await tx.execute(
        update(outgoing)
        .where(outgoing.c.person_id.in_(staff), outgoing.c.about.in_(shown))
        .values(message=None)
    )


async def remove_form(tx: Tx, person: str, form: str, stages: tuple[str, ...]) -> int:
    """One's own submissions of a form that nobody has accepted; how many went."""
    own = select(submissions.c.id).where(
        submissions.c.person_id == person, submissions.c.form == form, submissions.c.stage.in_(stages)
    )
    await tx.execute(delete(media).where(media.c.submission_id.in_(own)))
    await tx.execute(delete(submission_history).where(submission_history.c.submission_id.in_(own)))
    await tx.execute(
        delete(answer_facts).where(answer_facts.c.person_id == person, answer_facts.c.submission_id.in_(own))
    )
    gone = await tx.execute(
        delete(submissions).where(
            submissions.c.person_id == person, submissions.c.form == form, submissions.c.stage.in_(stages)
        )
    )
    return gone.rowcount
