"""Registration: complete after six questions.

The form of address follows from sex; it is asked only of who preferred not to say.
"""

from __future__ import annotations

from bot.core.form import Condition, Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import SEX, options

INTRO = authored(
    "نجمع أقل قدر من البيانات لتنظيم الأنشطة. يمكنك في أي وقت الاطلاع عليها بكتابة «بياناتي»، "
    "أو حذفها بكتابة «حذف بياناتي».",
    "We collect the least data needed to run activities. Type “my data” to see it, "
    "“delete my data” to remove it at any time.",
    "کەمترین زانیاری کۆدەکەینەوە بۆ ڕێکخستنی چالاکییەکان. هەر کاتێک بتەوێت، بە نووسینی «داتاکانم» دەیبینیت، "
    "و بە نووسینی «سڕینەوەی داتاکانم» دەیسڕیتەوە.",
)
_DECLINED = authored(
    "لا بأس، ولم نحفظ عنك شيئاً. للبدء في أي وقت يكفي إرسال «ابدأ».",
    "That is fine, and we have kept nothing about you. To begin at any time, just send “start”.",
    "کێشە نییە، هیچ شتێکمان لەبارەتەوە نەپاراست. بۆ دەستپێکردن لە هەر کاتێکدا «دەستپێکردن» بنێرە.",
)
# How the level below the governorate is called, by country.
_DISTRICT = {"JO": "وفي أي لواء؟", "IQ": "وفي أي قضاء؟", "SY": "وفي أي منطقة؟"}
_ANY_DISTRICT = "وفي أي منطقة؟"


def form(country: str = "JO") -> Form:
    """The form for a country; its levels of place have their own names."""
    return versioned(
        Form(
            name="registration",
            title=authored("التسجيل", "Registration", "تۆمارکردن"),
            intro=INTRO,
            declined=_DECLINED,
            purpose="register",
            consent="v0",
            fields=(_CONSENT, _NAME, _SEX, ADDRESS, _YEAR, _GOVERNORATE, _district(country)),
        )
    )


_CONSENT = Field(
    name="v0",
    type="choice",
    label=authored(
        "نحتاج إلى موافقتك على حفظ بياناتك والتواصل معك هنا. هل نبدأ؟",
        "We need your consent to keep your data and contact you here. Shall we start?",
        "پێویستمان بە ڕەزامەندیی تۆیە بۆ پاراستنی زانیارییەکانت و پەیوەندیکردن پێتەوە لێرە. دەست پێ بکەین؟",
    ),
    options=options(("yes", "أوافق", "I agree", "ڕازیم"), ("no", "لا، شكراً", "No, thanks", "نەخێر، سوپاس")),
)
_NAME = Field(
    name="v2",
    type="text",
    label=authored(
        "بأي اسم نناديك؟ (يمكن كتابة اسم مستعار)",
        "What name shall we call you? (a nickname will do)",
        "بە چ ناوێک بانگت بکەین؟ (دەتوانیت نازناو بنووسیت)",
    ),
    why=authored(
        "لنناديك به في الرسائل، ويكفي اسم مستعار.",
        "To call you by it in messages; a nickname is enough.",
        "بۆ ئەوەی لە نامەکاندا پێی بانگت بکەین؛ نازناو بەسە.",
    ),
    voice=False,
    remembers="name",
    sensitive=1,
    settings={"max": "40"},
)
_SEX = Field(
    name="v4",
    type="choice",
    label=authored(
        "الجنس؟ (للإحصاء، ولمخاطبتك بالصيغة المناسبة)",
        "Sex? (for statistics, and to address you properly)",
        "ڕەگەز؟ (بۆ ئامار)",
    ),
    options=SEX,
    remembers="sex",
    sensitive=1,
)
ADDRESS = Field(
    name="v1",
    type="choice",
    label=authored("كيف نخاطبك؟", "How shall we address you?", "چۆن قسەت لەگەڵ بکەین؟"),
    hint=authored("لصيغة الكلام فقط.", "Only for the grammar of our messages.", "تەنها بۆ شێوازی قسەکردنە."),
    options=options(
        ("m", "صيغة المذكر", "Masculine", "شێوەی نێر"),
        ("f", "صيغة المؤنث", "Feminine", "شێوەی مێ"),
        ("n", "دون تحديد", "Neither", "بێ دیاریکردن"),
    ),
    relevant=Condition("v4", ("prefer_not",)),
    remembers="form",
)
_YEAR = Field(
    name="v5",
    type="integer",
    label=authored("ما سنة ميلادك؟", "What is your year of birth?", "ساڵی لەدایکبوونت چەندە؟"),
    hint=authored("السنة وحدها، مثل 1998.", "The year alone, such as 1998.", "تەنها ساڵەکە، وەک 1998."),
    why=authored(
        "لنعرف الفئات العمرية التي نصل إليها. لا نسأل عن تاريخ الميلاد الكامل.",
        "To know which age groups we reach. We do not ask for the full date of birth.",
        "بۆ ئەوەی بزانین بە کام تەمەنەکان دەگەین. ڕۆژی لەدایکبوون ناپرسین.",
    ),
    remembers="birth_year",
    sensitive=1,
    # Who is too young is told so, and not that a number is wrong (`register.young`).
    settings={"min": "1930", "max": "year-18", "above": "register.young", "expected": "register.year"},
)
_GOVERNORATE = Field(
    name="v6",
    type="place",
    label=authored("ما محافظتك؟", "Which governorate do you live in?", "پارێزگاکەت کامەیە؟"),
    why=authored(
        "لتصلك أنشطة محافظتك، وليتابع معك فريقها.",
        "So that you hear of activities near you, and the team there follows up.",
        "بۆ ئەوەی چالاکییەکانی پارێزگاکەت پێت بگات و تیمی ئەوێ لەگەڵت بێت.",
    ),
    remembers="area",
    sensitive=1,
    settings={"level": "1"},
)


def _district(country: str) -> Field:
    return Field(
        name="v6b",
        type="place",
        label=authored(_DISTRICT.get(country, _ANY_DISTRICT), "And which district?", "و لە کام قەزا؟"),
        why=authored(
            "لنختار لك ما هو أقرب، دون عنوان.",
            "To choose what is nearer to you; we ask for no address.",
            "بۆ ئەوەی نزیکترینت بۆ هەڵبژێرین، بەبێ ناونیشان.",
        ),
        remembers="district",
        sensitive=1,
        settings={"level": "2", "within": "v6"},
    )
