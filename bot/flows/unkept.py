"""A medium that could not be kept (a broken file, too large, gone): it is no answer any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.conversation import Draft
from bot.core.form import Answer
from bot.flows import filling, workbook
from bot.flows.scene import Scene

_LISTS = ("photos", "attached", "voices")


def take_out(scene: Scene, medium: str) -> None:
    """Out of the open form and of what was sent before it; a question that it answered is asked again."""
    _out_of_aside(scene, medium)
    draft = scene.draft
    if draft is None or not medium:
        return
    left = _without(draft, medium)
    scene.open_draft(left)
    if len(left.answers) < len(draft.answers):
        if scene.form is not None and scene.form.worked:
            workbook.settle(scene, scene.form, left)
        filling.advance(scene)


def _out_of_aside(scene: Scene, medium: str) -> None:
    aside = scene.aside
    media = aside.data.get("media") if aside is not None else None
    if aside is None or not isinstance(media, list | tuple):
        return
    left = [one for one in media if one.get("id") != medium]
    if left:
        scene.open_aside(aside.kind, **{**aside.data, "media": left})
    elif media:
        scene.close_aside()


def _without(draft: Draft, medium: str) -> Draft:
    """The same draft as if it had never come."""
    answers = {name: _fewer(value, medium) for name, value in draft.answers.items()}
    return replace(
        draft,
        answers={name: value for name, value in answers.items() if not _is(value, medium)},
        partial=_thinned(draft.partial, medium),
        notes=_thinned(draft.notes, medium),
    )


def _fewer(value: Answer, medium: str) -> Answer:
    return _thinned(value, medium) if isinstance(value, dict) else value


def _thinned(found: Mapping[str, Any], medium: str) -> dict[str, Any]:
    return {k: [one for one in v if one != medium] if k in _LISTS else v for k, v in found.items()}


def _is(value: Answer, medium: str) -> bool:
    """Whether this one medium is the whole answer (a voice note, a video, a file)."""
    return isinstance(value, dict) and medium in (value.get("media"), value.get("voice"))
