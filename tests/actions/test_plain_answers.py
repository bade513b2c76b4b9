"""What a turn leaves in the open for audiences: options where the form allows it, and who took part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from bot.actions.purge import purge_rows
from bot.core.conversation import Input, Said, State, Step, Submit, Turn
from bot.core.form import Form
from bot.storage import private_answers
from bot.storage.schema import answer_facts, family_secrets, participations, persons, submissions
from tests.core.audience.forms import BOOK, NEEDS, PULSE, SECRET, field, form
from tests.world import START, World, echo, opened

BARE = form("bare", field("help", "choice", "yes", marked=False))
VERSIONS = {**BOOK.versions, BARE.version: BARE}


@pytest.fixture
async def world(dialect: str, tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, book=replace(BOOK, versions=VERSIONS)) as one:
        yield one


async def send(world: World, of: Form, answers: Mapping[str, Any], id_: str = "", replaces: str = "") -> None:
    """Somebody sends a form."""
    submit = Submit(
        id=id_ or world.ids.new(),
        form=of.name,
        version=of.version,
        reference="",
        answers=answers,
        mode=of.mode,
        wave=of.wave,
        replaces=replaces,
    )

    def script(state: State, given: Input, turn: Turn) -> Step | None:
        return replace(echo(state, given, turn), effects=(submit,)) if given == Said("send") else None

    world.script = script
    await world.say("send")


async def facts(world: World) -> set[tuple[str, str, str, str]]:
    return {(row.form, row.field, row.value, row.wave) for row in await world.rows(answer_facts)}


async def test_what_may_be_asked_about_is_kept_with_its_submission(world: World) -> None:
    await send(world, NEEDS, {"help": "yes", "skills": ["cook", "drive"], "health": "bad", "words": "yes"})
    assert await facts(world) == {
        ("needs", "help", "yes", "w2"),
        ("needs", "skills", "cook", "w2"),
        ("needs", "skills", "drive", "w2"),
    }
    [submission] = await world.rows(submissions)
    assert {(row.person_id, row.submission_id) for row in await world.rows(answer_facts)} == {
        (submission.person_id, submission.id)
    }


async def test_an_amendment_says_what_holds_now(world: World) -> None:
    first = world.ids.new()
    await send(world, NEEDS, {"help": "yes", "skills": ["cook"]}, id_=first)
    await send(world, NEEDS, {"help": "no"}, replaces=first)
    assert await facts(world) == {("needs", "help", "no", "w2")}
    await send(world, BARE, {"help": "yes"}, replaces=first)
    assert await facts(world) == set()


async def test_a_form_that_allows_nothing_leaves_nothing(world: World) -> None:
    await send(world, BARE, {"help": "yes"})
    assert len(await world.rows(submissions)) == 1
    assert await world.rows(answer_facts) == []


async def test_of_a_pseudonymous_form_only_who_took_part_is_known(world: World) -> None:
    for _ in range(2):
        await send(world, PULSE, {"trust": "2"})
    assert await world.rows(answer_facts) == []
    [row] = await world.rows(participations)
    [person] = await world.rows(persons)
    assert tuple(row) == (person.id, "pulse", "w2")
    async with world.database.begin() as tx:
        assert await private_answers.remove(tx, world.sealer, person.id, "pulse", "w2") == 2
    assert await world.rows(participations) == []


async def test_who_took_part_is_forgotten_with_the_secret_of_the_form(world: World) -> None:
    await send(world, PULSE, {"trust": "2"})
    await purge_rows(world.database, START)
    assert len(await world.rows(participations)) == 1
    async with world.database.begin() as tx:
        await tx.execute(delete(family_secrets))
    await purge_rows(world.database, START)
    assert await world.rows(participations) == []


async def test_answers_that_lead_to_nobody_any_more_still_let_go_of_who_took_part(world: World) -> None:
    await send(world, PULSE, {"trust": "2"})
    [person] = await world.rows(persons)
    async with world.database.begin() as tx:
        await tx.execute(delete(family_secrets))
        assert await private_answers.remove(tx, world.sealer, person.id, "pulse", "w2") == 0
    assert await world.rows(participations) == []


async def test_of_an_anonymous_form_not_even_that(world: World) -> None:
    await send(world, SECRET, {"x": "1"})
    assert await world.rows(answer_facts) == []
    assert await world.rows(participations) == []


async def test_when_somebody_registered_is_kept_once_and_where_they_live_exactly(world: World) -> None:
    def script(state: State, given: Input, turn: Turn) -> Step | None:
        step = echo(state, given, turn)
        district = "JO-IR-RAMTHA" if given == Said("again") else "قرب الجامع"
        person = replace(step.state.person, registered=True, area="JO-IR", district=district)
        return replace(step, state=replace(step.state, person=person)) if given != Said("hi") else None

    world.script = script
    await world.say("hi")
    [new] = await world.rows(persons)
    assert (new.registered_at, new.area) == (None, "")
    world.clock.tick(days=1)
    await world.say("register")
    [registered] = await world.rows(persons)
    assert (registered.registered_at, registered.area) == (world.clock.now, "JO-IR")
    world.clock.tick(days=1)
    await world.say("again")
    [later] = await world.rows(persons)
    assert (later.registered_at - START).days == 1
    assert later.area == "JO-IR-RAMTHA"
