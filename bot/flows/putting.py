"""How what is open looks: an aside, a field, the end of a form, or the menu. Once, at the end of a turn."""

from __future__ import annotations

import re

from bot.core.conversation import CancelWake
from bot.core.form import Field
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.text import key
from bot.flows import asides, ending, filling, hearing, menu, question
from bot.flows.aside import SINCE
from bot.flows.scene import Scene

_SHOWN = {"image": "photo", "video": "video"}
_KEPT = re.compile(r"[0-9a-f]{32}")


def put(scene: Scene, same: bool) -> None:
    """Post the message of what is open. `same`: the one that shows it is edited."""
    if scene.talk.notes.get("settling"):
        scene.note("settling", None)
        scene.effect(CancelWake("album"))
    _ask_one_thing(scene)
    aside, draft, form = scene.aside, scene.draft, scene.form
    if aside is not None and aside.kind != "menu":
        scene.post(asides.BY_NAME[aside.kind].put(scene))
        if SINCE not in aside.data:
            scene.open_aside(aside.kind, **{**aside.data, SINCE: scene.talk.stamp})
    elif draft is not None and form is not None:
        field = filling.open_field(scene)
        if field is None:
            scene.post(ending.message(scene, form, draft))
        else:
            message = question.message(scene, field, same)
            if field.media and not same:
                _illustrate(scene, field)
            scene.post(_with_voice(scene, message))
    elif aside is not None or scene.person.registered or scene.talk.waiting:
        if aside is None:
            scene.open_aside("menu")
        scene.post(menu.message(scene))


def _ask_one_thing(scene: Scene) -> None:
    """Before a question that takes a yes no other one stands: «نعم» would answer the wrong one."""
    third = bool(scene.acks) and any(ack.key == "misread.third" for ack in scene.acks)
    if third and hearing.hears_yes(scene):
        scene.acks = [key("misread.third_how") if ack.key == "misread.third" else ack for ack in scene.acks]


def _illustrate(scene: Scene, field: Field) -> None:
    """The picture or video that a workbook shows with its question, in the person's language or its first."""
    for how, kind in _SHOWN.items():
        known = field.media.get(how, {})
        shown = known.get(scene.person.language) or next(iter(known.values()), "")
        if _KEPT.fullmatch(shown):  # else it is the name of a file that nobody kept
            scene.media.append(Attachment(shown, kind=kind))


def _with_voice(scene: Scene, message: Message) -> Message:
    """The recorded question beside the written one, for who wants it always."""
    field = filling.open_field(scene)
    if not scene.person.voice or field is None:
        return message
    recorded = field.recorded.get(scene.person.language)
    if recorded:
        scene.media.append(Attachment(recorded, kind="voice", variant="original"))
    return message
