"""When a message to many is to leave: at once, at a usual hour, or on a day and at an hour in words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.core.arabic import intent, said
from bot.core.conversation import Said
from bot.core.field import Answered, Asking, Gathering, Partial, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.form import Field, Form
from bot.core.message import Choice, Message
from bot.core.records import changed
from bot.core.sending.schedule import At, problems
from bot.core.text import Text, key
from bot.flows.announcement import NOW, ask_for, onward
from bot.flows.aside import AsideKind, Kept, ask
from bot.flows.scene import Scene

EVENING, MORNING = 18, 10
_BACK = Choice("back", key("choice.back"), number=-1)
# It is asked as any question for a day and an hour is; no form has it.
_FIELD = Field("at", "datetime", Text(), settings={"future": "yes"})
_FORM = Form("announcement", Text(), (_FIELD,))
_TYPE = BY_NAME["datetime"]


def _asking(scene: Scene, partial: Partial) -> Asking:
    return Asking(_FIELD, _FORM, scene.book, scene.person, scene.turn.local, partial=partial)


def _kept(scene: Scene) -> Kept:
    return scene.aside.data if scene.aside is not None else {}


# ---------------------------------------------------------------------------------- the usual moments


def _put_when(scene: Scene) -> Message:
    """This evening, as long as it is to come."""
    evening = ("evening",) if scene.turn.local.hour < EVENING else ()
    names = ("now", *evening, "morning", "other")
    return ask(scene, (key("announce.when"),), [*(Choice(n, key(f"choice.at_{n}")) for n in names), _BACK])


def _choose_when(scene: Scene, choice: str, kept: Kept) -> None:
    local = scene.turn.local
    match choice:
        case "back":
            ask_for(scene, kept, "form")
        case "now":
            onward(scene, {**kept, "at": NOW})
        case "evening":
            _leaves(scene, datetime.combine(local.date(), time(EVENING), local.tzinfo), kept)
        case "morning":
            day = local.date() + timedelta(days=1)
            _leaves(scene, datetime.combine(day, time(MORNING), local.tzinfo), kept)
        case _:
            _ask_moment(scene, kept, {})


def _said_when(scene: Scene, words: Said) -> bool:
    """A day and an hour may be said at once."""
    reading = _TYPE.recognise(words, _asking(scene, {}))
    if reading is None or isinstance(reading, Refusal):
        return False
    kept = _kept(scene)
    scene.close_aside()
    _apply(scene, reading, kept)
    return True


# ------------------------------------------------------------------------------------ any other moment


def _ask_moment(scene: Scene, kept: Kept, partial: Partial) -> None:
    scene.open_aside("announce_moment", **{**kept, "partial": dict(partial)})
    scene.again()


def _partial(kept: Kept) -> Partial:
    return dict(kept.get("partial", {}))


def _put_moment(scene: Scene) -> Message:
    prompt = _TYPE.ask(_asking(scene, _partial(_kept(scene))))
    parts = prompt.parts or (key("announce.moment"),)
    return changed(ask(scene, parts, [*prompt.choices, _BACK]), hint=prompt.hint)


def _choose_moment(scene: Scene, choice: str, kept: Kept) -> None:
    partial = _partial(kept)
    reading = None if choice == "back" else _TYPE.tap(choice, _asking(scene, partial))
    if choice == "back":
        ask_for(scene, kept, "at")
    elif reading is None:
        _ask_moment(scene, kept, partial)
    else:
        _apply(scene, reading, kept)


def _said_moment(scene: Scene, words: Said) -> bool:
    kept = _kept(scene)
    reading = _TYPE.recognise(words, _asking(scene, _partial(kept)))
    going_back = reading is None and intent(said(words.text)) == "back"
    if reading is None and not going_back:
        return False
    scene.close_aside()
    if reading is None:
        ask_for(scene, kept, "at")
    else:
        _apply(scene, reading, kept)
    return True


def _take_moment(scene: Scene, words: Said) -> bool:
    """What it is not is said as any question for a day and an hour says it."""
    kept = _kept(scene)
    _apply(scene, _TYPE.take(words, _asking(scene, _partial(kept))), kept)
    return True


def _apply(scene: Scene, reading: Reading, kept: Kept) -> None:
    match reading:
        case Answered(value=value):
            _leaves(scene, datetime.fromisoformat(str(value)), kept)
        case Gathering(partial=partial, ack=ack):
            if ack is not None:
                scene.say(ack)
            _ask_moment(scene, kept, partial)
        case Refusal(text=text):
            scene.say(text)
            _ask_moment(scene, kept, _partial(kept))


def _leaves(scene: Scene, moment: datetime, kept: Kept) -> None:
    """At that moment, unless it has passed or is too far away."""
    local = scene.turn.local
    wrong = problems(At(moment), scene.turn.now, local.tzinfo) if local.tzinfo is not None else ()
    if not wrong:
        onward(scene, {**kept, "at": moment.isoformat()})
        return
    for why in wrong:
        scene.say(why)
    ask_for(scene, kept, "at")


KINDS = (
    AsideKind("announce_when", _put_when, _choose_when, words={"back": "back"}, recognise=_said_when),
    AsideKind(
        "announce_moment",
        _put_moment,
        _choose_moment,
        recognise=_said_moment,
        take=_take_moment,
        open_text=True,
    ),
)
