"""Choices that are pressed. One that belongs to a question that has passed is answered politely as stale."""

from __future__ import annotations

from bot.core.conversation import Aside, LookUp, Tapped
from bot.core.field import Refusal
from bot.flows import asides, ending, filling, hearing, leaving, misreading, question
from bot.flows.aside import SINCE
from bot.flows.asides import approving, bringing, following, staff
from bot.flows.commands import COMMANDS
from bot.flows.menu import home
from bot.flows.opening import open_named
from bot.flows.scene import Scene


def tap(scene: Scene, tapped: Tapped) -> None:
    """A choice, by the stamp of its question and its id."""
    scene.pressed = True
    kind = asides.open_kind(scene)
    if kind is not None and kind.name == "known" and tapped.stamp != scene.talk.stamp:
        scene.again()
    elif tapped.stamp == 0:
        _standing(scene, tapped.choice)
    elif kind is not None and _asked_by(scene, tapped.stamp):
        _aside(scene, tapped.choice)
    elif tapped.stamp != scene.talk.stamp:
        _earlier(scene, tapped)
    elif kind is not None:
        _aside(scene, tapped.choice)
    elif filling.open_field(scene) is not None:
        _field(scene, tapped.choice)
    elif not ending.choose(scene, tapped.choice):
        _stale(scene)


def _standing(scene: Scene, choice: str) -> None:
    """What stays valid; a question that gives way to it is not left without a word."""
    before = scene.aside
    _press(scene, choice)
    if leaving.holds_words(before):
        leaving.told(scene, before)
    elif _gave_way(scene, before):
        scene.say("left.question")


def _gave_way(scene: Scene, before: Aside | None) -> bool:
    """Whether another question stands where one was that may not be passed over."""
    if before is None or before.kind == "menu" or scene.aside is None or scene.aside.kind == "menu":
        return False
    return scene.aside.kind != before.kind and not asides.BY_NAME[before.kind].passing


def _press(scene: Scene, choice: str) -> None:
    """The menu, notices, a report that came back."""
    kind, _, rest = choice.partition(":")
    if kind == "menu" and rest in COMMANDS:
        scene.close_aside()
        COMMANDS[rest](scene)
    elif kind == "form":
        scene.close_aside()
        form = scene.book.forms.get(rest)
        way = _WAYS.get(form.purpose, "") if form is not None else ""
        COMMANDS[way](scene) if way else open_named(scene, rest)
    elif kind == "fix":
        scene.effect(LookUp("submission", {"id": rest, "fix": True}))
    elif kind == "opener":
        _shown(scene)
    elif kind == "roster":
        if not bringing.ask_undo(scene, rest):
            _stale(scene)
    elif kind == "campaign":
        if not (approving.act(scene, choice) or following.act(scene, choice)):
            _stale(scene)
    elif kind not in {"review", "apply", "thread"} or not staff.act(scene, choice):
        _stale(scene)


def _shown(scene: Scene) -> None:
    """What waited comes by itself after this turn; where nothing does any more, it is said."""
    if not scene.turn.waits:
        scene.say("opener.nothing")
        home(scene)


# What has to be said or known before a form of this purpose is in the command.
_WAYS = {"human": "human", "report": "activity"}


def _asked_by(scene: Scene, stamp: int) -> bool:
    """Whether that message asked the question outside forms that is still open."""
    since = scene.aside.data.get(SINCE) if scene.aside is not None else None
    return isinstance(since, int) and since <= stamp <= scene.talk.stamp


def _earlier(scene: Scene, tapped: Tapped) -> None:
    """An older copy of the question that is still open is as good as the newest."""
    field = filling.open_field(scene)
    if field is None:
        _earlier_end(scene, tapped)
        return
    if question.is_same_step(scene, field, tapped.stamp):
        asking = filling.asking(scene, field)
    elif filling.is_copy(scene) and question.question_of(scene, tapped.stamp) == field.name:
        asking = filling.fresh(scene, field.name)
    else:
        _stale(scene)
        return
    reading = filling.kind_of(field).tap(tapped.choice, asking)
    if reading is None or isinstance(reading, Refusal):
        _stale(scene)
        return
    scene.close_aside()
    scene.pressed = False  # the newest copy is further down, so it is not the one to be edited
    filling.apply(scene, field, reading)


def _earlier_end(scene: Scene, tapped: Tapped) -> None:
    """Of a summary that shows what it showed then, say because a reminder put it again."""
    if not ending.is_same(scene, tapped.stamp):
        _stale(scene)
        return
    scene.close_aside()
    scene.pressed = False
    if not ending.choose(scene, tapped.choice):
        _stale(scene)


def _stale(scene: Scene) -> None:
    if not scene.acks:
        scene.say("tap.stale")
    scene.again()


def _aside(scene: Scene, choice: str) -> None:
    kind = asides.open_kind(scene)
    if kind is not None and any(c.id == choice for c in asides.choices(scene, kind)):
        asides.choose(scene, choice)
    else:
        _stale(scene)


def _field(scene: Scene, choice: str) -> None:
    field = filling.open_field(scene)
    if field is None:
        return
    reading = filling.kind_of(field).tap(choice, filling.asking(scene, field))
    if reading is not None:
        filling.apply(scene, field, reading)
    elif not hearing.press_extra(scene, field, choice):
        misreading.misread(scene)
