"""«رسائلنا»: the newest messages to many with what became of them, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, items, told
from bot.flows.asides import following, halting, undoing
from bot.flows.scene import Scene

_BACK = Choice("back", key("choice.back"), number=-1)
# What can be done with one, by its state.
_BY_STATE: Final = {
    "running": ("pause_sending", "cancel_rest"),
    "paused": ("go_on_sending", "cancel_rest"),
    "waiting": ("cancel_rest",),
}
_RESENT: Final = frozenset({"running", "done"})
_BUTTON: Final = 20
"""Signs of a label that every channel shows whole."""


def _possible(one: Kept) -> Iterator[str]:
    """What can be done with one, in this order."""
    yield from _BY_STATE.get(str(one["state"]), ())
    if one.get("failed") and one["state"] in _RESENT:
        yield "resend"
    if one.get("arrived"):
        yield "take_back"


def show(scene: Scene) -> None:
    """Have them read: the numbers of a large one take a moment."""
    if may_announce(scene.person):
        scene.effect(Errand("sent_messages", f"sent_messages:{scene.new_id()}", {}))
        scene.say("sent.reading")
    else:
        scene.say("announce.staff_only")
        scene.run("home")


def found(scene: Scene, facts: Kept) -> None:
    """They have been read."""
    listed = list(facts.get("campaigns", ()))
    if listed:
        scene.open_aside("sent", campaigns=listed)
        scene.again()
        return
    scene.say("campaign.none")
    if scene.busy:
        scene.again()


# ---------------------------------------------------------------------------------------- the list


def _put(scene: Scene) -> Message:
    """Each under its number; only those with which something can be done are choices."""
    listed = items(scene, "campaigns")
    parts: list[Text] = [key("sent.heading")]
    for number, one in enumerate(listed, 1):
        parts += [_line(number, one), *told(one, "lines")]
    open_ = [(n, one) for n, one in enumerate(listed, 1) if any(_possible(one))]
    choices = [Choice(str(one["id"]), verbatim(_beginning(str(one["name"]))), number=n) for n, one in open_]
    halt = Choice("halt_area", key("choice.halt_area"), number=-1)
    return ask(scene, tuple(parts), [*choices, halt, _BACK])


def _beginning(name: str) -> str:
    """As much of a name as a button holds, in whole words where they fit."""
    if len(name) <= _BUTTON:
        return name
    begins = name[: _BUTTON - 1]
    whole = begins if name[_BUTTON - 1] == " " else begins.rpartition(" ")[0]
    return f"{(whole or begins).rstrip(' …،.:')}…"


def _line(number: int, one: Kept) -> Text:
    when = Text(value=str(one["at"]), format="moment")
    state = key(f"campaign.is_{one['state']}")
    return key("sent.line", number=number, title=verbatim(str(one["name"])), when=when, state=state)


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    one = next((one for one in kept.get("campaigns", ()) if one["id"] == choice), None)
    if choice == "halt_area":
        halting.begin(scene)
    elif one is None:
        scene.run("home")
    else:
        scene.open_aside("sent_one", campaigns=list(kept["campaigns"]), **_of(one))
        scene.again()


def _of(one: Kept) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "name", "state", "failed", "arrived") if name in one}


# ------------------------------------------------------------------------------------------ one of them


def _put_one(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    state = str(kept.get("state", ""))
    text = key("sent.one", title=verbatim(str(kept.get("name", ""))), state=key(f"campaign.is_{state}"))
    choices = [Choice(name, key(f"choice.{name}")) for name in _possible(kept)]
    return ask(scene, (text,), [*choices, _BACK])


def _choose_one(scene: Scene, choice: str, kept: Kept) -> None:
    match choice:
        case "back":
            scene.open_aside("sent", campaigns=list(kept["campaigns"]))
            scene.again()
        case "cancel_rest":
            undoing.ask_cancel(scene, str(kept["id"]), str(kept["name"]), ("sent_one", kept))
        case _:
            following.act(scene, f"campaign:{choice}:{kept['id']}")


def moved(scene: Scene, facts: Kept) -> None:
    """It stands so now; or somebody else was first."""
    state = str(facts.get("state", ""))
    title = verbatim(str(facts.get("name", "")))
    if facts.get("done"):
        scene.say("sent.moved", title=title, state=key(f"campaign.is_{state}"))
    else:
        scene.say("campaign.not_now")
    if scene.busy:
        scene.again()


KINDS = (
    AsideKind("sent", _put, _choose, words={"back": "back"}, passing=True),
    AsideKind("sent_one", _put_one, _choose_one, words={"back": "back"}),
)
