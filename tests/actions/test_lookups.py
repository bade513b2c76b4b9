"""What a turn may look up: only what belongs to whoever asks, and nothing is changed by asking."""

from typing import Any

import pytest

from bot.actions.lookups import LOOKUPS, Asked, Facts
from bot.core.person import Person
from bot.storage import addresses
from tests.actions.office import Office

NUMBER = "4829156"


async def look(office: Office, who: Person, kind: str, /, **data: Any) -> Facts:
    """What a turn of that person hears."""
    async with office.database.read() as tx:
        asked = Asked(tx, office.sealer, office.book, office.now, who.id, "", data)
        return await LOOKUPS[kind](asked)


async def test_a_report_is_found_by_its_number(office: Office) -> None:
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, ir4="2026-03-04")
    found = await look(office, reporter, "submission", number=NUMBER)
    assert (found["id"], found["reference"], found["open"], found["stage"]) == (report, NUMBER, True, "sent")


async def test_staff_of_its_area_find_a_report_by_its_number_and_can_still_hide_photos(
    office: Office,
) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, photos=1)

    async def offered() -> list[str]:
        found = await look(office, near, "submission", number=NUMBER)
        return [choice.id.split(":")[1] for choice in found["message"].choices]

    assert await offered() == ["accept", "return", "hide", "next"]
    await office.ask(near, "decide", submission=report, revision=1, decision="accept")
    assert await offered() == ["hide", "next"]
    assert await look(office, far, "submission", number=NUMBER) == {"receipt": False}


async def test_all_answers_are_shown_to_staff_of_the_area_only(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    assert (await look(office, near, "notices", submission=report))["submission"] == report
    for somebody in (far, reporter):
        assert await look(office, somebody, "notices", submission=report) == {}
    await office.ask(near, "decide", submission=report, revision=1, decision="accept")
    found = await look(office, near, "notices", submission=report)
    assert [choice.id for choice in found["message"].choices] == ["review:next"]


async def test_nobody_finds_the_report_of_somebody_else(office: Office) -> None:
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    other = await office.person("سارة (عيّنة)", "champion")
    assert await look(office, other, "submission", number=NUMBER) == {"receipt": False}
    assert await look(office, other, "submission", id=report) == {}
    assert await look(office, other, "reports") == {"reports": []}


@pytest.mark.parametrize("anonymous", ["yes", "no"])
async def test_who_holds_the_receipt_of_a_complaint_may_ask(office: Office, anonymous: str) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    answers = {"what": "كلام جارح (عيّنة)", "anonymous": anonymous}
    await office.ask(person, "complaint", answers=answers, receipt="1234566", form="1")
    other = await office.person("سارة (عيّنة)", "volunteer")
    assert await look(office, other, "submission", number="1234566") == {"receipt": True}
    assert await look(office, person, "submission", number="1234567") == {"receipt": False}


async def test_my_reports_say_which_lack_photos(office: Office) -> None:
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    [bare] = (await look(office, reporter, "reports"))["reports"]
    await office.photo(reporter, report, state="wanted")
    [coming] = (await look(office, reporter, "reports"))["reports"]
    assert (bare["id"], bare["missing_photos"], coming["missing_photos"]) == (report, True, False)


async def test_only_answers_that_nobody_has_accepted_can_go(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    assert await look(office, reporter, "answers") == {"items": [{"form": "report", "wave": ""}]}
    await office.ask(staff, "decide", submission=report, revision=1, decision="accept")
    assert await look(office, reporter, "answers") == {"items": []}


async def test_the_people_of_a_phone_are_those_who_use_it(office: Office) -> None:
    person = await office.person("ليلى (عيّنة)", "volunteer")
    await office.person("سارة (عيّنة)", "volunteer")
    async with office.database.read() as tx:
        [address] = await addresses.of(tx, person.id)
        asked = Asked(tx, office.sealer, office.book, office.now, person.id, address, {})
        found = await LOOKUPS["persons"](asked)
    assert [one["name"] for one in found["persons"]] == ["ليلى (عيّنة)"]


async def test_the_next_notice_is_the_one_that_has_waited_longest(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    assert await look(office, staff, "notices") == {}
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    await office.ask(reporter, "report_sent", submission=report)
    found = await look(office, staff, "notices")
    assert (found["submission"], found["revision"], found["more"]) == (report, 1, 0)
    assert await look(office, reporter, "notices") == {}


async def test_free_words_of_staff_can_go_to_who_wrote_from_their_areas(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    near = await office.person("ليلى (عيّنة)", "volunteer", home="JO-IR-1")
    far = await office.person("سارة (عيّنة)", "volunteer", home="JO-MA")
    for one in (near, far):
        await office.ask(one, "thread", answers={"message": "متى التدريب؟"}, form="human")
    found = await look(office, staff, "threads", text="يوم الثلاثاء")
    assert [(one["person"], one["name"]) for one in found["threads"]] == [(near.id, near.name)]
    assert found["text"] == "يوم الثلاثاء"


async def test_a_small_area_is_not_crowded_out_by_a_large_one(office: Office) -> None:
    staff = await office.person("هدى", "coordinator", area="JO-MA")
    near = await office.person("ليلى", "volunteer", home="JO-MA")
    await office.ask(near, "thread", text="متى نلتقي؟")
    for number in range(12):
        far = await office.person(f"شخص {number}", "volunteer")
        await office.ask(far, "thread", text="سؤال")
    found = await look(office, staff, "threads", text="الثلاثاء")
    assert [one["person"] for one in found["threads"]] == [near.id]


async def test_who_is_answered_by_name_wrote_before_and_is_called_so(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    people = [await office.person(name, "volunteer") for name in ("ليلى", "ليليان", "رنا")]
    for one in people[:2]:
        await office.ask(one, "thread", answers={"message": "متى التدريب؟"}, form="human")
    names = {
        typed: [one["name"] for one in (await look(office, staff, "writers", name=typed))["threads"]]
        for typed in ("ليلي", "لي", "رنا")
    }
    assert names["ليلي"] == ["ليلى"]
    assert sorted(names["لي"]) == ["ليلى", "ليليان"]
    assert names["رنا"] == []


async def test_two_reports_with_one_number_are_told_apart_by_who_asks(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    one = await office.person("ليلى (عيّنة)", "champion")
    other = await office.person("سارة (عيّنة)", "champion", home="JO-MA-1")
    reports = {who.id: await office.report(who, photos=1) for who in (one, other)}
    for who in (one, other):
        assert (await look(office, who, "submission", number=NUMBER))["id"] == reports[who.id]
    assert (await look(office, near, "submission", number=NUMBER))["submission"] == reports[one.id]
