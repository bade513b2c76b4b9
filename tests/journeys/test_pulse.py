"""The survey in every channel: answered, taken out as a table without people, and taken back."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from openpyxl import load_workbook

from tests.databases import BOTH
from tests.journeys.phones import TelegramPhone, WhatsAppPhone
from tests.journeys.talks import AnyPhone, Someone, pulse, register
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]

NAMES = {"telegram": ("جمانة", "رائد"), "whatsapp": ("سهام", "طارق"), "webchat": ("وداد",)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answered(place: Town) -> AsyncIterator[list[AnyPhone]]:
    """Five people on three channels: so many leave the intake together."""
    phones = [await place.on(channel, name) for channel, names in NAMES.items() for name in names]
    await asyncio.gather(*(taking_part(phone) for phone in phones))
    await place.program.restart()  # what is waiting is mixed when it starts
    yield phones


async def taking_part(phone: AnyPhone) -> None:
    await register(phone, Someone(phone.name))
    await pulse(phone)


async def exported(place: Town, form: str, *more: str) -> tuple[list[list[str]], Path]:
    """The rows of the CSV, and the workbook."""
    folder = place.program.home / "exports"
    await place.program.command("export", form, "--to", str(folder), *more)
    [made] = folder.glob(f"{form}-*.csv")
    assert made.read_bytes().startswith(b"\xef\xbb\xbf")
    with made.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text)), made.with_suffix(".xlsx")


async def test_answers_leave_without_their_people(place: Town, answered: list[AnyPhone]) -> None:
    rows, workbook = await exported(place, "pulse")
    assert len(rows) == 1 + len(answered)
    sheet = load_workbook(workbook).worksheets[0]
    assert sheet.sheet_view.rightToLeft is True
    assert [list(row) for row in sheet.iter_rows(min_row=1, max_row=1, values_only=True)] == [rows[0]]
    assert sheet.max_row == len(rows)
    said = "\n".join(",".join(row) for row in rows)
    assert "أوافق تماماً" in said
    assert "إربد" in said
    for phone in answered:
        assert phone.name not in said


async def test_nobody_answers_twice_in_a_round(answered: list[AnyPhone]) -> None:
    for phone in answered:
        await phone.say("نبض التماسك")
        await phone.see("وصلت إجاباتك في هذه الجولة من قبل")


async def test_answers_are_taken_back_until_the_round_closes(place: Town, answered: list[AnyPhone]) -> None:
    """The account stays; the row is gone from the next table."""
    leaving = answered[1]
    assert isinstance(leaving, TelegramPhone)
    await leaving.say("حذف إجاباتي")
    await leaving.see("هل نحذف إجاباتك في", "نبض التماسك")
    await leaving.press("نعم، حذف")
    await leaving.see("حُذفت الإجابات")
    rows, _ = await exported(place, "pulse")
    assert len(rows) == len(answered)
    await leaving.say("بياناتي")
    await leaving.see("هذه بياناتك", "رائد")


async def test_in_the_middle_it_is_ended_with_one_word(place: Town) -> None:
    phone = place.on_whatsapp("ليلى")
    assert isinstance(phone, WhatsAppPhone)
    await register(phone, Someone("ليلى"))
    await phone.press("نبض التماسك")
    await phone.see("هذا استبيان قصير")
    await phone.say("نعم")
    await phone.see("يمكن الوثوق بمعظم الناس")
    await phone.say("إنهاء")
    await phone.see("انتهى هذا الاستبيان")
    await phone.say("القائمة")
    await phone.see("كيف نساعدك؟")


async def test_what_is_not_for_tables_is_not_exported(place: Town) -> None:
    await place.program.command("export", "complaint", status=1)
    await place.program.command("export", "pulse", "--names", status=1)
