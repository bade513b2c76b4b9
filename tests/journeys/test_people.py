"""People and their phones: talking to the team, two channels, a shared phone, silence, being forgotten."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.journeys.phones import TelegramPhone, WhatsAppPhone
from tests.journeys.process import until
from tests.journeys.talks import Someone, arrive, register
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_a_person_writes_reaches_a_coordinator_and_the_answer_comes_back(place: Town) -> None:
    huda, laila, other = place.on_telegram("هدى"), place.on_whatsapp("ليلى"), place.on_whatsapp("غيرها")
    await asyncio.gather(
        arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR"),
        register(laila, Someone("ليلى")),
        register(other, Someone("غيرها")),
    )
    await laila.say("موظف")
    await laila.see("هذه ليست خدمة طوارئ")
    await laila.say("متى يبدأ التدريب؟")
    await laila.see("وصلت رسالتك")
    asked = await huda.see("رسالة من ليلى", "متى يبدأ التدريب؟")
    assert "+962" not in asked.text

    await huda.say("يبدأ يوم الأحد")
    await huda.see("إلى من؟")
    await huda.press("لا أحد")
    await huda.reply(asked, "يبدأ يوم الأحد في العاشرة")
    await huda.see("إلى ليلى", "يبدأ يوم الأحد في العاشرة")
    assert laila.count("العاشرة") == 0
    await huda.press("إرسال")
    answer = await laila.see("رد من الفريق", "يبدأ يوم الأحد في العاشرة")
    await huda.see("الرد في طريقه إلى ليلى")
    await laila.reply(answer, "شكراً، سأحضر")
    await huda.see("رسالة من ليلى", "شكراً، سأحضر")
    assert other.count("العاشرة") == 0


async def test_a_draft_goes_on_after_linking_another_channel(place: Town) -> None:
    old, new = place.on_telegram("سامر"), place.on_whatsapp("سامر")
    await register(old, Someone("سامر", "ذكر"))
    await old.press("استكمال الملف")
    first = await old.see("ما أقرب وصف إلى حالك")
    await old.press("من أهل المنطقة")
    second = await until(
        lambda: next((b for b in old.bubbles() if b.number > first.number and b.text), None), old.shown
    )
    await old.say("القائمة")
    await old.see("حفظنا إجاباتك")
    await old.press("الإعدادات وبياناتي")
    await old.see_label("ربط قناة أخرى")
    await old.press("ربط قناة أخرى")
    code = digits((await old.see("الرمز:")).text)

    await new.say("ربط قناة أخرى")
    await new.see("ما الرمز الذي يظهر")
    await new.say(wrong(code))
    await new.see("هذا الرمز غير صحيح")
    await new.say(code)
    await new.see("تم الربط", "سامر")
    await old.see("رُبطت بحسابك قناة جديدة", "واتساب")
    await new.press("إكمال ما بدأت")
    question = second.text.split("\n\n")[0].partition(" (")[0]
    await new.see("نكمل من حيث توقفنا", question)


def digits(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_another_person_on_the_same_phone(place: Town) -> None:
    phone = place.on_whatsapp("أم علي")
    await register(phone, Someone("أم علي"))
    await phone.say("شخص آخر")
    await phone.see("مَن معنا الآن؟", "أم علي")
    await phone.press("شخص جديد")
    await register(phone, Someone("علي", "ذكر", "2000"), hello="")
    await phone.say("بياناتي")
    assert "أم علي" not in (await phone.see("هذه بياناتك", "علي", "2000")).text
    await phone.say("شخص آخر")
    await phone.see("مَن معنا الآن؟")
    await phone.press("أم علي")
    await phone.see("أهلاً بك أم علي")
    await phone.say("بياناتي")
    await phone.see("هذه بياناتك", "أم علي", "1998")


async def test_stop_and_back_again(place: Town) -> None:
    phone = place.on_telegram("عمر")
    await register(phone, Someone("عمر", "ذكر"))
    await phone.press("استكمال الملف")
    await phone.see("ما أقرب وصف إلى حالك")
    await phone.say("وقفوا الرسايل")
    await phone.see("توقفت الرسائل وأُغلقت الاستمارة")
    await phone.press("تم")
    await phone.say("ابدأ")
    await phone.see("عادت الرسائل")


async def test_deleting_my_data_leaves_no_name_in_the_file(place: Town) -> None:
    """The receipt arrives; then the database, its journal and its media hold nothing of theirs."""
    phone = place.on_telegram("زينبفريدة")
    await register(phone, Someone("زينبفريدة"))
    await phone.say("حذف بياناتي")
    await phone.see("هل نحذف بياناتك")
    await phone.press("نعم، حذف")
    await phone.see("حُذفت بياناتك. تُمحى من النسخ الاحتياطية قبل")
    await phone.say("بياناتي")
    await until(lambda: phone.bubbles() or None, phone.shown)
    for written in everything(place.program.home):
        for trace in ("زينبفريدة".encode(), "زينبفريدة".encode("utf-16-le"), str(phone.person.id).encode()):
            assert trace not in written.read_bytes(), written


def everything(home: Path) -> list[Path]:
    """Whatever the program has written, the log included."""
    return [path for path in home.rglob("*") if path.is_file() and "programmes" not in path.parts]


async def test_a_wrong_number_hears_nothing_more(place: Town) -> None:
    phone: TelegramPhone | WhatsAppPhone = place.on_whatsapp("فلان")
    await register(phone, Someone("فلان", "ذكر", "1987"))
    await phone.say("الرقم غلط")
    await phone.see("نعتذر عن الإزعاج")
    await phone.say("بياناتي")
    seen = await phone.see("هذه بياناتك")  # of a stranger, of whom nothing is known
    assert "فلان" not in seen.text
    assert "1987" not in seen.text
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
