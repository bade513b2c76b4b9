"""Sending a campaign once more: to those whom it did not reach, and to nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.actions.move_campaign import move_campaign
from bot.actions.resend_campaign import resend_campaign
from bot.core.person import Person
from bot.storage import campaign_accounts, campaigns, recipients
from bot.storage.schema import addresses, outgoing
from tests.actions.office import Office
from tests.actions.test_campaigns import leaves, started, state, states, ticked


async def ends(office: Office, person: Person, state: str, reason: str = "") -> None:
    """What waits in the outbox for somebody ends so."""
    mine = update(outgoing).where(outgoing.c.person_id == person.id, outgoing.c.state == "queued")
    async with office.database.begin() as tx:
        await tx.execute(mine.values(state=state, reason=reason))


async def resent(office: Office, campaign: str) -> int:
    async with office.database.read() as tx:
        found = await campaigns.get(tx, "sample", campaign)
    assert found is not None
    return await resend_campaign(office.database, office.book, found, "command", office.now, office.ids)


async def messages(office: Office, person: Person) -> list[str]:
    rows = select(outgoing.c.state).where(outgoing.c.person_id == person.id).order_by(outgoing.c.seq)
    async with office.database.read() as tx:
        return list((await tx.execute(rows)).scalars())


async def test_only_those_whom_it_did_not_reach_get_it_once_more(office: Office) -> None:
    layla, sami, rima = [await office.person(name) for name in ("ليلى", "سامي", "ريما")]
    campaign = await started(office)
    await ticked(office)
    await ends(office, layla, "failed", "provider_down")
    await ends(office, sami, "unknown", "unknown")
    await leaves(office)
    await ticked(office)
    assert await state(office, campaign) == "done"
    assert await resent(office, campaign) == 1
    assert await state(office, campaign) == "running"
    assert await states(office, campaign) == {"waiting": 1, "unknown": 1, "sent": 1}
    await ticked(office)
    await leaves(office)
    await ticked(office)
    assert await states(office, campaign) == {"sent": 2, "unknown": 1}
    assert await state(office, campaign) == "done"
    assert [await messages(office, one) for one in (layla, sami, rima)] == [
        ["failed", "sent"],
        ["unknown"],
        ["sent"],
    ]


async def test_who_had_no_address_and_has_one_again_gets_it(office: Office) -> None:
    layla = await office.person("ليلى")
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).values(state="left"))
    campaign = await started(office)
    await ticked(office)
    assert await states(office, campaign) == {"unreachable": 1}
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).values(state="working"))
    assert await resent(office, campaign) == 1
    await ticked(office)
    assert await states(office, campaign) == {"queued": 1}
    assert await messages(office, layla) == ["queued"]


async def test_what_is_purged_of_the_first_attempt_says_nothing_of_the_second(office: Office) -> None:
    layla = await office.person("ليلى")
    campaign = await started(office)
    await ticked(office)
    await ends(office, layla, "failed", "provider_down")
    await resent(office, campaign)
    await ticked(office)
    await leaves(office)
    async with office.database.begin() as tx:
        failed = select(outgoing.c.id).where(outgoing.c.state == "failed")
        await campaign_accounts.settle(tx, list((await tx.execute(failed)).scalars()))
    assert await states(office, campaign) == {"sent": 1}


async def test_of_many_each_is_asked_once_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = [await office.person(str(number)) for number in range(5)]
    campaign = await started(office)
    await ticked(office)
    for person in everybody:
        await ends(office, person, "failed", "refused")
    monkeypatch.setattr(recipients.missed, "__kwdefaults__", None)
    monkeypatch.setattr(recipients.missed, "__defaults__", (None, 2))
    assert await resent(office, campaign) == 5
    assert await states(office, campaign) == {"waiting": 5}


@pytest.mark.parametrize("to", ["paused", "cancelled"])
async def test_what_runs_not_is_not_resent(office: Office, to: str) -> None:
    layla = await office.person("ليلى")
    campaign = await started(office)
    await ticked(office)
    await ends(office, layla, "failed", "refused")
    assert await move_campaign(office.database, campaign, to, "command", office.now, office.ids)  # type: ignore[arg-type]
    assert await resent(office, campaign) == 0
    assert await states(office, campaign) == {"failed": 1}
