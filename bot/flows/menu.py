"""The menu: what somebody can do now, by who they are. Its choices stay valid however old the message is."""

from __future__ import annotations

from bot.core.message import Choice, Message
from bot.core.text import key
from bot.flows.announcement import may_announce
from bot.flows.opening import offered
from bot.flows.scene import Scene

SETTINGS = "settings"


def entries(scene: Scene) -> tuple[str, ...]:
    """Commands offered to this person, most wanted first."""
    person, programme = scene.person, scene.book.programme
    found = ["resume"] if scene.talk.waiting else []
    if not person.registered:
        register = () if scene.talk.waiting else ("register",)
        return (*found, *register, "link", "language", "human", "help")
    if person.staff:
        found.append("next")
    if may_announce(person):
        found += ["announce", "sent_messages"]
    if person.is_a("champion"):
        found += ["activity", "closing", "status"] if person.profile.get("initiatives") else ["activity"]
    if programme.wave:
        found.append("pulse")
    if offered(scene):
        found.append("surveys")
    if person.is_a("applicant") and not person.profile.get("applied"):
        found.append("apply")
    if not person.profile.get("completed"):
        found.append("profile")
    return (*found, "human", SETTINGS)


def settings(scene: Scene) -> tuple[str, ...]:
    """What is less often needed."""
    profile = ("profile",) if scene.person.profile.get("completed") else ()
    listen = ("voice_off",) if scene.person.voice else ()
    messages = "resume_messages" if scene.person.stopped else "stop"
    champion = scene.person.is_a("champion") and not scene.person.profile.get("applied")
    about_me = ("mydata", "correct", *profile, *(("apply",) if champion else ()), "address")
    return (
        "language",
        "link",
        *about_me,
        "deleteanswers",
        "deletedata",
        messages,
        *listen,
        *(("digest", "away") if may_announce(scene.person) else ()),
        "complaint",
        "menu",
    )


def everything(scene: Scene) -> tuple[Choice, ...]:
    """All that can be asked for by its name, whichever page shows it; some of it explains why not."""
    mine = (*entries(scene), *(settings(scene) if scene.person.registered else ()))
    return _choices(tuple(dict.fromkeys((*mine, "activity", "pulse", "profile", "human", "help"))))


def _choices(names: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(f"menu:{name}", key(f"choice.menu_{name}")) for name in names)


def message(scene: Scene) -> Message:
    """The menu as a message; numbers typed in answer to it are its choices."""
    inside = scene.aside is not None and scene.aside.data.get("page") == SETTINGS
    names = settings(scene) if inside else entries(scene)
    choices = _choices(names)
    heading = key("menu.heading_settings" if inside else "menu.heading")
    return Message(parts=(heading,), choices=choices, about="menu")


def show(scene: Scene, page: str = "") -> None:
    """Open the menu."""
    scene.open_aside("menu", **({"page": page} if page else {}))
    scene.again()


def home(scene: Scene) -> None:
    """Where one is after something is done: at what is open, else at the menu."""
    if scene.busy:
        scene.again()
    else:
        show(scene)
