"""«رسائلنا»: the newest messages to many with what became of them, and stopping or going on with one."""

from __future__ import annotations

from typing import Any, Final

from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, items, simple, told
from bot.flows.scene import Scene

_BACK = Choice("back", key("choice.back"), number=-1)
# What can be done with one, by its state, as the state into which it moves.
_MOVES: Final = {
    "running": {"pause_sending": "paused", "cancel_rest": "cancelled"},
    "paused": {"go_on_sending": "running", "cancel_rest": "cancelled"},
    "waiting": {"cancel_rest": "cancelled"},
}


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
    open_ = [(n, one) for n, one in enumerate(listed, 1) if one["state"] in _MOVES]
    choices = [Choice(str(one["id"]), verbatim(str(n)), number=n) for n, one in open_]
    return ask(scene, tuple(parts), [*choices, _BACK])


def _line(number: int, one: Kept) -> Text:
    when = Text(value=str(one["at"]), format="moment")
    state = key(f"campaign.is_{one['state']}")
    return key("sent.line", number=number, title=verbatim(str(one["name"])), when=when, state=state)


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    one = next((one for one in kept.get("campaigns", ()) if one["id"] == choice), None)
    if one is None:
        scene.run("home")
    else:
        scene.open_aside("sent_one", campaigns=list(kept["campaigns"]), **_of(one))
        scene.again()


def _of(one: Kept) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "name", "state")}


# ------------------------------------------------------------------------------------------ one of them


def _put_one(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    state = str(kept.get("state", ""))
    text = key("sent.one", title=verbatim(str(kept.get("name", ""))), state=key(f"campaign.is_{state}"))
    choices = [Choice(name, key(f"choice.{name}")) for name in _MOVES.get(state, ())]
    return ask(scene, (text,), [*choices, _BACK])


def _choose_one(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        scene.open_aside("sent", campaigns=list(kept["campaigns"]))
        scene.again()
    elif choice == "cancel_rest":
        scene.open_aside("sent_cancel", **{name: kept[name] for name in (*_of(kept), "campaigns")})
        scene.again()
    else:
        _move(scene, kept, _MOVES[str(kept["state"])][choice])


def _put_cancel(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    return simple(scene, key("sent.sure", title=verbatim(str(kept.get("name", "")))), "cancel_surely", "back")


def _choose_cancel(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "cancel_surely":
        _move(scene, kept, "cancelled")
    else:
        scene.open_aside("sent_one", **{name: kept[name] for name in (*_of(kept), "campaigns")})
        scene.again()


def _move(scene: Scene, kept: Kept, to: str) -> None:
    facts = {"campaign": kept["id"], "to": to}
    scene.effect(Errand("move_messages", f"move_messages:{scene.new_id()}", facts))


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
    AsideKind(
        "sent_cancel",
        _put_cancel,
        _choose_cancel,
        words={"back": "back", "yes": "cancel_surely", "no": "back"},
    ),
)
