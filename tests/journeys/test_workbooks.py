"""A form from a workbook: sent to the bot, mended, tried, published, filled in, and changed.

1. A workbook that cannot be used is refused with row and remedy, and nothing of it is kept.
2. A trial keeps nothing; publishing asks how answers are kept.
3. From then on everybody finds it in the menu, on any channel.
4. A new version says what changes, and takes the place of the first.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from tests.databases import BOTH
from tests.journeys.phones import TelegramPhone
from tests.journeys.talks import Someone, arrive, register
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("type", "name", "label::العربية (ar)", "label::English (en)", "relevant", "constraint")
ROWS = (
    ("text", "who", "ما اسم الحي؟", "Name of the quarter?", "", ""),
    ("integer", "shops", "كم دكاناً في ${who}؟", "How many shops in ${who}?", "", ". < 500"),
    ("select_one yn", "more", "هل تكفي الدكاكين؟", "Are they enough?", "${shops} > 0", ""),
)


def xlsx(rows: Sequence[tuple[str, ...]], title: str = "مسح الأحياء") -> bytes:
    """A workbook with these questions."""
    book = Workbook()
    book.remove(book.active)
    sheets = {
        "survey": (HEADS, *rows),
        "choices": (
            ("list_name", "name", HEADS[2], HEADS[3]),
            ("yn", "yes", "نعم", "Yes"),
            ("yn", "no", "لا", "No"),
        ),
        "settings": (("form_title", "form_id", "default_language"), (title, "quarters", "العربية (ar)")),
    }
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def upload(phone: TelegramPhone, rows: Sequence[tuple[str, ...]]) -> None:
    phone.person.send_file(xlsx(rows), "quarters.xlsx", XLSX)


async def test_a_workbook_becomes_a_conversation(place: Town) -> None:
    huda = place.on_telegram("هدى")
    await arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR")

    upload(huda, [*ROWS, ("text", "late", "متى؟", "When?", "${nobody} = 1", "")])
    refused = await huda.see("لا يصلح هذا الملف", "nobody", within=30)
    assert "الصف 5" in refused.text

    upload(huda, ROWS)
    await huda.see("مسح الأحياء", "عدد الأسئلة: 3", within=30)
    await huda.press("تجربة الاستبيان")
    await huda.see("ما اسم الحي؟")
    await huda.say("الحصن")
    await huda.see("كم دكاناً في الحصن؟")
    await huda.say("900")
    await huda.see("لا تناسب")
    await huda.say("0")
    await huda.see("هذه إجاباتك")
    await huda.press("إرسال")
    await huda.see("انتهت التجربة", "عدد الأسئلة: 3")
    await huda.press("نشر")
    await huda.see("إعدادات النشر", "لا موعد لإغلاقه")
    await huda.press("موعد الإغلاق")
    await huda.see("بعد أسبوع")
    await huda.press("نشر الآن")
    await huda.see("نُشر الاستبيان", "مسح الأحياء")

    for channel in ("telegram", "whatsapp", "webchat"):
        phone = await place.on(channel, f"سلمى {channel}")
        await register(phone, Someone("سلمى"))
        await phone.say("القائمة")
        await phone.see_label("الاستبيانات")
        await phone.press("الاستبيانات")
        await phone.see("ما اسم الحي؟")
        await phone.say("الرمثا")
        await phone.see("كم دكاناً في الرمثا؟")
        await phone.say("٤٠")
        await phone.see("هل تكفي الدكاكين؟")
        await phone.press("نعم")
        await phone.see("هذه إجاباتك", "الرمثا", "40")
        await phone.press("إرسال")
        await phone.see("وصلت")

    upload(huda, [*ROWS[:2], ("text", "why", "لماذا؟", "Why?", "", "")])
    changes = await huda.see("مسح الأحياء", "ما يتغير", within=30)
    assert "لماذا؟" in changes.text
    assert "هل تكفي الدكاكين؟" in changes.text
    await place.check()
