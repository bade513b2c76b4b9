"""Somebody who has done all that one can do asks to be forgotten; then the files are searched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.storage.schema import invitation_uses, invitations
from tests.actions.matching import Record, copied, guises, opened, raw
from tests.actions.village import Phone, Village
from tests.actions.village import opened as village_opened

NAME, WORDS, COMPLAINT = "ليلى حدّاد", "أحتاج إلى مكان للقاء", "كلام جارح أمام الجميع"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with village_opened(tmp_path, "p20") as one:
        yield one


async def register(village: Village, number: str, name: str) -> Phone:
    phone = village.phone(number, name)
    for words in ("/start", "نعم", name, "أنثى", "1998", "إربد", "بني عبيد", "إرسال"):
        await phone.say(words)
    assert "menu:pulse" in phone.offered()
    return phone


async def through(phone: Phone, words: str) -> None:
    """Answer whatever is asked, in words where nothing is offered, and send."""
    for _ in range(40):
        if "send" in phone.offered():
            break
        offered = [one for one in phone.offered() if one not in {"skip", "why"}]
        await (phone.press(offered[0]) if offered else phone.say(words))
    await phone.press("send")


@pytest.mark.sqlite
async def test_nothing_is_left_of_somebody_who_was_here(village: Village, tmp_path: Path) -> None:
    staff = await register(village, "962791000001", "سامر")
    for role in ("coordinator", "safeguarding"):
        await village.grant(staff, role)
    other = await register(village, "962792000002", "رنا الزعبي")
    phone = await register(village, "962793000003", NAME)
    person = await village.person_of(phone)
    await _was_invited(village, person)
    await phone.say("نبض التماسك")
    await through(phone, WORDS)
    await phone.say("أريد التحدث مع شخص")
    await through(phone, WORDS)
    await phone.say("شكوى")
    await phone.press("yes")
    await phone.press("no")
    await phone.say(COMPLAINT)
    await phone.press("send")
    await phone.say("استكمال الملف")
    assert any(WORDS in str(message) for message in staff.seen), "the team was told"
    assert any(COMPLAINT in str(message) for message in staff.seen)

    await phone.say("حذف بياناتي")
    await phone.press("delete")
    assert any(message.parts[0].key == "deletedata.receipt" for message in phone.seen)
    village.tick(130)
    await village.settle()

    copy = copied(village.database, tmp_path / "stolen")
    assert not [
        word for word in (NAME, phone.number, WORDS, COMPLAINT) if any(g in raw(copy) for g in guises(word))
    ]
    tables = opened(copy, village.sealer)
    found = {
        table: sorted({name for row in rows for name, value in row.columns.items() if _is(value, person)})
        for table, rows in tables.items()
    }
    assert {table: names for table, names in found.items() if names} == {
        "audit": ["actor", "subject"],
        "outgoing": ["about", "slot"],
        "persons": ["id"],
    }
    assert not [t for t, rows in tables.items() if t != "complaints" and _knows(rows, NAME, WORDS, COMPLAINT)]
    assert [row.columns["person_id"] for row in tables["complaints"]] == [None]
    assert tables["private_intake"] == tables["drafts"] == []
    assert village.phones[other.number].seen
    assert await village.person_of(other) != person


async def _was_invited(village: Village, person: str) -> None:
    made = {
        "id": village.ids.new(),
        "code_hash": b"h",
        "role": "volunteer",
        "areas": [],
        "programme": "sample",
    }
    rest = {"name": "poster", "open": True, "uses_left": 5, "created_by": "command"}
    at = {"expires_at": village.clock() + timedelta(days=1), "created_at": village.clock()}
    async with village.database.begin() as tx:
        await tx.execute(insert(invitations).values(**made, **rest, **at))
        await tx.execute(
            insert(invitation_uses).values(invitation_id=made["id"], person_id=person, at=village.clock())
        )


def _is(value: object, person: str) -> bool:
    return value == bytes.fromhex(person) or (isinstance(value, str) and person in value)


def _knows(rows: list[Record], *words: str) -> bool:
    return any(word in value for row in rows for value in row.values for word in words)
