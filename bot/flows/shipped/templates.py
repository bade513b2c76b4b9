"""Six evergreen templates, and which of them stands for a message that must wait for its person to write.

None tells what the message says: a phone lies open on a table. The text itself follows when the button
is pressed. «عرض» is a noun, so that it speaks to nobody as a man or a woman.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.message import Message
from bot.core.sending.schedule import Around, Schedule
from bot.core.templates import Template
from bot.core.text import Text

_SHOW: Final = {"ar": "عرض", "en": "Show"}

WAITS: Final = "message_waits"
_DECIDED, _CHANGE, _STAFF = "report_decided", "report_change", "staff_review"
EVENT: Final = "event_reminder"
SURVEY: Final = "survey_invitation"

TEMPLATES: Final = (
    Template(
        WAITS,
        {
            "ar": "لديك رسالة بانتظارك. لقراءتها زر «عرض»، ولإيقاف الرسائل كلمة «إيقاف».",
            "en": "A message is waiting for you. Press Show to read it, or write stop to get no more.",
        },
        _SHOW,
    ),
    Template(
        _DECIDED,
        {
            "ar": "تمت مراجعة تقريرك رقم {{1}}. لقراءة القرار زر «عرض».",
            "en": "Your report number {{1}} has been reviewed. Press Show to read the decision.",
        },
        _SHOW,
        ("2045173",),
    ),
    Template(
        _CHANGE,
        {
            "ar": "تقريرك رقم {{1}} يحتاج إلى تعديل. لمعرفة المطلوب زر «عرض».",
            "en": "Your report number {{1}} needs a change. Press Show to read what is asked.",
        },
        _SHOW,
        ("2045173",),
    ),
    Template(
        EVENT,
        {
            "ar": "تذكير بموعد قريب. الوقت والمكان والتفاصيل في زر «عرض».",
            "en": "A reminder of an event that is near. Press Show for the time, the place and the details.",
        },
        _SHOW,
    ),
    Template(
        SURVEY,
        {
            "ar": "استبيان قصير بانتظار رأيك. للاطلاع عليه زر «عرض»، ولإيقاف الرسائل كلمة «إيقاف».",
            "en": "A short survey is waiting for you. Press Show to see it, or write stop to get no more.",
        },
        _SHOW,
    ),
    Template(
        _STAFF,
        {
            "ar": "للفريق: أمر جديد بانتظار المراجعة. لفتحه زر «عرض».",
            "en": "For the team: something new awaits review. Press Show to open it.",
        },
        _SHOW,
    ),
)
BY_NAME: Final[Mapping[str, Template]] = {one.name: one for one in TEMPLATES}

_BY_TEXT: Final = {"report.accepted": _DECIDED, "report.returned": _CHANGE}
_DECIDES: Final = ("review:", "apply:", "thread:", "campaign:")
"""What the choices of a notice to the team begin with."""
_OFFERS: Final = "form:"


def template_for(message: Message, schedule: Schedule | None = None) -> tuple[str, tuple[str, ...]]:
    """The template that stands for a message, and what fills it. `schedule`: of the campaign it is of."""
    for part in message.parts:
        name = _BY_TEXT.get(part.key, "")
        number = _number(part)
        if name and number:
            return name, (number,)
    if isinstance(schedule, Around):
        return EVENT, ()
    if any(choice.id.startswith(_DECIDES) for choice in message.choices):
        return _STAFF, ()
    if message.about.startswith("campaign:") and any(c.id.startswith(_OFFERS) for c in message.choices):
        return SURVEY, ()
    return WAITS, ()


def _number(text: Text) -> str:
    """The number by which a report is quoted, without what holds its groups together."""
    value = text.params.get("reference", "")
    said = value.value if isinstance(value, Text) else str(value)
    return "".join(filter(str.isdecimal, said))
