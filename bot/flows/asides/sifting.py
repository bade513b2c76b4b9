"""Conditions about forms: whoever did not answer, answered, is in the middle, or chose this or that.

Of an anonymous form nobody knows who has answered, and of any private form nobody is chosen by having
answered, still less by what. A question is offered when its form offers it to audiences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.core.audience import CURRENT, filterable, form_of
from bot.core.form import Answer, Field, Form, Option
from bot.core.message import Message
from bot.core.offers import called
from bot.core.text import Text, as_name, key
from bot.flows.announcement import openable, titled
from bot.flows.aside import AsideKind, Kept, simple
from bot.flows.asides.gathering import Gathered
from bot.flows.asides.narrowing import add, again, opened
from bot.flows.scene import Scene

KINDS_OF_FORMS: Final = ("unanswered", "unfinished", "answered", "answer")
_FORM, _QUESTION, _VALUE = "form:", "question:", "value:"
# Of two options one is chosen, with a single press; of more of them several.
_FEW: Final = 2


def begin(scene: Scene, kind: str, kept: Kept) -> None:
    """Ask for the form; of answers not where there is but one."""
    found = forms(scene, kind)
    if kind == "answer" and len(found) == 1:
        _of_form(scene, found[0], kept)
    else:
        opened(scene, f"audience_{kind}", kept)


def forms(scene: Scene, kind: str) -> Sequence[Form]:
    """Those that such a condition may be about; answers also of a form that is asked no more."""
    open_now = openable(scene.book, scene.turn.local.date())
    match kind:
        case "unfinished":
            return open_now
        case "unanswered":
            return [one for one in open_now if one.mode != "anonymous"]
        case "answered":
            return [one for one in _asked(scene) if one.worked and not one.private]
        case _:
            return [one for one in _asked(scene) if _questions(one)]


def _asked(scene: Scene) -> list[Form]:
    """All that are asked of people now, or were."""
    known = {**scene.book.past, **scene.book.forms}
    return sorted((one for one in known.values() if one.mode != "staff"), key=lambda one: one.name)


def _questions(form: Form | None) -> list[Field]:
    if form is None or form.private:
        return []
    return [one for one in form.fields if filterable(one) and one.options]


# ------------------------------------------------------------------------------------------- the form


def _by_form(kind: str) -> Gathered:
    def field(scene: Scene, kept: Kept) -> Field:
        found = forms(scene, kind)
        return _choice(key(f"select.{kind}"), [(_FORM + one.name, titled(one)) for one in found])

    def done(scene: Scene, value: Answer, kept: Kept) -> None:
        form = form_of(scene.book, str(value).removeprefix(_FORM))
        if form is None:
            again(scene, kept)
        elif kind == "answer":
            _of_form(scene, form, kept)
        elif kind != "unfinished" and form.wave:
            opened(scene, "audience_wave", kept, of={"form": form.name, "kind": kind})
        else:
            add(scene, kept, kind, form=form.name)

    return Gathered(f"audience_{kind}", field, "", done, again)


def _choice(label: Text, options: Sequence[tuple[str, Text]], type_: str = "choice") -> Field:
    made = (Option(name, words, number) for number, (name, words) in enumerate(options, 1))
    return Field("one", type_, label, options=tuple(made))


# ---------------------------------------------------------------------------------- of which of its waves


def _put_wave(scene: Scene) -> Message:
    return simple(scene, key("select.wave"), "this_wave", "any_wave", "back")


def _choose_wave(scene: Scene, choice: str, kept: Kept) -> None:
    of = _of(kept)
    kind, form = str(of.get("kind", "")), str(of.get("form", ""))
    if choice == "back":
        opened(scene, f"audience_{kind}", kept)
    elif choice == "this_wave":
        add(scene, kept, kind, form=form, wave=CURRENT)
    else:
        add(scene, kept, kind, form=form)


def _of(kept: Kept) -> dict[str, Any]:
    return dict(kept.get("of", {}))


# ---------------------------------------------------------------------------------------- the answer


def _of_form(scene: Scene, form: Form, kept: Kept) -> None:
    """Ask for the question; not where there is but one."""
    found = _questions(form)
    if len(found) == 1:
        opened(scene, "audience_value", kept, of={"form": form.name, "field": found[0].name})
    else:
        opened(scene, "audience_question", kept, of={"form": form.name})


def _question(scene: Scene, kept: Kept) -> Field:
    form = form_of(scene.book, str(_of(kept).get("form", "")))
    found = [(_QUESTION + one.name, as_name(one.label)) for one in _questions(form)]
    return _choice(key("select.question"), found)


def _to_values(scene: Scene, value: Answer, kept: Kept) -> None:
    of = {**_of(kept), "field": str(value).removeprefix(_QUESTION)}
    opened(scene, "audience_value", kept, of=of)


def _to_form(scene: Scene, kept: Kept) -> None:
    if len(forms(scene, "answer")) == 1:
        again(scene, kept)
    else:
        opened(scene, "audience_answer", kept)


def _value(scene: Scene, kept: Kept) -> Field:
    """The question itself, with all that may be chosen of it."""
    of = _of(kept)
    found = _questions(form_of(scene.book, str(of.get("form", ""))))
    asked = next((one for one in found if one.name == of.get("field")), Field("", "choice", Text()))
    options = [(_VALUE + one.name, as_name(called(one))) for one in asked.options]
    label, few = as_name(asked.label), len(options) <= _FEW
    if few:
        return _choice(key("select.value", question=label), options)
    return _choice(key("select.values", question=label), options, "choices")


def _with_values(scene: Scene, value: Answer, kept: Kept) -> None:
    of, given = _of(kept), value if isinstance(value, list) else [value]
    chosen = [str(one).removeprefix(_VALUE) for one in given]
    if chosen:
        add(scene, kept, "answer", form=of.get("form", ""), field=of.get("field", ""), values=chosen)
    else:
        again(scene, kept)


def _to_question(scene: Scene, kept: Kept) -> None:
    form = form_of(scene.book, str(_of(kept).get("form", "")))
    if len(_questions(form)) == 1:
        _to_form(scene, kept)
    else:
        opened(scene, "audience_question", kept)


KINDS = (
    *(_by_form(kind).kind for kind in KINDS_OF_FORMS),
    AsideKind("audience_wave", _put_wave, _choose_wave, words={"back": "back"}),
    Gathered("audience_question", _question, "", _to_values, _to_form).kind,
    Gathered("audience_value", _value, "", _with_values, _to_question).kind,
)
