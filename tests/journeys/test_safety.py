"""A complaint reaches the safeguarding list and nobody else; what is urgent is answered in any state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.fakes.twilio.samples import VOICE
from tests.journeys.phones import TelegramPhone
from tests.journeys.talks import AnyPhone, Someone, arrive, register
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = ("telegram", "whatsapp", "webchat")


@dataclass
class Staff:
    """Who hears of things."""

    guard: TelegramPhone
    admin: TelegramPhone
    coordinator: TelegramPhone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def staff(place: Town) -> AsyncIterator[Staff]:
    made = Staff(place.on_telegram("أمينة"), place.on_telegram("مديرة"), place.on_telegram("هدى"))
    await asyncio.gather(
        appointed(place, made.guard, "safeguarding", Someone("أمينة")),
        appointed(place, made.admin, "admin", Someone("مديرة")),
        arrive(place, made.coordinator, "coordinator", Someone("هدى"), "JO-IR"),
    )
    yield made


async def appointed(place: Town, phone: TelegramPhone, role: str, who: Someone) -> None:
    await phone.arrive(await place.invitation(role))
    await register(phone, who, hello="")
    await phone.see("دور جديد")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_complaint_reaches_only_the_safeguarding_list(
    place: Town, staff: Staff, channel: str
) -> None:
    phone = await place.on(channel, f"صاحب{channel}")
    await register(phone, Someone(phone.name))
    what = f"تأخر صرف بدل المواصلات في {channel}"
    receipt = await complained(phone, what, "لا، يمكن التواصل معي")
    notice = await staff.guard.see(receipt, what)
    assert notice.protected
    await staff.guard.press(f"الرد على {phone.name}")
    await staff.guard.say("وصلت شكواك، ونتابعها")
    await staff.guard.see("هل نرسل؟")
    await staff.guard.press("إرسال")
    await phone.see("رد من الفريق", "ونتابعها")
    await nobody_else_heard(staff, what)


async def complained(phone: AnyPhone, what: str, named: str) -> str:
    """From the word to the receipt, as people read it."""
    await phone.say("شكوى")
    await phone.see("هل تخص الشكوى أحداً من فريق البرنامج؟")
    await phone.press("نعم")
    await phone.see("هل نرسلها دون اسمك؟")
    await phone.press(named)
    await phone.see("ماذا حدث؟")
    await phone.say(what)
    await phone.see("هذه إجاباتك", what)
    await phone.press("إرسال")
    seen = await phone.see("وصلت الشكوى")
    return seen.text.partition("المتابعة: ")[2][:9]


async def nobody_else_heard(staff: Staff, what: str) -> None:
    """Something that comes later has come, and of this there is nothing."""
    for other in (staff.admin, staff.coordinator):
        await other.say("القائمة")
        await other.see("كيف نساعدك؟")
        assert other.count(what) == 0


async def test_a_nameless_complaint_has_no_way_back(place: Town, staff: Staff) -> None:
    """By somebody who never registered; the receipt still tells them where it is."""
    phone = place.on_whatsapp("مجهول")
    receipt = await complained(phone, "أُسيء إليّ في التدريب", "نعم، دون اسم")
    notice = await staff.guard.see(receipt, "أُسيء إليّ في التدريب")
    assert "مجهول" not in notice.text
    assert not any("الرد" in label for label in notice.labels)
    await phone.say(receipt)
    await phone.see("عند فريق الحماية وحده")


async def test_without_a_name_also_by_voice(place: Town, staff: Staff) -> None:
    phone = place.on_telegram("صوت")
    await phone.say("عندي شكوى")
    await phone.see("هل تخص الشكوى")
    await phone.press("لا")
    await phone.see("هل نرسلها دون اسمك؟")
    await phone.press("نعم، دون اسم")
    await phone.see("ماذا حدث؟")
    await phone.send_voice(VOICE)
    await phone.see("هذه إجاباتك")
    await phone.press("إرسال")
    receipt = (await phone.see("وصلت الشكوى")).text.partition("المتابعة: ")[2][:9]
    await staff.guard.see(receipt)
    await nobody_else_heard(staff, receipt)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_danger_shows_the_support_card_and_the_form_goes_on(place: Town, channel: str) -> None:
    phone = await place.on(channel, "خائف")
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    await phone.press("أوافق")
    await phone.see("بأي اسم نناديك")
    await phone.say("أنا في خطر")
    await phone.see("هذه ليست خدمة طوارئ", "000")
    await phone.say("خالد")
    await phone.see("الجنس؟")
