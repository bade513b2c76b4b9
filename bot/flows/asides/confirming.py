"""Questions that make sure: before something is lost, stopped or told to somebody."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.conversation import Detach, Errand, Quiet
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows import filling
from bot.flows.aside import AsideKind, Kept, data, simple
from bot.flows.scene import Scene


def _asks(text: str, *ids: str) -> Callable[[Scene], Message]:
    def put(scene: Scene) -> Message:
        return simple(scene, key(text), *ids)

    return put


def _cancel(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "delete":
        filling.drop(scene)
        scene.say("cancel.done")
        scene.run("menu")
    elif choice == "keep_later":
        filling.suspend(scene)
        scene.say("cancel.kept")
        scene.run("menu")
    else:
        scene.again()


def _delete_data(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "delete":
        filling.drop(scene)
        scene.effect(Errand("erase", f"erase:{scene.person.id}", {}))
        scene.say("deletedata.started")
    else:
        scene.say("deletedata.kept")
        scene.again()


def _delete_answers(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "delete":
        errand_key = (
            f"delete_answers:{scene.person.id}:{kept.get('form')}:{kept.get('wave')}:{scene.new_id()}"
        )
        scene.effect(Errand("delete_answers", errand_key, dict(kept)))
    else:
        scene.say("deleteanswers.kept")
        scene.again()


def _put_delete_answers(scene: Scene) -> Message:
    form = scene.book.forms.get(data(scene, "form"))
    title = form.title if form else Text(value=data(scene, "form"))
    wave = data(scene, "wave")
    text = (
        key("deleteanswers.ask_wave", form=title, wave=wave) if wave else key("deleteanswers.ask", form=title)
    )
    return simple(scene, text, "delete", "no")


def _stopped(scene: Scene, choice: str, kept: Kept) -> None:
    """After *stop*: only this form was meant, or all is well as it is."""
    if choice == "only_form":
        scene.set_person(stopped=False)
        scene.effect(Quiet(on=False))
        scene.say("stop.only_form")


def _put_stopped(scene: Scene) -> Message:
    closed = data(scene, "closed") == "yes"
    stamp = scene.stamp()
    ids = ("only_form", "fine") if closed else ("fine",)
    choices = tuple(Choice(i, key(f"choice.{i}")) for i in ids)
    text = key("stop.done_form") if closed else key("stop.done")
    return Message(parts=(text,), choices=choices, stamp=stamp, about=f"question:{stamp}")


def _skips(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "end":
        scene.run("endform")
    else:
        filling.advance(scene)


def _wrong_person(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        scene.say("wrongperson.done")
        scene.effect(Detach())
    else:
        scene.again()


def _which(scene: Scene, choice: str, kept: Kept) -> None:
    """An ambiguous word has been explained; 'none' goes back to the open question."""
    if choice == "none":
        scene.again()
    else:
        scene.run(choice)


def _put_which(scene: Scene) -> Message:
    meanings = scene.aside.data.get("meanings", []) if scene.aside else []
    stamp = scene.stamp()
    choices = (*(Choice(m, key(f"choice.meant_{m}")) for m in meanings), Choice("none", key("choice.none")))
    text = key("which.ask") if len(meanings) > 1 else key("which.confirm")
    return Message(parts=(text,), choices=choices, stamp=stamp, about=f"question:{stamp}")


def _distress(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        scene.effect(Errand("protection", f"protection:{scene.new_id()}", {}))
        scene.say("distress.told")
    scene.again()


KINDS = (
    AsideKind("cancel", _asks("cancel.ask", "delete", "keep_later"), _cancel),
    AsideKind("deletedata", _asks("deletedata.ask", "delete", "no"), _delete_data),
    AsideKind("deleteanswers", _put_delete_answers, _delete_answers),
    AsideKind("stopped", _put_stopped, _stopped),
    AsideKind("skips", _asks("skips.ask", "continue", "end"), _skips),
    AsideKind("wrongperson", _asks("wrongperson.ask", "yes", "no"), _wrong_person),
    AsideKind("which", _put_which, _which),
    AsideKind("distress", _asks("distress.ask", "yes", "no"), _distress),
)
