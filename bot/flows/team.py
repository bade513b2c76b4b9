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


def _private(scene: Scene) -> str:
    """Who of the list for complaints spoke last, and not the team; '' when nobody did within a week."""
    note = _note(scene)
    return str(note.get("private", "")) if _is_fresh(scene, note.get("private_at")) else ""


def _of_private(scene: Scene) -> dict[str, Any]:
    """What the note holds of that; the team's own decisions about the thread do not end it."""
    return {name: kept for name, kept in _note(scene).items() if name.startswith("private")}


def _is_fresh(scene: Scene, at: object) -> bool:
    return at is not None and scene.turn.now - datetime.fromisoformat(str(at)) <= FRESH


def reads(scene: Scene) -> bool:
    """Whether what is written outside any form goes on without asking."""
    if _private(scene):
        return True
    return state(scene) in {OPEN, MUTED} and _is_fresh(scene, _note(scene).get("at"))


def takes(scene: Scene, to: str | None = None) -> bool:
    """Whether words go to somebody; who is blocked is told that they do not."""
    private = _private(scene) if to is None else to
    return bool(private) or not refused(scene)


def write(scene: Scene, text: str, media: Sequence[str] = (), to: str | None = None) -> None:
    """Words or media for the team, or for one of the list for complaints; without `to` for who spoke last."""
    if not takes(scene, to):
        return
    private = _private(scene) if to is None else to
    name, facts = f"thread:{scene.new_id()}", {"text": text, "media": list(media)}
    if private:
        scene.effect(Errand("thread", name, {**_kept(facts), "to": private}))
        scene.note(_NOTE, {**_note(scene), "private": private, "private_at": scene.turn.now.isoformat()})
        scene.say("human.passed_on")
    else:
        pass_on(scene, name, facts)
        told(scene)


def _kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {one: kept for one, kept in facts.items() if kept}


def pass_on(scene: Scene, name: str, facts: Mapping[str, Any]) -> None:
    """To the team, under a name, so that it reaches them once."""
    scene.effect(Errand("thread", name, _kept(facts)))
    muted = {"until": _note(scene)["until"]} if state(scene) == MUTED else {}
    note = {"state": MUTED if muted else OPEN, **muted, "at": scene.turn.now.isoformat()}
    scene.note(_NOTE, note)


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
    elif known == "private":
        note = {**_note(scene), "private": str(facts["to"]), "private_at": scene.turn.now.isoformat()}
        scene.note(_NOTE, note)
    else:
        until = {"until": str(facts["until"])} if facts.get("until") else {}
        stands = {"state": known, "at": scene.turn.now.isoformat(), **until}
        kept = {} if facts.get("answered") else _of_private(scene)
        scene.note(_NOTE, {**(stands if known in {OPEN, MUTED, BLOCKED} else {}), **kept} or None)
        if known in {"closed", BLOCKED, "lifted"}:
            scene.say(f"team.{known}")
    if scene.acks and scene.busy:
        scene.again()


def nothing_open(scene: Scene, text: str) -> None:
    """Words that nothing else claimed, of somebody who is registered: on, or asked about, or the menu."""
    if not text or (state(scene) == BLOCKED and not _private(scene)):
        if not scene.acks:
            scene.say("misread.nothing_open")
        menu.show(scene)
    elif reads(scene):
        write(scene, text)
    else:
        scene.open_aside("pass_on", text=text)
        scene.again()
