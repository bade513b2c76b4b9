"""A campaign from its start to its accounts: who gets a row, when it is posted, and what became of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.actions import launch_campaign, post_campaign
from bot.actions.campaign_means import Means
from bot.actions.launch_campaign import BRAKE, FIRST
from bot.actions.move_campaign import move_campaign
from bot.actions.post_campaign import AFTER_FIRST
from bot.actions.set_back import set_back
from bot.core.audience import EVERYBODY, Audience
from bot.core.campaign import Campaign, State, Step
from bot.core.channel import Reader
from bot.core.message import Message
from bot.core.place import Areas
from bot.core.sending.rules import Halt, Sending
from bot.core.sending.schedule import At, Now, Recurring, Remind, Schedule, Since
from bot.core.text import verbatim
from bot.i18n import Catalogues
from bot.storage import campaign_accounts, campaigns, codecs, pauses, recipients
from bot.storage.posting import CONTEXT
from bot.storage.schema import addresses, outgoing, persons
from bot.storage.schema import recipients as rows
from tests.actions.office import Office

CATALOGUES = Catalogues.load()
WORDS = {"ar": "مرحباً {name}، {m:ننتظرك|f:ننتظركِ|n:نراك} الخميس.", "en": "Hello {name}."}


def means(office: Office, rate: float = 28.0) -> Means:
    return Means(
        database=office.database,
        sealer=office.sealer,
        book=office._book,
        now=lambda: office.now,
        ids=office.ids,
        rates={"telegram": rate},
        kick=office._kick,
    )


async def started(
    office: Office, *schedules: Schedule, audience: Audience = EVERYBODY, form: str = ""
) -> str:
    """A campaign that runs."""
    steps = tuple(Step(WORDS, schedule, form) for schedule in schedules or (Now(),))
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, audience, steps=steps)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)
    return made.id


async def ticked(office: Office, rate: float = 28.0, times: int = 1) -> None:
    for _ in range(times):
        await launch_campaign.launch_due(means(office, rate))
        await post_campaign.post_due(means(office, rate))


async def states(office: Office, campaign: str) -> dict[str, int]:
    async with office.database.read() as tx:
        return dict(campaign_accounts.by_state(await campaign_accounts.accounts(tx, campaign)))


async def reasons(office: Office, campaign: str) -> set[tuple[str, str]]:
    async with office.database.read() as tx:
        return {(one.state, one.reason) for one in await campaign_accounts.accounts(tx, campaign)}


async def leaves(office: Office, state: str = "sent") -> None:
    """Whatever stands in the outbox ends so."""
    async with office.database.begin() as tx:
        await tx.execute(update(outgoing).where(outgoing.c.state == "queued").values(state=state))


async def state(office: Office, campaign: str) -> str:
    async with office.database.read() as tx:
        found = await campaigns.get(tx, "sample", campaign)
    assert found is not None
    return found.state


def follow(office: Office, sending: Sending) -> None:
    """When the programme lets messages leave."""
    office.book = replace(office.book, programme=replace(office.book.programme, sending=sending))


async def people(office: Office, count: int) -> None:
    for number in range(count):
        await office.person(f"شخص {number}", "volunteer")


async def test_everybody_of_the_audience_gets_it_once_with_their_name(office: Office) -> None:
    await office.person("ليلى", "volunteer", home="JO-IR-1")
    await office.person("سلمى", "volunteer", home="JO-MA")
    campaign = await started(office, audience=Audience("area", ("JO-IR",)), form="pulse")
    await ticked(office, times=3)
    async with office.database.read() as tx:
        (row,) = (await tx.execute(select(outgoing))).all()
    message = codecs.decode(Message, office.sealer.open(row.message, CONTEXT))
    assert message.parts[0].params["name"] == verbatim("ليلى")
    assert [choice.id for choice in message.choices] == ["form:pulse"]
    assert row.about == f"campaign:{campaign}:1:1"
    assert await states(office, campaign) == {"queued": 1}
    await leaves(office)
    await ticked(office)
    assert await states(office, campaign) == {"sent": 1}
    assert await state(office, campaign) == "done"


async def test_where_they_live_stands_in_its_words(office: Office) -> None:
    """Who has not told it reads «your area»."""
    await office.person("ليلى", home="JO-MA")
    await office.person("سامي", home="")
    steps = (Step({"ar": "أهل {area}، نلتقي الخميس."}),)
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, EVERYBODY, steps=steps)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)
    await ticked(office)
    async with office.database.read() as tx:
        rows = (await tx.execute(select(outgoing.c.message))).scalars()
        said = [codecs.decode(Message, office.sealer.open(row, CONTEXT)).parts[0] for row in rows]
    assert {re.sub("[\u2066-\u2069]", "", CATALOGUES.render(one, Reader())) for one in said} == {
        "أهل المفرق، نلتقي الخميس.",
        "أهل منطقتك، نلتقي الخميس.",
    }


async def test_two_who_start_it_at_once_start_one(office: Office) -> None:
    await people(office, 3)
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=(Step(WORDS),))
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)

    async def start() -> bool:
        async with office.database.begin() as tx:
            return await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)

    assert sorted(await asyncio.gather(start(), start())) == [False, True]
    await ticked(office, times=2)
    assert await states(office, made.id) == {"queued": 3}


async def test_no_more_stands_in_the_outbox_than_leaves_within_seconds(office: Office) -> None:
    await people(office, 30)
    campaign = await started(office)
    await ticked(office, rate=1.0)
    assert await states(office, campaign) == {"queued": 10, "waiting": 20}
    await leaves(office)
    await ticked(office, rate=1.0)
    assert await states(office, campaign) == {"sent": 10, "queued": 10, "waiting": 10}


async def test_who_stopped_or_cannot_be_reached_is_accounted_for(office: Office) -> None:
    laila, omar, _ = [await office.person(name, "volunteer") for name in ("ليلى", "عمر", "سلمى")]
    campaign = await started(office)
    await launch_campaign.launch_due(means(office))
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == laila.id).values(stopped=True))
        await tx.execute(update(addresses).where(addresses.c.person_id == omar.id).values(state="left"))
    await ticked(office)
    assert await reasons(office, campaign) == {
        ("queued", ""),
        ("skipped", "stopped"),
        ("unreachable", "address"),
    }


async def test_a_launch_that_is_cut_goes_on_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(office, 12)
    monkeypatch.setattr(recipients, "ADDED", 5)
    campaign = await started(office)
    add, calls = recipients.add, 0

    async def cut(*given: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        await add(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recipients, "add", cut)
    with pytest.raises(RuntimeError):
        await launch_campaign.launch_due(means(office))
    assert await states(office, campaign) == {"waiting": 5}
    await launch_campaign.launch_due(means(office))
    assert await states(office, campaign) == {"waiting": 12}


async def test_a_large_one_waits_then_sends_to_a_few_and_waits_again(office: Office) -> None:
    follow(office, Sending(brake=20))
    await people(office, 25)
    campaign = await started(office)
    await ticked(office)
    assert await states(office, campaign) == {"waiting": 25}
    office.now += BRAKE
    await ticked(office, times=3)
    assert await states(office, campaign) == {"queued": FIRST, "waiting": 5}
    office.now += AFTER_FIRST
    await ticked(office)
    assert await states(office, campaign) == {"queued": 25}


async def test_at_night_it_is_moved_to_the_morning(office: Office) -> None:
    await people(office, 1)
    office.now = datetime(2026, 4, 7, 20, 30, tzinfo=UTC)  # a Tuesday, 23:30 in Amman
    campaign = await started(office)
    await ticked(office)
    assert await reasons(office, campaign) == {("waiting", "quiet")}
    office.now = datetime(2026, 4, 8, 6, 0, tzinfo=UTC)
    await ticked(office)
    assert await states(office, campaign) == {"queued": 1}


async def test_each_area_has_a_night_of_its_own(office: Office) -> None:
    """Half past nine in Amman is half past seven where the clocks show two hours less."""
    areas = dict(office.book.areas.by_code)
    areas["JO-IR"] = replace(areas["JO-IR"], zone="Europe/London")
    office.book = replace(office.book, areas=Areas(areas))
    west = await office.person("ليلى", "volunteer", home="JO-IR-1")
    await office.person("سلمى", "volunteer", home="JO-MA")
    office.now = datetime(2026, 4, 7, 18, 30, tzinfo=UTC)
    campaign = await started(office)
    await ticked(office)
    assert await reasons(office, campaign) == {("queued", ""), ("waiting", "quiet")}
    async with office.database.read() as tx:
        assert (await tx.execute(select(outgoing.c.person_id))).scalars().all() == [west.id]


async def test_what_comes_too_late_is_skipped(office: Office) -> None:
    await people(office, 1)
    campaign = await started(office, At(office.now + timedelta(hours=1)))
    await ticked(office)
    assert await states(office, campaign) == {}
    office.now += timedelta(hours=1)
    await launch_campaign.launch_due(means(office))
    office.now += timedelta(days=4)
    await ticked(office)
    assert await reasons(office, campaign) == {("skipped", "too_late")}


async def test_nobody_gets_more_than_the_week_allows(office: Office) -> None:
    await people(office, 1)
    for _ in range(2):
        await started(office)
        await ticked(office)
    campaign = await started(office)
    await ticked(office)
    assert await reasons(office, campaign) == {("skipped", "capped")}


async def test_a_paused_area_waits_until_it_is_lifted(office: Office) -> None:
    await office.person("ليلى", "volunteer", home="JO-IR-1")
    await office.person("سلمى", "volunteer", home="JO-MA")
    async with office.database.begin() as tx:
        await pauses.press(tx, "sample", Halt(office.now, None, "JO-IR"), "command", office.now, office.ids)
    campaign = await started(office)
    await ticked(office)
    assert await reasons(office, campaign) == {("queued", ""), ("waiting", "pause")}
    async with office.database.begin() as tx:
        assert await pauses.lift(tx, "sample", "JO-IR", "command", office.now, office.ids) == 1
        await recipients.again(tx, "sample", office.now)
    await ticked(office)
    assert await states(office, campaign) == {"queued": 2}


async def test_what_recurs_comes_each_time_and_ends(office: Office) -> None:
    await people(office, 2)
    office.book = replace(
        office.book, programme=replace(office.book.programme, sending=Sending(weekly_cap=0))
    )
    campaign = await started(office, Recurring(12, weekdays=(6,), times=2))  # Sundays at noon
    for week in range(3):
        office.now = datetime(2026, 3, 8, 9, 0, tzinfo=UTC) + timedelta(weeks=week)
        await ticked(office)
        await leaves(office)
        await ticked(office)
    async with office.database.read() as tx:
        counts = await campaign_accounts.accounts(tx, campaign)
    assert [(one.run, one.state, one.number) for one in counts] == [(1, "sent", 2), (2, "sent", 2)]
    assert await state(office, campaign) == "done"


async def test_a_run_that_is_still_being_written_is_ended_before_the_next_begins(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(office, 12)
    monkeypatch.setattr(recipients, "ADDED", 5)
    campaign = await started(office, Recurring(12))
    office.now += timedelta(days=1)
    async with office.database.begin() as tx:
        (launch,) = await campaigns.due(tx, "sample", office.now)
        begun = replace(launch, run=1, wish=office.now, after="", due=office.now)
        await campaigns.begin(tx, begun, brake=None)
    await launch_campaign.launch_due(means(office))
    async with office.database.read() as tx:
        counts = await campaign_accounts.accounts(tx, campaign)
    assert [(one.run, one.number) for one in counts] == [(1, 12)]


async def test_who_registers_later_gets_it_so_long_after(office: Office) -> None:
    before = await office.person("ليلى", "volunteer")
    campaign = await started(office, Since(3))
    after = await office.person("سلمى", "volunteer")
    async with office.database.begin() as tx:
        for one, days in ((before, -10), (after, 1)):
            registered = office.now + timedelta(days=days)
            await tx.execute(update(persons).where(persons.c.id == one.id).values(registered_at=registered))
    for _ in range(5):
        office.now += timedelta(days=1)
        await ticked(office)
    async with office.database.read() as tx:
        got = (await tx.execute(select(outgoing.c.person_id))).scalars().all()
    assert got == [after.id]
    assert await state(office, campaign) == "running"


async def test_who_has_not_answered_is_reminded_so_often(office: Office) -> None:
    person = await office.person("ليلى", "volunteer")
    done = await office.person("سلمى", "volunteer")
    office.book = replace(
        office.book, programme=replace(office.book.programme, sending=Sending(weekly_cap=0))
    )
    campaign = await started(
        office, Remind("report", "unanswered", after=24, every=48, limit=2), form="report"
    )
    await office.sent(done, "report", {})
    found = []
    for _ in range(8):
        office.now += timedelta(days=1)
        await ticked(office)
        await leaves(office)
        async with office.database.read() as tx:
            found.append((await tx.execute(select(func.count()).select_from(outgoing))).scalar_one())
    assert found == [0, 0, 1, 1, 2, 2, 2, 2]  # after the weekend, and two days later
    async with office.database.read() as tx:
        got = set((await tx.execute(select(outgoing.c.person_id))).scalars())
        counts = await campaign_accounts.accounts(tx, campaign)
    assert got == {person.id}
    assert [(one.run, one.number) for one in counts] == [(1, 1), (2, 1)]


async def test_a_reminder_that_the_week_left_out_ends_no_series(office: Office) -> None:
    """The first is skipped, for the week is full; the second comes so long after it would have."""
    await office.person("ليلى", "volunteer")
    follow(office, Sending(rest=(), weekly_cap=1))
    await started(office)
    await ticked(office)
    await leaves(office)
    campaign = await started(office, Remind("report", "unanswered", after=1, every=120, limit=2))
    for _ in range(12):
        office.now += timedelta(days=1)
        await ticked(office)
        await leaves(office)
    async with office.database.read() as tx:
        counts = await campaign_accounts.accounts(tx, campaign)
    assert [(one.run, one.state, one.reason) for one in counts] == [(1, "skipped", "capped"), (2, "sent", "")]


async def test_a_paused_one_stops_at_once_and_goes_on(office: Office) -> None:
    await people(office, 30)
    campaign = await started(office)
    await ticked(office, rate=1.0)
    await move(office, campaign, "paused")
    assert await states(office, campaign) == {"held": 10, "waiting": 20}
    await ticked(office)
    assert await states(office, campaign) == {"held": 10, "waiting": 20}
    await move(office, campaign, "running")
    await ticked(office)
    assert await states(office, campaign) == {"queued": 30}


async def test_a_cancelled_one_reaches_nobody_else(office: Office) -> None:
    await people(office, 30)
    campaign = await started(office)
    await ticked(office, rate=1.0)
    await move(office, campaign, "cancelled")
    await ticked(office)
    assert await states(office, campaign) == {"skipped": 10, "cancelled": 20}


async def move(office: Office, campaign: str, to: State) -> None:
    assert await move_campaign(office.database, campaign, to, "command", office.now, office.ids)


async def test_a_form_that_is_no_more_fails_it(office: Office) -> None:
    await people(office, 1)
    campaign = await started(office, At(office.now + timedelta(hours=1)), form="pulse")
    forms = {name: form for name, form in office.book.forms.items() if name != "pulse"}
    office.book = replace(office.book, forms=forms)
    office.now += timedelta(hours=1)
    await ticked(office)
    assert (await state(office, campaign), await states(office, campaign)) == ("failed", {})


async def test_every_button_has_to_lead_somewhere(office: Office) -> None:
    """They are kept in their order, and one that leads nowhere any more fails it before it is launched."""
    await people(office, 1)
    steps = (Step(WORDS, At(office.now + timedelta(hours=1)), "report", also=("pulse", "human")),)
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, EVERYBODY, steps=steps)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)
    async with office.database.read() as tx:
        found = await campaigns.get(tx, "sample", made.id)
    assert found is not None
    assert found.steps[0].buttons == ("report", "pulse", "human")
    forms = {name: form for name, form in office.book.forms.items() if name != "pulse"}
    office.book = replace(office.book, forms=forms)
    office.now += timedelta(hours=1)
    await ticked(office)
    assert (await state(office, made.id), await states(office, made.id)) == ("failed", {})


async def test_who_is_erased_is_counted_as_nobody(office: Office) -> None:
    sent, waiting = [await office.person(name, "volunteer") for name in ("ليلى", "عمر")]
    campaign = await started(office)
    await ticked(office, rate=0.1)
    assert await states(office, campaign) == {"queued": 1, "waiting": 1}
    await leaves(office)
    async with office.database.begin() as tx:
        for one in (sent, waiting):
            await campaign_accounts.forget(tx, one.id, office.ids)
    assert await states(office, campaign) == {"sent": 1, "skipped": 1}
    async with office.database.read() as tx:
        left = set((await tx.execute(select(rows.c.person_id))).scalars())
    assert left.isdisjoint({sent.id, waiting.id})


async def test_a_clock_that_is_set_back_holds_nobody_up(office: Office) -> None:
    await people(office, 2)
    right = office.now
    office.now += timedelta(days=14)  # not in the hours of another day, but at the same
    campaign, each = await started(office), await started(office, Since(1))
    await launch_campaign.launch_due(means(office))
    office.now = right
    await ticked(office)
    assert await states(office, campaign) == {"waiting": 2}
    await set_back(office.database, lambda: office.now)
    await ticked(office)
    assert await states(office, campaign) == {"queued": 2}
    async with office.database.read() as tx:
        (step,) = [one for one in await campaigns.running(tx, "sample") if one.campaign.id == each]
    assert step.due is not None
    assert step.due <= right + timedelta(minutes=1)
