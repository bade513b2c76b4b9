"""«رسائلنا»: who sees which messages to many, what became of them, and stopping one from a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.oversee import SHOWN, Overseer
from bot.core.audience import EVERYBODY, Audience, Reach
from bot.core.campaign import Campaign, State, Step
from bot.core.person import Person
from bot.storage import campaigns
from tests.actions.office import Office
from tests.actions.test_announce import kept, read
from tests.actions.test_campaigns import WORDS, started, state, states, ticked


def prepared(office: Office) -> None:
    overseer = Overseer(office.database, office.sealer, office._book, lambda: office.now, office.ids)
    office.preparing(sent_messages=overseer.listed, move_messages=overseer.moved)


async def asked(office: Office, person: Person, kind: str, **data: Any) -> Mapping[str, Any]:
    prepared(office)
    await office.ask(person, kind, **data)
    await office.errands.settled()
    await office.run()
    return office.heard(person)[-1].data


async def written(
    office: Office,
    by: str,
    name: str,
    within: Reach = None,
    at: State = "waiting",
    audience: Audience = EVERYBODY,
) -> str:
    made = Campaign(office.ids.new(), "sample", name, by, office.now, audience, within, (Step(WORDS),), at)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
    office.later(1)
    return made.id


async def names(office: Office, person: Person) -> list[str]:
    return [one["name"] for one in (await asked(office, person, "sent_messages"))["campaigns"]]


async def test_everybody_sees_their_own_and_what_stays_in_their_areas(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    irbid = await office.person("هدى", "coordinator", area="JO-IR")
    town = await office.person("ريما", "coordinator", area="JO-IR-1")
    layla = await office.person("ليلى", "volunteer")
    await written(office, "command", "للجميع")
    await written(office, town.id, "القصبة", ("JO-IR-1",))
    await written(office, irbid.id, "إربد", ("JO-IR",))
    await written(office, "command", "المفرق", ("JO-MA",))
    assert await names(office, admin) == ["المفرق", "إربد", "القصبة", "للجميع"]
    assert await names(office, irbid) == ["إربد", "القصبة"]
    assert await names(office, town) == ["القصبة"]
    assert await names(office, layla) == []


async def test_the_newest_five_with_their_accounts(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    for number in range(SHOWN):
        await written(office, admin.id, str(number))
    await started(office)
    await ticked(office)
    found = (await asked(office, admin, "sent_messages"))["campaigns"]
    assert [one["name"] for one in found] == ["عيّنة", "4", "3", "2", "1"]
    assert found[0]["state"] == "running"
    assert read(found[0]) == ["شخص واحد، وصلت: 0", "على وشك الخروج: 1"]
    assert found[1]["lines"] == []


async def test_of_a_private_form_it_is_not_told_how_few(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    await started(office, audience=Audience("unanswered", form="pulse"))
    await ticked(office)
    [one] = (await asked(office, admin, "sent_messages"))["campaigns"]
    assert read(one) == ["أقل من 5"]


async def test_one_is_paused_goes_on_and_is_cancelled(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    campaign = await started(office)
    await ticked(office)
    for to in ("paused", "running", "paused", "cancelled"):
        told = await asked(office, admin, "move_messages", campaign=campaign, to=to)
        assert (told["done"], told["state"], told["name"]) == (True, to, "عيّنة")
        assert await state(office, campaign) == to
    assert "queued" not in await states(office, campaign)
    told = await asked(office, admin, "move_messages", campaign=campaign, to="running")
    assert not told["done"]


async def test_what_awaits_approval_can_be_taken_back_and_not_set_going(office: Office) -> None:
    """Going on is for what was paused: it is no way around the second person."""
    huda = await office.person("هدى", "coordinator")
    campaign = await written(office, huda.id, "لقاء")
    told = await asked(office, huda, "move_messages", campaign=campaign, to="running")
    assert not told["done"]
    found = await kept(office, campaign)
    assert found is not None
    assert found.state == "waiting"
    assert (await asked(office, huda, "move_messages", campaign=campaign, to="cancelled"))["done"]


async def test_nobody_moves_what_is_not_theirs(office: Office) -> None:
    sami = await office.person("سامي", "coordinator", area="JO-MA")
    layla = await office.person("ليلى", "volunteer")
    campaign = await started(office)
    for person in (sami, layla):
        told = await asked(office, person, "move_messages", campaign=campaign, to="cancelled")
        assert not told["done"]
        assert told["name"] == ""
    wrong = await asked(office, sami, "move_messages", campaign=campaign, to="done")
    assert not wrong["done"]
    assert await state(office, campaign) == "running"
