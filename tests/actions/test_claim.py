"""Somebody of a list comes, by the link or by the phone, once; what it said is no more kept beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.actions.bring_people import code_of
from bot.actions.lookups import LOOKUPS, Asked
from bot.core.person import Person
from bot.core.prepared import LIVES
from bot.storage import persons, prepared
from bot.storage.schema import address_persons, audit
from bot.storage.schema import prepared as table
from tests.actions.office import Office
from tests.actions.people import HEADERS, RANA, SAMER, brought, listed, planned, states
from tests.actions.test_people_in import rows, uses_phone

CHAMPION = f"{RANA},رائدة"
WITH_ROLE = f"{HEADERS},الدور"


async def look(office: Office, person: Person, kind: str, **data: Any) -> Any:
    async with office.database.read() as tx:
        wanted = select(address_persons.c.address_id).where(address_persons.c.person_id == person.id)
        address = (await tx.execute(wanted)).scalar_one()
        asked = Asked(tx, office.sealer, office.book, office.now, person.id, address, data)
        return await LOOKUPS[kind](asked)


async def test_the_link_tells_the_name_and_the_rest_only_after_a_yes(office: Office) -> None:
    plan = await brought(office, RANA)
    person = await office.person("")
    found = await look(office, person, "invitation", code=code_of(plan.rows[0]))
    assert found["valid"]
    assert found["prepared"].keys() == {"id", "name"}
    known = await look(office, person, "prepared", id=found["prepared"]["id"])
    assert (known["name"], known["sex"], known["birth_year"]) == ("رنا محمد", "female", 2000)
    assert (known["area"], known["source"], known["agreed"]) == ("JO-IR", "ورشة إربد", "2026-02-10")
    assert {"phone", "code"}.isdisjoint(known)


async def test_a_link_is_claimed_once(office: Office) -> None:
    plan = await brought(office, RANA)
    first, second = await office.person("رنا", "volunteer"), await office.person("هدى", "volunteer")
    [row] = await rows(office, table)
    for person in (first, second):
        await office.ask(person, "claim", prepared=row.id)
    [row] = await rows(office, table)
    assert (row.person_id, row.data, row.claimed_at) == (first.id, None, office.now)
    code = code_of(plan.rows[0])
    assert (await look(office, first, "invitation", code=code))["why"] == "already"
    assert (await look(office, second, "invitation", code=code))["why"] == "used"
    assert await look(office, second, "prepared", id=row.id) == {}
    assert states(await planned(office, listed(RANA))) == ["came"]
    assert office.heard(first) == office.heard(second) == []


async def test_after_its_time_a_link_is_none(office: Office) -> None:
    plan = await brought(office, RANA)
    [row] = await rows(office, table)
    person = await office.person("")
    office.now += LIVES
    assert (await look(office, person, "invitation", code=code_of(plan.rows[0])))["why"] == "expired"
    assert await look(office, person, "prepared", id=row.id) == {}


async def test_a_phone_tells_who_is_awaited_from_it(office: Office) -> None:
    await brought(office, RANA, RANA.replace("رنا", "هدى"), SAMER)
    person = await office.person("")
    assert await look(office, person, "awaited") == {"people": []}
    await uses_phone(office, person, "+962791234567")
    found = (await look(office, person, "awaited"))["people"]
    assert [one["name"] for one in found] == ["رنا محمد", "هدى محمد"]
    await office.ask(person, "claim", prepared=found[0]["id"])
    [left] = (await look(office, person, "awaited"))["people"]
    assert left["name"] == "هدى محمد"


async def test_a_champion_of_a_list_waits_until_somebody_of_the_team_says_yes(office: Office) -> None:
    coordinator = await office.person("سلمى", "coordinator", area="JO-IR")
    await brought(office, CHAMPION, headers=WITH_ROLE)
    [row] = await rows(office, table)
    person = await office.person("رنا", "volunteer")
    await office.ask(person, "claim", prepared=row.id)
    async with office.database.read() as tx:
        held = await persons.roles(tx, person.id, "sample")
    assert {role for role, _ in held} == {"volunteer", "applicant"}
    assert [one.data["role"] for one in office.heard(person)] == ["applicant"]
    assert len(await office.outbox(coordinator)) == 1


async def test_whoever_agrees_to_nothing_leaves_nothing(office: Office) -> None:
    await brought(office, RANA)
    [row] = await rows(office, table)
    person = await office.person("")
    await office.ask(person, "disclaim", prepared=row.id)
    assert await rows(office, table) == []
    async with office.database.read() as tx:
        verbs = (await tx.execute(select(audit.c.verb).order_by(audit.c.id))).scalars().all()
    assert list(verbs) == ["people.brought", "person.declined"]


async def test_what_was_claimed_cannot_be_disclaimed(office: Office) -> None:
    await brought(office, RANA)
    [row] = await rows(office, table)
    person, other = await office.person("رنا", "volunteer"), await office.person("")
    await office.ask(person, "claim", prepared=row.id)
    await office.ask(other, "disclaim", prepared=row.id)
    async with office.database.read() as tx:
        assert await prepared.get(tx, office.sealer, row.id) is not None
