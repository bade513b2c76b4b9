"""What the bots that we are compared with ask: our registration, written out as one would for them."""

from __future__ import annotations

from collections.abc import Mapping

Buttons = Mapping[str, str]
"""The data of each button and its words."""

CONSENT = (
    "أهلاً بك في شركاء من أجل الحوار (عيّنة).\n"
    "نجمع أقل قدر من البيانات لتنظيم الأنشطة.\n"
    "نحتاج إلى موافقتك على حفظ بياناتك والتواصل معك هنا. هل نبدأ؟"
)
NAME = "بأي اسم نناديك؟ (يمكن كتابة اسم مستعار)"
SEX = "الجنس؟ (للإحصاء، ولمخاطبتك بالصيغة المناسبة)"
YEAR = "ما سنة ميلادك؟\nالسنة وحدها، مثل 1998."
AREA = "ما محافظتك؟"
DISTRICT = "وفي أي لواء؟"
DONE = "تم التسجيل. أهلاً بك!"
NOT_A_YEAR = "نحتاج إلى سنة، مثل 1998."
DECLINED = "لا بأس، ولم نحفظ عنك شيئاً."

AGREES: Buttons = {"1:yes": "أوافق", "1:no": "لا، شكراً"}
SEXES: Buttons = {"3:male": "ذكر", "3:female": "أنثى", "3:prefer_not": "أفضّل عدم الإجابة"}
AREAS: Buttons = {
    "5:JO-AM": "العاصمة",
    "5:JO-BA": "البلقاء",
    "5:JO-AZ": "الزرقاء",
    "5:JO-MD": "مادبا",
    "5:JO-IR": "إربد",
    "5:JO-MA": "المفرق",
    "5:JO-JA": "جرش",
    "5:JO-AJ": "عجلون",
}
DISTRICTS: Mapping[str, Buttons] = {
    area[2:]: {f"6:{area[2:]}-QASABA": f"قصبة {label}", f"6:{area[2:]}-OTHER": "لواء آخر"}
    for area, label in AREAS.items()
}
SEND: Buttons = {"7:send": "إرسال", "7:cancel": "إلغاء"}
EARLIEST, LATEST = 1930, 2008


def summary(answers: Mapping[str, object]) -> str:
    """What was answered, to be looked at once more."""
    return "\n".join(
        (
            "هذه إجاباتك. هل نرسلها؟",
            f"الاسم: {answers['name']}",
            f"الجنس: {SEXES['3:' + str(answers['sex'])]}",
            f"سنة الميلاد: {answers['year']}",
            f"المحافظة: {AREAS['5:' + str(answers['area'])]}",
            f"اللواء: {answers['district']}",
        )
    )


def chosen(data: str | None) -> str:
    """What a button's data says, without the number of its question."""
    return (data or "").partition(":")[2]


def year(text: str | None) -> int | None:
    """A year of birth, if it is one."""
    said = (text or "").strip()
    return int(said) if said.isdecimal() and EARLIEST <= int(said) <= LATEST else None
