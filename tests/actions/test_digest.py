"""What awaits staff is told at the times that they chose, in one line; what cannot wait comes at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.actions import admitting
from bot.actions.job import Job
from bot.core.person import Person
from bot.storage.schema import addresses
from tests.actions.office import Office
from tests.actions.test_lookups import look
from tests.actions.test_threads import keys, newest, said_to, write

MORNING = 8 * 60 + 30


async def chosen(office: Office, who: Person, *minutes: int) -> None:
    await office.ask(who, "digest_times", minutes=list(minutes))


async def reported(office: Office, reporter: Person, reference: str) -> None:
    sent = await office.sent(reporter, "report", {}, reference, happened="2026-03-04")
    await office.ask(reporter, "report_sent", submission=sent)


async def test_reports_are_gathered_until_the_next_working_day(office: Office) -> None:
    """It is Thursday noon in Amman; Friday and Saturday are days of rest."""
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    await chosen(office, suad, MORNING)
    await reported(office, layla, "1000001")
    office.later(3600)
    await reported(office, layla, "1000009")
    assert await office.outbox(suad) == []
    office.now += timedelta(days=2)
    await office.run()
    assert await office.outbox(suad) == []
    office.now += timedelta(days=1)
    await office.run()
    [(_, line)] = await office.outbox(suad)
    assert keys(line) == ["notice.waiting"]
    assert line.parts[0].params.get("count", line.parts[0].count) == 2
    assert (await look(office, suad, "notices"))["more"] == 1


async def test_nothing_is_said_when_nothing_waits_any_more(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    await chosen(office, suad, MORNING)
    report = await office.report(layla)
    await office.ask(layla, "report_sent", submission=report)
    await office.ask(huda, "decide", submission=report, revision=1, decision="accept")
    office.now += timedelta(days=5)
    await office.run()
    assert await office.outbox(suad) == []


async def test_applicants_are_gathered_too_and_counted(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    await chosen(office, suad, MORNING)
    rana = await office.person("رنا (عيّنة)", "volunteer", "applicant")
    async with office.database.begin() as tx:
        await admitting.announce(
            Job(tx, office.sealer, office.book, office.now, office.ids, rana.id, "redeem:1", {}, office.now)
        )
    assert await office.outbox(suad) == []
    office.now += timedelta(days=3)
    await office.run()
    assert keys(await newest(office, suad)) == ["notice.waiting"]


async def test_what_people_write_comes_at_once(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await chosen(office, suad, MORNING)
    await write(office, rana)
    assert keys(await newest(office, suad)) == ["notice.thread"]


async def test_who_wants_them_at_once_again_is_told_what_was_gathered(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    await chosen(office, suad, MORNING)
    await reported(office, layla, "1000001")
    await chosen(office, suad)
    assert keys(await newest(office, suad)) == ["notice.waiting"]
    await reported(office, layla, "1000009")
    assert keys(await newest(office, suad))[0] == "notice.report"


async def test_only_staff_have_times(office: Office) -> None:
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await chosen(office, rana, MORNING)
    assert said_to(office, rana, "digest") == []


# -------------------------------------------------------------------------------------- «التالي»


async def test_going_on_passes_over_what_is_shown_and_comes_back_at_the_end(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    for reference in ("1000001", "1000009", "1000017"):
        office.later(60)
        await reported(office, layla, reference)
    seen: list[str] = []
    for _ in range(4):
        found = await look(office, suad, "notices", after=f"report:{seen[-1]}" if seen else "")
        seen.append(found["submission"])
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]


async def test_who_waits_too_long_comes_before_reports_and_who_waits_in_time_after(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    late, patient, answered = [
        await office.person(f"{name} (عيّنة)", "volunteer") for name in ("رنا", "لمى", "نور")
    ]
    await write(office, late)
    office.now += timedelta(days=4)
    await office.run()
    for one in (patient, answered):
        await write(office, one)
    await office.ask(suad, "answer", person=answered.id, text="يوم الأحد")
    await reported(office, layla, "1000001")
    first = await look(office, suad, "notices")
    assert (first["thread"], keys(first["message"]), first["more"]) == (late.id, ["notice.overdue"], 2)
    second = await look(office, suad, "notices", after=f"thread:{late.id}")
    third = await look(office, suad, "notices", after=f"report:{second['submission']}")
    assert third["thread"] == patient.id


async def test_a_decision_that_is_typed_is_about_what_is_decided(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    layla = await office.person("ليلى (عيّنة)", "champion")
    await write(office, layla)
    await reported(office, layla, "1000001")
    found = await look(office, suad, "notices", verb="accept")
    assert (found["verb"], found["more"], "submission" in found) == ("accept", 0, True)


async def test_what_a_colleague_has_taken_awaits_nobody_else(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await write(office, rana)
    await office.ask(suad, "attend", verb="take", person=rana.id)
    assert await look(office, huda, "notices") == {}
    assert (await look(office, suad, "notices"))["thread"] == rana.id


# ------------------------------------------------------------------------------------------ at night


def at_night(office: Office) -> None:
    """Wednesday, 23:00 in Amman; the quiet hours end at nine, which is six of UTC."""
    office.now = datetime(2026, 4, 1, 20, 0, tzinfo=UTC)


async def in_the_morning(office: Office) -> None:
    office.now = datetime(2026, 4, 2, 6, 0, tzinfo=UTC)
    await office.run()


async def test_what_people_write_at_night_is_one_line_in_the_morning(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana, lama = [await office.person(f"{name} (عيّنة)", "volunteer") for name in ("رنا", "لمى")]
    layla = await office.person("ليلى (عيّنة)", "champion")
    at_night(office)
    await write(office, rana)
    office.later(600)
    await write(office, rana, "وأين؟")
    await write(office, lama)
    await reported(office, layla, "1000001")
    assert await office.outbox(suad) == []
    assert office.heard(rana) == []
    await in_the_morning(office)
    [(_, line)] = await office.outbox(suad)
    assert keys(line) == ["notice.waiting"]
    assert line.parts[0].params.get("count", line.parts[0].count) == 3


async def test_what_was_gathered_is_shown_whole(office: Office) -> None:
    """Nobody has seen any of it before: neither the first words nor what was sent along."""
    await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    await write(office, rana, "متى التدريب؟")
    office.later(60)
    photo = await office.photo(rana, None)
    await office.ask(rana, "thread", text="وهذه الدعوة", media=[photo])
    await in_the_morning(office)
    found = await look(office, suad, "notices")
    assert found["thread"] == rana.id
    assert found["message"].parts[0].params["text"].value == "متى التدريب؟\nوهذه الدعوة"
    assert [(one.media, one.kind) for one in found["message"].media] == [(photo, "photo")]


async def test_what_was_answered_at_night_is_told_to_nobody_in_the_morning(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    await write(office, rana)
    await office.ask(huda, "answer", person=rana.id, text="يوم الأحد")
    await in_the_morning(office)
    assert await office.outbox(suad) == []
    assert await office.outbox(huda) == []


@pytest.mark.parametrize("text", ["أريد أن أؤذي نفسي", "نجدة"])
async def test_words_of_distress_ring_at_any_hour(office: Office, text: str) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    await write(office, rana, text)
    assert keys(await newest(office, suad)) == ["notice.thread"]


async def test_complaints_and_calls_for_protection_ring_at_any_hour(office: Office) -> None:
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    answers = {"about_team": "yes", "anonymous": "no", "what": "كلام جارح"}
    await office.ask(rana, "complaint", answers=answers, receipt="4829156")
    await office.ask(rana, "protection")
    told = [keys(message) for _, message in await office.outbox(listed)]
    assert told == [["notice.complaint"], ["notice.protection"]]


async def test_who_answers_at_night_hears_what_comes_back_and_sleeps_an_hour_later(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    await write(office, rana)
    await office.ask(suad, "answer", person=rana.id, text="يوم الأحد")
    await write(office, rana, "في أي ساعة؟")
    assert keys(await newest(office, suad)) == ["notice.thread"]
    office.later(3700)
    await write(office, rana, "وأين؟")
    assert len(await office.outbox(suad)) == 1


async def test_who_reads_earlier_than_the_night_ends_reads_it_then(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await chosen(office, suad, MORNING)
    at_night(office)
    await write(office, rana)
    office.now = datetime(2026, 4, 2, 5, 30, tzinfo=UTC)
    await office.run()
    assert keys(await newest(office, suad)) == ["notice.waiting"]
    await in_the_morning(office)
    assert len(await office.outbox(suad)) == 1


async def test_at_night_too_the_next_level_hears_when_nobody_near_can_be_reached(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    amal = await office.person("أمل (عيّنة)", "admin")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).where(addresses.c.person_id == near.id).values(state="gone"))
    at_night(office)
    await write(office, rana)
    assert said_to(office, rana) == ["elsewhere"]
    await in_the_morning(office)
    assert keys(await newest(office, amal)) == ["notice.waiting"]


async def test_with_nobody_to_read_it_the_person_hears_so_at_night_too(office: Office) -> None:
    rana = await office.person("رنا (عيّنة)", "volunteer")
    at_night(office)
    await write(office, rana)
    assert [found.kind for found in office.heard(rana)] == ["nobody"]
