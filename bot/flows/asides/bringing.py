"""A list of people that a coordinator has sent: what it comes to, a yes, and the sheet with the links."""

from __future__ import annotations

from bot.core.conversation import Errand, Sent
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import key
from bot.flows import menu
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, data, simple, told
from bot.flows.asides import publishing
from bot.flows.scene import Scene
from bot.flows.standing import standing


def found(scene: Scene, facts: Kept) -> None:
    """It cannot be brought in, and why; there is nothing new in it; or it is shown, to be brought in."""
    if not facts.get("media"):
        scene.say("people.refused")
        _tell(scene, facts, "why")
        scene.again()
        return
    if facts.get("writes"):
        scene.open_aside("people_list", **facts)
        _attach(scene, facts)
    else:
        scene.say("people.nothing_new")
        _tell(scene, facts, "lines")
        _attach(scene, facts)
        _drop(scene, facts)
    menu.home(scene)


def _tell(scene: Scene, facts: Kept, name: str) -> None:
    for line in told(facts, name):
        scene.say(line)


def _attach(scene: Scene, facts: Kept) -> None:
    """The sheet stands with what is said next."""
    if facts.get("sheet"):
        scene.media.append(Attachment(str(facts["sheet"]), kind="file", variant="original"))


def _put(scene: Scene) -> Message:
    facts = scene.aside.data if scene.aside is not None else {}
    lines = (key("people.found"), *told(facts, "lines"), key("people.not_written_to"))
    choices = [Choice("bring_people", key("choice.bring_people"), style="primary")]
    return ask(scene, lines, [*choices, Choice("drop_people", key("choice.drop_people"))])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "bring_people":
        file = {"media": kept["media"], "name": kept.get("name", "")}
        scene.effect(Errand("bring_people", f"bring_people:{kept['media']}", file))
        scene.say("people.bringing")
    else:
        _drop(scene, kept)
        scene.say("people.dropped")
    scene.run("home")


def _drop(scene: Scene, kept: Kept) -> None:
    scene.effect(Errand("drop_people", f"drop_people:{kept['media']}", {"media": kept["media"]}))


def brought(scene: Scene, facts: Kept) -> None:
    """It is in: how many, where the links are, and how it is undone."""
    if facts.get("failed"):
        scene.say("workbook.failed")
    else:
        scene.say("people.brought")
        _tell(scene, facts, "lines")
        scene.say("people.links_in_sheet")
        _attach(scene, facts)
        _offer_undo(scene, str(facts.get("roster", "")))
    menu.home(scene)


# ------------------------------------------------------------------------------------- taking back


def _offer_undo(scene: Scene, roster: str) -> None:
    """Under the message with the links stands how the list is undone, for as long as it can be."""
    if roster:
        scene.note("roster", roster)
        scene.say("people.how_to_undo")
        scene.post(Message(parts=(), choices=(standing(f"roster:{roster}", key("choice.undo_people")),)))


def undo_last(scene: Scene) -> None:
    """By its words: the list that was brought in last."""
    if not ask_undo(scene, str(scene.talk.notes.get("roster", ""))):
        menu.home(scene)


def ask_undo(scene: Scene, roster: str) -> bool:
    """Make sure; whether this is somebody who may."""
    if not roster or not may_announce(scene.person):
        return False
    scene.open_aside("undo_people", roster=roster)
    scene.again()
    return True


def _put_undo(scene: Scene) -> Message:
    return simple(scene, key("people.undo_ask"), "yes", "no")


def _undo(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        scene.effect(Errand("undo_people", f"undo_people:{scene.new_id()}", {"roster": kept["roster"]}))
        scene.say("people.undoing")
    else:
        scene.say("people.stays")
    scene.run("home")


def undone(scene: Scene, facts: Kept) -> None:
    """What became of it, or why it stays."""
    _tell(scene, facts, "lines")
    menu.home(scene)


def _sent(scene: Scene, sent: Sent) -> bool:
    """Another list, because the first was mended."""
    if not publishing.is_workbook(scene, sent):
        return False
    _drop(scene, {"media": data(scene, "media")})
    scene.close_aside()
    publishing.take(scene, sent)
    return True


KINDS = (
    AsideKind("undo_people", _put_undo, _undo, words={"yes": "yes", "no": "no"}, passing=True),
    AsideKind("people_list", _put, _choose, words={"yes": "bring_people", "no": "drop_people"}, sent=_sent),
)
