"""People and their phones: talking to the team, two channels, a shared phone, silence, being forgotten."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.twilio.samples import VOICE, photo
from tests.journeys.phones import Bubble, TelegramPhone, WhatsAppPhone
from tests.journeys.process import until
from tests.journeys.talks import AnyPhone, Someone, arrive, register
from tests.journeys.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


CHANNELS = ("telegram", "whatsapp", "webchat")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def huda(place: Town) -> AsyncIterator[TelegramPhone]:
    """A coordinator of Irbid."""
    phone = place.on_telegram("هدى")
    await arrive(place, phone, "coordinator", Someone("هدى"), "JO-IR")
    yield phone


async def newcomer(place: Town, channel: str, name: str, sex: str = "أنثى", year: str = "1998") -> AnyPhone:
    """Somebody registered on a channel."""
    phone = await place.on(channel, name)
    await register(phone, Someone(name, sex, year))
    return phone


# ------------------------------------------------------------------------------ talking to the team


async def test_what_a_person_writes_reaches_a_coordinator_and_the_answer_comes_back(
    place: Town, huda: TelegramPhone
) -> None:
    laila, other = place.on_whatsapp("ليلى"), place.on_whatsapp("غيرها")
    await asyncio.gather(register(laila, Someone("ليلى")), register(other, Someone("غيرها")))
    asked = await to_the_team(laila, huda, "متى يبدأ التدريب؟")
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


async def to_the_team(phone: AnyPhone, staff: AnyPhone, words: str) -> Bubble:
    """A message to a person; as it reaches one."""
    await phone.say("موظف")
    await phone.see("هذه ليست خدمة طوارئ")
    await phone.say(words)
    await phone.see("وصلت رسالتك")
    return await staff.see(f"رسالة من {phone.name}", words)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_an_answer_by_the_button_reaches_only_who_wrote(
    place: Town, huda: TelegramPhone, channel: str
) -> None:
    """Without quoting, as everybody can do it; the name is shown once, then it leaves at once."""
    phone = await newcomer(place, channel, f"سائل{channel}", "ذكر")
    await to_the_team(phone, huda, "أين المكان؟")
    await huda.press(f"الرد على {phone.name}")
    await huda.say("في المركز")
    await huda.see(f"إلى {phone.name}", "في المركز", "هل نرسل؟")
    await huda.press("إرسال")
    await phone.see("رد من الفريق", "في المركز")
    await huda.press(f"الرد على {phone.name}")
    await huda.say("الساعة العاشرة")
    await phone.see("رد من الفريق", "الساعة العاشرة")


@pytest.mark.parametrize("channel", ["whatsapp", "webchat"])
async def test_a_coordinator_answers_from_any_channel(place: Town, channel: str) -> None:
    """Somebody in the only other area of this coordinator."""
    rana = await place.on(channel, f"منسقة{channel}")
    area, name = ("JO-AJ", "عجلون") if channel == "whatsapp" else ("JO-MD", "مادبا")
    district = "كفرنجة" if channel == "whatsapp" else "ذيبان"
    await arrive(place, rana, "coordinator", Someone(rana.name, "أنثى", "1990", name, district), area)
    phone = place.on_telegram(f"بعيد{channel}")
    await register(phone, Someone(phone.name, "ذكر", "1999", name, district))
    await to_the_team(phone, rana, "هل من تدريب هنا؟")
    if isinstance(rana, WhatsAppPhone):
        await rana.say(f"الرد على {phone.name}")  # it has no buttons
    else:
        await rana.press(f"الرد على {phone.name}")
    await rana.see_label("رجوع")
    await rana.say("قريباً")
    await rana.see("هل نرسل؟")
    await rana.press("إرسال")
    await phone.see("رد من الفريق", "قريباً")


async def test_a_voice_note_to_the_team_is_heard_by_it(place: Town, huda: TelegramPhone) -> None:
    phone = await newcomer(place, "whatsapp", "صوتها")
    await phone.say("بدي احكي مع حدا")
    await phone.see("أو أرسلي رسالة صوتية")
    await phone.send_voice(VOICE)
    await phone.see("وصلت رسالتك")
    await huda.see("رسالة", "صوتها")
    voices = [post for post in huda.person.received if post.kind == "voice"]
    assert [place.telegram.world.files.get(post.file_id).data for post in voices] == [VOICE]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_photo_and_a_voice_message_of_the_team_reach_who_wrote(
    place: Town, huda: TelegramPhone, channel: str
) -> None:
    phone = await newcomer(place, channel, f"صورة{channel}")
    await to_the_team(phone, huda, "أين المركز؟")
    await huda.press(f"الرد على {phone.name}")
    await huda.see("صورة أو ملف أو تسجيل صوتي")
    huda.person.send_photo(photo(1, (800, 600)), "هذا مدخله")
    await huda.see("مع النص صورة", f"إلى {phone.name}", "هذا مدخله")
    await huda.press("إرسال")
    await phone.see("رد من الفريق", "هذا مدخله")
    await huda.press(f"الرد على {phone.name}")
    await huda.send_voice(VOICE)
    await phone.see("رد من الفريق.")
    await until(lambda: sum(one.pictures for one in phone.bubbles()) == 2, phone.shown)
    await place.check()


# -------------------------------------------------------------------------------- several channels


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
    await old.see_label("ربط محادثة أخرى")
    await old.press("ربط محادثة أخرى")
    code = digits((await old.see("الرمز:")).text)

    await new.say("ربط محادثة أخرى")
    await new.see("ما الرمز الذي يظهر")
    await new.say(wrong(code))
    await new.see("هذا الرمز غير صحيح")
    await new.say(code)
    await new.see("تم الربط", "سامر")
    await old.see("رُبطت بحسابك محادثة جديدة", "واتساب")
    await new.press("إكمال ما بدأت")
    question = second.text.split("\n\n")[0].partition(" (")[0]
    await new.see("نكمل من حيث توقفنا", question)


def digits(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.parametrize("channel", CHANNELS)
async def test_another_person_on_the_same_phone(place: Town, channel: str) -> None:
    phone = await newcomer(place, channel, "أم علي")
    await phone.say("شخص آخر")
    await phone.see("مَن معنا الآن؟")
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


# ----------------------------------------------------------------------- silence, and being forgotten


@pytest.mark.parametrize("channel", CHANNELS)
async def test_stop_and_back_again(place: Town, channel: str) -> None:
    """In the middle of a form, which it closes; what the person asks for is answered all the same."""
    phone = await newcomer(place, channel, "عمر", "ذكر")
    await phone.press("استكمال الملف")
    await phone.see("ما أقرب وصف إلى حالك")
    await phone.say("وقفوا الرسايل")
    await phone.see("توقفت الرسائل", "أُغلق")
    await phone.press("تم")
    await phone.say("بياناتي")
    await phone.see("هذه بياناتك", "عمر")
    await phone.say("ابدأ")
    await phone.see("عادت الرسائل")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_deleting_my_data_leaves_no_name_in_the_file(place: Town, channel: str) -> None:
    """The receipt arrives; then the database, its journal and its media hold nothing of theirs."""
    name = f"زينبفريدة{channel}"
    phone = await newcomer(place, channel, name)
    await phone.say("حذف بياناتي")
    await phone.see("هل نحذف بياناتك")
    await phone.press("نعم، حذف")
    await phone.see("حُذفت بياناتك، وتُمحى من النسخ الاحتياطية قبل")
    await phone.say("بياناتي")
    seen = await phone.see("هذه بياناتك")
    assert name not in seen.text
    own = [name]
    if isinstance(phone, TelegramPhone):
        own.append(str(phone.person.id))
    if isinstance(phone, WhatsAppPhone):
        own.append(str(phone.person.phone))
    for written in everything(place.program.home):
        for trace in own:
            for encoding in ("utf-8", "utf-16-le"):
                assert trace.encode(encoding) not in written.read_bytes(), written


def everything(home: Path) -> list[Path]:
    """Whatever the program has written, the log included."""
    return [path for path in home.rglob("*") if path.is_file() and "programmes" not in path.parts]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_wrong_number_hears_nothing_more(place: Town, channel: str) -> None:
    phone = await newcomer(place, channel, "فلان", "ذكر", "1987")
    await phone.say("الرقم غلط")
    await phone.see("نعتذر عن الإزعاج")
    await phone.say("بياناتي")
    seen = await phone.see("هذه بياناتك")  # of a stranger, of whom nothing is known
    assert "فلان" not in seen.text
    assert "1987" not in seen.text
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")


async def test_a_block_is_quiet_and_coming_back_is_simple(place: Town) -> None:
    phone = place.on_telegram("سناء")
    await register(phone, Someone("سناء"))
    phone.person.block()
    phone.person.unblock()
    await phone.say("القائمة")
    await phone.see("كيف نساعدك؟")


async def test_in_a_group_it_says_once_where_to_talk(place: Town) -> None:
    """It reads nothing there: what is written is neither answered nor kept."""
    phone = place.on_telegram("سميرة")
    group = place.telegram.group(-4_200, "جيران الحي")
    group.add_bot(phone.person)
    for words in ("سر في المجموعة", "/start", "حذف بياناتي"):
        group.member(phone.person).say(words)
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    said = [post.text for post in group.chat if not post.mine and post.text]
    assert len([text for text in said if "محادثة خاصة" in text]) == 1, said
