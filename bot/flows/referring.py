"""How a question from a workbook looks now: which choices are left, and what its texts refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from string import ascii_lowercase as _LETTERS

from bot.core.conversation import Draft
from bot.core.field import Asking
from bot.core.fields import BY_NAME
from bot.core.form import Field, Form, Group, Option
from bot.core.logic import graph_of, key_of, name_of, places_of
from bot.core.logic.texts import text_of
from bot.core.text import Param, Text, key, verbatim
from bot.flows import workbook
from bot.flows.scene import Scene
from bot.flows.wording import as_heading

_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_GAP = re.compile(" {2,}")
_FEW = 200  # of more choices nobody writes labels that refer to answers


def resolved(scene: Scene, form: Form, draft: Draft, name: str) -> Field:
    """A question as it stands now: whether it is required, its choices, and what its texts refer to."""
    kept = scene.resolved.get(name)
    if kept is None or kept[0] is not draft.answers:
        made = _resolved(scene, form, draft, form.field(name))
        kept = scene.resolved[name] = (draft.answers, made)
    return kept[1]


def _resolved(scene: Scene, form: Form, draft: Draft, field: Field) -> Field:
    def filled(text: Text) -> Text:
        return _filled(scene, form, draft, text, field.name)

    if workbook.is_more(form, field.name):
        return replace(field, label=_with_group(field.label, filled))
    made = workbook.record(scene, form, draft)
    return replace(
        field,
        label=filled(field.label),
        hint=filled(field.hint) if field.hint else None,
        guidance=filled(field.guidance) if field.guidance else None,
        required=made.requires(field.name),
        options=tuple(_offered(made.options(field.name), filled)),
    )


def _offered(options: tuple[Option, ...], filled: Callable[[Text], Text]) -> Iterator[Option]:
    """The choices that are left, numbered from one."""
    for number, one in enumerate(options, 1):
        label = filled(one.label) if len(options) <= _FEW else one.label
        same = label is one.label and number == one.number
        yield one if same else Option(one.name, label, number)


def _with_group(label: Text, filled: Callable[[Text], Text]) -> Text:
    """«هل نضيف …؟» with the name of what is repeated."""
    group = label.params.get("group")
    return replace(label, params={"group": filled(group)}) if isinstance(group, Text) else label


def note(scene: Scene, form: Form, draft: Draft, field: Field) -> Text:
    """What is said and not asked: a note, or what was worked out under its label."""
    words = _filled(scene, form, draft, field.label, field.name)
    if field.type == "note":
        return words
    shown = _shown(_asking(scene, form, draft), name_of(field.name), field.name)
    return key("summary.line", label=as_heading(words), value=shown or Text())


def _asking(scene: Scene, form: Form, draft: Draft) -> Asking:
    return Asking(form.fields[0], form, scene.book, scene.person, scene.turn.local, draft.answers)


def _filled(scene: Scene, form: Form, draft: Draft, text: Text, name: str) -> Text:
    return filled(_asking(scene, form, draft), text, name)


def filled(asking: Asking, text: Text, name: str) -> Text:
    """«كم عمر ${name}؟» with the name, isolated so that it cannot turn its neighbours around."""
    named = sorted({one for words in text.languages.values() for one in _REFERENCE.findall(words)})
    if not named:
        return text
    shown = {one: _shown(asking, one, name) for one in named}
    places = {
        one: f"answer_{letter}" for one, letter in zip(filter(shown.get, named), _LETTERS, strict=False)
    }

    def put(found: re.Match[str]) -> str:
        return f"{{{places[found[1]]}}}" if found[1] in places else ""

    languages = {code: _tidy(_REFERENCE.sub(put, words)) for code, words in text.languages.items()}
    params: dict[str, Param] = {place: shown[one] or Text() for one, place in places.items()}
    return replace(text, languages=languages, params={**text.params, **params})


def _tidy(words: str) -> str:
    """Without the gap that an answer leaves which is not there yet."""
    return _GAP.sub(" ", words).strip()


def _shown(asking: Asking, name: str, beside: str) -> Text | None:
    """An answer as people read it; in a repeat the one that belongs to the question beside it."""
    graph = graph_of(asking.form)
    owner = graph.owners.get(name)
    where = key_of(name, places_of(beside)[: graph.depths.get(name, 0)])
    value = asking.answers.get(where)
    if owner is None or not isinstance(owner.part, Field) or value in ("", None, []):
        return None
    kind = BY_NAME[owner.part.type]
    if not kind.asked:
        return verbatim(text_of(value))
    field = replace(owner.part, options=tuple(map(_without_references, owner.part.options)))
    return kind.show(value, replace(asking, field=field, partial={}))


def _without_references(option: Option) -> Option:
    """A choice within another text: what it refers to itself would lead too far."""
    bare = unnamed(option.label)
    return option if bare is option.label else replace(option, label=bare)


def unnamed(text: Text) -> Text:
    """A text without the answers that it refers to."""
    words = text.languages
    if not any("${" in one for one in words.values()):
        return text
    return replace(text, languages={code: _tidy(_REFERENCE.sub("", one)) for code, one in words.items()})


def headings(scene: Scene, form: Form, draft: Draft, before: Field | None, field: Field) -> tuple[Text, ...]:
    """The labels of the groups that begin with a question; in a repeat with the number of the repetition."""
    return headings_of(_asking(scene, form, draft), before, field)


def headings_of(asking: Asking, before: Field | None, field: Field) -> tuple[Text, ...]:
    """The same without a draft: of what was sent."""
    known = set(_groups(asking.form, before)) if before is not None else set()
    new = (_heading(asking, name) for name in _groups(asking.form, field) if name not in known)
    return tuple(text for text in new if text is not None)


def _groups(form: Form, field: Field) -> Iterator[str]:
    """Those around a question, the outer first, each with the repetitions that it stands in."""
    owners = graph_of(form).owners
    places = places_of(field.name)
    depth = 0
    for name in owners[name_of(field.name)].above:
        depth += owners[name].is_repeat
        yield key_of(name, places[:depth])


def _heading(asking: Asking, name: str) -> Text | None:
    group = graph_of(asking.form).owners[name_of(name)].part
    if group.label is None:
        return None
    label = filled(asking, group.label, name)
    if isinstance(group, Group) and group.repeat:
        return key("repeat.heading", group=label, n=places_of(name)[-1])
    return label


def refusal(scene: Scene, form: Form, draft: Draft, field: Field) -> Text:
    """What is said to an answer that the constraint of its question does not allow."""
    text = field.logic.constraint_text if field.logic is not None else None
    return _filled(scene, form, draft, text, field.name) if text is not None else key("field.constraint")


def requirement(scene: Scene, form: Form, draft: Draft, field: Field) -> Text:
    """What is said to somebody who passes a question that cannot be passed."""
    text = field.logic.required_text if field.logic is not None else None
    return _filled(scene, form, draft, text, field.name) if text is not None else key("skip.required")
