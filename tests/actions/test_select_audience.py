"""An audience that is put together over a chat: counted within one's areas, kept under a name, and used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.actions.select_audience import Counts
from bot.app.conversing import with_form
from bot.core.audience import Audience
from bot.core.person import Person
from bot.storage import saved_audiences
from bot.storage.schema import addresses, answer_facts, audit, persons
from tests.actions.office import Office
from tests.actions.test_announce import heard, planned, read
from tests.flows.sample import worked

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


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"kind": "answer", "form": "meetings", "field": "topics", "values": ["water", "youth"]}, "ليلى"),
        ({"kind": "answered", "form": "meetings"}, "ليلى"),
        ({"kind": "registered", "first": "2026-03-01"}, "سلمى"),
        ({"kind": "unseen", "days": 30}, "ليلى"),
        ({"kind": "channel", "values": ["telegram"], "but": True}, "سلمى"),
    ],
)
async def test_answers_days_and_channels_are_counted(
    office: Office, condition: Mapping[str, Any], found: str
) -> None:
    """As the chat puts them, of two volunteers each holds of one."""
    office.book = with_form(office.book, worked("meetings"))
    huda = await office.person("هدى", "coordinator")
    layla = await office.person("ليلى", "volunteer")
    salma = await office.person("سلمى", "volunteer")
    long_ago = office.now - timedelta(days=60)
    sent = await office.sent(layla, "meetings", {"topics": ["water"]}, "4829156")
    of_it = {"submission_id": sent, "person_id": layla.id, "form": "meetings", "wave": ""}
    async with office.database.begin() as tx:
        await tx.execute(insert(answer_facts).values(**of_it, field="topics", value="water"))
        long_since = update(persons).where(persons.c.id == layla.id)
        await tx.execute(long_since.values(registered_at=long_ago, seen_at=long_ago))
        newly = update(persons).where(persons.c.id == salma.id)
        await tx.execute(newly.values(registered_at=datetime(2026, 3, 1, 12, tzinfo=UTC)))
        await tx.execute(update(addresses).where(addresses.c.person_id == salma.id).values(channel="webchat"))
    assert read(await counted(office, huda, VOLUNTEERS, condition)) == ["العدد: شخص واحد", f"منهم: {found}"]


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
        assert "لمن: فريق التطوع (شخص واحد)" in read(plan)


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
