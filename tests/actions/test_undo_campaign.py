"""Taking back what has left to many: what is possible is counted, done once, and accounted for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.actions import undo_campaign
from bot.actions.undo_campaign import Undoing
from bot.core.channel import Capabilities
from bot.core.message import Message
from bot.core.person import Person
from bot.storage import campaign_undoing, campaigns, codecs, leaving
from bot.storage.posting import CONTEXT
from bot.storage.schema import addresses, outgoing, outgoing_refs
from tests.actions.office import Office
from tests.actions.test_campaigns import started, states, ticked

CHANNELS = {"telegram": Capabilities(edits=True, deletes=True), "whatsapp": Capabilities()}
NEW = {"ar": "مرحباً {name}، الموعد الأحد."}


async def arrive(office: Office, *only: Person) -> None:
    """What is queued is with them, each message under the provider's id."""
    async with office.database.begin() as tx:
        wanted = select(outgoing).where(outgoing.c.state == "queued")
        for row in (await tx.execute(wanted)).all():
            if only and row.person_id not in {one.id for one in only}:
                continue
            mine = update(outgoing).where(outgoing.c.id == row.id)
            await tx.execute(mine.values(state="sent", sent_at=office.now))
            ref = {"address_id": row.address_id, "provider_id": row.id[-8:], "outgoing_id": row.id, "part": 0}
            await tx.execute(outgoing_refs.insert().values(ref))


async def on_whatsapp(office: Office, person: Person) -> None:
    async with office.database.begin() as tx:
        mine = update(addresses).where(addresses.c.person_id == person.id)
        await tx.execute(mine.values(channel="whatsapp"))


async def possible(office: Office, campaign: str) -> undo_campaign.Undoable:
    return await undo_campaign.undoable(office.database, campaign, CHANNELS, office.now)


async def undone(office: Office, campaign: str, how: undo_campaign.How, press: str = "1") -> int:
    async with office.database.read() as tx:
        found = await campaigns.get(tx, "sample", campaign)
    assert found is not None
    undoing = Undoing(office.database, office.sealer, office.ids, CHANNELS, office.book)
    return await undoing.undo(found, how, NEW, press, "command", office.now)


async def changes(office: Office, person: Person) -> list[tuple[str, str, str]]:
    """Of somebody: action, state and words of what concerns an earlier message."""
    wanted = select(outgoing).where(outgoing.c.person_id == person.id, outgoing.c.replaces.is_not(None))
    async with office.database.read() as tx:
        rows = (await tx.execute(wanted.order_by(outgoing.c.seq))).all()
    said = [codecs.decode(Message, office.sealer.open(row.message, CONTEXT)) for row in rows]
    words = [next(iter(one.parts[0].languages.values())) if one.parts else "" for one in said]
    return [(row.action, row.state, text) for row, text in zip(rows, words, strict=True)]


async def replaced(office: Office, person: Person) -> list[tuple[str, ...]]:
    """The provider's ids that each change of somebody's concerns, as the channel is told them."""
    wanted = select(outgoing).where(outgoing.c.person_id == person.id, outgoing.c.replaces.is_not(None))
    async with office.database.read() as tx:
        rows = (await tx.execute(wanted.order_by(outgoing.c.seq))).all()
        return [await leaving._replaced(tx, row, True) for row in rows]


async def test_what_is_possible_is_counted_by_channel(office: Office) -> None:
    layla, _, rima = [await office.person(name) for name in ("ليلى", "سامي", "ريما")]
    await on_whatsapp(office, rima)
    campaign = await started(office)
    await ticked(office)
    await ticked(office)
    assert await states(office, campaign) == {"queued": 2, "waiting": 1}
    await arrive(office, layla)
    found = await possible(office, campaign)
    assert (found.waiting, found.deletable, found.editable, found.kept, found.got) == (2, 1, 1, {}, 1)
    office.later(timedelta(hours=49).total_seconds())
    found = await possible(office, campaign)
    assert (found.deletable, found.editable, found.got) == (0, 1, 1)


async def test_what_no_channel_can_take_back_is_said(office: Office) -> None:
    rima = await office.person("ريما")
    await on_whatsapp(office, rima)
    campaign = await started(office)
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).values(channel="telegram"))
    await ticked(office)
    await arrive(office)
    async with office.database.begin() as tx:
        await tx.execute(update(outgoing).values(channel="whatsapp"))
    found = await possible(office, campaign)
    assert (found.deletable, found.editable, found.kept, found.got) == (0, 0, {"whatsapp": 1}, 1)
    assert await undone(office, campaign, "delete") == 0


async def test_it_is_deleted_with_everybody_who_has_it_once(office: Office) -> None:
    layla, sami = await office.person("ليلى"), await office.person("سامي")
    campaign = await started(office)
    await ticked(office)
    await arrive(office, layla)
    assert await undone(office, campaign, "delete") == 1
    assert await undone(office, campaign, "delete") == 0
    assert await changes(office, layla) == [("delete", "queued", "")]
    assert await changes(office, sami) == []
    assert len((await replaced(office, layla))[0]) == 1
    await arrive(office)
    assert (await possible(office, campaign)).deletable == 1  # Sami's, which arrived meanwhile
    assert (await states(office, campaign)) == {"sent": 2}


async def test_words_are_changed_in_place_with_the_name_of_each(office: Office) -> None:
    layla = await office.person("ليلى")
    campaign = await started(office)
    await ticked(office)
    await arrive(office)
    assert await undone(office, campaign, "edit") == 1
    [(action, state, words)] = await changes(office, layla)
    assert (action, state, words) == ("send", "queued", NEW["ar"])
    assert len((await replaced(office, layla))[0]) == 1


async def test_what_was_changed_can_be_deleted_after(office: Office) -> None:
    """The provider's id is at the row that changed it."""
    layla = await office.person("ليلى")
    campaign = await started(office)
    await ticked(office)
    await arrive(office)
    await undone(office, campaign, "edit", "1")
    async with office.database.begin() as tx:
        edit = select(outgoing.c.id).where(outgoing.c.replaces.is_not(None)).scalar_subquery()
        await tx.execute(update(outgoing_refs).values(outgoing_id=edit))
        await tx.execute(update(outgoing).values(state="sent", sent_at=office.now))
    assert await undone(office, campaign, "delete", "2") == 1
    edited, deleted = await replaced(office, layla)
    assert edited == deleted
    assert len(deleted) == 1


async def test_the_accounts_tell_what_became_of_it(office: Office) -> None:
    people = [await office.person(name) for name in ("ليلى", "سامي")]
    campaign = await started(office)
    await ticked(office)
    await arrive(office)
    async with office.database.read() as tx:
        assert await campaign_undoing.accounts(tx, campaign) == []
    await undone(office, campaign, "delete")
    async with office.database.begin() as tx:
        mine = update(outgoing).where(outgoing.c.action == "delete", outgoing.c.person_id == people[0].id)
        await tx.execute(mine.values(state="failed"))
    async with office.database.read() as tx:
        found = await campaign_undoing.accounts(tx, campaign)
    assert {(one.action, one.state, one.number) for one in found} == {
        ("delete", "failed", 1),
        ("delete", "waiting", 1),
    }
