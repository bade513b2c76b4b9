"""A message to many from a coordinator's chat to the phones.

1. A coordinator in Telegram composes it, sees what it comes to, and tries it on herself.
2. An admin on WhatsApp agrees by a word; then it leaves, once, to volunteers on every channel.
3. Its button opens the survey, and «رسائلنا» says what became of it.
"""

from __future__ import annotations

from pathlib import Path

from tests.journeys.talks import Someone, arrive, register
from tests.journeys.town import all_day, town


async def test_a_coordinator_writes_to_many_and_a_second_person_agrees(tmp_path: Path) -> None:
    async with town(tmp_path, serve=False) as place:
        all_day(tmp_path)
        await place.program.start()
        huda, amal = place.on_telegram("هدى"), place.on_whatsapp("أمل")
        await arrive(place, huda, "coordinator", Someone("هدى"), "JO-IR")
        await arrive(place, amal, "admin", Someone("أمل"))
        names = {"telegram": "ليلى", "whatsapp": "رنا", "webchat": "سلمى"}
        phones = {name: await place.on(channel, name) for channel, name in names.items()}
        for name, phone in phones.items():
            await register(phone, Someone(name))

        await huda.say("إعلان")
        await huda.see("ما نص الرسالة؟", "{الاسم}")
        await huda.say("مرحباً {name}، كيف حال الحي؟")
        await huda.see("إلى من نرسلها؟")
        await huda.press("كل من في مناطقي")
        await huda.see("أي زر نضع تحت الرسالة")
        await huda.press("نبض التماسك")
        await huda.see("متى تخرج الرسالة؟")
        await huda.press("الآن")
        plan = await huda.see("هكذا تخرج الرسالة", "ضمن: إربد", within=30)
        assert "(5 أشخاص)" in plan.text
        await huda.press("تجربة لي وحدي")
        await huda.see("مرحباً هدى، كيف حال الحي؟")
        await huda.press("إرسال")
        await huda.see("موافقة شخص ثانٍ", "سألنا شخصاً واحداً")

        await amal.see("بقلم هدى تنتظر الموافقة", "مرحباً {الاسم}، كيف حال الحي؟")
        await amal.say("موافقة")
        await amal.see("تمت الموافقة")
        await huda.see("تمت الموافقة على رسالتك", "القرار: أمل")
        for name, phone in phones.items():
            await phone.see(f"مرحباً {name}، كيف حال الحي؟", "إيقاف")
        await phones["رنا"].press("لنبدأ")
        await phones["رنا"].see("استبيان قصير")

        await amal.say("رسائلنا")
        await amal.see("آخر الرسائل", "مرحباً …، كيف حال الحي؟", "5 أشخاص")
        await place.check()
