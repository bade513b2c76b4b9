"""Questions that make sure: before something is lost, stopped, sent twice or told to somebody."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.conversation import Errand, Quiet
from bot.core.message import Choice, Message
from bot.core.records import changed
from bot.core.text import Text, key
from bot.flows import drafts, team
from bot.flows.aside import AsideKind, Kept, ask, data, items, simple
from bot.flows.scene import Scene


def _asks(text: str, *ids: str) -> Callable[[Scene], Message]:
    def put(scene: Scene) -> Message:
        return simple(scene, key(text), *ids)

    return put


def _cancel(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "delete":
        drafts.drop(scene)
        scene.say("cancel.done")
        scene.run("home")
    elif choice == "keep_later":
        drafts.suspend(scene)
        scene.say("cancel.kept")
        scene.run("home")
    else:
        scene.again()


def _delete_data(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "delete":
        drafts.drop(scene)
        scene.effect(Errand("erase", f"erase:{scene.person.id}", {}))
        scene.say("deletedata.started")
    else:
        scene.say("deletedata.kept")
        scene.run("home")


# ------------------------------------------------------------------------------------ delete answers


def _delete_answers(scene: Scene, choice: str, kept: Kept) -> None:
    """One form's answers go, and what of it is being filled in."""
    form = str(kept.get("form", ""))
    if choice != "delete":
        scene.say("deleteanswers.kept")
        scene.run("home")
        return
    if _drop_drafts(scene, form) and _is_private(scene, form):
        # Nobody answers a wave twice, so that nothing was sent of one that is still being answered.
        scene.say("deleteanswers.done")
        scene.run("home")
        return
    facts = {"form": form, "wave": str(kept.get("wave", ""))}
    scene.effect(Errand("delete_answers", f"delete_answers:{scene.new_id()}", facts))


def _is_private(scene: Scene, name: str) -> bool:
    form = scene.book.forms.get(name) or scene.book.past.get(name)
    return form is not None and form.private


def _drop_drafts(scene: Scene, form: str) -> bool:
    """What of a form is being filled in goes, open or waiting; whether there was any."""
    waiting = [w for w in scene.talk.waiting if w.form == form]
    for one in waiting:
        drafts.drop_waiting(scene, one)
    open_now = scene.draft is not None and scene.draft.form == form
    if open_now:
        drafts.drop(scene)
    return bool(waiting) or open_now


def _put_delete_answers(scene: Scene) -> Message:
    title, wave = title_of(scene, data(scene, "form")), data(scene, "wave")
    if wave:
        return simple(scene, key("deleteanswers.ask_wave", form=title, wave=wave), "delete", "no")
    return simple(scene, key("deleteanswers.ask", form=title), "delete", "no")


def title_of(scene: Scene, form: str) -> Text:
    """A form's title, or its name when it is no longer asked."""
    found = scene.book.forms.get(form)
    return found.title if found else Text(value=form)


def _put_which_answers(scene: Scene) -> Message:
    listed = items(scene, "items")
    choices = [Choice(str(n), title_of(scene, item["form"]), number=n) for n, item in enumerate(listed, 1)]
    return ask(scene, (key("deleteanswers.which"),), [*choices, Choice("none", key("choice.none"))])


def _which_answers(scene: Scene, choice: str, kept: Kept) -> None:
    listed = kept.get("items", [])
    if choice.isdecimal() and int(choice) <= len(listed):
        scene.open_aside("deleteanswers", **listed[int(choice) - 1])
    scene.run("home")


# ---------------------------------------------------------------------------------------------- stop


def _put_stopped(scene: Scene) -> Message:
    """What has stopped; a thread with the team is no programme message."""
    match data(scene, "closed"):
        case "":
            asked = simple(scene, key("stop.done"), "fine")
        case "survey":
            asked = simple(scene, key("stop.done_survey"), "only_form", "fine", only_form="only_survey")
        case _:
            asked = simple(scene, key("stop.done_form"), "only_form", "fine")
    if not team.reads(scene):
        return asked
    return changed(asked, parts=(*asked.parts, key("stop.thread_open")))


def _stopped(scene: Scene, choice: str, kept: Kept) -> None:
    """After *stop*: only this form was meant, or all is well as it is."""
    if choice == "only_form":
        scene.set_person(stopped=False)
        scene.effect(Quiet(on=False))
        scene.say("stop.only_survey" if kept.get("closed") == "survey" else "stop.only_form")
    else:
        scene.say("stop.how_back")


# ------------------------------------------------------------------------------------- within a form


def _skips(scene: Scene, choice: str, kept: Kept) -> None:
    """Whoever would end a form under their name is asked whether it goes, or waits for them."""
    if choice != "end":
        scene.again()
    elif scene.form is not None and not scene.form.private:
        scene.open_aside("cancel")
        scene.again()
    else:
        scene.run("endform")


def _put_young(scene: Scene) -> Message:
    return simple(scene, key(data(scene, "text")), "correct_year", "fine", fine="year_right")


def _young(scene: Scene, choice: str, kept: Kept) -> None:
    """Too young to take part: the year was mistyped, or nothing is kept."""
    if choice == "fine":
        form = scene.form
        drafts.drop(scene)
        scene.say((form.declined if form else None) or key("form.declined"))
    else:
        scene.again()


def _duplicate(scene: Scene, choice: str, kept: Kept) -> None:
    """The same initiative, day and place was reported before: sent all the same, or looked at again."""
    if choice == "yes" and scene.draft is not None:
        scene.set_draft(at="send")
    else:
        scene.again()


def _distress(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        scene.effect(Errand("protection", f"protection:{scene.new_id()}", {}))
        scene.say("distress.told")
    scene.run("home")


# ------------------------------------------------------------------------------------- which was meant


def _put_which(scene: Scene) -> Message:
    """«خلص»: finished, or enough? One meaning is confirmed, two are offered."""
    meanings = [str(m) for m in items(scene, "meanings")]
    choices = [Choice(m, key(f"choice.meant_{m}")) for m in meanings]
    if len(meanings) > 1:
        return ask(scene, (key("which.ask"),), [*choices, Choice("none", key("choice.none"))])
    text = _CONFIRMS.get(meanings[0], "which.confirm") if meanings else "which.confirm"
    return ask(scene, (key(text),), [*choices, Choice("none", key("choice.no"))])


# Asked in their own words: «إن شاء الله» is no yes, «مش أنا» may be said of a question.
_CONFIRMS = {"yes": "which.confirm_yes", "wrongperson": "wrongperson.ask"}


def _which(scene: Scene, choice: str, kept: Kept) -> None:
    """The word has been explained; 'none' goes back to the open question."""
    meanings = kept.get("meanings", ())
    if choice == "yes" and len(meanings) == 1:
        choice = str(meanings[0])
    if choice in meanings:
        scene.run(f"meant:{choice}")
    else:
        scene.again()


KINDS = (
    AsideKind(
        "cancel", _asks("cancel.ask", "delete", "keep_later"), _cancel, words={"yes": "delete", "no": "no"}
    ),
    AsideKind("deletedata", _asks("deletedata.ask", "delete", "no"), _delete_data, words={"yes": "delete"}),
    AsideKind("deleteanswers", _put_delete_answers, _delete_answers, words={"yes": "delete"}),
    AsideKind("whichanswers", _put_which_answers, _which_answers),
    AsideKind("stopped", _put_stopped, _stopped, words={"yes": "fine", "done": "fine"}, passing=True),
    AsideKind(
        "skips",
        _asks("skips.ask", "continue", "end"),
        _skips,
        words={"yes": "continue", "no": "end", "skip": "continue"},
    ),
    AsideKind("young", _put_young, _young, words={"yes": "fine", "done": "fine"}, passing=True),
    AsideKind("duplicate", _asks("duplicate.ask", "yes", "no"), _duplicate),
    AsideKind("distress", _asks("distress.ask", "yes", "no"), _distress, passing=True),
    AsideKind("which", _put_which, _which, words={"yes": "yes", "no": "none"}, passing=True),
)
