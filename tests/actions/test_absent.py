"""Somebody of the team is away: who hears in their place, who may decide, and when it ends."""

from datetime import datetime, timedelta

import pytest

from bot.core.person import Person
from tests.actions.office import Office
from tests.actions.test_lookups import look
from tests.actions.test_threads import keys, newest, ring, said_to, write

WEEK = timedelta(days=7)


async def leave(
    office: Office, who: Person, deputy: Person | None = None, until: datetime | None = None
) -> None:
    at = until or office.now + WEEK
    await office.ask(who, "away", until=at.isoformat(), deputy=deputy.id if deputy else "")
    await office.send_all()


async def test_what_people_write_goes_to_the_deputy_until_that_day(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await leave(office, suad, far)
    assert said_to(office, suad, "absence") == ["begun"]
    assert said_to(office, far, "absence") == ["stands_in"]
    await write(office, rana)
    assert keys(await newest(office, far)) == ["notice.thread"]
    assert await office.outbox(suad) == []
    office.later(WEEK.total_seconds())
    await write(office, rana, "وسؤال آخر")
    assert keys(await newest(office, suad)) == ["notice.thread"]


async def test_the_deputy_decides_about_reports_of_the_other_area(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    layla = await office.person("ليلى (عيّنة)", "champion")
    first = await office.report(layla)
    await office.ask(layla, "report_sent", submission=first)
    await leave(office, suad, far)
    assert (await look(office, far, "notices"))["submission"] == first
    await office.ask(far, "decide", submission=first, revision=1, decision="accept")
    assert [f.data["won"] for f in office.heard(far) if f.kind == "decided"] == [True]
    second = await office.sent(layla, "report", {}, "4829164", happened="2026-03-05")
    await office.ask(layla, "report_sent", submission=second)
    assert keys(await newest(office, far))[0] == "notice.report"


async def test_who_stands_in_for_nobody_any_more_decides_nothing_there(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    layla = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(layla)
    await leave(office, suad, far)
    await office.ask(suad, "back")
    assert said_to(office, suad, "absence") == ["begun", "ended"]
    assert said_to(office, far, "absence") == ["stands_in", "relieved"]
    await office.ask(far, "decide", submission=report, revision=1, decision="accept")
    assert [f.data["won"] for f in office.heard(far) if f.kind == "decided"] == [False]


async def test_without_a_deputy_the_others_of_the_area_hear_and_then_the_next_level(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    admin = await office.person("ريم (عيّنة)", "admin")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await leave(office, suad)
    assert said_to(office, suad, "absence") == ["begun_alone"]
    await write(office, rana)
    assert keys(await newest(office, huda)) == ["notice.thread"]
    await leave(office, huda)
    await write(office, rana, "هل من أحد؟")
    assert keys(await newest(office, admin)) == ["notice.thread"]
    assert await office.outbox(suad) == []


async def test_a_deputy_who_is_away_too_hands_on_and_a_circle_ends(office: Office) -> None:
    suad, huda, hind = [
        await office.person(f"{name} (عيّنة)", "coordinator", area=area)
        for name, area in (("سعاد", "JO-IR"), ("هدى", "JO-MA"), ("هند", "JO-MA"))
    ]
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await leave(office, suad, huda)
    await leave(office, huda, hind)
    await write(office, rana)
    assert keys(await newest(office, hind)) == ["notice.thread"]
    await leave(office, hind, suad)
    await write(office, rana, "هل من أحد؟")
    assert [f.kind for f in office.heard(rana)] == ["nobody"]


async def test_the_deputy_is_reminded_of_what_the_absent_one_had_taken(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await write(office, rana)
    await office.ask(suad, "attend", verb="take", person=rana.id)
    await leave(office, suad, far)
    await ring(office, 4)
    assert keys(await newest(office, far)) == ["notice.overdue"]
    await office.ask(far, "answer", person=rana.id, text="يوم الأحد")
    assert keys(await newest(office, rana)) == ["thread.answer"]


@pytest.mark.parametrize("role", ["volunteer", "safeguarding"])
async def test_only_who_answers_for_areas_goes_away_or_stands_in(office: Office, role: str) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    other = await office.person("رنا (عيّنة)", role)
    await leave(office, other, suad)
    await leave(office, suad, other)
    await leave(office, suad, suad)
    assert said_to(office, other, "absence") == ["gone"]
    assert said_to(office, suad, "absence") == ["gone", "gone"]


async def test_a_day_that_has_passed_is_no_absence(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    await leave(office, suad, huda, office.now)
    assert said_to(office, suad, "absence") == ["gone"]


async def test_colleagues_are_those_who_are_there_the_nearest_first(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    huda = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    gone = await office.person("هند (عيّنة)", "coordinator", area="JO-IR")
    await office.person("رنا (عيّنة)", "volunteer")
    await leave(office, gone, huda)
    found = await look(office, suad, "colleagues")
    assert [one["person"] for one in found["people"]] == [huda.id, far.id]
