"""Words that work anywhere, and what the menu offers: one function per intent, all in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.conversation import CancelWake, ClearChat, LookUp, Quiet
from bot.core.form import Form
from bot.core.text import Text, key
from bot.flows import filling, menu
from bot.flows.asides import linking
from bot.flows.scene import Scene


def form_for(scene: Scene, purpose: str) -> Form | None:
    """The form that is asked now for a purpose."""
    return next((f for f in scene.book.forms.values() if f.purpose == purpose), None)


def open_form(scene: Scene, purpose: str) -> None:
    """Begin the form of a purpose, or continue it where it waits."""
    form = form_for(scene, purpose)
    if form is None:
        scene.say("form.none")
        scene.again()
        return
    waiting = next((w for w in scene.talk.waiting if w.form == form.name), None)
    if waiting is not None:
        scene.effect(LookUp("draft", {"id": waiting.draft}))
        return
    filling.begin(scene, form)


# ------------------------------------------------------------------------------- the way in and out


def register(scene: Scene) -> None:
    """Start, or start again where one left; who is registered gets the menu."""
    if scene.person.stopped:
        resume_messages(scene)
    if scene.person.registered or scene.draft is not None:
        scene.again() if scene.busy else menu.show(scene)
        return
    open_form(scene, "register")


def help_(scene: Scene) -> None:
    scene.say(key("help.staff") if scene.person.staff else key("help"))
    scene.again() if scene.busy else menu.show(scene)


def repeat(scene: Scene) -> None:
    if scene.busy:
        scene.again()
    else:
        help_(scene)


def show_menu(scene: Scene) -> None:
    """The menu; an open form waits."""
    if scene.draft is not None:
        scene.say("menu.form_kept")
        filling.suspend(scene)
    if not scene.person.registered and not scene.person.staff and not scene.talk.waiting:
        register(scene)
        return
    menu.show(scene)


def cancel(scene: Scene) -> None:
    """Drop what is being composed; asks once when something would be lost."""
    if scene.draft is not None and scene.draft.answers:
        scene.open_aside("cancel")
        scene.again()
        return
    filling.drop(scene)
    scene.say("cancel.done")
    menu.show(scene)


def end_form(scene: Scene) -> None:
    """«إنهاء»: the open form ends now, and nothing else."""
    if scene.draft is None:
        scene.say("endform.none")
        scene.again() if scene.busy else menu.show(scene)
        return
    private = scene.form is not None and scene.form.private
    filling.drop(scene)
    scene.say("endform.survey" if private else "endform.done")
    menu.show(scene)


def stop(scene: Scene) -> None:
    """«إيقاف»: everything stops at once; then the narrower choice is offered."""
    closed = scene.draft is not None
    filling.drop(scene)
    scene.set_person(stopped=True)
    scene.effect(Quiet(on=True), CancelWake("remind"))
    scene.open_aside("stopped", closed="yes" if closed else "")
    scene.again()


def resume_messages(scene: Scene) -> None:
    scene.set_person(stopped=False)
    scene.effect(Quiet(on=False))
    scene.say("stop.lifted")
    scene.again()


# -------------------------------------------------------------------------------------- in a form


def back(scene: Scene) -> None:
    if scene.draft is None:
        menu.show(scene)
    else:
        filling.back(scene)


def skip(scene: Scene) -> None:
    """«تخطي»; «التالي» of a coordinator with no form open is the next notice."""
    if scene.draft is None and scene.person.staff:
        next_notice(scene)
    elif scene.draft is None:
        scene.again() if scene.busy else menu.show(scene)
    else:
        filling.skip(scene)


def later(scene: Scene) -> None:
    scene.open_aside("later")
    scene.again()


def listen(scene: Scene) -> None:
    """The recorded question, where one exists; from then on the voice comes by itself."""
    field = filling.open_field(scene)
    if field is None or not field.recorded:
        scene.say("listen.none")
    else:
        scene.set_person(voice=True)
    scene.again()


def voice_off(scene: Scene) -> None:
    scene.set_person(voice=False)
    scene.say("listen.off")
    menu.show(scene)


def done(scene: Scene) -> None:
    if scene.busy:
        scene.again()
    else:
        menu.show(scene)


def resume(scene: Scene) -> None:
    """Go on with the form that waited longest."""
    if scene.talk.waiting:
        scene.effect(LookUp("draft", {"id": scene.talk.waiting[0].draft}))
    else:
        menu.show(scene)


# ----------------------------------------------------------------------------------- about oneself


def language(scene: Scene) -> None:
    scene.open_aside("language")
    scene.again()


def my_data(scene: Scene) -> None:
    scene.effect(LookUp("mydata", {}))


def delete_answers(scene: Scene) -> None:
    """Names the form and wave it will delete, and asks once."""
    form = scene.form
    if form is not None and form.private:
        scene.open_aside("deleteanswers", form=form.name, wave=form.wave)
        scene.again()
        return
    scene.effect(LookUp("answers", {}))


def delete_data(scene: Scene) -> None:
    scene.open_aside("deletedata")
    scene.again()


def clear_chat(scene: Scene) -> None:
    scene.effect(ClearChat())
    scene.say("clearchat." + (scene.turn.channel if scene.turn.channel in _CLEARS else "other"))


_CLEARS = frozenset({"telegram", "whatsapp", "webchat"})


def wrong_person(scene: Scene) -> None:
    scene.open_aside("wrongperson")
    scene.again()


def other_person(scene: Scene) -> None:
    scene.effect(LookUp("persons", {}))


def lost_phone(scene: Scene) -> None:
    scene.say("link.how")
    linking.ask(scene)


def link(scene: Scene) -> None:
    """A known person gets a code to type elsewhere; somebody new types one."""
    if scene.person.registered:
        linking.offer(scene)
        menu.show(scene)
    else:
        linking.ask(scene)


def who_are_you(scene: Scene) -> None:
    scene.say("whoareyou")
    scene.again()


# ------------------------------------------------------------------------------------ to the team


def human(scene: Scene) -> None:
    """A person answers: who, within what time, and that it is no emergency service."""
    who = scene.book.programme.human_who or scene.book.programme.organisation
    scene.say("human.who", count=scene.book.programme.human_hours, who=who)
    open_form(scene, "human")


def complaint(scene: Scene) -> None:
    open_form(scene, "complaint")


def urgent(scene: Scene) -> None:
    """The support card of the person's area; it is no emergency service."""
    scene.say(support_card(scene))


def support_card(scene: Scene) -> Text:
    emergency = scene.book.programme.emergency
    codes = [*scene.book.areas.upwards(scene.person.area), ""]
    local = next((emergency[c] for c in codes if c in emergency), None)
    return key("support.card", local=local) if local is not None else key("support.card_none")


def activity(scene: Scene) -> None:
    """Report an initiative: for who accepted the code of conduct."""
    if not scene.person.registered:
        register(scene)
    elif not scene.person.is_a("champion"):
        scene.say("activity.champions_only")
        scene.again()
    elif not scene.person.profile.get("conduct"):
        scene.say("activity.conduct_first")
        open_form(scene, "conduct")
    else:
        open_form(scene, "report")


def status(scene: Scene) -> None:
    scene.effect(LookUp("reports", {}))


def pulse(scene: Scene) -> None:
    form = form_for(scene, "pulse")
    if form is None or not scene.book.programme.wave:
        scene.say("pulse.none")
        menu.show(scene)
        return
    if any(w.form == form.name for w in scene.talk.waiting) or (
        scene.draft and scene.draft.form == form.name
    ):
        open_form(scene, "pulse")
        return
    scene.effect(LookUp("answered", {"form": form.name, "wave": scene.book.programme.wave}))


def profile(scene: Scene) -> None:
    open_form(scene, "profile")


def settings(scene: Scene) -> None:
    menu.show(scene, "settings")


def next_notice(scene: Scene) -> None:
    """«التالي»: the next thing that awaits this coordinator."""
    scene.effect(LookUp("notices", {}))


def name_person(scene: Scene) -> None:
    person = scene.aside.data.get("person", "") if scene.aside else ""
    scene.effect(LookUp("person", {"id": person}))


COMMANDS: Mapping[str, Callable[[Scene], None]] = {
    "start": register,
    "register": register,
    "help": help_,
    "repeat": repeat,
    "menu": show_menu,
    "cancel": cancel,
    "endform": end_form,
    "stop": stop,
    "resume_messages": resume_messages,
    "back": back,
    "skip": skip,
    "later": later,
    "listen": listen,
    "voice_off": voice_off,
    "done": done,
    "resume": resume,
    "edit": done,
    "language": language,
    "mydata": my_data,
    "deleteanswers": delete_answers,
    "deletedata": delete_data,
    "clearchat": clear_chat,
    "wrongperson": wrong_person,
    "otherperson": other_person,
    "lostphone": lost_phone,
    "link": link,
    "whoareyou": who_are_you,
    "human": human,
    "report": human,
    "complaint": complaint,
    "urgent": urgent,
    "activity": activity,
    "status": status,
    "pulse": pulse,
    "profile": profile,
    "settings": settings,
    "next": next_notice,
    "name_person": name_person,
}
