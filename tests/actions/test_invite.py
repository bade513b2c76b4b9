"""Invitations: which may be made, the links they carry, who used them, and taking back what they gave."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.actions import confirm_use as confirming
from bot.actions import invite, revoke
from bot.actions.confirm_use import Used, confirm_use, unconfirmed, wait_for_use
from bot.actions.invite import Asked, Doors, Invited, create_invitation, list_invitations
from bot.actions.problem import Problem
from bot.core.invitation import find
from bot.core.person import Person
from bot.i18n import Catalogue, Catalogues
from bot.storage import invitations, notices, persons
from bot.storage.keys import name_hashes
from bot.storage.schema import audit, person_words
from bot.storage.schema import invitations as table
from tests.actions.office import Office

WORDS = Catalogues(
    {"ar": Catalogue({"invite.whatsapp": ("أريد الانضمام. رمز الدعوة: {code}",)}, lambda count: 0)},
    frozenset(),
)
DOORS = Doors(telegram="bridges_bot", whatsapp="whatsapp:+14155550100", public_url="https://bridges.example/")


async def made(office: Office, role: str, *areas: str, **asked: Any) -> Invited:
    return await create_invitation(
        office.database, office.sealer, office.book, Asked(role, areas, **asked), office.now, office.ids
    )


async def came(office: Office, invited: Invited, name: str = "ليلى") -> Person:
    """Somebody registers and uses it."""
    person = await office.person(name, "volunteer")
    await office.ask(person, "redeem", code=invited.code)
    return person


async def roles(office: Office, person: Person) -> set[str]:
    async with office.database.read() as tx:
        known = await persons.get(tx, office.sealer, person.id)
        held = {role for role, _ in await persons.roles(tx, person.id, "sample")}
    assert known is not None
    assert set(known.roles) == held
    return held


async def verbs(office: Office) -> list[str]:
    async with office.database.read() as tx:
        return [row.verb for row in await tx.execute(select(audit).order_by(audit.c.id))]


# ------------------------------------------------------------------------------------------ making


async def test_a_personal_invitation_is_for_one_person_and_three_days(office: Office) -> None:
    invited = await made(office, "coordinator", "JO-IR")
    async with office.database.read() as tx:
        kept = await invitations.find(tx, office.sealer, invited.code)
    assert kept is not None
    assert (kept.role, kept.areas, kept.open, kept.uses_left) == ("coordinator", ("JO-IR",), False, 1)
    assert kept.expires_at == office.now + timedelta(hours=72)
    assert await verbs(office) == ["invitation.created"]


async def test_the_code_is_kept_nowhere(office: Office) -> None:
    invited = await made(office, "admin")
    async with office.database.read() as tx:
        [row] = (await tx.execute(select(table))).all()
        [line] = (await tx.execute(select(audit))).all()
    assert invited.code not in repr((row, line))


async def test_an_open_invitation_has_a_source_an_end_and_a_limit(office: Office) -> None:
    invited = await made(office, "volunteer", source=" ملصق\nالجامعة ", uses=50, days=14)
    assert (invited.source, invited.uses) == ("ملصق الجامعة", 50)
    assert invited.expires_at == office.now + timedelta(days=14)
    usual = await made(office, "volunteer", source="ملصق")
    assert (usual.uses, usual.expires_at - office.now) == (100, timedelta(days=30))


@pytest.mark.parametrize(
    ("role", "asked", "problem"),
    [
        ("king", {}, "command.invite_role"),
        ("applicant", {}, "command.invite_role"),
        ("admin", {"source": "ملصق"}, "command.invite_open_role"),
        ("coordinator", {"source": "ملصق"}, "command.invite_open_role"),
        ("safeguarding", {"source": "ملصق"}, "command.invite_open_role"),
        ("champion", {"uses": 2}, "command.invite_personal"),
        ("champion", {"days": 4}, "command.invite_personal"),
        ("champion", {"days": -1}, "command.invite_personal"),
        ("volunteer", {"source": "ملصق", "uses": 10_001}, "command.invite_limits"),
        ("volunteer", {"source": "ملصق", "days": 400}, "command.invite_limits"),
        ("volunteer", {"programme": "another"}, "command.invite_programme"),
        ("volunteer", {"areas": ("القمر",)}, "command.no_area"),
    ],
)
async def test_what_may_not_be_is_said(
    office: Office, role: str, asked: dict[str, Any], problem: str
) -> None:
    with pytest.raises(Problem) as refused:
        await create_invitation(
            office.database, office.sealer, office.book, Asked(role, **asked), office.now, office.ids
        )
    assert refused.value.text.key == problem
    assert await verbs(office) == []


async def test_an_area_has_a_code_or_a_name(office: Office) -> None:
    assert (await made(office, "coordinator", "jo-ir", "إربد", "Mafraq")).areas == ("JO-IR", "JO-MA")


# ------------------------------------------------------------------------------------------- links


def test_each_door_has_its_link() -> None:
    telegram, whatsapp, page = invite.links("TM23456789AB", DOORS, WORDS)
    assert telegram.address == "https://t.me/bridges_bot?start=TM23456789AB"
    assert whatsapp.address.startswith("https://wa.me/14155550100?text=")
    said = parse_qs(urlsplit(whatsapp.address).query)["text"][0]
    assert said == "أريد الانضمام. رمز الدعوة: TM23456789AB"
    assert find(said) == "TM23456789AB"
    assert page.address == "https://bridges.example/chat?start=TM23456789AB"
    assert not page.near


def test_only_links_that_work_are_made() -> None:
    [page] = invite.links("TM23456789AB", Doors(public_url="http://127.0.0.1:8000"), WORDS)
    assert (page.channel, page.near) == ("webchat", True)


# ------------------------------------------------------------------------------------------ looking


async def test_the_terminal_waits_until_somebody_came(office: Office) -> None:
    invited = await made(office, "champion")
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            await came(office, invited)

    used = await wait_for_use(office.database, office.sealer, "sample", invited.id, lambda: office.now, sleep)
    assert used is not None
    assert (used.name, used.area, used.role) == ("ليلى", "JO-IR-1", "champion")
    assert waited == [confirming.SECONDS] * 2


@pytest.mark.parametrize("why", ["expired", "revoked"])
async def test_the_terminal_stops_waiting_when_the_link_ended(office: Office, why: str) -> None:
    invited = await made(office, "champion")

    async def sleep(seconds: float) -> None:
        if why == "expired":
            office.later(73 * 3600)
            return
        found = await revoke.find_invitation(office.database, office.sealer, "sample", invited.code)
        assert found is not None
        await revoke.revoke_invitation(
            office.database, office.sealer, office.book, found, False, office.now, office.ids
        )

    assert (
        await wait_for_use(office.database, office.sealer, "sample", invited.id, lambda: office.now, sleep)
        is None
    )


async def used_by(office: Office, invited: Invited) -> Used:
    [used] = await unconfirmed(office.database, office.sealer, "sample", invited.id)
    return used


async def test_who_was_meant_keeps_the_role(office: Office) -> None:
    invited = await made(office, "champion")
    person = await came(office, invited)
    used = await used_by(office, invited)
    assert await confirm_use(office.database, office.sealer, office.book, used, True, office.now, office.ids)
    assert await roles(office, person) == {"volunteer", "champion"}
    assert await unconfirmed(office.database, office.sealer, "sample") == ()
    again = await confirm_use(
        office.database, office.sealer, office.book, used, False, office.now, office.ids
    )
    assert not again
    assert await roles(office, person) == {"volunteer", "champion"}


async def test_who_was_not_meant_is_a_volunteer_and_hears_of_it(office: Office) -> None:
    invited = await made(office, "coordinator", "JO-IR")
    person = await came(office, invited)
    used = await used_by(office, invited)
    await confirm_use(office.database, office.sealer, office.book, used, False, office.now, office.ids)
    assert await roles(office, person) == {"volunteer"}
    await office.run()
    last = office.heard(person)[-1]
    assert (last.kind, last.data) == ("roles", {"roles": ["volunteer"], "areas": []})
    assert (await verbs(office))[-2:] == ["invitation.refused", "roles.ended"]


async def test_other_roles_of_who_was_not_meant_stay(office: Office) -> None:
    champion = await came(office, await made(office, "champion"))
    wrong = await made(office, "coordinator")
    await office.ask(champion, "redeem", code=wrong.code)
    used = await used_by(office, wrong)
    await confirm_use(office.database, office.sealer, office.book, used, False, office.now, office.ids)
    assert await roles(office, champion) == {"volunteer", "champion"}


# ------------------------------------------------------------------------------------------ listing


async def test_the_list_says_what_became_of_each(office: Office) -> None:
    personal = await made(office, "champion")
    office.later(60)
    await made(office, "volunteer", source="ملصق")
    await came(office, personal)
    first, second = await list_invitations(office.database, office.sealer, "sample", office.now)
    assert (first.invitation.name, first.state, first.people) == ("ملصق", "", ())
    assert (second.number, second.state) == (personal.id[-8:], "used")
    assert second.people == (("ليلى", None),)


async def test_names_behind_an_open_link_are_not_listed(office: Office) -> None:
    await came(office, await made(office, "volunteer", source="ملصق"))
    [listed] = await list_invitations(office.database, office.sealer, "sample", office.now)
    assert listed.people == (("", True),)


# ---------------------------------------------------------------------------------------- taking back


@pytest.mark.parametrize("shape", ["{code}", "https://t.me/b?start={code}", "{wa}", "{number}", " {lower} "])
async def test_a_link_is_found_in_every_shape(office: Office, shape: str) -> None:
    invited = await made(office, "champion")
    whatsapp = invite.links(invited.code, Doors(whatsapp="+14155550100"), WORDS)[0].address
    text = shape.format(
        code=invited.code, wa=whatsapp, number=invite.short(invited.id), lower=invited.code.lower()
    )
    found = await revoke.find_invitation(office.database, office.sealer, "sample", text)
    assert found is not None
    assert found.id == invited.id


@pytest.mark.parametrize("text", ["", "TM23456789AB", "ab", "ليلى"])
async def test_what_is_no_link_is_none(office: Office, text: str) -> None:
    await made(office, "champion")
    assert await revoke.find_invitation(office.database, office.sealer, "sample", text) is None


@pytest.mark.parametrize("people", [False, True])
async def test_revoking_a_link_can_take_back_what_it_gave(office: Office, people: bool) -> None:
    invited = await made(office, "champion", source="ملصق")
    person = await came(office, invited)
    assert await roles(office, person) == {"volunteer", "applicant"}
    found = await revoke.find_invitation(office.database, office.sealer, "sample", invited.code)
    assert found is not None
    count = await revoke.revoke_invitation(
        office.database, office.sealer, office.book, found, people, office.now, office.ids
    )
    assert count == int(people)
    assert await roles(office, person) == ({"volunteer"} if people else {"volunteer", "applicant"})
    late = await came(office, invited, "سعاد")
    assert office.heard(late)[-1].data == {"granted": False, "why": "revoked"}


async def test_who_holds_another_role_keeps_it_when_a_poster_is_revoked(office: Office) -> None:
    poster = await made(office, "volunteer", source="ملصق")
    coordinator = await office.person("رنا", "volunteer", "coordinator")
    await office.ask(coordinator, "redeem", code=poster.code)
    found = await revoke.find_invitation(office.database, office.sealer, "sample", poster.code)
    assert found is not None
    await revoke.revoke_invitation(
        office.database, office.sealer, office.book, found, True, office.now, office.ids
    )
    assert await roles(office, coordinator) == {"volunteer", "coordinator"}


async def test_a_person_is_found_by_name_or_number(office: Office) -> None:
    rana = await office.person("رنا حدّاد", "volunteer", "coordinator", area="JO-IR")
    await office.person("رنا سالم", "volunteer")
    await office.person("هدى", "volunteer", "champion")
    async with office.database.begin() as tx:
        for hash_ in name_hashes(office.sealer, rana.name):
            await tx.execute(person_words.insert().values(person_id=rana.id, hash=hash_))
    for text in ("رنا", "رنا حداد", rana.id[-8:], rana.id):
        [found] = await revoke.find_holders(office.database, office.sealer, "sample", text)
        assert (found.id, found.name, found.held) == (rana.id, "رنا حدّاد", (("coordinator", "JO-IR"),))
    for text in ("", "سالم", "00000000", "1234567"):
        assert await revoke.find_holders(office.database, office.sealer, "sample", text) == ()


async def test_what_awaited_a_person_awaits_the_next(office: Office) -> None:
    gone = await office.person("رنا", "volunteer", "coordinator", area="JO-IR")
    admin = await office.person("سليم", "admin")
    reporter = await office.person("ليلى", "champion")
    report = await office.report(reporter)
    await office.ask(reporter, "report_sent", submission=report)
    left = await revoke.revoke_person(
        office.database, office.sealer, office.book, gone.id, office.now, office.ids
    )
    assert left
    assert await roles(office, gone) == {"volunteer"}
    async with office.database.read() as tx:
        assert await notices.count_open(tx, gone.id) == 0
        assert await notices.open_reports(tx, admin.id) == (report,)
    assert [message.slot for _, message in await office.outbox(admin)] == ["notices"]


async def test_the_last_admin_can_be_revoked_and_that_is_said(office: Office) -> None:
    admin = await office.person("سليم", "volunteer", "admin")
    left = await revoke.revoke_person(
        office.database, office.sealer, office.book, admin.id, office.now, office.ids
    )
    assert not left
    assert await roles(office, admin) == {"volunteer"}
