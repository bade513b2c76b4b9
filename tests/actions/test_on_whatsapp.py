"""Campaigns on WhatsApp's terms: who is served, who is asked first, how many a day, what the plan says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update

from bot.actions import launch_campaign, post_campaign
from bot.actions.campaign_means import Means
from bot.actions.move_campaign import move_campaign
from bot.actions.plan_campaign import Plan, plan_campaign
from bot.actions.terms import Terms
from bot.core.arabic import bidi
from bot.core.campaign import Campaign, State, Step
from bot.core.channel import AddressKey, Reader
from bot.core.sending.countries import Unserved
from bot.core.sending.prices import Prices, Rule
from bot.core.sending.rules import Sending
from bot.core.sending.schedule import Around, Now, Schedule
from bot.core.sending.spread import for_many
from bot.core.templates import APPROVED, Approval, Pushed
from bot.i18n import Catalogues
from bot.storage import campaign_accounts, campaigns, contents, openers
from bot.storage.keys import address_hash
from bot.storage.schema import address_keys, addresses, outgoing
from tests.actions.office import Office

ACCOUNT = "+15550102030"
SYRIA = Unserved(date(2026, 1, 1), "invented", since={"SY": date(2025, 9, 15)})
TERMS = Terms(ACCOUNT, 250, SYRIA)
RATES = {"telegram": 28.0, "whatsapp": 80.0}
DAY = timedelta(days=1)
PRICES = Prices(
    checked=date(2026, 1, 1),
    source="invented",
    currency="USD",
    fee_out=Decimal("0.01"),
    fee_in=Decimal("0.01"),
    rules=(Rule(date(2025, 7, 1), frozenset({"marketing", "utility"}), frozenset({"marketing"})),),
    countries={"JO": {"utility": Decimal("0.50"), "marketing": Decimal(2)}},
)


@pytest.fixture(autouse=True)
def _every_hour(office: Office) -> None:
    """Messages may leave whenever there is room for them."""
    sending = Sending(open=((0, 24 * 60),), ramadan=((0, 24 * 60),), rest=(), weekly_cap=0)
    office.book = replace(office.book, programme=replace(office.book.programme, sending=sending))


async def on_whatsapp(office: Office, number: str, ago: timedelta = timedelta(days=3)) -> str:
    """Somebody who wrote from a number that long ago; where they are."""
    made = await office.person("ليلى", "volunteer")
    async with office.database.begin() as tx:
        where = addresses.c.person_id == made.id
        changed = update(addresses).where(where).values(channel="whatsapp", last_in_at=office.now - ago)
        await tx.execute(changed)
        address = str((await tx.execute(select(addresses.c.id).where(where))).scalar_one())
        key = AddressKey("phone" if number.startswith("+") else "bsuid", number)
        await tx.execute(
            insert(address_keys).values(
                hash=address_hash(office.sealer, "whatsapp", key),
                address_id=address,
                channel="whatsapp",
                kind=key.kind,
                value=office.sealer.seal(number.encode(), "address_keys.value"),
                rank=0,
            )
        )
    return address


async def many(office: Office, count: int, *, ago: timedelta = timedelta(days=3)) -> None:
    for number in range(count):
        await on_whatsapp(office, f"+96279{number:07}", ago)


async def approve(office: Office, category: str = "utility", name: str = "message_waits") -> None:
    made = Pushed(name, "ar", "utility", "d", "HX1", Approval(APPROVED, category))
    async with office.database.begin() as tx:
        await contents.put(tx, ACCOUNT, made, office.now)


def composed(office: Office, schedule: Schedule | None = None, form: str = "") -> Campaign:
    step = Step({"ar": "مرحباً {name}."}, schedule or Now(), form)
    return Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=(step,))


async def started(office: Office, schedule: Schedule | None = None) -> str:
    made = composed(office, schedule)
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)
    return made.id


async def ticked(office: Office, terms: Terms = TERMS) -> None:
    means = Means(
        database=office.database,
        sealer=office.sealer,
        book=office._book,
        now=lambda: office.now,
        ids=office.ids,
        rates=RATES,
        kick=office._kick,
        terms=terms,
    )
    await launch_campaign.launch_due(means)
    await post_campaign.post_due(means)


async def accounts(office: Office, campaign: str) -> Mapping[tuple[str, str], int]:
    async with office.database.read() as tx:
        return {(one.state, one.reason): one.number for one in await campaign_accounts.accounts(tx, campaign)}


async def parks_and_asks(office: Office) -> None:
    """What stands in the outbox for whom the window is closed is parked, and each of them is asked."""
    async with office.database.begin() as tx:
        queued = outgoing.c.state == "queued"
        for row in (await tx.execute(select(outgoing.c.address_id).where(queued))).all():
            await openers.note(tx, row.address_id, ACCOUNT, office.now)


# -------------------------------------------------------------------------------------------- posting


async def test_a_number_that_is_not_served_is_unreachable(office: Office) -> None:
    await on_whatsapp(office, "+963944000001")
    await on_whatsapp(office, "SY.13491208655302741918")
    await on_whatsapp(office, "+962790000001")
    campaign = await started(office)
    await ticked(office)
    assert await accounts(office, campaign) == {("unreachable", "country"): 2, ("queued", ""): 1}


async def test_what_is_more_than_a_day_takes_is_spread_over_days_and_nobody_is_left_out(
    office: Office,
) -> None:
    await approve(office)
    await many(office, 23)
    campaign = await started(office)
    terms = replace(TERMS, limit=10)
    for day in range(3):
        await ticked(office, terms)
        await ticked(office, terms)
        posted = min(for_many(10) * (day + 1), 23)
        found = await accounts(office, campaign)
        assert found.get(("waiting", "limit"), 0) == 23 - posted
        await parks_and_asks(office)
        office.now += timedelta(hours=24, minutes=1)
    async with office.database.read() as tx:
        untils = (await tx.execute(select(outgoing.c.created_at, outgoing.c.useful_until))).all()
    assert len(untils) == 23
    # As useful to the last of them as to the first.
    assert min(row.useful_until - row.created_at for row in untils) >= timedelta(hours=71)


async def test_what_ends_by_itself_is_too_late_for_who_has_no_turn_before(office: Office) -> None:
    await approve(office)
    await many(office, 12)
    starts = office.now + timedelta(hours=30)
    campaign = await started(office, Around("لقاء", starts, 29, "hours"))
    terms = replace(TERMS, limit=5)
    office.now += timedelta(hours=1)
    for _ in range(3):
        await ticked(office, terms)
        await parks_and_asks(office)
        office.now += timedelta(hours=24, minutes=1)
    found = await accounts(office, campaign)
    assert found[("skipped", "too_late")] == 12 - 2 * for_many(5)


@pytest.mark.parametrize("why", ["no template", "no limit", "wrote of late"])
async def test_nobody_waits_for_a_limit_that_does_not_count_them(office: Office, why: str) -> None:
    if why != "no template":
        await approve(office)
    await many(office, 12, ago=timedelta(hours=1 if why == "wrote of late" else 80))
    campaign = await started(office)
    await ticked(office, replace(TERMS, limit=0 if why == "no limit" else 5))
    assert await accounts(office, campaign) == {("queued", ""): 12}


async def test_a_campaign_that_is_stopped_stops_for_whom_it_waits_too(office: Office) -> None:
    await many(office, 3)
    campaign = await started(office)
    await ticked(office)
    await parks_and_asks(office)
    await move(office, campaign, "paused")
    assert await accounts(office, campaign) == {("held", "paused"): 3}
    await move(office, campaign, "running")
    assert await accounts(office, campaign) == {("queued", ""): 3}
    await parks_and_asks(office)
    await move(office, campaign, "cancelled")
    assert await accounts(office, campaign) == {("skipped", "cancelled"): 3}


async def move(office: Office, campaign: str, to: State) -> None:
    assert await move_campaign(office.database, campaign, to, "command", office.now, office.ids)


# ------------------------------------------------------------------------------------------- the plan


async def planned(office: Office, made: Campaign, terms: Terms = TERMS) -> Plan:
    return await plan_campaign(office.database, office.sealer, office.book, made, office.now, RATES, terms)


def read(found: Plan) -> str:
    words = Catalogues.load()
    return "\n".join(bidi.strip(words.render(text, Reader("ar"))) for text in found.said())


async def test_the_plan_says_who_gets_the_text_who_is_asked_and_who_is_not_served(office: Office) -> None:
    await approve(office)
    await on_whatsapp(office, "+962790000001", timedelta(hours=1))
    for number in ("+962790000002", "+962790000003"):
        await on_whatsapp(office, number)
    await on_whatsapp(office, "+963944000001")
    said = read(await planned(office, composed(office)))
    assert "منهم شخص واحد كتب خلال 24 ساعة: يصله النص مباشرة" in said
    assert "منهم شخصان لم يكتبا خلال 24 ساعة: تصلهما رسالة قصيرة" in said
    assert "شخص واحد رقمه في بلد لا يخدمه واتساب" in said
    assert "حد Meta" not in said


async def test_a_template_of_its_own_is_told_apart_from_the_one_for_every_message(office: Office) -> None:
    await many(office, 2)
    survey, event = composed(office, form="pulse"), composed(office, Around("لقاء", office.now + 9 * DAY, 3))
    await approve(office)
    assert "تصلهما رسالة قصيرة عامة" in read(await planned(office, survey))
    await approve(office, name="survey_invitation")
    assert "تصلهما دعوة إلى الاستبيان بقالبها الخاص" in read(await planned(office, survey))
    assert "تصلهما رسالة قصيرة عامة" in read(await planned(office, event))
    await approve(office, name="event_reminder")
    assert "يصلهما تذكير بالموعد بقالبه الخاص" in read(await planned(office, event))


async def test_of_a_series_it_is_told_which_message_is_asked_for_by_which_template(office: Office) -> None:
    await many(office, 2)
    await approve(office)
    await approve(office, name="survey_invitation")
    one = composed(office).steps[0]
    made = replace(composed(office), steps=(one, replace(one, form="pulse"), one))
    said = read(await planned(office, made))
    assert "الرسالتان 1, 3: منهم شخصان لم يكتبا خلال 24 ساعة: تصلهما رسالة قصيرة عامة" in said
    assert "الرسالة 2: منهم شخصان لم يكتبا خلال 24 ساعة: تصلهما دعوة إلى الاستبيان" in said


async def test_only_the_template_that_is_used_costs_as_advertising(office: Office) -> None:
    await many(office, 2)
    await approve(office, "marketing")
    await approve(office, name="survey_invitation")
    said = read(await planned(office, composed(office, form="pulse"), replace(TERMS, prices=PRICES)))
    assert "تعد Meta رسالة «عرض» إعلاناً" not in said


async def test_without_a_template_the_plan_says_that_they_must_write_first(office: Office) -> None:
    await many(office, 2)
    said = read(await planned(office, composed(office)))
    assert "منهم شخصان لم يكتبا خلال 24 ساعة: تنتظر الرسالة حتى يكتبا" in said


async def test_the_plan_names_the_day_of_the_last_and_whose_the_limit_is(office: Office) -> None:
    await approve(office)
    await many(office, 12)
    found = await planned(office, composed(office), replace(TERMS, limit=5))
    assert found.takes is not None
    assert found.takes.last == office.now + timedelta(days=2)
    assert found.takes.late == 0
    said = read(found)
    assert "حد Meta اليومي" in said
    assert "السبت 7 آذار" in said
    assert "تلغرام أولاً، أو الأهم أولاً" in said


async def test_the_plan_says_for_how_many_an_event_comes_first(office: Office) -> None:
    await approve(office)
    await many(office, 12)
    event = Around("لقاء", office.now + timedelta(hours=31), 30, "hours")
    found = await planned(office, composed(office, event), replace(TERMS, limit=5))
    assert found.takes is not None
    assert found.takes.late == 12 - 2 * for_many(5)


@pytest.mark.parametrize(
    ("category", "amount"),
    # Two templates of a known price, one of them pressed and read; of the third only the provider's own.
    [("utility", "1.05"), ("marketing", "4.05")],
)
async def test_the_plan_estimates_the_cost_and_says_what_it_could_not_price(
    office: Office, category: str, amount: str
) -> None:
    await approve(office, category)
    await many(office, 2)
    await on_whatsapp(office, "+9647901234567")
    said = read(await planned(office, composed(office), replace(TERMS, prices=PRICES)))
    assert f"كلفة واتساب تقديراً: {amount} USD" in said
    assert "رسالة واحدة لا نعرف سعرها (IQ)" in said
    assert "لم يؤكد أحد هذه الأسعار" in said
    assert ("تعد Meta رسالة «عرض» إعلاناً" in said) == (category == "marketing")


async def test_the_plan_counts_the_whole_conversation_of_a_form(office: Office) -> None:
    await approve(office)
    await many(office, 2)
    alone = await planned(office, composed(office), replace(TERMS, prices=PRICES))
    whole = await planned(office, composed(office, form="pulse"), replace(TERMS, prices=PRICES))
    assert alone.whatsapp is not None
    assert whole.whatsapp is not None
    assert alone.whatsapp.cost is not None
    assert whole.whatsapp.cost is not None
    assert whole.whatsapp.asks >= 16
    # Half of two answer: each question and its answer, and what closes the form, cost the provider's price.
    assert whole.whatsapp.cost.amount - alone.whatsapp.cost.amount == Decimal("0.01") * (
        2 * whole.whatsapp.asks + 1
    )
    assert "مع المحادثة كلها إذا أجاب 50%" in read(whole)
