"""The scales of the pulse. The strongest stands on top; the number beside a label is its stored value."""

from __future__ import annotations

from bot.core.form import Option
from bot.core.text import authored


def _scale(*labels: tuple[str, str]) -> tuple[Option, ...]:
    """From the strongest down to 1."""
    return tuple(
        Option(str(value), authored(*label), value)
        for value, label in zip(range(len(labels), 0, -1), labels, strict=True)
    )


AGREEMENT = _scale(
    ("أوافق تماماً", "Strongly agree"),
    ("أوافق", "Agree"),
    ("لا أوافق ولا أعارض", "Neither"),
    ("لا أوافق", "Disagree"),
    ("لا أوافق إطلاقاً", "Strongly disagree"),
)
FREQUENCY = _scale(
    ("كل يوم تقريباً", "Almost daily"),
    ("كل أسبوع تقريباً", "About weekly"),
    ("عدة مرات", "Several times"),
    ("مرة أو مرتين", "Once or twice"),
    ("ولا مرة", "Not once"),
)
QUALITY = _scale(
    ("إيجابياً جداً", "Very positive"),
    ("إيجابياً", "Positive"),
    ("عادياً", "Neutral"),
    ("سلبياً", "Negative"),
    ("سلبياً جداً", "Very negative"),
)
RELATIONS = _scale(
    ("جيدة جداً", "Very good"),
    ("جيدة", "Good"),
    ("عادية", "So-so"),
    ("متوترة", "Tense"),
    ("متوترة جداً", "Very tense"),
)
CHANGE = _scale(
    ("أفضل بكثير", "Much better"),
    ("أفضل قليلاً", "A little better"),
    ("كما هي", "Same"),
    ("أسوأ قليلاً", "A little worse"),
    ("أسوأ بكثير", "Much worse"),
)
PARTICIPATION = _scale(
    ("أربع مرات فأكثر", "4 times or more"),
    ("مرتين أو ثلاثاً", "2–3 times"),
    ("مرة واحدة", "Once"),
    ("لم أشارك", "None"),
)
