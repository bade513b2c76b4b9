"""What a form says without asking: its notes, and of a workbook what was worked out and is shown."""

from __future__ import annotations

from bot.core.conversation import Draft
from bot.core.form import Field, Form
from bot.flows import asked, referring
from bot.flows.scene import Scene


def notes(scene: Scene, form: Form, draft: Draft) -> None:
    """Notes that stand before the next question are said with it, once."""
    if "note" not in form.types and not form.worked:
        return
    told, last = [], None
    for field in asked.fields(scene.person, form, draft):
        waits = asked.is_asked(field)
        if waits and not asked.is_done(field, draft):
            break
        if not waits and not _said(form, draft, field):
            continue
        if not waits and field.name not in draft.passed:
            _tell(scene, form, draft, last, field)
            told.append(field.name)
        last = field
    if told:
        scene.set_draft(passed=(*draft.passed, *told))


def _tell(scene: Scene, form: Form, draft: Draft, last: Field | None, field: Field) -> None:
    """A note; of a workbook under the headings of the groups that it begins."""
    if not form.worked:
        scene.say(field.label)
        return
    for text in referring.headings(scene, form, draft, last, field):
        scene.say(text)
    scene.say(referring.note(scene, form, draft, field))


def _said(form: Form, draft: Draft, field: Field) -> bool:
    """Whether something that waits for no answer is said: a note, and what a workbook shows ready made."""
    shows = form.worked and field.logic is not None and field.logic.read_only
    return field.type == "note" or (shows and field.name in draft.answers)
