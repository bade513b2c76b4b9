"""Inviting from a terminal: what is printed, who is asked about, what is taken back."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import insert

from bot.app.inviting import drawn
from bot.core.arabic import bidi
from bot.core.person import Person
from bot.storage import persons
from bot.storage.keys import name_hashes
from bot.storage.schema import person_words
from tests.actions.office import Office
from tests.app.home import Home, Terminal, wrapped
from tests.fakes.telegram import FakeTelegram, fault

ROLES = {
    "admin": "الإدارة",
    "coordinator": "فريق التنسيق",
    "safeguarding": "فريق الحماية",
    "champion": "رواد التماسك",
    "volunteer": "التطوع",
}
SENDER = {"WHATSAPP__ACCOUNT_SID": "AC0", "WHATSAPP__AUTH_TOKEN": "x", "WHATSAPP__SENDER": "+14155550100"}


def code_of(printed: str) -> str:
    """The code on its own line, as somebody would read it out."""
    found = re.search(r"^  code +(TM\w{10})$", printed, re.M)
    assert found, printed
    return found[1]


async def came(office: Office, code: str, name: str = "ليلى") -> Person:
    """Somebody who is registered uses a code."""
    person = await office.person(name, "volunteer")
    await office.ask(person, "redeem", code=code)
    async with office.database.begin() as tx:
        for hash_ in name_hashes(office.sealer, name):
            await tx.execute(insert(person_words).values(person_id=person.id, hash=hash_))
    return person


async def roles(office: Office, person: Person) -> set[str]:
    async with office.database.read() as tx:
        return {role for role, _ in await persons.roles(tx, person.id, "sample")}


# ------------------------------------------------------------------------------------------ printing


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_invitation(home: Home, role: str) -> None:
    printed = home.run("invite", role, "--area", "JO-IR", "--area", "العاصمة").stdout
    assert wrapped(printed) == []
    assert bidi.strip(printed) == printed
    english, arabic = printed.splitlines()[1:3]
    assert english.startswith(f"{role} · personal, one use · until 20")
    assert english.endswith("(Asia/Amman)")
    assert ROLES[role] in arabic
    assert arabic.endswith("إربد · العاصمة")
    assert f"/chat?start={code_of(printed)}" in printed
    [listed] = home.run("invitations").stdout.splitlines()[1:-1]
    assert listed.split()[1:4] == [role, "valid", "1"]


def test_an_open_one_keeps_its_name_whatever_is_in_it(home: Home) -> None:
    name = "سوق [red]إربد[/red] :heart: \x1b[2J\u202eملصق"
    printed = home.run("invite", "champion", "--open", name, "--uses", "25", "--days", "9").stdout
    assert "champion · open, 25 uses · until" in printed
    listed = home.run("invitations").stdout
    for said in (printed, listed):
        assert "سوق [red]إربد[/red] :heart:" in said
        assert "\x1b" not in said
        assert bidi.strip(said) == said
        assert wrapped(said) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("boss",), "The roles: admin coordinator safeguarding champion volunteer"),
        (("coordinator", "--open", "market"), "It can give: champion volunteer"),
        (("admin", "--uses", "2"), "for one use"),
        (("admin", "--days", "4"), "3 days at most"),
        (("volunteer", "--open", "market", "--uses", "10001"), "At most 10,000 uses"),
        (("volunteer", "--open", "market", "--days", "367"), "366 days"),
        (("champion", "--area", "بغداد"), "JO-AM"),
        (("champion", "--programme", "other"), "called sample"),
    ],
)
def test_what_cannot_be_is_said_in_two_languages(home: Home, words: tuple[str, ...], said: str) -> None:
    english, arabic = home.refused("invite", *words).splitlines()
    assert said in english
    assert re.search("[ء-ي]", arabic)
    assert "no invitation yet" in home.run("invitations").stdout


def test_no_code_is_drawn_that_no_phone_can_open(home: Home) -> None:
    printed = home.run("invite", "admin").stdout
    assert "█" not in printed
    assert "TAMASUK_PUBLIC_URL" in printed
    home.settings(PUBLIC_URL="https://bot.example.org/")
    printed = home.run("invite", "admin").stdout
    address = f"https://bot.example.org/chat?start={code_of(printed)}"
    assert "\n".join(drawn(address)) in printed
    assert wrapped(printed) == []


@pytest.mark.parametrize(
    "address", ["https://t.me/b?start=TM23456789AB", "https://wa.me/1?text=" + "%D8" * 60]
)
def test_what_is_drawn_is_the_code(address: str) -> None:
    """Read as a camera does: filled halves are light, and around it is light of four modules."""
    import segno

    upper, lower = set("█▀"), set("█▄")
    rows = [[sign not in half for sign in line] for line in drawn(address) for half in (upper, lower)]
    wanted = [
        list(map(bool, row)) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)
    ]
    assert rows[: len(wanted)] == wanted
    assert len(rows) - len(wanted) <= 1
    assert max(map(len, drawn(address))) <= 80


async def test_each_channel_has_its_link(home: Home) -> None:
    async with FakeTelegram() as telegram:
        home.settings(TELEGRAM__TOKEN=telegram.token, TELEGRAM__API_URL=telegram.url, **SENDER)
        printed = (await asyncio.to_thread(home.run, "invite", "admin")).stdout
        address = f"https://t.me/{telegram.username}?start={code_of(printed)}"
        assert f"  telegram  {address}\n  whatsapp  https://wa.me/14155550100?text=" in printed
        assert "\n".join(drawn(address)) in printed
        telegram.fail("getMe", fault.unauthorized())
        done = await asyncio.to_thread(home.run, "invite", "admin")
    assert "t.me" not in done.stdout
    assert "its link is missing" in done.stderr
    assert code_of(done.stdout)


# ------------------------------------------------------------------------------------ at a terminal


async def waits(terminal: Terminal) -> str:
    """Until it waits; the code that it has printed."""
    return code_of(await terminal.see("Waiting to see who uses it"))


@pytest.mark.parametrize(("answer", "meant"), [("y", True), ("لا", False)])
async def test_who_used_it_is_looked_at(home: Home, answer: str, meant: bool) -> None:
    with home.terminal("invite", "coordinator", "--area", "JO-IR") as terminal:
        code = await waits(terminal)
        async with home.office() as office:
            person = await came(office, code, "ليلى [b]حدّاد[/b]")
            assert await roles(office, person) == {"volunteer", "coordinator"}
            assert "ليلى [b]حدّاد[/b]" in await terminal.see("Is it who you meant?")
            terminal.type("perhaps")
            await terminal.see("[y/n")
            await terminal.see("[y/n")
            terminal.type(answer)
            assert await terminal.end() == 0
            assert await roles(office, person) == {"volunteer"} | ({"coordinator"} if meant else set())
    assert ("Confirmed" if meant else "The role is taken back") in terminal.shown
    assert wrapped(terminal.shown) == []


async def test_who_stops_waiting_can_look_later(home: Home) -> None:
    with home.terminal("invite", "admin") as terminal:
        code = await waits(terminal)
        await terminal.interrupt()
        await terminal.see("The invitation stays valid; to look later: tamasuk invitations")
        assert await terminal.end() == 0
    assert "valid" in (await asyncio.to_thread(home.run, "invitations")).stdout
    async with home.office() as office:
        person = await came(office, code)
        assert "ليلى ?" in (await asyncio.to_thread(home.run, "invitations")).stdout
        for answer, left in ((None, True), ("n", False)):
            with home.terminal("invitations") as terminal:
                await terminal.see("[y/n")
                await terminal.interrupt() if answer is None else terminal.type(answer)
                assert await terminal.end() == 0
            assert ("admin" in await roles(office, person)) is left
    assert "ليلى ✗" in (await asyncio.to_thread(home.run, "invitations")).stdout


async def test_nobody_waits_longer_than_the_invitation(home: Home) -> None:
    with home.terminal("invite", "champion") as terminal:
        code = await waits(terminal)
        await asyncio.to_thread(home.run, "revoke", code)
        await terminal.see("It ended before anybody used it.")
        assert await terminal.end() == 0


# -------------------------------------------------------------------------------------- taking back


async def test_a_link_is_taken_back_with_whom_it_brought(home: Home) -> None:
    run = asyncio.to_thread
    printed = (await run(home.run, "invite", "champion", "--open", "ملصق")).stdout
    link = re.findall(r"http\S+", printed)[0]
    async with home.office() as office:
        person = await came(office, code_of(printed))
        assert "applicant" in await roles(office, person)
        said = (await run(home.run, "revoke", link)).stdout
        assert "it opens nothing any more" in said
        assert "volunteer" not in said
        assert "applicant" in await roles(office, person)
        listed = (await run(home.run, "invitations")).stdout
        number = re.findall(r"^([0-9a-f]{8})  champion +revoked", listed, re.M)[0]
        assert "ليلى" not in listed
        assert "فريق التطوع" in (await run(home.run, "revoke", number, "--people")).stdout
        assert await roles(office, person) == {"volunteer"}


async def test_a_person_is_taken_back_by_name_and_of_several_by_number(home: Home) -> None:
    run = asyncio.to_thread
    async with home.office() as office:
        people = []
        for name in ("رنا حدّاد", "رنا سالم"):
            printed = (await run(home.run, "invite", "admin")).stdout
            people.append(await came(office, code_of(printed), name))
        several = (await run(home.run, "revoke", "رنا", status=1)).stderr
        numbers = re.findall(r"^  ([0-9a-f]{8})  admin$", several, re.M)
        assert sorted(numbers) == sorted(person.id[-8:] for person in people)
        assert all(person.name in several for person in people)
        said = (await run(home.run, "revoke", "رنا حداد")).stdout
        assert "رنا حدّاد" in said
        assert "no admin" not in said
        assert [await roles(office, person) for person in people] == [{"volunteer"}, {"volunteer", "admin"}]
        with home.terminal("revoke", "رنا") as terminal:
            assert "رنا سالم" in await terminal.see("Take back these roles?")
            terminal.type("n")
            await terminal.see("Nothing was changed")
            assert await terminal.end() == 0
        assert "admin" in await roles(office, people[1])
        assert (
            "tamasuk invite admin"
            in (await run(home.run, "revoke", numbers[1])).stdout
            + (await run(home.run, "revoke", numbers[0], status=1)).stderr
        )


def test_who_is_unknown_is_said(home: Home) -> None:
    assert "no invitation or person" in home.refused("revoke", "سعاد")
