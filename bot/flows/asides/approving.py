"""The second person whom the programme asks before something leaves to many: the notice, and the decision.

Choices of the notice name the message and stay valid: the first decision holds, whoever comes later is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.core.conversation import Errand
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows import menu
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, data, items
from bot.flows.scene import Scene
from bot.flows.standing import standing

VERDICTS: Final = ("approve", "refuse")
_BACK = Choice("back", key("choice.back"), number=-1)


# ----------------------------------------------------------------------------------------- the notice


def notice(facts: Mapping[str, Any], staff: str) -> Message:
    """What is to be sent, for whom and by whom. `facts`: id, by, lines (texts), the words
    (a text), how they are shown to one who gets them, and the media that go with them."""
    id_ = str(facts["id"])
    return Message(
        parts=(
            key("approval.ask", name=verbatim(str(facts["by"]))),
            *facts["lines"],
            key("approval.words", text=facts["words"]),
            *facts.get("shown", ()),
        ),
        choices=(
            standing(f"campaign:approve:{id_}", key("choice.approve"), style="primary"),
            standing(f"campaign:refuse:{id_}", key("choice.refuse")),
        ),
        media=tuple(facts.get("media", ())),
        about=f"approval:{id_}",
        slot=f"approval:{id_}:{staff}",
        fresh=True,
    )


def settled(facts: Mapping[str, Any], staff: str, verdict: str, by: str) -> Message:
    """What a colleague's copy becomes: who decided what, and no buttons."""
    text = key(f"approval.settled_{verdict}", title=verbatim(str(facts["name"])), name=verbatim(by))
    return Message(parts=(text,), about=f"approval:{facts['id']}", slot=f"approval:{facts['id']}:{staff}")


def act(scene: Scene, choice: str) -> bool:
    """A choice that stays valid: 'campaign:VERDICT:ID'. False: not one, or not of somebody who may."""
    match choice.split(":"):
        case ["campaign", ("approve" | "refuse") as verdict, campaign] if may_announce(scene.person):
            facts = {"campaign": campaign, "verdict": verdict}
            scene.effect(Errand("approve", f"approve:{scene.new_id()}", facts))
            return True
        case _:
            return False


# ------------------------------------------------------------------------------------ decided by words


def waiting(scene: Scene, facts: Kept) -> None:
    """What awaits approval, after «موافقة» or «رفض»: the only one is meant, of several one is chosen."""
    found, verdict = list(facts.get("campaigns", ())), str(facts.get("verb", ""))
    if len(found) == 1:
        act(scene, f"campaign:{verdict}:{found[0]['id']}")
    elif found:
        scene.open_aside("approvals", verdict=verdict, campaigns=found)
        scene.again()
    else:  # a late yes to something else is only acknowledged, as ever
        scene.say("approval.none" if verdict == "refuse" else "courtesy.acknowledge")
        menu.home(scene)


def _put(scene: Scene) -> Message:
    named = [Choice(str(one["id"]), verbatim(str(one["name"]))) for one in items(scene, "campaigns")]
    return ask(scene, (key(f"approval.which_{data(scene, 'verdict')}"),), [*named, _BACK])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        scene.run("home")
    else:
        act(scene, f"campaign:{kept['verdict']}:{choice}")


# --------------------------------------------------------------------------------------- what became


def decided(scene: Scene, facts: Kept) -> None:
    """To whoever decided: it is done, or why not."""
    outcome = str(facts.get("outcome", "gone"))
    scene.say(f"approval.{outcome}", title=verbatim(str(facts.get("name", ""))))
    if scene.busy:
        scene.again()


def answered(scene: Scene, facts: Kept) -> None:
    """To the author: somebody has approved or refused."""
    title, by = verbatim(str(facts.get("name", ""))), verbatim(str(facts.get("by", "")))
    scene.say(f"approval.told_{facts.get('verdict', 'refuse')}", title=title, name=by)
    if scene.busy:
        scene.again()


KINDS = (AsideKind("approvals", _put, _choose, words={"back": "back"}, passing=True),)
