"""Holding what goes to an area from a chat: by whoever answers for it, counted, and let go again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.person import Person
from bot.storage import pauses
from tests.actions.office import Office
from tests.actions.test_campaigns import leaves, started, states, ticked


async def asked(office: Office, person: Person, kind: str, **data: Any) -> Mapping[str, Any]:
    await office.ask(person, kind, **data)
    return office.heard(person)[-1].data


async def halts(office: Office) -> list[tuple[str, datetime | None]]:
    async with office.database.read() as tx:
        return [(one.area, one.ends) for one in await pauses.pressed(tx, "sample", office.now)]


async def test_what_waits_there_is_counted(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    await office.person("سامي", home="JO-MA")
    await started(office)
    await ticked(office, rate=0.01)
    found = await asked(office, huda, "halted", area="JO-IR", hold="yes")
    assert (found["count"], found["halted"]) == (0, False)
    await office.person("ليلى", home="JO-IR-1")
    await started(office)
    await ticked(office, rate=0.0)
    assert (await asked(office, huda, "halted", area="JO-IR", hold="yes"))["count"] == 2


async def test_it_is_held_for_hours_or_until_it_is_lifted(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    await started(office)
    told = await asked(office, huda, "halt", area="JO-IR", hours=6)
    assert told["done"]
    assert await halts(office) == [("JO-IR", office.now + timedelta(hours=6))]
    await ticked(office)
    assert (await asked(office, huda, "halted", area="JO-IR", hold=""))["halted"]
    assert (await asked(office, huda, "release", area="JO-IR"))["done"]
    assert await halts(office) == []
    campaign = await started(office)
    await asked(office, huda, "halt", area="JO-IR-1", hours=0)
    await ticked(office)
    assert await states(office, campaign) == {"waiting": 1}
    await asked(office, huda, "release", area="JO-IR-1")
    await ticked(office)
    await leaves(office)
    assert await states(office, campaign) == {"sent": 1}
    assert not (await asked(office, huda, "release", area="JO-IR-1"))["done"]


async def test_nobody_holds_or_frees_what_is_not_theirs(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    layla = await office.person("ليلى", "volunteer")
    admin = await office.person("أمل", "admin")
    await asked(office, admin, "halt", area="JO-MA", hours=0)
    for person, area in ((huda, "JO-MA"), (huda, ""), (huda, "JO"), (layla, "JO-IR")):
        assert not (await asked(office, person, "halted", area=area, hold="yes")).get("done", False)
        assert not (await asked(office, person, "halt", area=area, hours=0))["done"]
        assert not (await asked(office, person, "release", area=area))["done"]
    assert await halts(office) == [("JO-MA", None)]


async def test_hours_that_nobody_offers_are_refused(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    for hours in (-1, 24 * 365):
        assert not (await asked(office, admin, "halt", area="", hours=hours))["done"]
    assert await halts(office) == []
