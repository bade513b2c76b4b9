"""Words that are about an earlier message: an edit of it, or a reply that quotes it.

An edited message replaces the answer that it gave; a reply to an earlier question replaces its answer; a
reply to a message of a thread goes to that thread. All of it only while the form is open.
"""

from __future__ import annotations

from bot.core.conversation import Said
from bot.core.field import Reading
from bot.flows import asked, filling, menu, question, team
from bot.flows.asides import staff
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

MAX_TEXT = 4096


def edited(scene: Scene, words: Said) -> bool:
    """Whether it was an edit of a message that has been heard. One that was not understood is heard anew."""
    if not words.edits or words.edits == scene.talk.notes.get("unread"):
        return False
    given = scene.draft.given.items() if scene.draft else ()
    name = next((field for field, message in given if message == words.edits), "")
    if not _can_be(scene, name):
        scene.say("edit.late")
        return True
    filling.correct(scene, name, _read(scene, name, words), words.edits)
    return True


def quoted(scene: Scene, words: Said) -> bool:
    """Whether it was a reply to something else than the open question."""
    kind, _, rest = words.about.partition(":")
    if kind in {"thread", "private"}:
        _to_thread(scene, kind, rest, words)
        return True
    if kind != "question" or not rest.isdecimal() or int(rest) >= scene.talk.stamp or scene.draft is None:
        return False
    name = question.question_of(scene, rest)
    if name == scene.draft.at:
        return False
    if not _can_be(scene, name):
        scene.say("tap.stale")
        scene.again()
    else:
        filling.correct(scene, name, _read(scene, name, words), words.message)
    return True


def _can_be(scene: Scene, name: str) -> bool:
    """Whether the answer to a question may be replaced now."""
    form, draft = scene.form, scene.draft
    if not name or form is None or draft is None or scene.aside is not None:
        return False
    return asked.is_still_asked(scene.person, form, draft, name)


def _read(scene: Scene, name: str, words: Said) -> Reading:
    asking = filling.fresh(scene, name)
    kind = filling.kind_of(asking.field)
    return kind.recognise(words, asking) or kind.take(words, asking)


def _to_thread(scene: Scene, kind: str, person: str, words: Said) -> None:
    """Of staff: an answer to that person. Of anybody else: on to the team, or to who answered them."""
    if scene.person.staff and person != scene.person.id:
        staff.reply_quoted(scene, person, words, private=kind == "private")
        return
    text = tidy(words.text, MAX_TEXT)
    if text:
        team.write(scene, text, to=person if kind == "private" else "")
    if scene.busy:
        menu.home(scene)
