"""A report of an activity. A report of progress asks six things and whether something went wrong.

`details` are asked when an initiative closes, or by choice. The kind of report comes from the way in and
can be changed before sending. Nobody who was present is named; people are counted.
"""

from __future__ import annotations

from bot.core.form import Condition, Field, Form
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.offered import UNKNOWN, options

_NO_NAMES = authored("دون أسماء أشخاص.", "No names of people, please.")

_WHAT = (
    # Options are the person's own initiatives, and a new one. With none or one of them it is not asked.
    Field(
        name="ir1",
        type="choice",
        label=authored("أيّ مبادرة يخصها هذا التقرير؟", "Which initiative is this report about?"),
        options=options(("new", "مبادرة جديدة", "A new initiative")),
        settings={"options_from": "initiatives", "unless_single": "yes"},
    ),
    Field(
        name="ir1n",
        type="text",
        label=authored("ما اسم المبادرة؟", "What is the initiative called?"),
        relevant=Condition("ir1", ("new",)),
        voice=False,
        settings={"max": "80"},
    ),
    # Not asked: the first report of an initiative is its start, later ones are progress.
    Field(
        name="ir2",
        type="choice",
        label=authored("نوع التقرير", "Report type"),
        options=options(
            ("start", "بداية", "Beginning"), ("progress", "تقدّم", "Progress"), ("closing", "ختامي", "Closing")
        ),
        details=True,
        settings={"given": "way_in", "details_when": "closing"},
    ),
    Field(
        name="ir3",
        type="choice",
        label=authored("نوع النشاط", "Kind of activity"),
        options=options(
            ("dialogue", "جلسة حوار", "Dialogue session"),
            ("awareness", "توعية", "Awareness"),
            ("peer_training", "تدريب أقران", "Peer training"),
            ("service", "عمل تطوعي أو خدمي", "Volunteer, service work"),
            ("culture_sport", "فعالية ثقافية أو رياضية", "Culture or sport event"),
            ("digital", "حملة رقمية", "Digital campaign"),
            ("coordination", "لقاء تنسيقي", "Coordination meeting"),
            ("other", "غير ذلك", "Something else"),
        ),
    ),
    Field(
        name="ir4",
        type="date",
        label=authored("تاريخ النشاط", "Date of the activity"),
        settings={"past": "yes"},
    ),
    Field(
        name="ir5",
        type="place",
        label=authored(
            "المكان (المنطقة فقط، دون عنوان دقيق عند الحاجة إلى الحماية)",
            "Place (the area only, where protection requires it)",
        ),
        settings={"level": "2", "recent": "yes"},
    ),
    Field(
        name="ir6",
        type="decimal",
        label=authored("المدة بالساعات", "Duration in hours"),
        required=False,
        details=True,
        settings={"min": "0.5", "max": "12", "unit": "hours"},
    ),
)
_PEOPLE = (
    Field(
        name="ir7",
        type="tally",
        label=authored("كم عدد الحاضرين والحاضرات؟", "How many people were present?"),
        hint=authored(
            "العدد وحده، أو سطر مثل: 27: 15 نساء و12 رجل، منهم 6 أطفال",
            "The number alone, or a line such as: 27: 15 women and 12 men, of whom 6 children",
        ),
        settings={"cross": "no"},
    ),
    Field(
        name="ir8",
        type="integer",
        label=authored(
            "كم منهم من النازحين أو اللاجئين أو العائدين؟",
            "How many of them are displaced, refugees or returnees?",
        ),
        special=(UNKNOWN,),
        required=False,
        details=True,
        settings={"min": "0", "within": "ir7"},
    ),
    Field(
        name="ir8b",
        type="integer",
        label=authored("وكم منهم من ذوي الإعاقة؟", "And how many are people with disabilities?"),
        special=(UNKNOWN,),
        required=False,
        details=True,
        settings={"min": "0", "within": "ir7"},
    ),
    Field(
        name="ir9",
        type="choice",
        label=authored(
            "هل حضر بعضهم نشاطاً سابقاً من أنشطتنا؟", "Did some of them attend an earlier activity of ours?"
        ),
        options=options(
            ("none", "لا، جميعهم جدد", "No, all are new"),
            ("some", "نعم، بعضهم", "Yes, some of them"),
            ("all", "نعم، جميعهم", "Yes, all of them"),
        ),
        special=(UNKNOWN,),
        required=False,
        details=True,
    ),
    Field(
        name="ir9b",
        type="integer",
        label=authored("كم منهم تقريباً؟", "About how many of them?"),
        special=(UNKNOWN,),
        required=False,
        relevant=Condition("ir9", ("some",)),
        details=True,
        settings={"min": "1", "within": "ir7"},
    ),
)
_STORY = (
    Field(
        name="ir10",
        type="text",
        label=authored(
            "من شارك من خلفيات مختلفة؟ وكيف كان التفاعل بينهم؟ (دون أسماء)",
            "Who from different backgrounds took part, and how did they interact? (no names)",
        ),
        required=False,
        details=True,
    ),
    Field(
        name="ir11",
        type="text",
        label=authored("ماذا تغيّر؟ مثال واحد", "What changed? One example"),
        hint=_NO_NAMES,
        required=False,
        details=True,
    ),
    Field(
        name="ir12",
        type="text",
        label=authored("الصعوبات وما يلزم من دعم", "Difficulties, and the support you need"),
        required=False,
        details=True,
    ),
    Field(
        name="ir13",
        type="choice",
        label=authored("هل ظهر أي أثر سلبي أو توتر؟", "Was there any negative effect or tension?"),
        options=options(("no", "لا", "No"), ("yes", "نعم", "Yes")),
    ),
    Field(
        name="ir13b",
        type="text",
        label=authored("ماذا حدث؟ (دون أسماء)", "What happened? (no names)"),
        relevant=Condition("ir13", ("yes",)),
        sensitive=2,
    ),
    Field(
        name="ir14",
        type="photo",
        label=authored(
            "صور (دون وجوه الأطفال، وبموافقة الظاهرين)",
            "Photos (no children's faces, and with the consent of the people shown)",
        ),
        required=False,
        settings={"count": "10", "consent": "yes"},
    ),
)
_AFTER = (
    Field(
        name="ir15",
        type="decimal",
        label=authored("ما أُنفق من منحة المبادرة، إن وُجدت", "Spent from the initiative's grant, if any"),
        required=False,
        details=True,
        settings={"min": "0"},
    ),
    Field(
        name="ir15b",
        type="choice",
        label=authored("بأي عملة؟", "In which currency?"),
        options=options(
            ("JOD", "دينار أردني", "Jordanian dinar"),
            ("IQD", "دينار عراقي", "Iraqi dinar"),
            ("SYP", "ليرة سورية", "Syrian pound"),
            ("USD", "دولار أمريكي", "US dollar"),
            ("EUR", "يورو", "Euro"),
        ),
        required=False,
        relevant=Condition("ir15"),
        details=True,
    ),
    Field(
        name="ir16",
        type="text",
        label=authored("الخطوة التالية", "The next step"),
        required=False,
        details=True,
        settings={"max": "600"},
    ),
    Field(
        name="ir16b",
        type="date",
        label=authored("ومتى؟", "And when?"),
        required=False,
        relevant=Condition("ir16"),
        details=True,
        settings={"future": "yes"},
    ),
)

FORM = versioned(
    Form(
        name="report",
        title=authored("تقرير عن نشاط", "Report of an activity"),
        purpose="report",
        reviewed=True,
        roles=("champion", "coordinator", "admin"),
        fields=(*_WHAT, *_PEOPLE, *_STORY, *_AFTER),
    )
)
