"""A workbook that came over a chat: what its sender hears of it, and what is published in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from bot.actions import workbooks
from bot.actions.job import Job
from bot.core.form import Form
from bot.core.person import Person
from bot.flows.xlsform import Loaded
from bot.storage import codecs, forms, private_answers
from bot.storage.schema import private_intake
from tests.actions.office import Office
from tests.flows.xlsform.tables import loaded

FIRST = "type | name | label\ntext | who | من؟\nimage | face | صورة"
SECOND = f"{FIRST}\ninteger | age | العمر"


def water(survey: str = FIRST, **columns: str) -> Loaded:
    names = {"form_id": "water", **columns}
    return loaded(survey, settings=f"{' | '.join(names)}\n{' | '.join(names.values())}")


async def sent(office: Office, person: Person, found: Loaded) -> Mapping[str, Any]:
    """What comes back of a workbook; its form can be tried."""
    async with office.database.begin("forms") as tx:
        job = Job(
            tx,
            office.sealer,
            office.book,
            office.now,
            office.ids,
            person.id,
            "w",
            {},
            office.now,
            prepared=found,
        )
        await workbooks.workbook(job)
    [told] = job.tells
    if found.form is not None:
        known(office, found.form)
    return told.data


async def published(office: Office, person: Person, version: str, **settings: str) -> Form | None:
    """Publish a version with these settings; as it is asked from then on."""
    facts = {"version": version, "settings": settings}
    async with office.database.begin("forms") as tx:
        job = Job(tx, office.sealer, office.book, office.now, office.ids, person.id, "p", facts, office.now)
        await workbooks.publish(job)
        stored = [one.data for one in job.tells]
    if [one["outcome"] for one in stored] != ["published"]:
        return None
    form = workbooks._set(office.book.versions[version], settings, office.now)
    assert form.version == stored[0]["version"], "what is told of is what is asked"
    known(office, form)
    office.book = replace(office.book, forms={**office.book.forms, form.name: form})
    return form


def known(office: Office, form: Form) -> None:
    office.book = replace(office.book, versions={**office.book.versions, form.version: form})


async def test_what_is_wrong_is_told(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    told = await sent(office, huda, water("type | name | label | relevant\ntext | who | من؟ | ${nobody} = 1"))
    assert "version" not in told
    assert "nobody" in told["problems"][0]
    assert told["problems"][0].startswith("• الورقة «survey»، الصف 2")


async def test_it_is_published_as_it_was_set(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    told = await sent(office, huda, water())
    assert (told["questions"], told["stated"], told["fixed"], told["settings"]) == (2, [], [], {})
    form = await published(
        office, huda, told["version"], mode="identified", closes="7", draft="72", review="yes", voice="no"
    )
    assert form is not None
    assert (form.closes, form.lives_hours, form.reviewed, form.voice) == ("2026-03-12", 72, True, False)


async def test_without_names_there_are_neither_faces_nor_voices_nor_a_review(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    told = await sent(office, huda, water())
    form = await published(office, huda, told["version"], mode="pseudonymous", review="yes", voice="yes")
    assert form is not None
    assert (form.mode, form.reviewed, form.voice) == ("pseudonymous", False, False)
    assert [one.type for one in form.fields] == ["text", "hidden"]


async def test_a_new_version_is_asked_as_the_one_before(office: Office) -> None:
    """Nobody turns a form without names into one with names by forgetting to press."""
    huda = await office.person("هدى", "coordinator")
    first = await sent(office, huda, water())
    await published(office, huda, first["version"], mode="anonymous", closes="7", draft="72")
    told = await sent(office, huda, water(SECOND))
    assert told["fixed"] == ["mode"]
    assert told["settings"] == {
        "mode": "anonymous", "closes": "2026-03-12", "draft": "72", "review": "no", "voice": "no"
    }  # fmt: skip
    assert not [one for one in told["differences"] if one["key"] == "publish.mode"]
    form = await published(office, huda, told["version"], **told["settings"])
    assert form is not None
    assert (form.mode, form.closes, form.lives_hours) == ("anonymous", "2026-03-12", 72)


async def test_what_a_workbook_says_itself_is_told(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    first = await sent(office, huda, water())
    await published(office, huda, first["version"], mode="anonymous")
    told = await sent(office, huda, water(tamasuk_mode="identified"))
    assert told["stated"] == ["mode"]
    assert "publish.mode" in [one["key"] for one in told["differences"]]


async def test_who_may_open_it_stays_as_it_was(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    first = await sent(office, huda, water(tamasuk_roles="volunteer"))
    await published(office, huda, first["version"])
    told = await sent(office, huda, water(SECOND))
    async with office.database.read() as tx:
        stored = await forms.all_versions(tx)
    assert stored[str(told["version"])].roles == ("volunteer",)


async def test_what_may_not_change_is_said_before_and_refused(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    first = await sent(office, huda, water())
    form = await published(office, huda, first["version"], mode="anonymous")
    assert form is not None
    row = {"form": "water", "form_version": form.version, "answers": {}}
    async with office.database.begin() as tx:
        sealed = office.sealer.seal(codecs.encode(row), private_answers.INTAKE)
        await tx.execute(insert(private_intake).values(id=office.ids.random(), row=sealed))
    told = await sent(office, huda, water(tamasuk_mode="identified"))
    assert told["differences"][-1]["key"] == "publish.barred"
    assert await published(office, huda, told["version"]) is None


@pytest.mark.parametrize("role", ["volunteer", "champion", "safeguarding"])
async def test_who_may_not_publishes_nothing(office: Office, role: str) -> None:
    huda, other = await office.person("هدى", "coordinator"), await office.person("سلمى", role)
    told = await sent(office, huda, water())
    assert await published(office, other, told["version"]) is None
