"""Questions outside forms. To add one: a record in the module it belongs to, nothing else.

Each kind says how it is put, what its choices do and whether it takes words.
"""

from __future__ import annotations

from bot.core.conversation import Said
from bot.core.message import Choice
from bot.flows.aside import AsideKind
from bot.flows.asides import (
    absent,
    announcing,
    answering,
    approving,
    attending,
    blocking,
    bringing,
    choosing,
    claiming,
    confirming,
    digesting,
    halting,
    knowing,
    linking,
    overseeing,
    passing_on,
    publishing,
    ready,
    reminding,
    reporting,
    returning,
    scheduling,
    selecting,
    staff,
    surveying,
    timing,
    undoing,
)
from bot.flows.picking import named, pick
from bot.flows.scene import Scene

_MODULES = (
    confirming,
    choosing,
    claiming,
    knowing,
    linking,
    publishing,
    bringing,
    announcing,
    selecting,
    timing,
    scheduling,
    ready,
    approving,
    overseeing,
    undoing,
    halting,
    reporting,
    returning,
    staff,
    answering,
    attending,
    blocking,
    passing_on,
    absent,
    digesting,
    reminding,
    surveying,
)

BY_NAME: dict[str, AsideKind] = {kind.name: kind for module in _MODULES for kind in module.KINDS}


def open_kind(scene: Scene) -> AsideKind | None:
    """The kind of the question that is open outside a form; the menu asks nothing."""
    aside = scene.aside
    return None if aside is None or aside.kind == "menu" else BY_NAME[aside.kind]


def choices(scene: Scene, kind: AsideKind) -> tuple[Choice, ...]:
    """What the open question offers now."""
    return scene.peek(kind.put).choices


def chosen(scene: Scene, kind: AsideKind, words: Said, intent: str | None) -> str | None:
    """The choice that words name; where any words are an answer only a whole label is one."""
    offered, language = choices(scene, kind), scene.person.language
    if kind.open_text:
        return named(words.text, offered, scene.book, language)
    found = pick(words.text, offered, scene.book, language, intent)
    return found or kind.words.get(intent or "")


def choose(scene: Scene, choice: str) -> None:
    """Answer the open question with one of its choices."""
    aside = scene.aside
    if aside is None:
        return
    scene.close_aside()
    scene.set_talk(misread=0)
    BY_NAME[aside.kind].choose(scene, choice, aside.data)
