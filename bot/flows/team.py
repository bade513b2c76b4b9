"""Between a person and the team: what they write outside any form, and after *human*, is a thread.

Whether it is open, muted or blocked stands in a row that the team's decisions change; the dialogue keeps a
note of it, so that a turn need not ask. A note that is late does no harm: the errand looks at the row. Words
go to the team at once while a thread is open and no older than a week; else the person is asked first, for a
misread command, or a word to nobody, is not for many eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.conversation import Errand
from bot.core.text import moment
from bot.flows import menu
from bot.flows.scene import Scene

OPEN, MUTED, BLOCKED = "open", "muted", "blocked"
FRESH = timedelta(days=7)
_NOTE = "team"


def _note(scene: Scene) -> Mapping[str, Any]:
    kept = scene.talk.notes.get(_NOTE)
    return kept if isinstance(kept, Mapping) else {}


def state(scene: Scene) -> str:
    """How the thread stands, as far as this dialogue knows; '' is none."""
    note = _note(scene)
    known = str(note.get("state", ""))
    if known == MUTED and datetime.fromisoformat(str(note["until"])) <= scene.turn.now:
        return OPEN
    return known


def reads(scene: Scene) -> bool:
    """Whether what is written outside any form goes to the team without asking."""
    said = _note(scene).get("at")
    fresh = said is not None and scene.turn.now - datetime.fromisoformat(str(said)) <= FRESH
    return fresh and state(scene) in {OPEN, MUTED}


def write(scene: Scene, text: str, media: Sequence[str] = (), **facts: Any) -> None:
    """Words or media for the team; who is blocked is told so, and nobody reads it."""
    if not refused(scene):
        pass_on(scene, f"thread:{scene.new_id()}", {"text": text, "media": list(media), **facts})
        told(scene)


def pass_on(scene: Scene, name: str, facts: Mapping[str, Any]) -> None:
    """Under a name, so that it reaches them once."""
    scene.effect(Errand("thread", name, {one: kept for one, kept in facts.items() if kept}))
    known = _note(scene) if state(scene) == MUTED else {"state": OPEN}
    scene.note(_NOTE, {**known, "at": scene.turn.now.isoformat()})


def told(scene: Scene) -> None:
    """What has become of it: it is there, or it will be read when the pause is over."""
    if state(scene) == MUTED:
        until = datetime.fromisoformat(str(_note(scene)["until"]))
        scene.say("team.muted", at=moment(until))
    else:
        scene.say("human.passed_on")


def refused(scene: Scene) -> bool:
    """Whether the team reads nothing of this person; they are told, with the way that is left."""
    if state(scene) != BLOCKED:
        return False
    scene.say("team.blocked")
    return True


def found(scene: Scene, facts: Mapping[str, Any]) -> None:
    """What staff have decided about the thread; most of it changes only what becomes of the next words."""
    known = str(facts.get("state", ""))
    if known == "elsewhere":
        area = scene.book.areas.get(str(facts.get("area", "")))
        scene.say("team.admins") if area is None else scene.say("team.elsewhere", area=area.label)
    else:
        until = {"until": str(facts["until"])} if facts.get("until") else {}
        note = {"state": known, "at": scene.turn.now.isoformat(), **until}
        scene.note(_NOTE, note if known in {OPEN, MUTED, BLOCKED} else None)
        if known in {"closed", BLOCKED, "lifted"}:
            scene.say(f"team.{known}")
    if scene.acks and scene.busy:
        scene.again()


def nothing_open(scene: Scene, text: str) -> None:
    """Words that nothing else claimed, of somebody who is registered: on, or asked about, or the menu."""
    if not text or state(scene) == BLOCKED:
        if not scene.acks:
            scene.say("misread.nothing_open")
        menu.show(scene)
    elif reads(scene):
        write(scene, text)
    else:
        scene.open_aside("pass_on", text=text)
        scene.again()
