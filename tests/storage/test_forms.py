"""Published workbooks beside the shipped forms: what is asked, what stays, what every process hears of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.core.form import Field, Form
from bot.core.text import Text
from bot.core.versions import versioned
from bot.storage import forms, generation
from bot.storage.database import Database, Tx
from bot.storage.schema import forms as stored
from tests.actions.office import START
from tests.databases import fresh


def made(name: str, *fields: str) -> Form:
    asked = tuple(Field(one, "text", Text(languages={"ar": one})) for one in fields)
    return versioned(Form(name, Text(languages={"ar": name}), asked, languages=("ar",)))


FIRST, SECOND = made("water", "a"), made("water", "a", "b")


async def asked(tx: Tx) -> dict[str, tuple[str, bool]]:
    return {name: (one.version, one.current) for name, one in (await forms.published(tx)).items()}


async def test_the_newest_version_is_asked_and_older_ones_stay(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        before = await generation.current(tx)
        await forms.publish(tx, FIRST, START)
        await forms.publish(tx, SECOND, START + timedelta(days=1))
        assert await generation.current(tx) == before + 2
        assert await asked(tx) == {"water": (SECOND.version, True)}
        assert await forms.all_versions(tx) == {FIRST.version: FIRST, SECOND.version: SECOND}
        await forms.publish(tx, FIRST, START + timedelta(days=2))
        assert await asked(tx) == {"water": (FIRST.version, True)}
        assert (await forms.published(tx))["water"].at == START + timedelta(days=2)


async def test_the_day_of_closing_is_changed_without_another_version(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.publish(tx, FIRST, START)
        closing = versioned(replace(FIRST, closes="2026-12-31"))
        assert closing.version == FIRST.version
        await forms.publish(tx, closing, START)
        assert (await forms.all_versions(tx))[FIRST.version].closes == "2026-12-31"


async def test_a_withdrawn_form_has_no_current_version(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.publish(tx, FIRST, START)
        before = await generation.current(tx)
        assert await forms.withdraw(tx, "water")
        assert await generation.current(tx) == before + 1
        assert await asked(tx) == {"water": (FIRST.version, False)}
        assert FIRST.version in await forms.all_versions(tx)
        assert not await forms.withdraw(tx, "water")
        assert await generation.current(tx) == before + 1
        await forms.publish(tx, FIRST, START)
        assert await asked(tx) == {"water": (FIRST.version, True)}


async def test_shipped_forms_are_neither_published_nor_withdrawn(tmp_path: Path) -> None:
    shipped = made("pulse", "a")
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.keep(tx, [shipped], START)
        await forms.publish(tx, FIRST, START)
        assert not await forms.withdraw(tx, "pulse")
        before = await generation.current(tx)
        await forms.keep(tx, [shipped], START)
        assert await generation.current(tx) == before
        assert await asked(tx) == {"water": (FIRST.version, True)}


async def test_a_proposed_form_is_there_and_not_asked(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.publish(tx, FIRST, START)
        await forms.propose(tx, SECOND, START)
        await forms.propose(tx, FIRST, START)
        assert await asked(tx) == {"water": (FIRST.version, True)}
        assert SECOND.version in await forms.all_versions(tx)


async def test_a_version_is_decoded_once(tmp_path: Path) -> None:
    """Every process reads the book again whenever anybody sends a workbook."""
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.publish(tx, FIRST, START)
        known = await forms.decoded(tx, {})
        await forms.propose(tx, SECOND, START)
        more = await forms.decoded(tx, known)
        assert {version: kept.form for version, kept in more.items()} == await forms.all_versions(tx)
        assert more[FIRST.version].form is known[FIRST.version].form


async def test_a_version_that_is_published_again_is_decoded_again(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.publish(tx, FIRST, START)
        known = await forms.decoded(tx, {})
        closing = versioned(replace(FIRST, closes="2026-12-31"))
        await forms.publish(tx, closing, START + timedelta(days=1))
        assert (await forms.decoded(tx, known))[FIRST.version].form.closes == "2026-12-31"
        await tx.execute(stored.delete())
        assert await forms.decoded(tx, known) == {}


async def test_a_workbook_that_is_sent_again_waits_as_long_again(tmp_path: Path) -> None:
    """And is read again by nobody: it is there already."""
    async with Database(fresh(tmp_path, "forms")) as database, database.begin() as tx:
        await forms.propose(tx, FIRST, START)
        before = await generation.current(tx)
        await forms.propose(tx, FIRST, START + timedelta(days=1))
        assert await generation.current(tx) == before
        assert await tx.scalar(select(stored.c.added_at)) == START + timedelta(days=1)
        await forms.publish(tx, FIRST, START + timedelta(days=2))
        await forms.propose(tx, FIRST, START + timedelta(days=3))
        assert await tx.scalar(select(stored.c.added_at)) == START + timedelta(days=1)


async def test_nobody_is_in_the_middle_of_a_new_form(tmp_path: Path) -> None:
    async with Database(fresh(tmp_path, "forms")) as database, database.read() as tx:
        assert await forms.open_drafts(tx, "water") == 0
