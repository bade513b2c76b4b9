"""What every question about a condition shares: what is put together so far, and how one more joins it."""

from __future__ import annotations

from typing import Any

from bot.core.audience.conditions import added
from bot.core.conversation import Errand
from bot.flows.announcement import spec
from bot.flows.aside import SINCE, Kept
from bot.flows.scene import Scene


def kept_of(scene: Scene) -> Kept:
    """What the open question keeps."""
    return scene.aside.data if scene.aside is not None else {}


def shown(scene: Scene, kept: Kept, **known: Any) -> None:
    """Ask for a condition, or what becomes of those that there are."""
    scene.open_aside("audience", **{**spec(kept), **known})
    scene.again()


def again(scene: Scene, kept: Kept) -> None:
    """The same as it was before a question about a condition was asked."""
    shown(scene, kept, lines=kept.get("lines", []), but=kept.get("but", False))


def opened(scene: Scene, kind: str, kept: Kept, **known: Any) -> None:
    """Ask something else; buttons of the question before it count no more."""
    scene.open_aside(kind, **{**{name: one for name, one in kept.items() if name != SINCE}, **known})
    scene.again()


def counted(scene: Scene, kept: Kept) -> None:
    """Have it counted; it comes back with what it comes to."""
    if not kept.get("conditions"):
        shown(scene, kept)
        return
    scene.effect(Errand("count_audience", f"count_audience:{scene.new_id()}", spec(kept)))
    scene.say("select.counting")


def add(scene: Scene, kept: Kept, kind: str, **values: Any) -> None:
    """One condition more, turned round where that was asked for."""
    new = {"kind": kind, **values, **({"but": True} if kept.get("but") else {})}
    counted(scene, {**kept, "conditions": added(list(kept.get("conditions", ())), new)})
