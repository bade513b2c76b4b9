"""«هل نوصلها إلى الفريق؟»: words outside any form, before the first of them reaches people."""

from __future__ import annotations

from bot.core.conversation import Said
from bot.core.message import Message
from bot.core.reference import is_reference
from bot.core.text import key
from bot.flows import menu, team
from bot.flows.aside import AsideKind, Kept, data, simple
from bot.flows.picking import named
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

LONGEST = 4096


def _put(scene: Scene) -> Message:
    return simple(scene, key("team.offer"), "pass_on", "no")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "pass_on":
        team.write(scene, str(kept["text"]), to="")
    else:
        scene.say("courtesy.acknowledge")
        menu.show(scene)


def _take(scene: Scene, words: Said) -> bool:
    """People write in several messages: more words join the first. What the menu offers is chosen instead."""
    text, before = tidy(words.text, LONGEST), data(scene, "text")
    whole = named(words.text, menu.everything(scene), scene.book, scene.person.language)
    if not text or whole is not None or is_reference("".join(text.split())):
        return False
    scene.open_aside("pass_on", text=f"{before}\n{text}"[:LONGEST])
    scene.again()
    return True


KINDS = (AsideKind("pass_on", _put, _choose, words={"yes": "pass_on", "no": "no"}, take=_take, passing=True),)
