"""Invitations that are used, and one person on two channels."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.person import Person
from bot.storage import addresses as places
from bot.storage import invitations, persons
from bot.storage.schema import addresses
from tests.actions.office import Office


async def invite(office: Office, role: str, uses: int = 1, is_open: bool = False, days: int = 3) -> str:
    code = "TM23456789AB"
    async with office.database.begin() as tx:
        await invitations.create(
            tx,
            office.sealer,
            office.ids.new(),
            code,
            role,
            ("JO-IR",),
            "sample",
            "ملصق",
            is_open,
            uses,
            office.now + timedelta(days=days),
            office.now,
            "command",
        )
    return code


async def known(office: Office, person: Person) -> Person:
    async with office.database.read() as tx:
        found = await persons.get(tx, office.sealer, person.id)
    assert found is not None
    return found


async def test_an_invitation_gives_its_role_and_area_once(office: Office) -> None:
    code = await invite(office, "champion")
    first = await office.person("ليلى (عيّنة)", "volunteer")
    second = await office.person("رنا (عيّنة)", "volunteer")
    await office.ask(first, "redeem", code=code)
    await office.ask(second, "redeem", code=code)
    assert office.heard(first)[0].data["role"] == "champion"
    assert set((await known(office, first)).roles) == {"champion", "volunteer"}
    assert (await known(office, first)).areas == ("JO-IR",)
    assert office.heard(second)[0].data == {"granted": False, "why": "used"}


async def test_the_same_person_counts_once_on_an_open_link(office: Office) -> None:
    code = await invite(office, "volunteer", uses=2, is_open=True)
    first = await office.person("ليلى (عيّنة)")
    second = await office.person("رنا (عيّنة)")
    for person in (first, first, second):
        await office.ask(person, "redeem", code=code)
    assert [f.data["granted"] for f in office.heard(first)] == [True, False]
    assert [f.data["granted"] for f in office.heard(second)] == [True]


async def test_a_champion_by_an_open_link_waits_as_an_applicant(office: Office) -> None:
    code = await invite(office, "champion", uses=9, is_open=True)
    person = await office.person("ليلى (عيّنة)", "volunteer")
    await office.ask(person, "redeem", code=code)
    assert office.heard(person)[0].data["role"] == "applicant"
    assert "champion" not in (await known(office, person)).roles


@pytest.mark.parametrize("why", ["unknown", "expired", "revoked"])
async def test_a_bad_invitation_says_why(office: Office, why: str) -> None:
    code = await invite(office, "champion")
    person = await office.person("ليلى (عيّنة)", "volunteer")
    if why == "expired":
        office.later(4 * 86400)
    async with office.database.begin() as tx:
        found = await invitations.find(tx, office.sealer, code)
        assert found is not None
        if why == "revoked":
            await invitations.revoke(tx, found.id, office.now)
    await office.ask(person, "redeem", code="TMZZZZZZZZZZ" if why == "unknown" else code)
    assert office.heard(person)[0].data == {"granted": False, "why": why}


# ------------------------------------------------------------------------------------- linking


async def address_of(office: Office, person: Person) -> str:
    async with office.database.read() as tx:
        return (await places.of(tx, person.id))[0]


async def test_a_code_joins_a_second_address_and_warns_the_first(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    new = await office.person("")
    old_address, new_address = await address_of(office, person), await address_of(office, new)
    await office.ask(person, "offer_code", code="123456", address=old_address)
    await office.ask(new, "link", code="123456", address=new_address)
    async with office.database.read() as tx:
        found = await tx.execute(select(addresses.c.person_id).where(addresses.c.id == new_address))
        assert found.scalar_one() == person.id
        assert set(await places.of(tx, person.id)) == {old_address, new_address}
    assert [f.data for f in office.heard(person)] == [{"linked": True}]
    [(_, warning)] = await office.outbox(person)
    assert warning.parts[0].key == "link.elsewhere"


async def test_a_code_works_once_and_not_after_ten_minutes(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    new = await office.person("")
    address = await address_of(office, new)
    await office.ask(person, "offer_code", code="123456", address=await address_of(office, person))
    office.later(601)
    await office.ask(new, "link", code="123456", address=address)
    assert [f.data["linked"] for f in office.heard(new)] == [False]


async def test_the_sixth_wrong_code_in_ten_minutes_is_not_looked_at(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    new = await office.person("")
    address = await address_of(office, new)
    await office.ask(person, "offer_code", code="123456", address=await address_of(office, person))
    for wrong in ("000001", "000002", "000003", "000004", "000005", "123456"):
        await office.ask(new, "link", code=wrong, address=address)
    assert [f.data["why"] for f in office.heard(new)] == ["wrong"] * 5 + ["tries"]


async def test_a_blocked_address_hears_nothing(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).values(state="left"))
        assert await persons.reachable(tx, person.id) is None
