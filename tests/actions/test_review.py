"""A report and the people around it: who hears, who decides, who wins, what the reporter hears."""

from typing import Any

from sqlalchemy import update

from bot.core.conversation import Found
from bot.storage import codecs
from bot.storage.schema import submissions
from tests.actions.office import Office


async def sent(office: Office, photos: int = 0) -> tuple[str, object]:
    reporter = await office.person("ليلى (عيّنة)", "champion")
    return await office.report(reporter, photos, ir4="2026-03-04"), reporter


async def test_a_new_report_reaches_the_coordinators_of_its_area(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    admin = await office.person("مها (عيّنة)", "admin")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, photos=2)
    await office.ask(reporter, "report_sent", submission=report)
    [(action, message)] = await office.outbox(near)
    assert action == "send"
    assert message.protect
    assert [a.variant for a in message.media] == ["preview", "preview"]
    assert [c.id.split(":")[1] for c in message.choices] == ["accept", "return", "hide", "next"]
    assert await office.outbox(far) == []
    assert await office.outbox(admin) == []


async def test_without_a_coordinator_the_admins_hear(office: Office) -> None:
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    admin = await office.person("مها (عيّنة)", "admin")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    await office.ask(reporter, "report_sent", submission=await office.report(reporter))
    assert len(await office.outbox(admin)) == 1
    assert await office.outbox(far) == []


async def test_the_notice_waits_two_minutes_for_photos_and_then_says_how_many_are_missing(
    office: Office,
) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, photos=1)
    await office.photo(reporter, report, state="wanted")
    await office.ask(reporter, "report_sent", submission=report)
    assert await office.outbox(near) == []
    for _ in range(25):
        office.later(5)
        await office.run()
    [(_, message)] = await office.outbox(near)
    counts = {part.key: part.count for part in message.parts if part.count is not None}
    assert counts == {"notice.photos": 1, "notice.photos_coming": 1}


async def test_one_decision_wins_and_the_other_copy_says_who(office: Office) -> None:
    first = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    second = await office.person("هدى (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    await office.ask(reporter, "report_sent", submission=report)
    await office.send_all()
    await office.ask(first, "decide", submission=report, revision=1, decision="accept")
    await office.ask(second, "decide", submission=report, revision=1, decision="return", reason="duplicate")
    assert [f.data["won"] for f in office.heard(first)] == [True]
    [lost] = office.heard(second)
    assert (lost.data["won"], lost.data["by"], lost.data["stage"]) == (False, first.name, "accepted")
    copies = await office.outbox(second)
    assert copies[-1][1].parts[0].key == "notice.decided_accept"
    assert copies[-1][1].choices == ()
    assert copies[-1][1].slot == copies[0][1].slot
    assert [f.kind for f in office.heard(reporter)] == ["accepted"]


async def test_a_return_names_the_questions_that_are_asked_again(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, ir4="2026-03-04", ir7={"total": 5})
    await office.ask(
        staff,
        "decide",
        submission=report,
        revision=1,
        decision="return",
        reason="count_incomplete",
        fields=["ir7"],
    )
    [found] = office.heard(reporter)
    assert found.kind == "returned"
    assert found.data["fields"] == ["ir7"]
    assert found.data["answers"]["ir4"] == "2026-03-04"


async def test_who_does_not_answer_for_the_area_decides_nothing(office: Office) -> None:
    far = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    stranger = await office.person("رنا (عيّنة)", "volunteer")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    for somebody in (far, stranger):
        await office.ask(somebody, "decide", submission=report, revision=1, decision="accept")
        assert [f.data["won"] for f in office.heard(somebody)] == [False]
    assert office.heard(reporter) == []


async def test_a_hidden_photo_leaves_previews_and_the_copies_in_chats(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter, photos=2)
    await office.ask(reporter, "report_sent", submission=report)
    await office.send_all()
    await office.ask(staff, "hide_photo", submission=report, photo=1)
    actions = [(action, len(message.media)) for action, message in await office.outbox(staff)]
    assert actions == [("send", 2), ("delete", 0), ("send", 1)]
    assert [f.kind for f in office.heard(reporter)] == ["photo_hidden"]
    assert office.heard(staff) == [Found("hidden", {"count": 1})]


async def test_the_reporter_withdraws_until_it_is_decided(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    await office.ask(reporter, "report_sent", submission=report)
    await office.ask(reporter, "withdraw", submission=report)
    await office.ask(staff, "decide", submission=report, revision=1, decision="accept")
    assert [f.data["done"] for f in office.heard(reporter)] == [True]
    assert [f.data["won"] for f in office.heard(staff)] == [False]


async def test_somebody_else_cannot_withdraw_or_add_to_a_report(office: Office) -> None:
    reporter = await office.person("ليلى (عيّنة)", "champion")
    other = await office.person("رنا (عيّنة)", "champion")
    report = await office.report(reporter)
    photo = await office.photo(other, None)
    await office.ask(other, "withdraw", submission=report)
    await office.ask(other, "add_media", submission=report, media=[photo])
    assert [f.data["done"] for f in office.heard(other)] == [False]
    async with office.database.read() as tx:
        from bot.storage import submissions

        assert await submissions.photos(tx, report) == ()


async def test_the_fourth_notice_of_an_hour_is_gathered(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    for number in range(5):
        reporter = await office.person(f"ليلى {number} (عيّنة)", "champion")
        async with office.database.begin() as tx:
            from bot.storage.schema import submissions

            await tx.execute(submissions.update().values(reference=None))
        await office.ask(reporter, "report_sent", submission=await office.report(reporter))
    shown = [m.parts[0].key for _, m in await office.outbox(staff)]
    assert shown == ["notice.report"] * 3 + ["notice.waiting"] * 2


async def test_photos_that_an_amendment_replaced_are_shown_no_more(office: Office) -> None:
    """«الصور غير واضحة»: the new ones take their place; those that came late stay."""
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    blurred, late, clear = [await office.photo(reporter, report) for _ in range(3)]
    await answered(office, report, {"ir14": {"photos": [blurred]}})
    await office.ask(
        near, "decide", submission=report, revision=1, decision="return", reason="photos_unclear", fields=[]
    )
    await answered(office, report, {"ir14": {"photos": [clear]}})
    await office.ask(reporter, "report_sent", submission=report)
    [message] = [m for _, m in await office.outbox(near) if m.media]
    assert [attachment.media for attachment in message.media] == [late, clear]


async def answered(office: Office, report: str, answers: dict[str, Any]) -> None:
    """The report as a turn leaves it after an amendment."""
    async with office.database.begin() as tx:
        sealed = office.sealer.seal(codecs.encode(answers), "submissions.answers")
        await tx.execute(
            update(submissions).where(submissions.c.id == report).values(answers=sealed, stage="sent")
        )


async def test_staff_read_whether_the_people_shown_agreed(office: Office) -> None:
    near = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    reporter = await office.person("ليلى (عيّنة)", "champion")
    report = await office.report(reporter)
    photo = await office.photo(reporter, report)
    await answered(office, report, {"ir14": {"photos": [photo], "consent": "no"}})
    await office.ask(reporter, "report_sent", submission=report)
    [(_, message)] = await office.outbox(near)
    assert "notice.photos_consent_no" in [part.key for part in message.parts]
