"""The cohesion pulse: sixteen items about relations between people in one's area, kept apart from the person.

The wording is our own, in constructs that are commonly measured. Nobody is asked for religion, sect,
origin or affiliation. Optional items are off until a local review switches them on for a programme; a
pulse with other items is another version, because their waves are not compared.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.core.form import Condition, Field, Form, Option
from bot.core.text import authored
from bot.core.versions import versioned
from bot.flows.shipped.background import fields as background
from bot.flows.shipped.offered import NOT_SAID, UNKNOWN, options
from bot.flows.shipped.scales import AGREEMENT, CHANGE, FREQUENCY, PARTICIPATION, QUALITY, RELATIONS

_LONG = 18  # from so many questions on it takes a minute more


def form(country: str = "JO", modules: Collection[str] = ()) -> Form:
    """The pulse of a country, with the optional items that a programme has switched on."""
    optional = tuple(item for item in OPTIONAL if item.name in modules)
    return versioned(
        Form(
            name="pulse",
            title=authored("نبض التماسك", "Cohesion pulse"),
            mode="pseudonymous",
            purpose="pulse",
            consent="consent",
            summary="offer",
            lives_hours=72,
            reminder_hours=(20, 22),
            voice=False,
            closing=_CLOSING,
            fields=(_consent(len(ITEMS) + len(optional)), *_in_order(optional), *background(country)),
        )
    )


def _consent(questions: int) -> Field:
    minutes = 4 if questions < _LONG else 5
    return Field(
        name="consent",
        type="choice",
        label=authored(
            f"مرحباً. هذا استبيان قصير من {{organisation}} عن العلاقات بين الناس في منطقتك: "
            f"{questions} سؤالاً في نحو {minutes} دقائق.\n"
            "• المشاركة طوعية، ولا تؤثر في أي خدمة أو تدريب.\n"
            "• نحفظ الإجابات برمز منفصل عن اسمك ورقمك، ولا يستطيع فريق البرنامج فتح إجابات شخص بعينه، "
            "ولا ننشر إلا أرقاماً عامة.\n"
            "• يمكنك ترك أي سؤال بكلمة «تخطي»، وإنهاء الاستبيان بكلمة «إنهاء»، وحذف إجاباته حتى يوم {closes} "
            "بكلمة «حذف إجاباتي».\n"
            "• قد تبقى الرسائل محفوظة على الهاتف، ويُستحسن مسحها إذا كان غيرك يستخدمه.\n"
            "الضغط على «نعم، أبدأ» يعني الموافقة، وأن العمر 18 عاماً أو أكثر. هل نبدأ؟",
            f"Hello. This is a short survey by {{organisation}} on relations between people in your area: "
            f"{questions} questions, about {minutes} minutes.\n"
            "• Taking part is voluntary and does not affect any service or training.\n"
            "• Answers are kept under a code separate from your name and number; the programme team cannot "
            "open one person's answers, and only general figures are published.\n"
            "• Leave any question with “skip”, finish the survey with “finish”, delete its answers until "
            "{closes} with “delete my answers”.\n"
            "• Messages may stay on the phone; it is better to clear them if somebody else uses it.\n"
            "Pressing “Yes, start” means you agree and are 18 or older. Shall we start?",
        ),
        options=options(("yes", "نعم، أبدأ", "Yes, start"), ("no", "لا، شكراً", "No, thanks")),
    )


_CLOSING = authored(
    "شكراً جزيلاً على وقتك. إذا سبّب لك أي سؤال ضيقاً، فيمكنك التواصل مع {support}. "
    "وسنرسل إليك ملخص النتائج هنا يوم {results_on}.",
    "Thank you for your time. If any question upset you, you can contact {support}. "
    "We will send you a summary of the results here on {results_on}.",
)
# A note, never a question: the least charged comes first, and what it means is left to the reader.
_DIFFERENT = Field(
    name="different",
    type="note",
    label=authored(
        "المقصود بعبارة «خلفية مختلفة»: اختلاف المنطقة أو بلد المنشأ أو الأصل أو العشيرة أو القومية أو الدين."
        " وتحديد المعنى متروك لك.",
        "“Different background” means a different area, country of origin, origin, tribe, ethnicity or "
        "religion. What it means is yours to define.",
    ),
    required=False,
)


def _item(
    name: str,
    ar: str,
    en: str,
    scale: tuple[Option, ...] = AGREEMENT,
    relevant: Condition | None = None,
    sensitive: int = 1,
) -> Field:
    return Field(
        name=name,
        type="choice",
        label=authored(ar, en),
        options=scale,
        special=(UNKNOWN, NOT_SAID),
        required=False,
        relevant=relevant,
        voice=False,
        scale=True,
        sensitive=sensitive,
    )


def _in_order(optional: tuple[Field, ...]) -> tuple[Field, ...]:
    """The note stands before the first item that needs it; optional items come after the others."""
    return (ITEMS[0], _DIFFERENT, *ITEMS[1:], *optional)


ITEMS = (
    _item(
        "p01",
        "بوجه عام، يمكن الوثوق بمعظم الناس في منطقتي.",
        "In general, most people in my area can be trusted.",
    ),
    _item(
        "p02",
        "يمكنني الوثوق بأشخاص تختلف خلفيتهم عن خلفيتي.",
        "I can trust people whose background differs from mine.",
    ),
    _item(
        "p03",
        "أشعر بأنني جزء من هذا المجتمع المحلي.",
        "I feel part of this local community.",
    ),
    _item(
        "p04",
        "يعاملني الناس في منطقتي باحترام.",
        "People in my area treat me with respect.",
    ),
    _item(
        "p05",
        "خلال آخر 30 يوماً، كم مرة تحدثت أو تعاونت مع أشخاص من خلفية مختلفة؟",
        "In the last 30 days, how often did you talk or work together with people of a different background?",
        FREQUENCY,
    ),
    # Without contact there is no quality of contact; it is missing then, and not zero.
    _item(
        "p06",
        "كيف كان هذا التواصل في معظمه؟",
        "What was this contact mostly like?",
        QUALITY,
        Condition("p05", ("2", "3", "4", "5")),
    ),
    _item(
        "p07",
        "أقبل أن تسكن بجوارنا أسرة من خلفية مختلفة.",
        "I would accept a family of a different background living next to us.",
    ),
    _item(
        "p08",
        "أقبل العمل أو الدراسة مع أشخاص من خلفية مختلفة.",
        "I would accept working or studying with people of a different background.",
    ),
    _item(
        "p09",
        "أقبل أن تنشأ صداقة بين أطفال أسرتي وأطفال من خلفية مختلفة.",
        "I would accept friendship between children of my family and children of a different background.",
    ),
    _item(
        "p10",
        "عندما تظهر مشكلة في منطقتي، يتعاون الناس على حلها مهما اختلفت خلفياتهم.",
        "When a problem arises in my area, people cooperate to solve it whatever their backgrounds.",
    ),
    _item(
        "p11",
        "خلال آخر 3 أشهر، كم مرة شاركت في نشاط لخدمة المجتمع (تطوع، لجنة، مبادرة، اجتماع عام)؟",
        "In the last 3 months, how often did you take part in a community activity "
        "(volunteering, committee, initiative, public meeting)?",
        PARTICIPATION,
    ),
    _item(
        "p12",
        "يمكنني إيصال رأيي إلى أصحاب القرار في منطقتي.",
        "I can make my opinion heard by those who decide in my area.",
    ),
    _item(
        "p13",
        "أشعر بالأمان عند المشي وحدي في منطقتي بعد حلول الظلام.",
        "I feel safe walking alone in my area after dark.",
    ),
    _item(
        "p14",
        "تُقدَّم الخدمات العامة في منطقتي للجميع بإنصاف، مهما اختلفت خلفياتهم.",
        "Public services in my area are provided fairly to everyone, whatever their backgrounds.",
    ),
    _item(
        "p15",
        "ما حال العلاقات هذه الأيام بين الناس من خلفيات مختلفة في منطقتك؟",
        "How are relations these days between people of different backgrounds in your area?",
        RELATIONS,
    ),
    _item(
        "p16",
        "مقارنةً بما كانت عليه قبل 3 أشهر، كيف أصبحت هذه العلاقات؟",
        "Compared with 3 months ago, how are these relations now?",
        CHANGE,
        Condition("p15", ("1", "2", "3", "4", "5")),
    ),
)
OPTIONAL = (
    _item(
        "p17",
        "يمكنني التنقل في منطقتي والمناطق القريبة دون خوف.",
        "I can move around my area and nearby areas without fear.",
    ),
    _item(
        "p18",
        "أثق بأن الشرطة في منطقتي ستساعدني عند الحاجة.",
        "I trust that the police in my area would help me if needed.",
        sensitive=2,
    ),
    _item(
        "p19",
        "إذا تعرّضت سلامتي للخطر، فسألجأ إلى الشرطة في منطقتي.",
        "If my safety were in danger, I would turn to the police in my area.",
        sensitive=2,
    ),
    Field(
        name="p20",
        type="text",
        label=authored(
            "ما الشيء الواحد الذي قد يحسّن العلاقات بين الناس في منطقتك؟ (اختياري)",
            "What one thing would improve relations between people in your area? (optional)",
        ),
        required=False,
        voice=False,
        sensitive=1,
        settings={"max": "600"},
    ),
)
