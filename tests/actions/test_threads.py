"""A person's thread with the team: who has it, who is reminded, who is not read, and what each is told."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.conversation import Found
from bot.core.message import Message
from bot.core.person import Person
from bot.storage import absences, persons, threads
from bot.storage.schema import addresses
from bot.storage.threads import Thread
from tests.actions.office import Office
from tests.actions.test_lookups import look

DAY = timedelta(days=1).total_seconds()
CHOICES = ["reply", "take", "ready", "close", "more"]


async def stands(office: Office, person: Person) -> Thread:
    async with office.database.read() as tx:
        return await threads.get(tx, office.sealer, person.id, office.now)


async def newest(office: Office, person: Person) -> Message:
    return (await office.outbox(person))[-1][1]


def keys(message: Message) -> list[str]:
    return [part.key for part in message.parts]


def verbs(message: Message) -> list[str]:
    return [choice.id.split(":")[1] for choice in message.choices]


def said_to(office: Office, person: Person, kind: str = "team") -> list[str]:
    """What the conversation was told of that kind, in order."""
    return [str(f.data.get("state", f.data.get("outcome"))) for f in office.heard(person) if f.kind == kind]


async def write(office: Office, person: Person, text: str = "متى التدريب؟") -> None:
    await office.ask(person, "thread", text=text)
    await office.send_all()


async def attend(office: Office, staff: Person, verb: str, person: Person) -> Found:
    await office.ask(staff, "attend", verb=verb, person=person.id)
    await office.send_all()
    return office.heard(staff)[-1]


async def two_and_one(office: Office) -> tuple[Person, Person, Person]:
    """Two coordinators of an area, and somebody who lives there."""
    return (
        await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR"),
        await office.person("هدى (عيّنة)", "coordinator", area="JO-IR"),
        await office.person("رنا (عيّنة)", "volunteer"),
    )


# ----------------------------------------------------------------------------------- taking, closing


async def test_who_takes_a_thread_has_it_and_the_others_read_whose_it_is(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    assert verbs(await newest(office, huda)) == CHOICES
    assert (await attend(office, suad, "take", rana)).data["outcome"] == "taken"
    assert (await stands(office, rana)).assigned == suad.id
    settled = await newest(office, huda)
    assert (keys(settled), settled.choices) == (["notice.thread_taken"], ())
    assert settled.slot == (await newest(office, suad)).slot
    assert (await attend(office, huda, "take", rana)).data == {
        "outcome": "lost",
        "name": rana.name,
        "by": suad.name,
    }


async def test_what_follows_goes_to_whoever_has_the_thread(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    await attend(office, suad, "take", rana)
    before = len(await office.outbox(huda))
    await write(office, rana, "وأين؟")
    assert keys(await newest(office, suad)) == ["notice.thread"]
    assert len(await office.outbox(huda)) == before


async def test_the_first_answer_takes_the_thread(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    await office.ask(suad, "answer", person=rana.id, text="يوم الأحد")
    found = await stands(office, rana)
    assert (found.assigned, found.promised_at) == (suad.id, None)
    assert keys(await newest(office, huda)) == ["notice.thread_taken"]


async def test_a_thread_is_free_again_when_whoever_has_it_is_no_longer_of_the_team(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    await attend(office, suad, "take", rana)
    async with office.database.begin() as tx:
        await persons.end_roles(tx, suad.id, office.now)
        await persons.set_roles(tx, office.sealer, suad.id, "sample")
    await write(office, rana, "هل من جديد؟")
    assert keys(await newest(office, huda)) == ["notice.thread"]
    assert (await attend(office, huda, "take", rana)).data["outcome"] == "taken"


async def test_closing_says_one_line_and_the_next_message_opens_it_again(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    assert (await attend(office, suad, "close", rana)).data["outcome"] == "now_closed"
    assert said_to(office, rana) == ["closed"]
    assert keys(await newest(office, huda)) == ["notice.thread_closed"]
    assert (await attend(office, huda, "close", rana)).data["outcome"] == "closed"
    assert said_to(office, rana) == ["closed"]
    await write(office, rana, "سؤال آخر")
    assert (await stands(office, rana)).open
    assert keys(await newest(office, huda)) == ["notice.thread"]


async def test_copies_of_a_thread_that_was_closed_long_ago_are_left_alone(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    await attend(office, suad, "take", rana)
    await attend(office, suad, "close", rana)
    office.later(3 * DAY)
    async with office.database.begin() as tx:
        await absences.begin(tx, huda.id, office.now + timedelta(days=2), None, office.now)
    before = len(await office.outbox(huda))
    await write(office, rana, "سؤال جديد")
    await attend(office, suad, "take", rana)
    assert len(await office.outbox(huda)) == before


@pytest.mark.parametrize("verb", ["take", "close", "mute"])
async def test_staff_of_another_area_cannot_touch_it(office: Office, verb: str) -> None:
    _, _, rana = await two_and_one(office)
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    await write(office, rana)
    before = await stands(office, rana)
    assert (await attend(office, far, verb, rana)).data["outcome"] == "gone"
    assert await stands(office, rana) == before


async def test_a_ready_reply_leaves_as_a_text_of_the_catalogues(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    await write(office, rana)
    await office.ask(suad, "answer", person=rana.id, ready="dates")
    text = (await newest(office, rana)).parts[0].params["text"]
    assert getattr(text, "key", "") == "ready.dates"


# ------------------------------------------------------------------------------------ who hears of it


async def test_without_a_coordinator_near_the_parent_area_hears_and_the_person_is_told(
    office: Office,
) -> None:
    country = await office.person("مها (عيّنة)", "coordinator", area="JO")
    rana = await office.person("رنا (عيّنة)", "volunteer", home="JO-MA")
    await write(office, rana)
    assert keys(await newest(office, country)) == ["notice.thread"]
    [told] = office.heard(rana)
    assert (told.kind, told.data) == ("team", {"state": "elsewhere", "area": "JO"})
    await write(office, rana, "وسؤال آخر")
    assert len(office.heard(rana)) == 1


async def test_without_any_coordinator_the_admins_hear_and_the_person_is_told(office: Office) -> None:
    admin = await office.person("مها (عيّنة)", "admin")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await write(office, rana)
    assert keys(await newest(office, admin)) == ["notice.thread"]
    assert [f.data for f in office.heard(rana)] == [{"state": "elsewhere", "area": ""}]


async def test_a_coordinator_of_everywhere_is_no_substitute(office: Office) -> None:
    anywhere = await office.person("مها (عيّنة)", "coordinator")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    await write(office, rana)
    assert keys(await newest(office, anywhere)) == ["notice.thread"]
    assert office.heard(rana) == []


async def test_who_cannot_be_reached_is_passed_over_for_the_next_level(office: Office) -> None:
    suad = await office.person("سعاد (عيّنة)", "coordinator", area="JO-IR")
    admin = await office.person("مها (عيّنة)", "admin")
    rana = await office.person("رنا (عيّنة)", "volunteer")
    async with office.database.begin() as tx:
        await tx.execute(update(addresses).where(addresses.c.person_id == suad.id).values(state="left"))
    await write(office, rana)
    assert keys(await newest(office, admin)) == ["notice.thread"]
    assert await office.outbox(suad) == []


# ---------------------------------------------------------------------------------- the promised time


async def ring(office: Office, days: float) -> None:
    office.later(days * DAY)
    await office.run()
    await office.send_all()


async def test_after_the_promised_time_the_area_is_reminded_then_the_next_level_and_then_nobody(
    office: Office,
) -> None:
    """It is Thursday: the 24 hours end on Sunday, for Friday and Saturday are days of rest."""
    suad, huda, rana = await two_and_one(office)
    country = await office.person("مها (عيّنة)", "coordinator", area="JO")
    admin = await office.person("ريم (عيّنة)", "admin")
    await write(office, rana)
    await ring(office, 2.5)
    assert keys(await newest(office, suad)) == ["notice.thread"]
    await ring(office, 1)
    for one in (suad, huda):
        assert keys(await newest(office, one)) == ["notice.overdue"]
        assert verbs(await newest(office, one)) == CHOICES
    assert await office.outbox(country) == []
    await ring(office, 1.5)
    assert keys(await newest(office, country)) == ["notice.overdue"]
    assert await office.outbox(admin) == []
    await ring(office, 1.5)
    assert keys(await newest(office, admin)) == ["notice.overdue"]
    heard = len(await office.outbox(admin))
    await ring(office, 14)
    assert len(await office.outbox(admin)) == heard


async def test_who_has_taken_it_is_reminded_first_and_then_all_of_the_area(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    await write(office, rana)
    await attend(office, suad, "take", rana)
    await ring(office, 4)
    assert keys(await newest(office, suad)) == ["notice.overdue"]
    assert keys(await newest(office, huda)) == ["notice.thread_taken"]
    await ring(office, 2)
    assert keys(await newest(office, huda)) == ["notice.overdue"]
    assert (await attend(office, huda, "take", rana)).data["outcome"] == "taken"


async def test_nobody_is_reminded_of_what_was_answered_or_closed(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    await write(office, rana)
    await office.ask(suad, "answer", person=rana.id, text="يوم الأحد")
    before = len(await office.outbox(suad))
    await ring(office, 30)
    assert len(await office.outbox(suad)) == before


async def test_who_writes_again_does_not_wait_longer_for_it(office: Office) -> None:
    _, _, rana = await two_and_one(office)
    await write(office, rana)
    due = (await stands(office, rana)).promised_at
    office.later(3600)
    await write(office, rana, "هل من أحد؟")
    assert (await stands(office, rana)).promised_at == due


# ------------------------------------------------------------------------------------- muting, blocking


async def test_a_muted_person_rings_nobody_for_a_day_and_is_read_afterwards(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    await write(office, rana)
    await attend(office, suad, "mute", rana)
    assert said_to(office, rana) == ["muted"]
    before = len(await office.outbox(suad))
    await write(office, rana, "ألو")
    await write(office, rana, "أين أنتم؟")
    assert len(await office.outbox(suad)) == before
    await ring(office, 1)
    assert "أين أنتم؟" in str(await newest(office, suad))
    assert len(await office.outbox(suad)) == before + 1
    assert said_to(office, rana) == ["muted", "open"]


async def blocked(office: Office, suad: Person, rana: Person, **why: str) -> None:
    await write(office, rana)
    await office.ask(suad, "block", person=rana.id, **(why or {"reason": "why_insults"}))
    await office.send_all()


async def test_a_blocked_person_reaches_nobody_and_is_told(office: Office) -> None:
    suad, huda, rana = await two_and_one(office)
    admin = await office.person("ريم (عيّنة)", "admin")
    await blocked(office, suad, rana)
    assert said_to(office, rana) == ["blocked"]
    assert said_to(office, suad, "attended") == ["blocked"]
    assert keys(await newest(office, huda)) == ["notice.thread_blocked"]
    before = [len(await office.outbox(one)) for one in (suad, huda, admin)]
    await write(office, rana, "أنا هنا")
    assert [len(await office.outbox(one)) for one in (suad, huda, admin)] == before


async def test_a_blocked_person_can_still_complain(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    listed = await office.person("أمل (عيّنة)", "safeguarding")
    await blocked(office, suad, rana)
    answers = {"about_team": "yes", "anonymous": "no", "what": "حظرتموني ظلماً"}
    await office.ask(rana, "complaint", answers=answers, receipt="4829156")
    assert keys(await newest(office, listed)) == ["notice.complaint"]


async def test_an_admin_is_asked_about_a_block_with_its_reason(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    admin = await office.person("ريم (عيّنة)", "admin")
    await blocked(office, suad, rana, words="يهدد المتطوعات")
    asked = await newest(office, admin)
    assert (keys(asked), verbs(asked)) == (["block.review"], ["lift", "keep"])
    assert "يهدد المتطوعات" in str(asked)
    await office.ask(admin, "judge", person=rana.id, verdict="lift")
    assert not (await stands(office, rana)).blocked
    assert said_to(office, rana) == ["blocked", "lifted"]


async def test_a_block_that_is_kept_stays_and_the_first_decision_holds(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    admin = await office.person("ريم (عيّنة)", "admin")
    other = await office.person("مها (عيّنة)", "admin")
    await blocked(office, suad, rana)
    await office.ask(admin, "judge", person=rana.id, verdict="keep")
    assert keys(await newest(office, other)) == ["block.judged_keep"]
    await office.ask(other, "judge", person=rana.id, verdict="lift")
    assert said_to(office, other, "attended") == ["judged"]
    await ring(office, 30)
    assert (await stands(office, rana)).blocked


async def test_admins_are_asked_again_and_what_nobody_reviews_within_14_days_ends(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    admin = await office.person("ريم (عيّنة)", "admin")
    await blocked(office, suad, rana)
    await ring(office, 7)
    assert [keys(m) for _, m in await office.outbox(admin)] == [["block.review"]] * 2
    await ring(office, 6.9)
    assert (await stands(office, rana)).blocked
    await ring(office, 0.2)
    assert not (await stands(office, rana)).blocked
    assert keys(await newest(office, admin)) == ["block.judged_lapse"]
    assert said_to(office, rana) == ["blocked", "lifted"]


@pytest.mark.parametrize("role", ["coordinator", "volunteer"])
async def test_only_an_admin_judges_a_block(office: Office, role: str) -> None:
    suad, _, rana = await two_and_one(office)
    await office.person("ريم (عيّنة)", "admin")
    other = await office.person("هند (عيّنة)", role)
    await blocked(office, suad, rana)
    await office.ask(other, "judge", person=rana.id, verdict="lift")
    assert (await stands(office, rana)).blocked


async def test_nobody_of_the_team_can_be_blocked(office: Office) -> None:
    suad, huda, _ = await two_and_one(office)
    await office.ask(suad, "block", person=huda.id, reason="why_flood")
    assert not (await stands(office, huda)).blocked


# ---------------------------------------------------------------------------------- named by words


async def test_a_verb_that_is_typed_means_the_threads_of_ones_own_areas(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    far = await office.person("أمل (عيّنة)", "coordinator", area="JO-MA")
    await write(office, rana)
    mine = {"threads": [{"person": rana.id, "name": rana.name}], "text": "", "verb": "take"}
    assert await look(office, suad, "threads", verb="take") == mine
    assert (await look(office, far, "threads", verb="take"))["threads"] == []
    await attend(office, suad, "close", rana)
    assert (await look(office, suad, "threads", verb="take"))["threads"] == []


async def test_blocks_that_await_review_are_named_to_admins_only(office: Office) -> None:
    suad, _, rana = await two_and_one(office)
    admin = await office.person("ريم (عيّنة)", "admin")
    await blocked(office, suad, rana)
    assert [t["person"] for t in (await look(office, admin, "threads", verb="lift"))["threads"]] == [rana.id]
    assert (await look(office, suad, "threads", verb="lift"))["threads"] == []
