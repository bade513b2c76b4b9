"""Repetitions that a lower number leaves out: how many is said, and their answers wait for a higher one.

They wait in the notes of the draft, repetition by repetition, and go with it. Where somebody is asked whether
there is another, their «no» says as much, and nothing waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.core.conversation import Draft
from bot.core.form import Answer, Answers, Form, Group
from bot.core.logic import Record, graph_of, key_of, name_of, places_of, waits
from bot.core.logic.texts import YES
from bot.core.text import Text
from bot.flows import referring, workbook
from bot.flows.scene import Scene

_NOTE = "left_out"
# What is kept of a file may be gone when the number rises again: it is asked for anew.
_MEDIA = frozenset({"media", "voice", "photos"})

Kept = Mapping[str, Answers]


def follow(scene: Scene, before: Draft, name: str) -> None:
    """After an answer was corrected: say what is left out now, or take back what was left out."""
    form, draft = scene.form, scene.draft
    kept: Kept = before.notes.get(_NOTE, {})
    if form is None or draft is None or not (name in before.answers or kept):
        return
    back = {one: kept[one] for one in kept if draft.answers.get(one) == YES}
    if back:
        _take_back(scene, form, draft, back)
    gone = _left_out(scene, form, draft, before.answers)
    if gone or back:
        _say(scene, form, "repeat.left_out", gone)
        _say(scene, form, "repeat.back", back)
        still = {one: answers for one, answers in kept.items() if one not in back}
        scene.set_draft(notes={**(scene.draft or draft).notes, _NOTE: {**still, **gone}})


def _take_back(scene: Scene, form: Form, draft: Draft, back: Kept) -> None:
    """The answers of repetitions that are there again, as far as they may still be given."""
    answers = dict(draft.answers)
    for kept in back.values():
        answers.update(kept)
    scene.set_draft(answers=answers)
    workbook.settle(scene, form, scene.draft or draft)


def _left_out(scene: Scene, form: Form, draft: Draft, before: Answers) -> Kept:
    """The answers of each repetition that is beyond the number now, where a person had given any."""
    gone = [one for one in before if one not in draft.answers]
    if not gone:
        return {}
    made = workbook.record(scene, form, draft)
    roots = (one for one in gone if before[one] == YES and _is_beyond(made, one))
    found = {root: {one: before[one] for one in gone if _is_of(form, one, root)} for root in roots}
    return {
        root: {one: value for one, value in answers.items() if not _is_medium(value)}
        for root, answers in found.items()
        if any(_was_given(form, one) for one in answers)
    }


def _is_beyond(made: Record, key: str) -> bool:
    """Whether it is a counted repetition that is gone from a repeat which is still asked."""
    owner = made.graph.owners[name_of(key)]
    if not owner.is_repeat or "count" not in owner.made:
        return False
    return made.is_asked(key_of(owner.name, places_of(key)[:-1])) and made.is_there(key)


def _is_of(form: Form, key: str, root: str) -> bool:
    """Whether a key is that of a repetition, or stands in it."""
    name, places = name_of(root), places_of(root)
    inside = name_of(key) in {name, *graph_of(form).within.get(name, ())}
    return inside and places_of(key)[: len(places)] == places


def _was_given(form: Form, key: str) -> bool:
    return not workbook.is_more(form, key) and waits(form.field(key))


def _is_medium(value: Answer) -> bool:
    return isinstance(value, dict) and not _MEDIA.isdisjoint(value)


def _say(scene: Scene, form: Form, text: str, those: Kept) -> None:
    """How many of which repeat, in a sentence for each of them."""
    for name, count in Counter(map(name_of, those)).items():
        scene.say(text, count=count, group=_called(scene, form, name))


def _called(scene: Scene, form: Form, name: str) -> Text:
    """What is repeated, without the answer that tells one repetition from another."""
    group = graph_of(form).owners[name].part
    label = group.label if isinstance(group, Group) else None
    return referring.unnamed(label) if label is not None else Text(value=name)
