"""«استكمال الملف»: what is good to know and never needed. Every question can be passed."""

from __future__ import annotations

from bot.core.form import Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import NOT_SAID, amounts, options, situations

SITUATION = authored(
    "ما أقرب وصف إلى حالك في هذه المنطقة؟",
    "Which description is closest to your situation in this area?",
)


def form(country: str = "JO") -> Form:
    """The form for a country."""
    return versioned(
        Form(
            name="profile",
            title=authored("استكمال الملف", "Your profile"),
            purpose="profile",
            closing=authored("شكراً. أصبح ملفك أكمل.", "Thank you. Your profile is more complete now."),
            fields=(
                Field(
                    name="v7",
                    type="choice",
                    label=SITUATION,
                    options=situations(country),
                    special=(NOT_SAID,),
                    required=False,
                    remembers="profile.situation",
                    sensitive=1,
                ),
                *_FIELDS,
            ),
        )
    )


_FIELDS = (
    Field(
        name="v8",
        type="choices",
        label=authored(
            "ما صفة مشاركتك؟ (يمكن اختيار أكثر من صفة)",
            "In which capacity do you take part? (more than one is possible)",
        ),
        options=options(
            ("individual", "تطوع فردي", "Individual volunteer"),
            ("team", "عضوية فريق تطوعي", "Volunteer team"),
            ("committee", "عضوية لجنة مجتمعية", "Community committee"),
            ("organisation", "تمثيل منظمة", "An organisation"),
            ("education", "جامعة أو مدرسة", "University or school"),
            ("media", "إعلام", "Media"),
            ("leadership", "قيادة دينية أو مجتمعية", "Community leadership"),
            ("official", "جهة رسمية", "Official body"),
        ),
        required=False,
        remembers="profile.capacities",
    ),
    Field(
        name="v9",
        type="text",
        label=authored("اسم الفريق أو اللجنة أو المنظمة", "Name of the team, committee or organisation"),
        required=False,
        voice=False,
        remembers="profile.group",
        settings={"max": "80"},
    ),
    Field(
        name="v10",
        type="choices",
        label=authored("مجالات الاهتمام", "Interests"),
        options=options(
            ("dialogue", "حوار", "Dialogue"),
            ("mediation", "وساطة", "Mediation"),
            ("youth", "شباب", "Young people"),
            ("women", "نساء", "Women"),
            ("media", "إعلام وصحافة", "Media and journalism"),
            ("awareness", "حملات توعية", "Awareness campaigns"),
            ("environment", "بيئة وخدمات", "Environment, services"),
            ("support", "دعم نفسي", "Psychosocial support"),
            ("education", "تعليم", "Education"),
            ("arts_sport", "فنون ورياضة", "Arts and sport"),
        ),
        required=False,
        remembers="profile.interests",
    ),
    Field(
        name="v11",
        type="choices",
        label=authored("اللغات", "Languages"),
        options=options(
            ("arabic", "العربية", "Arabic"),
            ("kurdish", "الكردية", "Kurdish"),
            ("turkmen", "التركمانية", "Turkmen"),
            ("syriac", "السريانية", "Syriac"),
            ("english", "الإنجليزية", "English"),
            ("sign", "لغة الإشارة", "Sign language"),
        ),
        required=False,
        remembers="profile.languages",
    ),
    Field(
        name="v11b",
        type="text",
        label=authored("المهارات", "Skills"),
        hint=authored(
            "مثل: تصوير، تيسير جلسات، إسعاف أولي.", "Such as: photography, facilitation, first aid."
        ),
        required=False,
        remembers="profile.skills",
        settings={"max": "300"},
    ),
    Field(
        name="v12",
        type="choices",
        label=authored("الأوقات المناسبة", "When are you free?"),
        options=options(
            ("weekday_morning", "صباح أيام العمل", "Weekday mornings"),
            ("weekday_evening", "مساء أيام العمل", "Weekday evenings"),
            ("friday", "الجمعة", "Friday"),
            ("saturday", "السبت", "Saturday"),
        ),
        required=False,
        remembers="profile.availability",
    ),
    Field(
        name="v13",
        type="choices",
        label=authored("ما الذي يسهّل مشاركتك؟", "What would make taking part easier?"),
        options=options(
            ("wheelchair", "كرسي متحرك", "Wheelchair access"),
            ("sign", "لغة إشارة", "Sign language"),
            ("childcare", "رعاية أطفال", "Childcare"),
            ("transport", "مواصلات", "Transport"),
        ),
        required=False,
        remembers="profile.needs",
        sensitive=1,
    ),
    Field(
        name="v14",
        type="choice",
        label=authored("كم رسالة في الأسبوع تناسبك؟", "How many messages a week suit you?"),
        options=amounts(
            {
                1: ("one", "رسالة واحدة", "One message"),
                3: ("three", "حتى ثلاث", "Up to three"),
                4: ("alerts", "التنبيهات المهمة فقط", "Important alerts only"),
            }
        ),
        required=False,
        remembers="profile.frequency",
    ),
)
