"""The menu: what somebody can do now, by who they are. Its choices stay valid however old the message is."""

from __future__ import annotations

from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows.scene import Scene


def entries(scene: Scene) -> tuple[str, ...]:
    """Commands offered to this person, most wanted first."""
    person, programme = scene.person, scene.book.programme
    found: list[str] = []
    if scene.talk.waiting:
        found.append("resume")
    if person.staff:
        found.append("next")
    if not person.registered:
        return (*found, "register", "language", "human", "help")
    if person.is_a("champion"):
        found += ["activity", "status"]
    if programme.wave:
        found.append("pulse")
    if not scene.person.profile.get("completed"):
        found.append("profile")
    return (*found, "human", "settings")


def message(scene: Scene, text: Text | None = None) -> Message:
    """The menu as a message; numbers typed in answer to it are its choices."""
    names = settings(scene) if scene.aside and scene.aside.data.get("page") == "settings" else entries(scene)
    choices = tuple(Choice(f"menu:{name}", key(f"choice.menu_{name}")) for name in names)
    heading = text or key("menu.heading_settings" if names and names[0] == "language" else "menu.heading")
    return Message(parts=(heading,), choices=choices, slot="menu", fresh=True, about="menu")


def settings(scene: Scene) -> tuple[str, ...]:
    """What is less often needed."""
    listen = ("voice_off",) if scene.person.voice else ()
    back = ("resume_messages",) if scene.person.stopped else ("stop",)
    return ("language", "link", "mydata", "deleteanswers", "deletedata", *back, *listen, "complaint", "menu")


def show(scene: Scene, page: str = "") -> None:
    """Open the menu."""
    scene.open_aside("menu", **({"page": page} if page else {}))
    scene.again()
