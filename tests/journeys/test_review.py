"""A report between people: champions on each channel send it, coordinators decide, champions correct it.

1. Whoever answers for the area gets it with small protected previews, nobody else.
2. One decision wins; the other coordinator reads who decided what, and loses the buttons.
3. A returned report asks again only what was named.
4. What comes thickly is gathered, and «التالي» goes from one to the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import count

import pytest
import pytest_asyncio
from PIL import Image

from tests.databases import BOTH
from tests.fakes.twilio.samples import photo
from tests.journeys.phones import BrowserPhone, Bubble, TelegramPhone, WhatsAppPhone
from tests.journeys.process import until
from tests.journeys.talks import (
    AnyPhone,
    Someone,
    arrive,
    days_ago,
    from_the_kind_on,
    report,
    sent,
    spoken,
    with_photos,
)
from tests.journeys.town import Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("place", BOTH, indirect=True, scope="module"),
]

ALBUM = [photo(seed, (1600, 1200)) for seed in (1, 2, 3)]
LARGEST_PREVIEW = 640
DAYS: defaultdict[AnyPhone, count[int]] = defaultdict(lambda: count(4))


@dataclass
class People:
    """Two coordinators of Irbid, one of Amman, and a champion of Irbid on each channel."""

    huda: TelegramPhone
    rami: TelegramPhone
    far: TelegramPhone
    telegram: TelegramPhone
    whatsapp: WhatsAppPhone
    browser: BrowserPhone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def people(place: Town) -> AsyncIterator[People]:
    """All of them come by invitation, at the same time."""
    made = People(
        place.on_telegram("هدى"),
        place.on_telegram("رامي"),
        place.on_telegram("بعيدة"),
        place.on_telegram("زيد"),
        place.on_whatsapp("سلمى"),
        await place.in_browser("نور"),
    )
    amman = {"governorate": "العاصمة", "district": "ماركا"}
    await asyncio.gather(
        arrive(place, made.huda, "coordinator", Someone("هدى"), "JO-IR"),
        arrive(place, made.rami, "coordinator", Someone("رامي", "ذكر"), "JO-IR"),
        arrive(place, made.far, "coordinator", Someone("بعيدة", **amman), "JO-AM"),
        arrive(place, made.telegram, "champion", Someone("زيد", "ذكر"), "JO-IR"),
        arrive(place, made.whatsapp, "champion", Someone("سلمى"), "JO-IR"),
        arrive(place, made.browser, "champion", Someone("نور"), "JO-IR"),
    )
    yield made


async def noticed(staff: TelegramPhone, number: str) -> Bubble:
    """The notice of a report, with its decisions."""
    seen = await staff.see(spoken(number), "تقرير جديد")
    assert {"قبول", "إعادة للتعديل", "إخفاء صورة", "التالي"} <= set(seen.labels)
    return seen


async def test_a_report_from_telegram_is_accepted(place: Town, people: People) -> None:
    """Requirements 1 and 2."""
    number = await report(people.telegram, ALBUM)
    seen = await noticed(people.huda, number)
    assert "زيد" in seen.text
    assert "27" in seen.text
    assert "الصور: 3" in seen.text
    previews_are_small_and_protected(place, people.huda)
    await noticed(people.rami, number)
    assert people.far.count(spoken(number)) == 0

    await people.huda.press("قبول")
    await people.huda.see("قُبل التقرير", spoken(number))
    await people.telegram.see("قُبل التقرير", spoken(number), "هدى")
    settled = await people.rami.see("قُبل التقرير", spoken(number), "هدى")
    assert settled.labels == ()


def previews_are_small_and_protected(place: Town, staff: TelegramPhone) -> None:
    """What reached the chat of a coordinator: no metadata, no original, no way to pass it on."""
    pictures = [post for post in staff.person.received if post.kind == "photo"]
    assert len(pictures) == len(ALBUM)
    for post in pictures:
        assert post.protected
        with Image.open(io.BytesIO(place.telegram.world.files.get(post.file_id).data)) as image:
            assert max(image.size) <= LARGEST_PREVIEW
            assert not image.getexif()


async def test_a_report_from_whatsapp_is_returned_and_corrected(people: People) -> None:
    """Requirement 3."""
    number = await report(people.whatsapp, ALBUM[:2])
    await noticed(people.huda, number)
    await people.huda.press("إعادة للتعديل")
    await people.huda.see("ما السبب؟")
    await people.huda.press("العدد غير مكتمل")
    await people.huda.see("أُعيد التقرير", spoken(number))

    await people.whatsapp.see("أُعيد التقرير", spoken(number), "العدد غير مكتمل", "كم عدد الحاضرين")
    await people.whatsapp.say("30: 18 نساء و12 رجل")
    await people.whatsapp.see("فهمنا", "30", "18")
    await people.whatsapp.press("نعم")
    await people.whatsapp.see_label("لا أعرف الأعمار")
    await people.whatsapp.press("لا أعرف الأعمار")
    summary = await people.whatsapp.see("هذه إجاباتك")
    assert "30" in summary.text
    await people.whatsapp.press("إرسال")
    await people.whatsapp.see("وصل التعديل", spoken(number))

    again = await people.huda.see("تعديل في التقرير", spoken(number))
    assert "30" in again.text
    await people.huda.press("قبول")
    await people.whatsapp.see("قُبل التقرير", spoken(number), "هدى")


async def test_two_coordinators_decide_at_once(people: People) -> None:
    """Requirements 2 and 4: by now the notices are gathered."""
    number = await report(people.browser, ALBUM[:1])
    await asyncio.gather(*(next_one(staff, number) for staff in (people.huda, people.rami)))
    people.huda.person.tap("قبول")
    people.rami.person.tap("قبول")
    winner, loser = await who_won(people, number)
    await people.browser.see("قُبل التقرير", spoken(number), winner.name)
    assert loser.count(f"للتقرير {spoken(number)} قرار سابق: مقبول. المراجعة: {winner.name}") == 1


async def next_one(staff: TelegramPhone, number: str) -> None:
    """From the line that says how much is waiting to the report itself."""

    def here(phone: TelegramPhone) -> bool:
        return any(spoken(number) in b.text and "قبول" in b.labels for b in phone.bubbles())

    # A notice still to be looked at may be of an earlier report: nothing waits then, and the next counts.
    while not here(staff):
        await staff.see("بانتظار المراجعة")
        await staff.press("التالي")
        with contextlib.suppress(AssertionError):
            await staff.see(spoken(number), "تقرير جديد", within=3)


async def who_won(people: People, number: str) -> tuple[TelegramPhone, TelegramPhone]:
    """Both are told, each something else; whoever was later reads who was first."""
    both = (people.huda, people.rami)
    lost = await until(
        lambda: [staff for staff in both if staff.count("قرار سابق")] or None,
        lambda: "\n\n".join(staff.shown() for staff in both),
    )
    assert len(lost) == 1, [staff.shown() for staff in both]
    winner = next(staff for staff in both if staff is not lost[0])
    await winner.see("قُبل التقرير", spoken(number))
    return winner, lost[0]


async def test_a_photo_is_hidden_and_another_is_asked_for(people: People) -> None:
    """Its copies leave the chats of the team; the report goes on with the other."""
    number = await reported_again(people.browser, ALBUM[:2])
    await asyncio.gather(*(next_one(staff, number) for staff in (people.huda, people.rami)))
    shown = [photos_in(staff) for staff in (people.huda, people.rami)]
    people.huda.person.tap("إخفاء صورة")
    await people.huda.see("ما رقم الصورة")
    await people.huda.say("1")
    await people.huda.see("أخفينا الصورة")
    await people.browser.see("أخفينا صورة من التقرير", spoken(number), "هل لديك صورة أخرى؟")
    for staff, before in zip((people.huda, people.rami), shown, strict=True):
        await until(lambda s=staff, b=before: photos_in(s) < b or None, staff.shown)  # type: ignore[misc]
    await people.browser.send_photos(ALBUM[2:])
    await people.browser.see("هل نضيفه إلى التقرير", spoken(number))
    await people.browser.press("نعم")
    await people.browser.see("أضفناه إلى التقرير", spoken(number))
    people.huda.person.tap("قبول")
    await people.browser.see("قُبل التقرير", spoken(number))


def photos_in(staff: TelegramPhone) -> int:
    return sum(post.kind == "photo" for post in staff.person.received)


async def reported_again(phone: AnyPhone, photos: Sequence[bytes]) -> str:
    """Of the only initiative there is, which is not asked about, on another day."""
    await phone.press("تقرير عن نشاط")
    await phone.see("نوع النشاط")
    await from_the_kind_on(phone, days=next(DAYS[phone]))
    await with_photos(phone, photos)
    return await sent(phone)


async def test_a_report_is_returned_with_a_coordinators_own_words(people: People) -> None:
    """And corrected at the question that its sender chooses."""
    number = await reported_again(people.telegram, ALBUM[:1])
    await next_one(people.huda, number)
    people.huda.person.tap("إعادة للتعديل")
    await people.huda.see("ما السبب؟")
    await people.huda.press("سبب آخر")
    await people.huda.see("ما السبب بكلماتك؟")
    await people.huda.say("هل كان التاريخ يوم عطلة؟")
    await people.huda.see("أُعيد التقرير", spoken(number))
    await people.telegram.see("أُعيد التقرير", spoken(number), "هل كان التاريخ يوم عطلة؟")
    await people.telegram.see_label("تعديل")
    await people.telegram.press("تعديل")
    await people.telegram.see("أي إجابة نغيّر؟")
    await people.telegram.say("4")
    seen = await people.telegram.see("تاريخ النشاط")
    assert "أمس" in seen.labels, people.telegram.shown()
    await people.telegram.say(days_ago(5))  # what «أمس» means at midnight is asked back
    await people.telegram.see("هذه إجاباتك")
    await people.telegram.press("إرسال")
    await people.telegram.see("وصل التعديل", spoken(number))
    await people.huda.see_label("التالي")
    await people.huda.press("التالي")
    await people.huda.see("تعديل في التقرير", spoken(number))
    people.huda.person.tap("قبول")
    await people.telegram.see("قُبل التقرير", spoken(number), "هدى")


async def test_a_report_is_withdrawn_by_its_sender(people: People) -> None:
    """From their own list, before anybody has decided; the notice loses its buttons."""
    number = await reported_again(people.whatsapp, ALBUM[:1])
    await asyncio.gather(*(next_one(staff, number) for staff in (people.huda, people.rami)))
    await people.whatsapp.say("تقاريري")
    await people.whatsapp.see("تقاريرك", spoken(number))
    await people.whatsapp.say(number)
    await people.whatsapp.see(spoken(number), "مُرسل")
    await people.whatsapp.press("سحب التقرير")
    await people.whatsapp.see("هل نسحب التقرير")
    await people.whatsapp.press("سحب التقرير")
    await people.whatsapp.see("سُحب التقرير", spoken(number))
    for staff in (people.huda, people.rami):
        assert (await staff.see("سُحب", spoken(number))).labels == ()


async def test_a_draft_is_left_resumed_and_dropped(people: People) -> None:
    await people.browser.press("تقرير عن نشاط")
    await people.browser.see("نوع النشاط")
    await people.browser.say("القائمة")
    await people.browser.see("حفظنا إجاباتك")
    await people.browser.press("إكمال ما بدأت")
    await people.browser.see("نكمل من حيث توقفنا", "نوع النشاط")
    await people.browser.say("إلغاء")
    await people.browser.see("هل نحذف ما كُتب")
    await people.browser.press("نعم، حذف")
    await people.browser.see("حُذف ما كُتب، ولم يُرسل شيء")
