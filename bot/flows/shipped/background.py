"""What the pulse asks about the person: last, each skippable, nothing below the governorate, no affiliation.

Sex, age band and governorate are copied from the profile; `unless_known` names the attribute of Person
that makes the question needless. The single question on difficulty is reported as *self-reported
difficulty*: it is not the Washington Group's set.
"""

from __future__ import annotations

from bot.core.form import Field
from bot.core.text import authored
from bot.flows.shipped.offered import NOT_SAID, SEX, UNKNOWN, YES_NO, amounts, situations
from bot.flows.shipped.profile import SITUATION


def fields(country: str) -> tuple[Field, ...]:
    """B1 to B6, with the situations of a country."""
    situation = Field(
        name="b4",
        type="choice",
        label=SITUATION,
        options=situations(country),
        special=(NOT_SAID,),
        required=False,
        voice=False,
        sensitive=1,
    )
    return (*_PROFILE, situation, *_OTHERS)


_PROFILE = (
    Field(
        name="b1",
        type="choice",
        label=authored("الجنس", "Sex"),
        options=SEX,
        required=False,
        voice=False,
        sensitive=1,
        settings={"unless_known": "sex"},
    ),
    Field(
        name="b2",
        type="choice",
        label=authored("الفئة العمرية", "Age group"),
        options=amounts(
            {
                18: ("18-24", "من 18 إلى 24", "18–24"),
                25: ("25-29", "من 25 إلى 29", "25–29"),
                30: ("30-44", "من 30 إلى 44", "30–44"),
                45: ("45-59", "من 45 إلى 59", "45–59"),
                60: ("60+", "60 فأكثر", "60+"),
            }
        ),
        special=(NOT_SAID,),
        required=False,
        voice=False,
        sensitive=1,
        settings={"unless_known": "birth_year"},
    ),
    Field(
        name="b3",
        type="place",
        label=authored("ما محافظتك؟", "Which governorate do you live in?"),
        special=(NOT_SAID,),
        required=False,
        voice=False,
        sensitive=1,
        settings={"level": "1", "unless_known": "area"},
    ),
)
_OTHERS = (
    Field(
        name="b5",
        type="choice",
        label=authored(
            "هل لديك صعوبة كبيرة في الرؤية أو السمع أو الحركة أو التذكر أو العناية الذاتية أو التواصل؟",
            "Do you have a lot of difficulty seeing, hearing, moving, remembering, with self-care or "
            "communicating?",
        ),
        options=YES_NO,
        special=(NOT_SAID,),
        required=False,
        voice=False,
        sensitive=1,
    ),
    Field(
        name="b6",
        type="choice",
        label=authored(
            "هل سبق أن شاركت في أنشطة هذا البرنامج؟", "Have you taken part in this programme before?"
        ),
        options=YES_NO,
        special=(UNKNOWN,),
        required=False,
        voice=False,
    ),
)
