"""A message to many from a coordinator's chat: what it comes to, who must agree, and that it leaves once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.actions import announce
from bot.actions.announce import Plans
from bot.actions.lookups import LOOKUPS, Asked
from bot.core.arabic import bidi
from bot.core.audience import Audience
from bot.core.campaign import Campaign
from bot.core.channel import Reader
from bot.core.person import Person
from bot.core.sending.rules import Sending
from bot.core.text import Text
from bot.flows.aside import told
from bot.flows.shipped.starters import STARTERS
from bot.i18n import Catalogues
from bot.storage import campaigns, saved_audiences
from bot.storage.saved_audiences import Saved
from bot.storage.schema import audit, persons
from bot.storage.schema import campaigns as rows
from tests.actions.office import Office
from tests.actions.test_campaigns import states, ticked

AMMAN = ZoneInfo("Asia/Amman")
RATES = {"telegram": 28.0, "whatsapp": 80.0, "webchat": 1000.0}
WORDS = "مرحباً {name}، نلتقي الخميس."
EXAMPLE = "هكذا تظهر: مرحباً هدى، نلتقي الخميس."
TYPED = "مرحباً {الاسم}، نلتقي الخميس."
SPEC = {"text": WORDS, "whom": "everybody", "form": "", "at": "now", "saved": []}


def prepared(office: Office) -> None:
    """The office counts before it tells, as the program does."""
    plans = Plans(office.database, office.sealer, office._book, lambda: office.now, RATES)
    office.preparing(plan=plans)


async def heard(office: Office, person: Person) -> Mapping[str, Any]:
    """What somebody was told last."""
    await office.run()
    await office.errands.settled()
    await office.run()
    return office.heard(person)[-1].data


async def planned(office: Office, person: Person, **changed: Any) -> Mapping[str, Any]:
    prepared(office)
    await office.ask(person, "plan", **{**SPEC, **changed})
    return await heard(office, person)


async def sent(office: Office, person: Person, **changed: Any) -> Mapping[str, Any]:
    """Planned and sent: what its author hears, with the campaign."""
    facts = dict(await planned(office, person, **changed))
    await office.ask(person, "announce", **facts)
    return {"campaign": facts["campaign"], **await heard(office, person)}


async def kept(office: Office, campaign: str) -> Campaign | None:
    async with office.database.read() as tx:
        return await campaigns.get(tx, "sample", campaign)


async def decide(office: Office, person: Person, campaign: str, verdict: str = "approve") -> str:
    await office.ask(person, "approve", campaign=campaign, verdict=verdict)
    return str((await heard(office, person))["outcome"])


def approval(office: Office, how: str) -> None:
    programme = replace(office.book.programme, sending=Sending(approval=how))  # type: ignore[arg-type]
    office.book = replace(office.book, programme=programme)


def read(facts: Mapping[str, Any], name: str = "lines") -> list[str]:
    words = Catalogues.load()
    return [bidi.strip(words.render(one, Reader("ar"))) for one in told(facts, name)]


def parts(texts: tuple[Text, ...]) -> str:
    words = Catalogues.load()
    return bidi.strip("\n".join(words.render(one, Reader("ar")) for one in texts))


# ------------------------------------------------------------------------------------- what it comes to


async def test_it_is_planned_within_the_areas_of_its_author(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    await office.person("ليلى", "volunteer", home="JO-IR-1")
    await office.person("سلمى", "volunteer", home="JO-MA")
    found = await planned(office, huda, whom="role:volunteer")
    assert (found["nobody"], found["sure"]) == (False, False)
    said = read(found)
    assert said[:2] == ["ضمن: إربد", "لمن: فريق التطوع (شخص واحد)"]
    assert "هكذا تظهر: مرحباً ليلى، نلتقي الخميس." in said
    assert found["text"] == SPEC["text"]


async def test_everybody_in_the_programme_is_to_be_asked_twice(office: Office) -> None:
    admin = await office.person("أمل", "admin")
    assert (await planned(office, admin))["sure"]
    assert not (await planned(office, admin, whom="role:admin"))["sure"]


async def test_an_audience_of_nobody_cannot_be_sent(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    found = await planned(office, huda, whom="role:champion")
    assert found["nobody"]
    await office.ask(huda, "announce", **found)
    again = await heard(office, huda)
    assert again["nobody"]
    assert again["campaign"] != found["campaign"], "by its old name it could not be sent any more"
    assert await kept(office, found["campaign"]) is None


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"text": ""}, "text"),
        ({"text": "ا" * 1001}, "text"),
        ({"whom": "saved:" + "0" * 32}, "whom"),
        ({"whom": "role:nobody"}, "whom"),
        ({"whom": "unanswered:nothing"}, "whom"),
        ({"form": "nothing"}, "form"),
        ({"at": "2026-03-05T08:00:00+00:00"}, "at"),
        ({"at": "2028-03-05T08:00:00+00:00"}, "at"),
    ],
)
async def test_what_is_wrong_is_asked_again(office: Office, changed: dict[str, str], wrong: str) -> None:
    huda = await office.person("هدى", "coordinator")
    found = await planned(office, huda, **changed)
    assert (found["outcome"], found["wrong"]) == ("flawed", wrong)
    assert read(found, "why")


async def test_nobody_else_may(office: Office) -> None:
    layla = await office.person("ليلى", "volunteer", "safeguarding")
    assert (await planned(office, layla))["outcome"] == "gone"
    await office.ask(layla, "announce", **SPEC, campaign=office.ids.new())
    assert (await heard(office, layla))["outcome"] == "gone"
    await office.ask(layla, "try_words", **SPEC)
    assert await office.outbox(layla) == []


async def test_a_saved_audience_and_those_who_have_not_answered(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    layla = await office.person("ليلى", "volunteer")
    salma = await office.person("سلمى", "volunteer")
    await office.sent(salma, "report", {})
    saved = Saved(
        office.ids.new(), "sample", "متطوعات", Audience("role", ("volunteer",)), huda.id, office.now
    )
    async with office.database.begin() as tx:
        await saved_audiences.add(tx, saved, office.ids)
        job = Asked(tx, office.sealer, office.book, office.now, huda.id, "", {})
        assert (await LOOKUPS["audiences"](job))["audiences"] == [{"id": saved.id, "name": "متطوعات"}]
        nobody = await LOOKUPS["audiences"](replace(job, person=layla.id))
    assert nobody == {"audiences": []}
    assert "(شخصان)" in read(await planned(office, huda, whom=f"saved:{saved.id}"))[0]
    said = read(await planned(office, huda, whom="unanswered:report"))
    assert "(شخصان)" in said[0], "Huda herself, and Layla"


async def test_of_a_private_form_it_is_not_told_how_few(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    said = "\n".join(read(await planned(office, huda, whom="unanswered:pulse")))
    assert "أقل من 5" in said
    assert "عبر تلغرام" not in said


async def test_a_trial_reaches_its_author_alone_and_keeps_nothing(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    layla = await office.person("ليلى", "volunteer")
    await office.ask(huda, "try_words", **{**SPEC, "form": "pulse"})
    [(_, copy)] = await office.outbox(huda)
    assert parts(copy.parts) == "مرحباً هدى، نلتقي الخميس."
    assert [one.id for one in copy.choices] == ["form:pulse"]
    assert copy.about == ""
    assert await office.outbox(layla) == []
    async with office.database.read() as tx:
        assert await campaigns.newest(tx, "sample") == []


# ---------------------------------------------------------------------------------------------- sending


async def test_it_is_kept_with_its_author_and_leaves(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    layla = await office.person("ليلى", "volunteer", home="JO-IR-1")
    told_ = await sent(office, huda, whom="role:volunteer", form="pulse")
    assert told_["outcome"] == "started"
    found = await kept(office, told_["campaign"])
    assert found is not None
    assert (found.by, found.within, found.state) == (huda.id, ("JO-IR",), "running")
    assert found.name == "مرحباً …، نلتقي الخميس."
    await ticked(office, times=2)
    [(_, message)] = await office.outbox(layla)
    assert parts(message.parts) == "مرحباً ليلى، نلتقي الخميس."
    assert await office.outbox(huda) == []


async def test_at_a_moment_it_waits_for_it(office: Office) -> None:
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    told_ = await sent(office, huda, at=(office.now + timedelta(hours=1)).isoformat())
    await ticked(office)
    assert await states(office, told_["campaign"]) == {}
    office.now += timedelta(hours=1)
    await ticked(office)
    assert await states(office, told_["campaign"]) == {"queued": 1}


async def test_two_presses_launch_one(office: Office) -> None:
    """Their key is the same, so the second asks for nothing; were it another, it would find the first."""
    approval(office, "none")
    huda = await office.person("هدى", "coordinator")
    facts = dict(await planned(office, huda))
    await asyncio.gather(*(office.ask(huda, "announce", **facts) for _ in range(2)))
    await office.run()
    outcomes = [one.data["outcome"] for one in office.heard(huda) if one.kind == "announced"]
    assert sorted(outcomes) == ["gone", "started"]
    async with office.database.read() as tx:
        assert len(await campaigns.newest(tx, "sample")) == 1


async def test_a_shipped_message_needs_nobody_else_and_brings_its_translation(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    starter = STARTERS[0].text.languages
    told_ = await sent(office, huda, text=starter["ar"])
    assert told_["outcome"] == "started"
    found = await kept(office, told_["campaign"])
    assert found is not None
    assert found.steps[0].languages == starter
    assert (await sent(office, huda, text=starter["ar"] + "!"))["outcome"] == "alone"


def test_words_in_latin_letters_are_english() -> None:
    salma = Person("1", language="ckb")
    assert announce.worded("Hello {name}", salma) == {"en": "Hello {name}"}
    assert announce.worded("سڵاو", salma) == {"ckb": "سڵاو"}
    assert announce.worded("سلام", Person("1", language="en")) == {"ar": "سلام"}


# -------------------------------------------------------------------------------------- a second person


async def test_a_second_person_agrees_and_it_leaves_once(office: Office) -> None:
    huda = await office.person("هدى", "coordinator", area="JO-IR")
    sami = await office.person("سامي", "coordinator", area="JO-MA")
    amal = await office.person("أمل", "admin")
    rima = await office.person("ريما", "coordinator")
    told_ = await sent(office, huda, form="pulse")
    campaign = told_["campaign"]
    assert (told_["outcome"], told_["asked"]) == ("waiting", 2)
    assert await office.outbox(sami) == [], "these are none of his areas"
    [(_, notice)] = await office.outbox(amal)
    said = parts(notice.parts)
    for line in ("بقلم هدى", "ضمن: إربد", "فور الموافقة", "نبض التماسك", TYPED, EXAMPLE):
        assert line in said, said
    assert [one.id for one in notice.choices] == [
        f"campaign:approve:{campaign}",
        f"campaign:refuse:{campaign}",
    ]
    await ticked(office)
    assert await states(office, campaign) == {}

    assert await decide(office, huda, campaign) == "own"
    assert await decide(office, sami, campaign) == "gone"
    assert await decide(office, amal, campaign) == "done_approve"
    assert office.heard(huda)[-1].data == {
        "verdict": "approve",
        "by": "أمل",
        "name": "مرحباً …، نلتقي الخميس.",
    }
    assert await decide(office, rima, campaign, "refuse") == "lost"
    [*_, (_, last)] = await office.outbox(rima)
    assert "القرار: أمل" in parts(last.parts)
    assert last.choices == ()
    await ticked(office)
    assert await states(office, campaign) == {"queued": 4}, "all four live in Irbid"
    async with office.database.read() as tx:
        lines = (
            await tx.execute(select(audit.c.verb, audit.c.actor).where(audit.c.subject == campaign))
        ).all()
    assert {(row.verb, row.actor) for row in lines} >= {
        ("campaign.kept", huda.id),
        ("campaign.running", amal.id),
    }


async def test_two_who_agree_at_once_start_one(office: Office) -> None:
    huda, amal, rima = [await office.person(name, "admin") for name in ("هدى", "أمل", "ريما")]
    campaign = (await sent(office, huda))["campaign"]
    await asyncio.gather(
        *(office.ask(one, "approve", campaign=campaign, verdict="approve") for one in (amal, rima))
    )
    await office.run()
    outcomes = [one.data["outcome"] for person in (amal, rima) for one in office.heard(person)]
    assert sorted(outcomes) == ["done_approve", "lost"]
    async with office.database.read() as tx:
        found = await tx.execute(
            select(func.count()).where(audit.c.subject == campaign, audit.c.verb == "campaign.running")
        )
        assert found.scalar_one() == 1


async def test_a_refusal_ends_it(office: Office) -> None:
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    campaign = (await sent(office, huda))["campaign"]
    assert await decide(office, amal, campaign, "refuse") == "done_refuse"
    found = await kept(office, campaign)
    assert found is not None
    assert found.state == "cancelled"
    assert office.heard(huda)[-1].data["verdict"] == "refuse"
    await ticked(office)
    assert await states(office, campaign) == {}


async def test_an_old_notice_does_not_set_going_what_was_stopped(office: Office) -> None:
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    campaign = (await sent(office, huda))["campaign"]
    assert await decide(office, amal, campaign) == "done_approve"
    async with office.database.begin() as tx:
        await tx.execute(update(rows).where(rows.c.id == campaign).values(state="paused"))
    assert await decide(office, amal, campaign) == "lost"


async def test_before_sending_it_is_said_that_a_second_person_is_asked(office: Office) -> None:
    huda = await office.person("هدى", "coordinator")
    assert "عند فريق الإدارة" in read(await planned(office, huda))[-1]
    amal = await office.person("أمل", "admin")
    asked = "بعد «إرسال» تنتظر الرسالة موافقة شخص ثانٍ من الفريق: نسأل شخصاً واحداً."
    assert read(await planned(office, huda))[-1] == asked
    assert read(await planned(office, amal))[-1] == asked
    approval(office, "none")
    assert asked not in read(await planned(office, huda))


async def test_alone_nobody_can_agree_and_nothing_is_kept(office: Office) -> None:
    """An admin too: who writes never decides, and what was written is shown again."""
    amal = await office.person("أمل", "admin")
    told_ = await sent(office, amal)
    assert told_["outcome"] == "alone"
    assert told_["lines"]
    async with office.database.read() as tx:
        assert await campaigns.newest(tx, "sample") == []


async def test_what_awaits_somebody_is_found_by_words(office: Office) -> None:
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    campaign = (await sent(office, huda))["campaign"]
    async with office.database.read() as tx:
        asked = Asked(tx, office.sealer, office.book, office.now, amal.id, "", {"verb": "approve"})
        found = await LOOKUPS["approvals"](asked)
        hers = await LOOKUPS["approvals"](replace(asked, person=huda.id))
    assert [one["id"] for one in found["campaigns"]] == [campaign]
    assert (found["verb"], hers["campaigns"]) == ("approve", [])


async def test_who_has_lost_the_role_decides_no_more(office: Office) -> None:
    huda, amal = await office.person("هدى", "coordinator"), await office.person("أمل", "admin")
    campaign = (await sent(office, huda))["campaign"]
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == amal.id).values(erased_at=office.now))
    assert await decide(office, amal, campaign) == "gone"
