"""From people to the team and back: who reads what, and who never does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.attached import PATIENCE
from bot.core.message import Message
from bot.core.person import Person
from bot.storage import persons
from bot.storage.schema import complaints, errands, media, outgoing, thread_messages
from tests.actions.office import Office


async def shown(office: Office, person: object) -> list[Message]:
    return [message for _, message in await office.outbox(person)]  # type: ignore[arg-type]


async def test_a_message_to_the_team_reaches_the_coordinator_with_a_way_to_answer(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    other = await office.person("هدى (عيّنة)", "coordinator", area="JO-MA")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    await office.ask(asking, "thread", answers={"message": "متى التدريب؟"})
    [message] = await shown(office, staff)
    assert message.about == f"thread:{asking.id}"
    assert message.choices[0].id == f"thread:reply:{asking.id}"
    assert await shown(office, other) == []


@pytest.mark.parametrize("kind", ["thread", "complaint"])
async def test_two_runs_at_the_same_time_carry_it_out_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The tick rings while the end of a turn has rung already."""

    async def both() -> None:
        await asyncio.gather(office.errands.run_due(), office.errands.run_due())

    monkeypatch.setattr(office, "run", both)
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    answers = {"about_team": "yes", "anonymous": "no", "what": "كلام جارح", "message": "متى التدريب؟"}
    await office.ask(asking, kind, answers=answers, receipt="4829156")
    assert len(await shown(office, listed if kind == "complaint" else staff)) == 1


async def test_the_answer_goes_to_that_person_only(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    other = await office.person("لمى (عيّنة)", "volunteer")
    await office.ask(staff, "answer", person=asking.id, text="يوم الأحد")
    [message] = await shown(office, asking)
    assert message.parts[0].params["text"].value == "يوم الأحد"  # type: ignore[union-attr]
    assert await shown(office, other) == []
    assert [f.data for f in office.heard(staff)] == [{"sent": True, "name": asking.name}]


# ---------------------------------------------------------------------------------- what goes with it


async def test_what_people_send_along_reaches_the_team_as_what_it_is(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    both = [(await sent(office, asking, kind))["media"] for kind in ("voice", "photo")]
    await office.ask(asking, "thread", text="هذه الدعوة", media=both)
    [message] = await shown(office, staff)
    found = [(one.media, one.kind, one.variant) for one in message.media]
    assert found == [(both[0], "voice", "original"), (both[1], "photo", "preview")]


async def sent(office: Office, staff: Person, kind: str = "photo", state: str = "kept") -> dict[str, str]:
    id_ = await office.photo(staff, None, state)
    async with office.database.begin() as tx:
        here = "0" * 64 if state == "kept" else None
        caption = office.sealer.seal("هذا مدخله".encode(), "media.caption")
        await tx.execute(
            update(media).where(media.c.id == id_).values(object=here, kind=kind, caption=caption)
        )
    return {"media": id_, "kind": kind}


async def test_a_photo_goes_with_an_answer_and_is_of_that_persons_thread(office: Office) -> None:
    """So it goes with their data, and not with those of who sent it."""
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    along = await sent(office, staff)
    await office.ask(staff, "answer", person=asking.id, text="هذا مدخله", media=along)
    [message] = await shown(office, asking)
    assert message.parts[0].params["text"].value == "هذا مدخله"  # type: ignore[union-attr]
    [attached] = message.media
    assert (attached.media, attached.kind, attached.variant) == (along["media"], "photo", "preview")
    async with office.database.read() as tx:
        row = (await tx.execute(select(media).where(media.c.id == along["media"]))).one()
        [written] = (await tx.execute(select(thread_messages))).all()
    assert (row.person_id, row.caption) == (asking.id, None), "its words are in the thread, once"
    assert (written.media, written.from_staff) == ([along["media"]], staff.id)


async def test_a_voice_message_without_words_is_an_answer(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    along = await sent(office, staff, "voice")
    await office.ask(staff, "answer", person=asking.id, text="", media=along)
    [message] = await shown(office, asking)
    assert [part.key for part in message.parts] == ["thread.answer_along"]
    assert [(one.kind, one.variant) for one in message.media] == [("voice", "original")]


async def test_an_answer_waits_until_what_goes_with_it_was_looked_at(office: Office) -> None:
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    along = await sent(office, staff, state="wanted")
    await office.ask(staff, "answer", person=asking.id, text="هذا مدخله", media=along)
    assert await shown(office, asking) == []
    async with office.database.begin() as tx:
        here = update(media).where(media.c.id == along["media"]).values(state="kept", object="0" * 64)
        await tx.execute(here)
    office.now += timedelta(seconds=3)
    await office.run()
    assert [len(one.media) for one in await shown(office, asking)] == [1]


async def test_what_cannot_be_kept_is_not_answered_with(office: Office) -> None:
    """Nor are its words sent alone: they may mean nothing without it."""
    staff = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    for along in (await sent(office, staff, state="refused"), await sent(office, staff, state="wanted")):
        await office.ask(staff, "answer", person=asking.id, text="هذا مدخله", media=along)
        office.now += PATIENCE + timedelta(seconds=3)
        await office.run()
    assert await shown(office, asking) == []
    assert [f.data["sent"] for f in office.heard(staff)] == [False, False]


async def test_the_list_for_complaints_answers_with_a_photo_between_the_two(office: Office) -> None:
    listed, coordinator, asking = await complained(office)
    along = await sent(office, listed)
    await office.ask(listed, "answer", person=asking.id, text="هل هذا المكان؟", media=along, private="yes")
    message = (await shown(office, asking))[-1]
    assert (message.about, [one.media for one in message.media]) == (f"private:{listed.id}", [along["media"]])
    assert await shown(office, coordinator) == []
    async with office.database.read() as tx:
        assert (await tx.execute(select(thread_messages))).all() == []
        row = (await tx.execute(select(media).where(media.c.id == along["media"]))).one()
    assert (row.person_id, row.caption) == (asking.id, None)


async def test_a_volunteer_cannot_answer_as_staff(office: Office) -> None:
    pretender = await office.person("رنا (عيّنة)", "volunteer")
    victim = await office.person("لمى (عيّنة)", "volunteer")
    await office.ask(pretender, "answer", person=victim.id, text="أنا من الفريق")
    assert await shown(office, victim) == []


async def test_with_nobody_to_read_it_the_person_is_told_so(office: Office) -> None:
    asking = await office.person("رنا (عيّنة)", "volunteer")
    await office.ask(asking, "thread", text="هل من أحد؟")
    assert [f.kind for f in office.heard(asking)] == ["nobody"]
    async with office.database.read() as tx:
        assert len((await tx.execute(select(thread_messages))).all()) == 1


async def test_a_complaint_reaches_the_safeguarding_list_and_nobody_else(office: Office) -> None:
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    coordinator = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    admin = await office.person("مها (عيّنة)", "admin")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    answers = {"about_team": "yes", "anonymous": "no", "what": "كلام جارح"}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    [message] = await shown(office, listed)
    assert message.about == f"private:{asking.id}"
    assert await shown(office, coordinator) == []
    assert await shown(office, admin) == []


async def test_a_complaint_without_a_name_leads_to_nobody(office: Office) -> None:
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    answers = {"about_team": "yes", "anonymous": "yes", "what": "كلام جارح"}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    [message] = await shown(office, listed)
    assert message.choices == ()
    assert asking.name not in str(message)
    async with office.database.read() as tx:
        [row] = (await tx.execute(select(complaints))).all()
        left = (await tx.execute(select(errands).where(errands.c.person_id == asking.id))).all()
    assert row.person_id is None
    assert (row.created_at.hour, row.created_at.minute) == (0, 0)
    assert left == []


async def test_a_complaint_that_is_spoken_is_heard_by_the_list(office: Office) -> None:
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    voice = (await sent(office, asking, "voice"))["media"]
    answers = {"about_team": "no", "anonymous": "yes", "what": {"voice": voice}}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    [message] = await shown(office, listed)
    [attached] = message.media
    assert (attached.kind, attached.variant) == ("voice", "original")
    async with office.database.read() as tx:
        [row] = (await tx.execute(select(media))).all()
    assert row.id == attached.media != voice
    assert (row.person_id, row.id[12], row.received_at.hour) == (None, "4", 0)


async def test_a_voice_that_is_being_fetched_is_waited_for_and_not_for_ever(office: Office) -> None:
    """A name taken off in the middle would lose what somebody said."""
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    voice = await office.photo(asking, None, state="wanted")
    fetched_by = office.now + timedelta(minutes=15)
    async with office.database.begin() as tx:
        await tx.execute(update(media).values(due_at=fetched_by))
    answers = {"about_team": "no", "anonymous": "yes", "what": {"voice": voice}}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    assert await shown(office, listed) == []
    office.later(60)
    await office.run()
    assert await shown(office, listed) == []
    office.later(65)
    await office.run()
    assert len(await shown(office, listed)) == 1


async def test_our_copy_of_a_complaint_keeps_no_text_once_it_was_sent(office: Office) -> None:
    await office.person("أمل (عيّنة)", "safeguarding")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    answers = {"about_team": "yes", "anonymous": "no", "what": "كلام جارح"}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    async with office.database.read() as tx:
        [row] = (await tx.execute(select(outgoing))).all()
    assert row.hushed


# -------------------------------------------------------------------------- between two, and not the team


async def complained(office: Office) -> tuple[Person, Person, Person]:
    """Somebody of the list, a coordinator of the area, and who complained by name and was answered."""
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    coordinator = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    asking = await office.person("رنا (عيّنة)", "volunteer")
    answers = {"about_team": "yes", "anonymous": "no", "what": "كلام جارح"}
    await office.ask(asking, "complaint", answers=answers, receipt="4829156")
    await office.ask(listed, "answer", person=asking.id, text="متى حدث ذلك؟", private="yes")
    return listed, coordinator, asking


async def test_what_follows_a_complaint_stays_between_the_two(office: Office) -> None:
    """The team, of which it may be, hears nothing of it."""
    listed, coordinator, asking = await complained(office)
    [answered] = await shown(office, asking)
    assert answered.about == f"private:{listed.id}"
    assert [f.data for f in office.heard(asking)] == [{"state": "private", "to": listed.id}]
    await office.ask(asking, "thread", text="أمس في المركز", to=listed.id)
    assert "أمس في المركز" in str((await shown(office, listed))[-1])
    assert await shown(office, coordinator) == []
    async with office.database.read() as tx:
        assert (await tx.execute(select(thread_messages))).all() == []
        copies = (await tx.execute(select(outgoing.c.hushed))).all()
    assert [row.hushed for row in copies] == [True, True, True]


async def test_when_who_answered_has_left_the_list_the_rest_of_it_hears(office: Office) -> None:
    listed, coordinator, asking = await complained(office)
    other = await office.person("هند (عيّنة)", "safeguarding")
    async with office.database.begin() as tx:
        await persons.end_roles(tx, listed.id, office.now)
    await office.ask(asking, "thread", text="أمس في المركز", to=listed.id)
    assert "أمس في المركز" in str((await shown(office, other))[-1])
    async with office.database.begin() as tx:
        await persons.end_roles(tx, other.id, office.now)
    await office.ask(asking, "thread", text="هل من أحد؟", to=listed.id)
    assert [f.kind for f in office.heard(asking)] == ["team", "nobody"]
    assert await shown(office, coordinator) == []


async def test_a_coordinator_answers_nobody_in_the_lists_name(office: Office) -> None:
    _, coordinator, asking = await complained(office)
    await office.ask(coordinator, "answer", person=asking.id, text="ماذا قلت؟", private="yes")
    assert len(await shown(office, asking)) == 1
