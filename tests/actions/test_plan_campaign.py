"""What a campaign comes to before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, update

from bot.actions.plan_campaign import Plan, plan_campaign
from bot.core.arabic import bidi
from bot.core.campaign import Campaign, Step
from bot.core.channel import Reader
from bot.core.sending.rules import Halt, Sending
from bot.core.sending.schedule import At, Now, Recurring, Schedule, Since
from bot.i18n import Catalogues
from bot.storage import campaigns, pauses
from bot.storage.persons import put
from bot.storage.schema import addresses, persons, recipients
from tests.actions.office import Office

RATES = {"telegram": 28.0, "whatsapp": 80.0, "webchat": 1000.0}


async def plan(
    office: Office,
    text: str = "مرحباً {name}.",
    schedule: Schedule | None = None,
) -> Plan:
    made = Campaign(
        id=office.ids.new(),
        programme="sample",
        name="عيّنة",
        by="command",
        at=office.now,
        steps=(Step({"ar": text}, schedule or Now()),),
    )
    return await plan_campaign(office.database, office.sealer, office.book, made, office.now, RATES)


def read(found: Plan) -> list[str]:
    words = Catalogues.load()
    return [bidi.strip(words.render(text, Reader("ar"))) for text in found.said()]


async def at(office: Office, person: str, **changed: object) -> None:
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).where(addresses.c.person_id == person).values(**changed))


async def test_everybody_is_counted_by_the_way_they_are_reached(office: Office) -> None:
    _, omar, salma, zaid, noor = [
        await office.person(name, "volunteer") for name in ("ليلى", "عمر", "سلمى", "زيد", "نور")
    ]
    await at(office, omar.id, channel="whatsapp", last_in_at=office.now - timedelta(hours=2))
    await at(office, salma.id, channel="whatsapp", last_in_at=office.now - timedelta(days=2))
    await at(office, zaid.id, state="left")
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == noor.id).values(stopped=True))
    found = await plan(office)
    ways = {(one.channel, one.number, one.open_) for one in found.reached}
    assert ways == {("telegram", 1, 1), ("whatsapp", 2, 1), ("", 1, 0)}
    assert (found.number, found.silent) == (4, 1)
    said = read(found)
    assert "عبر واتساب: شخصان" in said
    assert "منهم شخص واحد لم يكتب خلال 24 ساعة: تنتظر الرسالة حتى يكتب" in said
    assert "أوقفوا الرسائل، فلا تصل إليهم: شخص واحد" in said
    assert any("ليلى" in line for line in said)


async def test_the_last_message_is_told_by_pace_and_hours(office: Office) -> None:
    for name in ("ليلى", "عمر", "سلمى"):
        await office.person(name, "volunteer")
    programme = replace(office.book.programme, sending=Sending(ramadan=((11 * 60, 12 * 60 + 1),)))
    office.book = replace(office.book, programme=programme)
    found = await plan_of(office, 1 / 60)
    assert found.takes is not None
    first, last = found.takes.first, found.takes.last
    assert first == office.now
    # A minute each; the window closes a minute after noon, and after the weekend it opens at eleven.
    assert last.date().isoformat() == "2026-03-08"


async def plan_of(office: Office, rate: float) -> Plan:
    made = Campaign("0" * 32, "sample", "عيّنة", "command", office.now, steps=(Step({"ar": "مرحباً"}),))
    rates = {"telegram": rate}
    return await plan_campaign(office.database, office.sealer, office.book, made, office.now, rates)


async def series(office: Office, *schedules: Schedule) -> Plan:
    steps = tuple(Step({"ar": "مرحباً"}, one) for one in schedules)
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=steps)
    return await plan_campaign(office.database, office.sealer, office.book, made, office.now, RATES)


async def test_of_a_series_the_first_moment_of_all_and_the_last_are_told(office: Office) -> None:
    """Whatever the order of its messages; what each gets at another time has no moment of its own."""
    await office.person("ليلى", "volunteer")
    later = office.now + timedelta(days=12)
    for schedules in ((Now(), At(later), Since(3)), (At(later), Since(3), Now())):
        found = await series(office, *schedules)
        assert found.takes is not None
        assert found.takes.first == office.now
        assert found.takes.last - later < timedelta(minutes=1)


async def test_of_what_recurs_the_last_time_is_told_where_there_is_one(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    ending = await series(office, Recurring(12, weekdays=(6,), times=3))
    endless = await series(office, Recurring(12, weekdays=(6,)))
    assert ending.takes is not None
    assert endless.takes is not None
    assert ending.takes.first.date() == endless.takes.first.date() == date(2026, 3, 8)
    assert (ending.takes.last.date(), endless.takes.last.date()) == (date(2026, 3, 22), date(2026, 3, 8))


async def test_what_looks_wrong_is_pointed_out(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    found = read(await plan(office, "نلتقي يوم الأحد 14 آذار 2026."))
    assert any("السبت" in line for line in found)


async def test_three_people_are_shown_what_each_of_them_reads(office: Office) -> None:
    """In their language and as they are addressed, whoever looks at the plan."""
    people = [await office.person(name, "volunteer", home="JO-IR-1") for name in ("سامي", "ليلى", "Noor")]
    kept = (("ar", "m"), ("ar", "f"), ("en", "n"))
    async with office.database.begin() as tx:
        for one, (language, form) in zip(people, kept, strict=True):
            await put(tx, office.sealer, replace(one, language=language, form=form))
    words = {
        "ar": "{m:ننتظرك يا صديقنا|f:ننتظرك يا صديقتنا|n:أهلاً} {name}",
        "en": "Welcome {name} of {area}, {role}",
    }
    step = Step(words)
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=(step,))
    found = await plan_campaign(office.database, office.sealer, office.book, made, office.now, RATES)
    assert [line.removeprefix("هكذا تظهر: ") for line in read(found) if line.startswith("هكذا تظهر")] == [
        "ننتظرك يا صديقنا سامي",
        "ننتظرك يا صديقتنا ليلى",
        "Welcome Noor of Irbid Qasabah, volunteer",
    ]


async def test_what_its_buttons_open_is_named_once_each(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    steps = (
        Step({"ar": "نود أن نسمع منك."}, form="report", also=("gone",)),
        Step({"ar": "وأيضاً."}, form="report"),
    )
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=steps)
    found = await plan_campaign(office.database, office.sealer, office.book, made, office.now, RATES)
    title = office.book.forms["report"].title.languages["ar"]
    assert [line for line in read(found) if "زر يفتح" in line] == [f"تحتها زر يفتح: «{title}»"]


async def test_the_same_words_within_a_week_are_pointed_out(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    made = Campaign(office.ids.new(), "sample", "عيّنة", "command", office.now, steps=(Step({"ar": "سلام"}),))
    async with office.database.begin() as tx:
        await campaigns.add(tx, replace(made, state="done"), office.ids)
    assert any("سبعة أيام" in line for line in read(await plan(office, "سلام")))
    office.now += timedelta(days=8)
    assert not any("سبعة أيام" in line for line in read(await plan(office, "سلام")))


async def test_of_what_leaves_for_each_no_last_moment_is_told(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    found = await plan(office, schedule=Since(3))
    assert found.takes is None
    assert "تخرج لكل شخص في وقته." in read(found)


async def test_an_audience_of_nobody_is_wrong(office: Office) -> None:
    assert (await plan(office)).wrong


async def test_what_moves_the_first_message_and_whom_the_week_leaves_out_is_told(office: Office) -> None:
    person = await office.person("ليلى", "volunteer")
    office.now = datetime(2026, 4, 7, 20, 30, tzinfo=UTC)  # half past eleven at night in Amman
    assert "تأجل الموعد: ساعات الهدوء" in read(await plan(office))
    async with office.database.begin() as tx:
        for number in (1, 2):
            row = {"campaign_id": office.ids.new(), "step": 1, "run": 1, "person_id": person.id}
            state = {"state": "posted", "reason": "", "channel": "telegram", "due_at": office.now}
            posted = {"posted_at": office.now - timedelta(days=number), "useful_until": office.now}
            await tx.execute(insert(recipients).values(**row, **state, **posted))
    found = await plan(office)
    assert found.capped == 1
    assert "شخص واحد بلغ حد الأسبوع، ولن تصل إليه على الأغلب" in read(found)


async def test_who_lives_where_sending_is_held_waits_and_the_others_are_timed(office: Office) -> None:
    for name, home in (("ليلى", "JO-IR-1"), ("عمر", "JO-IR"), ("سلمى", "JO-MA")):
        await office.person(name, "volunteer", home=home)
    await hold(office, Halt(office.now, office.now + timedelta(hours=24), "JO-IR"))
    found = await plan(office)
    assert [(one.area, one.number) for one in found.held] == [("JO-IR", 2)]
    assert found.takes is not None
    assert (found.number, found.waits) == (3, 2)
    said = read(found)
    [waiting] = [line for line in said if line.startswith("ينتظر شخصان في إربد: الإرسال معلّق هناك حتى")]
    assert said[said.index(waiting) + 1] == "لغيرهم: تخرج الآن"
    later = await plan(office, schedule=At(office.now + timedelta(days=3)))
    assert (later.held, later.waits) == ((), 0), "by then it is over"


async def test_days_without_messages_in_one_area_are_told_like_a_hold(office: Office) -> None:
    for name, home in (("ليلى", "JO-IR-1"), ("سلمى", "JO-MA")):
        await office.person(name, "volunteer", home=home)
    exams = Halt(office.now - timedelta(days=1), office.now + timedelta(days=5), "JO-IR", "outage")
    sending = replace(office.book.programme.sending, outages=(exams,))
    office.book = replace(office.book, programme=replace(office.book.programme, sending=sending))
    found = await plan(office)
    assert [(one.area, one.number, one.ends) for one in found.held] == [("JO-IR", 1, exams.ends)]
    assert "لغيرهم: تخرج الآن" in read(found)


async def test_where_all_of_them_wait_no_moment_is_promised(office: Office) -> None:
    await office.person("ليلى", "volunteer", home="JO-IR-1")
    await hold(office, Halt(office.now, office.now + timedelta(hours=24), "JO-IR"))
    await hold(office, Halt(office.now, None, "JO-IR"))
    found = await plan(office)
    said = read(found)
    assert "ينتظر شخص واحد في إربد: الإرسال معلّق هناك حتى رفع التعليق" in said
    assert found.takes is None
    assert not any("تخرج" in line for line in said)


async def test_a_hold_on_everything_is_said_as_one(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    await hold(office, Halt(office.now))
    said = read(await plan(office))
    assert "ينتظر شخص واحد في كل المناطق: الإرسال معلّق هناك حتى رفع التعليق" in said
    assert not any("تخرج" in line for line in said)


async def test_what_leaves_within_a_minute_is_said_once(office: Office) -> None:
    await office.person("ليلى", "volunteer")
    assert "تخرج الآن" in read(await plan(office))
    tomorrow = read(await plan(office, schedule=At(office.now + timedelta(days=3))))
    assert len([line for line in tomorrow if line.startswith("تخرج: ")]) == 1


async def hold(office: Office, halt: Halt) -> None:
    async with office.database.begin() as tx:
        await pauses.press(tx, "sample", halt, "command", office.now, office.ids)
