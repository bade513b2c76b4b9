"""What people do from beginning to end, on any channel: register, report, answer the survey.

Each question is waited for by its words before it is answered, so a question that comes twice, or not at all,
stops the journey there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.journeys.phones import BrowserPhone, TelegramPhone, WhatsAppPhone
from tests.journeys.town import Town

AnyPhone = TelegramPhone | WhatsAppPhone | BrowserPhone

LINE = "27: 15 نساء و12 رجل، منهم 6 أطفال"


@dataclass(frozen=True, slots=True)
class Someone:
    """What a person says about themselves."""

    name: str
    sex: str = "أنثى"
    year: str = "1998"
    governorate: str = "إربد"
    district: str = "بني عبيد"


async def register(phone: AnyPhone, who: Someone, *, hello: str = "مرحبا") -> None:
    """From the first word to the menu, in Arabic."""
    if hello:
        await phone.say(hello)
    await phone.see("هل نبدأ؟")
    await phone.press("أوافق")
    await phone.see("بأي اسم نناديك")
    await phone.say(who.name)
    await phone.see("الجنس؟")
    await phone.press(who.sex)
    await phone.see("سنة ميلادك")
    await phone.say(who.year)
    await phone.see("ما محافظتك")
    await phone.say(who.governorate)
    await phone.see("وفي أي لواء")
    await phone.say(who.district)
    await phone.see("هذه إجاباتك", who.name, who.year)
    await phone.press("إرسال")
    await phone.see("اكتمل التسجيل")


async def arrive(place: Town, phone: AnyPhone, role: str, who: Someone, *areas: str) -> None:
    """By a personal invitation; a champion accepts the code of conduct."""
    await phone.arrive(await place.invitation(role, *areas))
    await register(phone, who, hello="")
    if role == "champion":
        await phone.see("مدونة السلوك")
        await phone.press("ألتزم بذلك")
        await phone.see_label("تقرير عن نشاط")
    else:
        await phone.see_label("المراجعة التالية")


def spoken(number: str) -> str:
    """The number of a report as people read it: its groups stay on one line."""
    return f"{number[:3]}\u00a0{number[3:6]}\u00a0{number[6:]}"


def days_ago(days: int) -> str:
    """A date that nobody can misread."""
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


async def report(phone: AnyPhone, photos: Sequence[bytes], *, name: str = "جيران") -> str:
    """A first report from the menu to its number."""
    await phone.press("تقرير عن نشاط")
    await to_photos(phone, name)
    await with_photos(phone, photos)
    return await sent(phone)


async def to_photos(phone: AnyPhone, name: str) -> None:
    """Everything before the photos."""
    await phone.see("ما اسم المبادرة")
    await phone.say(name)
    await phone.see("نوع النشاط")
    await from_the_kind_on(phone)


async def from_the_kind_on(phone: AnyPhone, days: int = 3) -> None:
    """The rest of them, from the kind of activity."""
    await phone.press("جلسة حوار")
    await phone.see("تاريخ النشاط")
    await phone.say(days_ago(days))
    await phone.see("المكان")
    await phone.say("بني عبيد")
    await phone.see("كم عدد")
    await phone.say(LINE)
    await phone.see("فهمنا", "27", "15")
    await phone.press("نعم")
    await phone.see_label("لا أعرف الأعمار")
    await phone.press("لا أعرف الأعمار")
    await phone.see("أثر سلبي")
    await phone.press("لا")
    await phone.see("صور (دون وجوه الأطفال")


async def with_photos(phone: AnyPhone, photos: Sequence[bytes]) -> None:
    """The photos, one answer together."""
    await phone.send_photos(photos)
    await phone.see("وصلت", *([str(len(photos))] if len(photos) > 2 else []), "تم")
    await phone.press("تم")
    await phone.see("هل وافق الأشخاص الظاهرون")
    await phone.press("نعم")


async def sent(phone: AnyPhone) -> str:
    """The summary, and the number that follows."""
    await phone.see("هذه إجاباتك")
    await phone.press("إرسال")
    seen = await phone.see("رقمه")
    return "".join(letter for letter in seen.text.partition("رقمه")[2] if letter.isdecimal())[:7]


# (the question's words, the answer). Without contact (p05) its quality (p06) is not asked.
CALM = (
    ("يمكن الوثوق بمعظم الناس", "أوافق"),
    ("تختلف خلفيتهم", "أوافق"),
    ("جزء من هذا المجتمع", "أوافق تماماً"),
    ("باحترام", "أوافق تماماً"),
    ("كم مرة تحدثت", "ولا مرة"),
    ("أن تسكن بجوارنا", "أوافق"),
    ("العمل أو الدراسة", "أوافق"),
    ("صداقة", "أوافق"),
    ("يتعاون الناس", "لا أوافق ولا أعارض"),
    ("كم مرة شاركت", "مرة واحدة"),
    ("إيصال رأيي", "لا أوافق"),
    ("بعد حلول الظلام", "أوافق"),
    ("الخدمات العامة", "لا أوافق"),
    ("ما حال العلاقات", "جيدة"),
    ("كيف أصبحت", "أفضل قليلاً"),
)


async def pulse(phone: AnyPhone, answers: Iterable[tuple[str, str]] = CALM) -> None:
    """The survey, from the menu to its thanks."""
    await phone.press("نبض التماسك")
    await phone.see("هذا استبيان قصير")
    await phone.press("نعم، أبدأ")
    for question, answer in answers:
        await phone.see(question)
        await phone.press(answer)
    await about_oneself(phone)
    await phone.see("شكراً جزيلاً على وقتك")


async def about_oneself(phone: AnyPhone) -> None:
    """What the survey still asks of who is registered; the last questions before the end."""
    await phone.see("ما أقرب وصف إلى حالك")
    await phone.press("من أهل المنطقة")
    await phone.see("هل لديك صعوبة")
    await phone.press("لا")
    await phone.see("هل سبق أن شاركت")
    await phone.press("نعم")
    await phone.see("انتهت الأسئلة")
    await phone.press("إرسال")
