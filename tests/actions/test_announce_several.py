"""A message to many from a chat: schedules, several messages, further languages, what goes with the words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.actions.attached import PATIENCE
from bot.core.person import Person
from bot.core.sending.plain import plain
from bot.core.sending.schedule import Recurring, Remind, Since
from bot.flows.announcement import messages
from bot.flows.shipped.starters import SCHEDULE, STARTERS
from bot.storage.schema import media, persons
from tests.actions.office import Office
from tests.actions.test_announce import (
    SPEC,
    TYPED,
    approval,
    decide,
    heard,
    kept,
    parts,
    planned,
    prepared,
    read,
    sent,
)
from tests.actions.test_campaigns import states, ticked

AMMAN = ZoneInfo("Asia/Amman")


# --------------------------------------------------------------------------- schedules, several messages


async def test_the_plan_says_what_comes_of_a_schedule(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    weekly = read(await planned(office, huda, at=plain(Recurring(10, weekdays=(6, 2), times=3))))
    assert (
        "مواعيدها القادمة: الأحد 8 آذار (مارس) 2026، 10:00 ص، ثم الأربعاء 11 آذار (مارس) 2026، "
        "10:00 ص، ثم الأحد 15 آذار (مارس) 2026، 10:00 ص"
    ) in weekly
    reminding = read(await planned(office, huda, at=plain(Remind("pulse", "unanswered", limit=2))))
    assert "أول تذكير بعد 21 ساعة، وبين تذكير وآخر 72 ساعة." in reminding
    assert "تخرج لكل شخص في وقته." in reminding


async def test_a_reminder_of_nothing_is_asked_again(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    found = await planned(office, huda, at=plain(Remind("nothing")))
    assert (found["outcome"], found["wrong"]) == ("flawed", "at")


async def test_what_comes_again_comes_again(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    await office.person("ليلى", "volunteer")
    at = plain(Recurring(13, weekdays=(3, 4), times=2))  # Thursday and Friday, the hour of Amman
    campaign = (await sent(office, huda, whom="role:volunteer", at=at))["campaign"]
    for day in range(1, 4):
        office.now += timedelta(hours=2 if day == 1 else 24)
        await ticked(office)
    assert (await states(office, campaign)).keys() <= {"queued", "waiting"}
    assert sum((await states(office, campaign)).values()) == 2


async def test_several_messages_each_leave_at_their_time(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    layla = await office.person("ليلى", "volunteer")
    first = {"text": "أهلاً {name}", "also": {"en": "Hello {name}"}, "form": "", "at": "now"}
    later = (office.now + timedelta(hours=2)).isoformat()
    found = await planned(office, huda, whom="role:volunteer", form="pulse", at=later, before=[first])
    said = read(found)
    assert "الرسالة 1، الآن" in said
    assert "هكذا تظهر: أهلاً ليلى" in said
    assert "هكذا تظهر: مرحباً ليلى، نلتقي الخميس." in said
    await office.ask(huda, "announce", **found)
    assert (await heard(office, huda))["messages"] == 2
    campaign = await kept(office, found["campaign"])
    assert campaign is not None
    assert [step.form for step in campaign.steps] == ["", "pulse"]
    assert campaign.steps[0].languages == {"ar": "أهلاً {name}", "en": "Hello {name}"}
    await ticked(office)
    assert len(await office.outbox(layla)) == 1
    office.now += timedelta(hours=2)
    await ticked(office, times=2)
    assert [parts(message.parts) for _, message in await office.outbox(layla)] == [
        "أهلاً ليلى",
        "مرحباً ليلى، نلتقي الخميس.",
    ]


async def test_of_several_it_is_said_which_is_wrong(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    first = {"text": "أهلاً", "form": "", "at": "2026-03-05T08:00:00+00:00"}
    found = await planned(office, huda, before=[first])
    assert (found["outcome"], found["wrong"], found["message"]) == ("flawed", "at", 0)


async def test_a_second_person_reads_all_of_it(office: Office) -> None:
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    await sent(office, huda, before=[{"text": "أهلاً", "form": "pulse", "at": plain(Since(3))}])
    [(_, notice)] = await office.outbox(amal)
    said = parts(notice.parts)
    for line in ("أهلاً", TYPED, "الرسالة 1، بعد التسجيل بـ 3 أيام", "الرسالة 2، الآن", "نبض التماسك"):
        assert line in said, said


async def test_a_language_is_offered_where_somebody_reads_it(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    layla = await office.person("ليلى", "volunteer")
    assert (await planned(office, huda))["readers"] == []
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == layla.id).values(language="en"))
    assert (await planned(office, huda))["readers"] == ["en"]
    assert (await planned(office, huda, also={"en": "Hello"}))["readers"] == []
    assert (await planned(office, huda, whom="role:coordinator"))["readers"] == []
    assert (await planned(office, huda, whom="unanswered:pulse"))["readers"] == [], "they are few"


async def test_the_whole_series_has_its_times_before_it_is_sent(office: Office) -> None:
    """Ten messages, twice a week, and nobody else is needed."""
    huda = await office.person("هدى", "coordinator")
    first = STARTERS[0].text.languages["ar"]
    found = await planned(office, huda, text=first, at=plain(SCHEDULE), series=True)
    assert "series" not in found
    times = [datetime.fromisoformat(one["at"]) for one in messages(found)]
    assert [one.astimezone(AMMAN).strftime("%a %H:%M") for one in times] == ["Sun 10:00", "Wed 10:00"] * 5
    await office.ask(huda, "announce", **found)
    assert (await heard(office, huda))["outcome"] == "started"
    campaign = await kept(office, found["campaign"])
    assert campaign is not None
    assert [step.languages for step in campaign.steps] == [one.text.languages for one in STARTERS]


# ------------------------------------------------------------------------------- what goes with the words


async def photo(office: Office, person: Person, state: str = "kept") -> dict[str, Any]:
    id_ = await office.photo(person, None, state)
    async with office.database.begin() as tx:
        if state == "kept":
            await tx.execute(update(media).where(media.c.id == id_).values(object="0" * 64))
    return {"media": id_, "kind": "photo"}


async def test_a_photo_goes_with_the_words_and_is_the_campaigns(office: Office) -> None:
    """So it stays when its author's data are erased."""
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    layla = await office.person("ليلى", "volunteer")
    sent_along = await photo(office, huda)
    found = await planned(office, huda, whom="role:volunteer", media=sent_along)
    assert "مع النص صورة." in read(found)
    await office.ask(huda, "try_words", **found)
    [(_, trial)] = await office.outbox(huda)
    await office.ask(huda, "announce", **found)
    await office.run()
    [(_, notice)] = await office.outbox(amal)
    assert await decide(office, amal, found["campaign"]) == "done_approve"
    await ticked(office)
    [(_, message)] = await office.outbox(layla)
    for one in (trial, notice, message):
        assert [(part.media, part.kind) for part in one.media] == [(sent_along["media"], "photo")]
    async with office.database.read() as tx:
        row = (await tx.execute(select(media).where(media.c.id == sent_along["media"]))).one()
    assert (row.person_id, row.field) == (None, f"campaign:{found['campaign']}")


async def test_what_is_on_its_way_is_waited_for_and_given_up(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    coming = await photo(office, huda, "wanted")
    prepared(office)
    await office.ask(huda, "plan", **{**SPEC, "media": coming})
    await office.errands.settled()
    assert office.heard(huda) == []
    office.now += PATIENCE
    found = await heard(office, huda)
    assert (found["outcome"], found["wrong"]) == ("flawed", "media")


async def test_what_was_refused_is_asked_again(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    found = await planned(office, huda, media=await photo(office, huda, "refused"))
    assert (found["outcome"], found["wrong"]) == ("flawed", "media")


async def test_what_was_removed_since_fails_it(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    at = (office.now + timedelta(hours=1)).isoformat()
    lost = await photo(office, huda)
    campaign = (await sent(office, huda, media=lost, at=at))["campaign"]
    async with office.database.begin() as tx:
        await tx.execute(update(media).where(media.c.id == lost["media"]).values(hidden_at=office.now))
    office.now += timedelta(hours=1)
    await ticked(office)
    found = await kept(office, campaign)
    assert found is not None
    assert (found.state, found.why, await states(office, campaign)) == ("failed", "media", {})
    [(_, told)] = await office.outbox(huda)
    assert "لم يعد مرفقها محفوظاً" in parts(told.parts)
    await ticked(office)
    assert len(await office.outbox(huda)) == 1


async def test_one_that_is_ready_is_not_ready_with_a_photo(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    ready = STARTERS[0].text.languages["ar"]
    assert (await sent(office, huda, text=ready, media=await photo(office, huda)))["outcome"] == "alone"
