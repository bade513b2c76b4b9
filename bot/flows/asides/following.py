"""How far a message to many has come: one message to its author, changed as it goes on, and what can be done.

Its choices name the campaign and stay valid. Where a channel cannot change what was sent, it comes at the
beginning, while nothing has left yet, and at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.campaign import Run, State
from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import Text, key, moment, verbatim
from bot.flows.announcement import may_announce
from bot.flows.aside import Kept
from bot.flows.asides import undoing
from bot.flows.scene import Scene
from bot.flows.standing import standing

CELLS: Final = 12
NEWEST: Final = "newest"
"""In place of an identifier: the last that is under way."""
_MOVES: Final = {
    "pause_sending": "paused",
    "go_on_sending": "running",
    "cancel_rest": "cancelled",
}
# What can be done with one, by its state, without asking anything more.
_BY_STATE: Final[dict[State, tuple[str, ...]]] = {
    "running": ("pause_sending",),
    "paused": ("go_on_sending", "cancel_rest"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a run stands. `ended`: of how many of `total` it is known what became of them; `failed`: whom it
    did not reach. `lines`: its accounts. `opens`: until when it is held by the brake, after `few` people.
    """

    run: Run
    name: str
    state: State
    total: int
    ended: int
    failed: int = 0
    arrived: int = 0
    lines: tuple[Text, ...] = ()
    opens: datetime | None = None
    few: int = 0


def progress(one: Standing) -> Message:
    """The message: what it is, how it stands, and what can be done."""
    run = one.run
    return Message(
        parts=(
            key("progress.heading", title=verbatim(one.name), state=key(f"campaign.is_{one.state}")),
            *_held(one),
            *_bar(one),
            *one.lines,
        ),
        choices=tuple(_choices(one)),
        about=f"sent:{run.campaign}",
        slot=f"sent:{run.campaign}:{run.step}:{run.run}",
    )


def _held(one: Standing) -> Iterator[Text]:
    """While the brake holds it there is time to change one's mind."""
    if one.opens is None or one.state != "running":
        return
    if one.arrived or one.ended:
        yield key("progress.first", count=one.few, moment=moment(one.opens))
    else:
        yield key("progress.soon", moment=moment(one.opens))


def _bar(one: Standing) -> Iterator[Text]:
    if one.total:
        share = one.ended / one.total
        full = int(share * CELLS)
        yield key("progress.bar", bar=verbatim("▓" * full + "░" * (CELLS - full)), percent=int(share * 100))


def _choices(one: Standing) -> Iterator[Choice]:
    id_ = one.run.campaign
    for name in _BY_STATE.get(one.state, ()):
        style = "danger" if name == "pause_sending" else ""
        yield standing(f"campaign:{name}:{id_}", key(f"choice.{name}"), style=style)
    if one.failed and one.state in {"running", "done"}:
        yield standing(f"campaign:resend:{id_}", key("choice.resend"))
    if one.arrived:
        yield standing(f"campaign:take_back:{id_}", key("choice.take_back"))


# ------------------------------------------------------------------------------------------ pressed


def act(scene: Scene, choice: str) -> bool:
    """A choice that stays valid: 'campaign:VERB:ID'. False: not one, or not of somebody who may."""
    kind, _, rest = choice.partition(":")
    verb, _, campaign = rest.partition(":")
    if kind != "campaign" or not may_announce(scene.person):
        return False
    if verb == "cancel_rest":
        undoing.ask_cancel(scene, campaign)
    elif verb in _MOVES:
        move(scene, campaign, _MOVES[verb])
    elif verb == "resend":
        resend(scene, campaign)
    elif verb == "take_back":
        undoing.begin(scene, campaign)
    else:
        return False
    return True


def move(scene: Scene, campaign: str, to: str) -> None:
    """Have it paused, go on, or what is left of it cancelled; how it stands then comes back as *found*."""
    facts = {"campaign": campaign, "to": to}
    scene.effect(Errand("move_messages", f"move_messages:{scene.new_id()}", facts))


def resend(scene: Scene, campaign: str) -> None:
    """Once more to those whom it did not reach."""
    scene.effect(Errand("resend", f"resend:{scene.new_id()}", {"campaign": campaign}))


def resent(scene: Scene, facts: Kept) -> None:
    """They get it once more; or there is nobody."""
    scene.say("progress.resent", count=int(facts.get("count", 0)))
    if scene.busy:
        scene.again()
