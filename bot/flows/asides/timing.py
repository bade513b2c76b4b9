"""When a message to many is to leave: at once, at a usual hour, or on a day and at an hour in words.

What comes again and again, or hangs on something, is asked in `scheduling`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.core.conversation import Said
from bot.core.form import Answer, Field
from bot.core.message import Choice, Message
from bot.core.sending.schedule import At
from bot.core.text import Text, key
from bot.flows.announcement import NOW, ask_for, leaves, onward
from bot.flows.aside import AsideKind, Kept, ask
from bot.flows.asides import scheduling
from bot.flows.asides.gathering import Gathered
from bot.flows.scene import Scene

EVENING, MORNING = 18, 10
_BACK = Choice("back", key("choice.back"), number=-1)


# ---------------------------------------------------------------------------------- the usual moments


def _put_when(scene: Scene) -> Message:
    """This evening, as long as it is to come."""
    evening = ("evening",) if scene.turn.local.hour < EVENING else ()
    names = ("now", *evening, "morning", "other", *scheduling.OTHERS)
    return ask(scene, (key("announce.when"),), [*(Choice(n, key(f"choice.at_{n}")) for n in names), _BACK])


def _choose_when(scene: Scene, choice: str, kept: Kept) -> None:
    local = scene.turn.local
    match choice:
        case "back":
            ask_for(scene, kept, "form")
        case "now":
            onward(scene, {**kept, "at": NOW})
        case "evening":
            leaves(scene, At(datetime.combine(local.date(), time(EVENING), local.tzinfo)), kept)
        case "morning":
            day = local.date() + timedelta(days=1)
            leaves(scene, At(datetime.combine(day, time(MORNING), local.tzinfo)), kept)
        case "other":
            _MOMENT.begin(scene, kept)
        case _:
            scheduling.ask(scene, choice, kept)


def _said_when(scene: Scene, words: Said) -> bool:
    """A day and an hour may be said at once."""
    kept = scene.aside.data if scene.aside is not None else {}
    reading = _MOMENT.recognised(scene, words)
    if reading is None:
        return False
    scene.close_aside()
    _MOMENT.apply(scene, reading, kept)
    return True


# ------------------------------------------------------------------------------------ any other moment


def _at_moment(scene: Scene, value: Answer, kept: Kept) -> None:
    leaves(scene, At(datetime.fromisoformat(str(value))), kept)


def _back_to_when(scene: Scene, kept: Kept) -> None:
    ask_for(scene, kept, "at")


_MOMENT = Gathered(
    "announce_moment",
    Field("at", "datetime", Text(), settings={"future": "yes"}),
    "announce.moment",
    _at_moment,
    _back_to_when,
)

KINDS = (
    AsideKind("announce_when", _put_when, _choose_when, words={"back": "back"}, recognise=_said_when),
    _MOMENT.kind,
)
