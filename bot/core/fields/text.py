"""Words, kept as they were written, or a voice note where the question and the form allow it."""

from __future__ import annotations

from bot.core.arabic.folding import store
from bot.core.conversation import Input, Said, Sent
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading, Refusal
from bot.core.form import Answer
from bot.core.medium import answered, kind
from bot.core.offers import choices, exactly, label, unnumbered
from bot.core.quantity import limits
from bot.core.refusals import refused
from bot.core.text import Text, key, verbatim

LONGEST = 4_096

_SPOKEN = kind("voice", "audio")


def _ask(asking: Asking) -> Prompt:
    return Prompt(choices=choices(unnumbered(asking.field.special)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None


def _recognise(given: Input, asking: Asking) -> Reading | None:
    if isinstance(given, Sent):
        return answered(given, _SPOKEN, "voice") if _may_speak(asking) else None
    special = exactly(given, asking.field.special, asking)
    return Answered(special) if special else None


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None:
        return reading
    if isinstance(given, Said):
        return _words(store(given.text), asking)
    return refused(
        given, key("field.text.expected_or_voice" if _may_speak(asking) else "field.text.expected")
    )


def _words(words: str, asking: Asking) -> Reading:
    shortest, longest = _lengths(asking)
    if not any(letter.isalnum() for letter in words):
        return Refusal(key("field.text.empty"))
    if len(words) < shortest:
        return Refusal(key("field.text.short", n=len(words), min=shortest))
    if len(words) > longest:
        return Refusal(key("field.text.long", n=len(words), max=longest))
    return Answered(words)


def _lengths(asking: Asking) -> tuple[int, int]:
    """`min` and `max` (or `length`) letters, never more than the engine keeps."""
    low, high = limits(asking)
    length = asking.field.settings.get("length", "")
    if high is None and length.isdecimal():
        return int(low or 1), min(int(length), LONGEST)
    return int(low or 1), int(min(high or LONGEST, LONGEST))


def _may_speak(asking: Asking) -> bool:
    return asking.field.voice and asking.form.voice


def _show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, dict):
        return key("field.text.voice")
    special = any(o.name == value for o in asking.field.special)
    return label(value, asking.field.special) if special else verbatim("" if value is None else str(value))


TYPE = FieldType(
    name="text",
    ask=_ask,
    tap=_tap,
    recognise=_recognise,
    take=_take,
    show=_show,
    open_text=True,
    xlsform=("text", "string"),
)
