"""Drafts that are put aside, dropped or running out: what becomes of an unfinished form as a whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.core.conversation import CancelWake, Draft, DropDraft, Hush, Waiting, WakeAt
from bot.core.form import Form
from bot.flows.scene import Scene

MAX_WAITING = 8


def ends_at(scene: Scene, form: Form) -> datetime | None:
    """When a draft of this form begun now ends: after its hours, at the latest with the wave's last day."""
    ends = []
    if form.lives_hours:
        ends.append(scene.turn.now + timedelta(hours=form.lives_hours))
    if form.closes:
        midnight = datetime.combine(
            date.fromisoformat(form.closes) + timedelta(days=1), time(), scene.turn.local.tzinfo
        )
        ends.append(scene.turn.now + (midnight - scene.turn.local))
    return min(ends, default=None)


def schedule(scene: Scene, form: Form, draft: Draft) -> None:
    """An unfinished form that ends is ended by a waking; one reminder goes before it."""
    if draft.until:
        facts = {"draft": draft.id, "form": form.name}
        scene.effect(WakeAt(f"expire:{draft.id}", datetime.fromisoformat(draft.until), facts))
    if form.reminder_hours[0]:
        scene.effect(WakeAt(f"nudge:{draft.id}", _nudge_at(scene, form), {"draft": draft.id}))


def _nudge_at(scene: Scene, form: Form) -> datetime:
    """Within the hours of the reminder when they are daytime, else the last daytime moment before them.

    A provider's window of 24 hours is still open then (`content.md` §3.3).
    """
    first, last = scene.book.programme.daytime
    earliest, latest = (scene.turn.local + timedelta(hours=h) for h in form.reminder_hours)
    morning = latest.replace(hour=first, minute=0, second=0, microsecond=0)
    if first <= earliest.hour < last:
        at = earliest
    elif earliest < morning <= latest:
        at = morning
    else:
        evening = earliest.replace(hour=last - 1, minute=59)
        at = evening if earliest.hour >= last else evening - timedelta(days=1)
    return scene.turn.now + (max(at, scene.turn.local) - scene.turn.local)


def suspend(scene: Scene) -> None:
    """Put the open draft among the waiting ones; the oldest beyond the bound is dropped."""
    draft, form = scene.draft, scene.form
    if draft is None:
        return
    waiting = (*scene.talk.waiting, Waiting(draft.id, draft.form, draft.started))
    for old in waiting[:-MAX_WAITING]:
        scene.effect(DropDraft(old.draft))
    scene.set_talk(waiting=waiting[-MAX_WAITING:])
    unhush(scene, form)
    scene.open_draft(None)


def unhush(scene: Scene, form: Form | None) -> None:
    """What is said after a private form is kept again."""
    if form is None or form.private:
        scene.effect(Hush(on=False))


def drop(scene: Scene) -> None:
    """Forget the open draft and what was to wake for it."""
    draft, form = scene.draft, scene.form
    if draft is None:
        return
    scene.effect(DropDraft(draft.id))
    cancel_wakes(scene, draft, form)
    unhush(scene, form)
    scene.open_draft(None)
    scene.set_talk(misread=0, skips=0)


def cancel_wakes(scene: Scene, draft: Draft, form: Form | None) -> None:
    """A form that has ended neither reminds nor expires."""
    if draft.until:
        scene.effect(CancelWake(f"expire:{draft.id}"))
    if form is None or form.reminder_hours[0]:
        scene.effect(CancelWake(f"nudge:{draft.id}"))


def drop_waiting(scene: Scene, waiting: Waiting) -> None:
    """Forget a draft that waits, and what was to wake for it."""
    scene.effect(DropDraft(waiting.draft))
    form = scene.book.forms.get(waiting.form)
    if form is None or form.lives_hours or form.closes:
        scene.effect(CancelWake(f"expire:{waiting.draft}"))
    if form is None or form.reminder_hours[0]:
        scene.effect(CancelWake(f"nudge:{waiting.draft}"))
    forget_waiting(scene, waiting.draft)


def waits(scene: Scene, form: str) -> str:
    """The id of this person's waiting draft of a form, the newest; '' when there is none."""
    return next((w.draft for w in reversed(scene.talk.waiting) if w.form == form), "")


def forget_waiting(scene: Scene, draft: str) -> None:
    """A waiting draft waits no more: it was opened, or is gone."""
    scene.set_talk(waiting=tuple(w for w in scene.talk.waiting if w.draft != draft))
