"""Times that have come: an album has settled, somebody wanted to be reminded, a form ends unfinished."""

from __future__ import annotations

from bot.core.conversation import DropDraft, Woke
from bot.core.message import Message
from bot.core.text import Text, key
from bot.flows import drafts, receiving
from bot.flows.asides.confirming import title_of
from bot.flows.scene import Scene
from bot.flows.standing import standing


def wake(scene: Scene, woke: Woke) -> None:
    """What a waking does; one that no longer concerns anything does nothing."""
    match woke.what.partition(":")[0]:
        case "album":
            receiving.settled(scene, woke.data)
        case "remind":
            _remind(scene, str(woke.data.get("draft", "")))
        case "nudge":
            _nudge(scene, str(woke.data.get("draft", "")))
        case "expire":
            _expire(scene, str(woke.data.get("draft", "")), str(woke.data.get("form", "")))
        case _:  # a waking of an earlier version concerns nothing now
            return


def _quiet(scene: Scene) -> bool:
    """Who stopped messages is not reminded, nor is a phone that may be in other hands."""
    return scene.person.stopped or (scene.aside is not None and scene.aside.kind == "known")


def _remind(scene: Scene, draft: str) -> None:
    """Of the form that was meant, if it is still there; while another is open, beside that."""
    waits = any(waiting.draft == draft for waiting in scene.talk.waiting)
    here = scene.draft is not None and scene.draft.id == draft
    if _quiet(scene) or (draft and not waits and not here):
        return
    if waits and scene.draft is not None:
        choice = standing("menu:resume", key("choice.menu_resume"))
        scene.post(Message(parts=(key("remind.here"),), choices=(choice,)))
    elif scene.busy:
        scene.say("remind.here")
        scene.again()
    elif scene.talk.waiting:
        scene.say("remind.here")
        scene.run("resume")


def _nudge(scene: Scene, draft_id: str) -> None:
    """One reminder of an unfinished form, never a second, never after *stop*."""
    draft = scene.draft
    if _quiet(scene):
        return
    if draft is not None and draft.id == draft_id and not draft.reminded:
        scene.set_draft(reminded=True)
        scene.say("remind.unfinished", title=scene.form.title if scene.form else Text(key="form.this"))
        scene.again()
        return
    waiting = next((w for w in scene.talk.waiting if w.draft == draft_id), None)
    if waiting is not None:
        text = key("remind.unfinished", title=title_of(scene, waiting.form))
        scene.post(Message(parts=(text,), choices=(standing("menu:resume", key("choice.menu_resume")),)))


def _expire(scene: Scene, draft_id: str, name: str) -> None:
    """An unfinished form has lived its time: its answers go; the next message says so."""
    if scene.draft is not None and scene.draft.id == draft_id:
        drafts.drop(scene)
        scene.close_aside()
    elif any(w.draft == draft_id for w in scene.talk.waiting):
        drafts.forget_waiting(scene, draft_id)
        scene.effect(DropDraft(draft_id))
    else:
        return
    if not scene.person.stopped:
        scene.note("expired", {"at": scene.turn.local.date().isoformat(), "form": name})
