"""Ten short messages to begin with: no names, no verses, no blame, 130 characters at most.

They are approved as they stand: who changes a word has written a text of their own, and where the programme
asks for a second person's approval, it asks again. To people they are «رسائل», never «حملة»: that word means
what people do together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.message import Message
from bot.core.sending.schedule import Recurring
from bot.core.text import Text, authored, key

LONGEST: Final = 130
SUNDAY, WEDNESDAY = 6, 2


@dataclass(frozen=True, slots=True)
class Starter:
    """One message. `asks`: it ends in a question, and answers are welcome."""

    name: str
    text: Text
    asks: bool = False


STARTERS: Final = (
    Starter(
        "dialogue",
        authored(
            "الحوار لا يعني أن نتفق على كل شيء، بل أن يسمع بعضنا بعضاً قبل أن نحكم.",
            "Dialogue does not mean agreeing on everything; it means hearing one another before we judge.",
        ),
    ),
    Starter(
        "story",
        authored(
            "خلف كل إنسان قصة تستحق أن تُسمع. سؤال صادق واحد قد يفتح باباً أغلقه الخوف.",
            "Behind every person is a story worth hearing. "
            "One honest question can open a door that fear closed.",
        ),
    ),
    Starter(
        "news",
        authored(
            "قبل إعادة إرسال أي خبر: من كتبه؟ ومتى؟ ومن يتضرر إن كان غير صحيح؟",
            "Before forwarding any news: who wrote it, when, and who is hurt if it is not true?",
        ),
    ),
    Starter(
        "kind_word",
        authored(
            "كلمة طيبة للجيران اليوم قد تمنع خلافاً غداً.",
            "A kind word to the neighbours today may prevent a dispute tomorrow.",
        ),
    ),
    Starter(
        "respect",
        authored(
            "ننتقد الفكرة ونحترم صاحبها. الكلمة الجارحة لا تُقنع أحداً.",
            "We criticise the idea and respect whoever holds it. A hurtful word convinces nobody.",
        ),
    ),
    Starter(
        "table",
        authored(
            "مشكلات الماء والكهرباء والعمل تُحل حول طاولة واحدة، لا بتبادل اللوم.",
            "Problems of water, power and work are solved around one table, not by trading blame.",
        ),
    ),
    Starter(
        "fairness",
        authored(
            "الاعتذار شجاعة، والإنصات احترام، والإنصاف أساس الاثنين.",
            "Apology is courage, listening is respect, and fairness is the basis of both.",
        ),
    ),
    Starter(
        "partners",
        authored(
            "شبابنا وشاباتنا ليسوا مشكلة تنتظر حلاً، بل شركاء في الحل.",
            "Our young women and men are not a problem that awaits a solution, but partners in it.",
        ),
    ),
    Starter(
        "school",
        authored(
            "كل طفل في حيّنا يستحق مدرسة آمنة وأصدقاء من كل الخلفيات.",
            "Every child in our neighbourhood deserves a safe school and friends of all backgrounds.",
        ),
    ),
    Starter(
        "small_step",
        authored(
            "خطوة صغيرة هذا الأسبوع: سلام وحديث قصير مع جيران لم نتعرف إليهم بعد. "
            "كيف كان؟ يسعدنا سماع الجواب هنا.",
            "One small step this week: a greeting and a short talk with neighbours we have not met yet. "
            "How was it? Tell us here.",
        ),
        asks=True,
    ),
)

SCHEDULE: Final = Recurring(hour=10, weekdays=(SUNDAY, WEDNESDAY), times=len(STARTERS))
"""How they are offered: twice a week, one after another, once. Hours, cap and pauses are the programme's."""


def message(text: Text) -> Message:
    """A campaign's text as it is sent: below it stands how to stop."""
    return Message(parts=(text,), hint=key("campaign.footer"))


def starter_of(words: str) -> Starter | None:
    """The one of the ten that these words are, letter for letter, in any of its languages."""
    return next((one for one in STARTERS if words in one.text.languages.values()), None)


def is_starter(text: Text) -> bool:
    """Whether a text is one of the ten, unchanged: it needs no second approval."""
    return any(text.languages == one.text.languages for one in STARTERS)
