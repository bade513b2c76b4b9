"""A workbook that came over a chat: what its sender hears of it, and what is published in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.actions import workbooks
from bot.actions.job import Job
from bot.actions.shelve import shelved
from bot.core.form import Form
from bot.core.person import Person
from bot.flows.asides import publishing
from bot.flows.shipped import SHIPPED
from bot.flows.xlsform.loaded import Loaded
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
    await shelve(office)
    return told.data


async def published(office: Office, person: Person, version: str, **settings: str) -> Form | None:
    """Publish a version with these settings; as it is asked from then on."""
    facts = {"version": version, "settings": settings}
    async with office.database.begin("forms") as tx:
        job = Job(tx, office.sealer, office.book, office.now, office.ids, person.id, "p", facts, office.now)
        await workbooks.publish(job)
        stored = [one.data for one in job.tells]
    await shelve(office)
    if [one["outcome"] for one in stored] != ["published"]:
        return None
    return office.book.versions[stored[0]["version"]]


async def pressed(office: Office, person: Person, told: Mapping[str, Any], **settings: str) -> Form | None:
    """Publish it by the buttons: as it was told, but for these settings."""
    kept = {**told, "settings": {**told["settings"], **settings}}
    return await published(office, person, told["version"], **publishing.wanted(kept))


async def shelve(office: Office) -> None:
    """Read the book from what is stored, as the next batch of turns does."""
    async with office.database.read() as tx:
        versions, asked = await forms.all_versions(tx), await forms.published(tx)
    shipped = {form.name: form for form in SHIPPED}
    shelf = shelved(shipped, versions, asked, ZoneInfo(office.book.programme.zone), office.now)
    office.book = replace(office.book, forms=shelf.forms, past=shelf.past, versions=shelf.versions)


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


@pytest.mark.parametrize("mode", ["identified", "anonymous"])
async def test_the_same_workbook_again_differs_in_nothing(office: Office, mode: str) -> None:
    """A version is of what is asked, settings and all; another hint makes another one."""
    huda = await office.person("هدى", "coordinator")
    first = await sent(office, huda, water())
    await published(office, huda, first["version"], mode=mode, closes="7", draft="72")
    told = await sent(office, huda, water())
    assert [one["key"] for one in told["differences"]][:2] == ["publish.same", "publish.exist"]
    hinted = "type | name | label | hint\ntext | who | من؟ | الاسم\nimage | face | صورة |"
    told = await sent(office, huda, water(hinted))
    assert [one["key"] for one in told["differences"]][:2] == ["publish.wording", "publish.exist"]


async def test_the_day_that_a_workbook_says_is_the_day_that_it_closes(office: Office) -> None:
    """The day is no part of a version, so the stored one may say another."""
    huda = await office.person("هدى", "coordinator")
    first = await pressed(office, huda, await sent(office, huda, water(tamasuk_closes="2026-03-20")))
    assert first is not None
    assert first.closes == "2026-03-20"
    told = await sent(office, huda, water(tamasuk_closes="2026-12-31"))
    assert told["settings"]["closes"] == "2026-12-31"
    assert office.book.forms["water"].closes == "2026-03-20", "what is only told changes nothing"
    second = await pressed(office, huda, told)
    assert second is not None
    assert (second.closes, second.version) == ("2026-12-31", first.version)


async def test_a_form_that_has_closed_is_opened_again_by_the_same_workbook(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    await pressed(office, huda, await sent(office, huda, water(tamasuk_closes="2026-03-20")))
    office.later(40 * 86400)
    await shelve(office)
    assert "water" not in office.book.forms
    again = await pressed(office, huda, await sent(office, huda, water(tamasuk_closes="2026-12-31")))
    assert again is not None
    assert again.closes == "2026-12-31"
    assert "water" in office.book.forms


async def test_never_takes_the_day_away(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    first = await pressed(office, huda, await sent(office, huda, water()), closes="7")
    assert first is not None
    assert first.closes == "2026-03-12"
    told = await sent(office, huda, water())
    assert told["settings"]["closes"] == "2026-03-12"
    second = await pressed(office, huda, told, closes="never")
    assert second is not None
    assert second.closes == ""


async def test_a_review_by_the_team_stays(office: Office) -> None:
    """There is a review of every form but of one without names."""
    huda = await office.person("هدى", "coordinator")
    form = await pressed(office, huda, await sent(office, huda, water(tamasuk_mode="staff")), review="yes")
    assert form is not None
    assert (form.mode, form.reviewed) == ("staff", True)
    told = await sent(office, huda, water(SECOND))
    assert (told["settings"]["mode"], told["settings"]["review"]) == ("staff", "yes")
    form = await pressed(office, huda, told)
    assert form is not None
    assert (form.mode, form.reviewed) == ("staff", True)


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
