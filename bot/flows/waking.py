"""Times that have come: an album has settled, somebody wanted to be reminded, a form ends unfinished."""

from __future__ import annotations

from bot.core.conversation import DropDraft, Woke
from bot.core.text import Text
from bot.flows import filling, receiving
from bot.flows.scene import Scene


def wake(scene: Scene, woke: Woke) -> None:
    """What a waking does; one that no longer concerns anything does nothing."""
    what = woke.what.partition(":")[0]
    match what:
        case "album":
            receiving.settled(scene, woke.data)
        case "remind":
            _remind(scene)
        case "nudge":
            _nudge(scene, str(woke.data.get("draft", "")))
        case "expire":
            _expire(scene, str(woke.data.get("draft", "")), str(woke.data.get("form", "")))
        case _:  # a waking of an earlier version concerns nothing now
            return


def _remind(scene: Scene) -> None:
    if scene.person.stopped:
        return
    if scene.busy:
        scene.say("remind.here")
        scene.again()
    elif scene.talk.waiting:
        scene.say("remind.here")
        scene.run("resume")


def _nudge(scene: Scene, draft_id: str) -> None:
    """One reminder of an unfinished form, never a second, never after *stop*."""
    draft = scene.draft
    if draft is None or draft.id != draft_id or draft.reminded or scene.person.stopped:
        return
    scene.set_draft(reminded=True)
    scene.say("remind.unfinished", title=scene.form.title if scene.form else Text(key="form.this"))
    scene.again()


def _expire(scene: Scene, draft_id: str, name: str) -> None:
    """An unfinished form has lived its time: its answers go; the next message says so."""
    if scene.draft is not None and scene.draft.id == draft_id:
        filling.drop(scene)
    elif any(w.draft == draft_id for w in scene.talk.waiting):
        scene.set_talk(waiting=tuple(w for w in scene.talk.waiting if w.draft != draft_id))
        scene.effect(DropDraft(draft_id))
    else:
        return
    if not scene.person.stopped:
        scene.note("expired", {"at": scene.turn.local.date().isoformat(), "form": name})
