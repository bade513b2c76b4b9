"""An audience that is put together over a chat: counted within one's areas, kept under a name, and used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.select_audience import Counts
from bot.core.audience import Audience
from bot.core.person import Person
from bot.storage import saved_audiences
from bot.storage.schema import audit
from tests.actions.office import Office
from tests.actions.test_announce import heard, planned, read

VOLUNTEERS = {"kind": "role", "values": ["volunteer"]}


async def counted(office: Office, person: Person, *conditions: Mapping[str, Any]) -> Mapping[str, Any]:
    office.preparing(count_audience=Counts(office.database, office.sealer, office._book, lambda: office.now))
    await office.ask(person, "count_audience", text="أهلاً", conditions=list(conditions))
    return await heard(office, person)


async def saved(
    office: Office, person: Person, name: str, *conditions: Mapping[str, Any]
) -> Mapping[str, Any]:
    await office.ask(person, "save_audience", text="أهلاً", name=name, conditions=list(conditions))
    return await heard(office, person)


async def test_it_is_counted_within_the_areas_of_who_asks(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    await office.person("ليلى", "volunteer", home="JO-IR-1")
    await office.person("سلمى", "volunteer", home="JO-MA")
    found = await counted(office, huda, VOLUNTEERS)
    assert (found["outcome"], found["text"]) == ("counted", "أهلاً")
    assert read(found) == ["العدد: شخص واحد", "منهم: ليلى"]
    elsewhere = {"kind": "area", "values": ["JO-MA"]}
    assert read(await counted(office, huda, VOLUNTEERS, elsewhere)) == ["العدد: لا أحد"]
    assert read(await counted(office, huda, VOLUNTEERS, {**elsewhere, "but": True}))[1] == "منهم: ليلى"


async def test_of_a_private_form_nobody_is_named_and_few_are_not_counted(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    await office.person("ليلى", "volunteer")
    silent = {"kind": "unanswered", "form": "pulse"}
    assert read(await counted(office, huda, silent)) == ["العدد: أقل من 5"]


async def test_what_is_wrong_is_told(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    found = await counted(office, huda, {"kind": "area", "values": ["XX"]})
    assert found["outcome"] == "flawed"
    assert "XX" in read(found, "why")[0]
    assert (await saved(office, huda, "خطأ", {"kind": "area", "values": ["XX"]}))["outcome"] == "flawed"


async def test_it_is_kept_once_and_sent_to(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    await office.person("ليلى", "volunteer")
    found = await saved(office, huda, "متطوعات", VOLUNTEERS)
    assert found["outcome"] == "saved"
    assert (await saved(office, huda, "متطوعات", VOLUNTEERS))["outcome"] == "taken"
    async with office.database.read() as tx:
        kept = await saved_audiences.get(tx, "sample", found["id"])
        line = (await tx.execute(select(audit.c.actor).where(audit.c.verb == "audience.saved"))).scalar()
    assert kept is not None
    assert (kept.audience, kept.by, line) == (Audience("role", ("volunteer",)), huda.id, huda.id)
    for whom in (f"saved:{found['id']}", "built"):
        plan = await planned(office, huda, whom=whom, conditions=[VOLUNTEERS])
        assert "لمن: الدور: فريق التطوع. العدد: شخص واحد" in read(plan)


@pytest.mark.parametrize("kind", ["count_audience", "save_audience"])
async def test_nobody_else_may(office: Office, kind: str) -> None:
    layla = await office.person("ليلى", "volunteer")
    if kind == "count_audience":
        found = await counted(office, layla, VOLUNTEERS)
    else:
        found = await saved(office, layla, "لي", VOLUNTEERS)
    assert found["outcome"] == "gone"
    async with office.database.read() as tx:
        assert await saved_audiences.of_programme(tx, "sample") == ()
