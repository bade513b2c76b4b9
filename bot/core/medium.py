"""An answer that is one medium: a voice note, a video, a file.

Its value is {"media": id} with the caption, when there was one. The kinds differ only in what fits.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.core.arabic.folding import store
from bot.core.conversation import Input, Sent
from bot.core.field import Answered, Asking, FieldType, Prompt, Reading
from bot.core.form import Answer
from bot.core.media import Media
from bot.core.offers import choices, exactly, label, unnumbered
from bot.core.refusals import refused
from bot.core.text import Text, key

LONGEST_CAPTION = 1_024

Fits = Callable[[Media], bool]


def of(name: str, fits: Fits, xlsform: tuple[str, ...], expected: Text, shown: Text) -> FieldType:
    """The type whose answer is one medium that fits."""

    def recognise(given: Input, asking: Asking) -> Reading | None:
        if isinstance(given, Sent):
            return answered(given, fits)
        special = exactly(given, asking.field.special, asking)
        return Answered(special) if special else None

    def take(given: Input, asking: Asking) -> Reading:
        return recognise(given, asking) or refused(given, expected)

    def show(value: Answer, asking: Asking) -> Text:
        return shown if isinstance(value, dict) else label(value, asking.field.special)

    return FieldType(
        name=name, ask=_ask, tap=_tap, recognise=recognise, take=take, show=show, xlsform=xlsform
    )


def answered(sent: Sent, fits: Fits, named: str = "media") -> Answered | None:
    """The first medium that fits, and a word about the others; None when none does."""
    fitting = [medium for medium in sent.media if fits(medium)]
    if not fitting:
        return None
    caption = store(sent.caption)[:LONGEST_CAPTION]
    value: dict[str, Answer] = {named: fitting[0].id}
    if caption:
        value["caption"] = caption
    return Answered(value, key("field.media.first") if len(sent.media) > 1 else None)


def kind(*kinds: str, mime: str = "") -> Fits:
    """Media of these kinds, and files whose type begins so."""

    def fits(medium: Media) -> bool:
        by_type = bool(mime) and medium.kind == "file" and medium.mime.lower().startswith(mime)
        return medium.kind in kinds or by_type

    return fits


def _ask(asking: Asking) -> Prompt:
    return Prompt(choices=choices(unnumbered(asking.field.special)))


def _tap(choice: str, asking: Asking) -> Reading | None:
    return Answered(choice) if any(o.name == choice for o in asking.field.special) else None
