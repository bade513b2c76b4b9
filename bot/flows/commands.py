"""Words that work anywhere, and what the menu offers: one function per intent, all in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.arabic.languages import language as language_named
from bot.core.conversation import CancelWake, ClearChat, Detach, LookUp, Quiet
from bot.core.form import Answer
from bot.core.text import Text, key
from bot.flows import drafts, filling, finding, menu, team
from bot.flows.asides import (
    absent,
    announcing,
    bringing,
    choosing,
    claiming,
    digesting,
    linking,
    overseeing,
    publishing,
    reminding,
    staff,
    timing,
)
from bot.flows.menu import home
from bot.flows.opening import begin, form_for, known, offered, open_form, open_named
from bot.flows.scene import Scene

# ------------------------------------------------------------------------------- the way in and out


def register(scene: Scene) -> None:
    """Start, or start again where one left; who is registered gets the menu."""
    if scene.person.stopped:
        _lift(scene)
    if scene.busy:
        scene.again()
    elif scene.person.registered:
        scene.say("who.back", name=scene.person.name)
        menu.show(scene)
    elif not claiming.look(scene):
        if form_for(scene, "register") is not None and not scene.talk.waiting:
            scene.say("welcome")
        open_form(scene, "register")


def help_(scene: Scene) -> None:
    scene.say("help.staff" if scene.person.staff else "help")
    home(scene)


def repeat(scene: Scene) -> None:
    if scene.busy:
        scene.again()
    else:
        help_(scene)


def show_menu(scene: Scene) -> None:
    """The menu; an open form waits, and a question outside forms is given up."""
    scene.close_aside()
    if scene.draft is not None:
        scene.say("menu.form_kept")
        drafts.suspend(scene)
    menu.show(scene)


def cancel(scene: Scene) -> None:
    """Drop what is being composed; asks once when something would be lost."""
    if scene.aside is not None and scene.aside.kind != "menu":
        scene.say("reply.dropped" if scene.aside.kind in _COMPOSED else "courtesy.acknowledge")
        scene.close_aside()
        home(scene)
    elif scene.draft is None:
        menu.show(scene)
    elif publishing.left(scene):
        pass  # there is nothing to lose
    elif scene.draft.answers or scene.draft.partial:
        scene.open_aside("cancel")
        scene.again()
    else:
        drafts.drop(scene)
        scene.say("cancel.done")
        menu.show(scene)


_COMPOSED = frozenset(
    {
        *("reply", "reply_confirm", "towhom", "reason_text", "reason_confirm"),
        *(kind.name for module in (announcing, timing) for kind in module.KINDS),
    }
)


def end_form(scene: Scene) -> None:
    """«إنهاء»: the open form ends now, and nothing else."""
    scene.close_aside()
    if publishing.left(scene):
        return
    if scene.draft is None:
        scene.say("endform.none")
    else:
        survey = scene.form is None or scene.form.purpose == "pulse"
        scene.say("endform.survey" if survey else "endform.done")
        drafts.drop(scene)
    menu.show(scene)


def stop(scene: Scene) -> None:
    """«إيقاف»: everything stops at once; then the narrower choice is offered."""
    closed = (
        "" if scene.draft is None else "survey" if scene.form and scene.form.purpose == "pulse" else "yes"
    )
    drafts.drop(scene)
    scene.set_person(stopped=True)
    scene.effect(Quiet(on=True), CancelWake("remind"))
    scene.open_aside("stopped", closed=closed)
    scene.again()


def _lift(scene: Scene) -> None:
    scene.set_person(stopped=False)
    scene.effect(Quiet(on=False))
    scene.say("stop.lifted")


def resume_messages(scene: Scene) -> None:
    _lift(scene)
    home(scene)


def surveys(scene: Scene) -> None:
    """The forms that are open; one alone begins at once."""
    found = offered(scene)
    if len(found) == 1:
        open_named(scene, found[0].name)
    elif found:
        scene.open_aside("surveys")
        scene.again()
    else:
        scene.say("surveys.none")
        home(scene)


# -------------------------------------------------------------------------------------- in a form


def back(scene: Scene) -> None:
    if scene.draft is None:
        menu.show(scene)
    else:
        filling.back(scene)


def skip(scene: Scene) -> None:
    """«تخطي»; «التالي» of a coordinator with no form open is the next notice."""
    if scene.draft is not None:
        filling.skip(scene)
    elif scene.person.staff:
        next_notice(scene)
    else:
        home(scene)


def later(scene: Scene) -> None:
    """A reminder of what is not finished."""
    reminding.begin(scene)


def listen(scene: Scene) -> None:
    """The recorded question, where one exists; from then on the voice comes by itself."""
    field = filling.open_field(scene)
    if field is None or not field.recorded:
        scene.say("listen.none")
    else:
        scene.set_person(voice=True)
    home(scene)


def voice_off(scene: Scene) -> None:
    scene.set_person(voice=False)
    scene.say("listen.off")
    home(scene)


def resume(scene: Scene) -> None:
    """Go on with what waits; with several, the person says which."""
    waiting = scene.talk.waiting
    if len(waiting) == 1:
        scene.effect(LookUp("draft", {"id": waiting[0].draft}))
    elif waiting:
        scene.open_aside("drafts")
        scene.again()
    else:
        home(scene)


# ----------------------------------------------------------------------------------- about oneself


def language(scene: Scene) -> None:
    scene.open_aside("language")
    scene.again()


def my_data(scene: Scene) -> None:
    scene.effect(LookUp("mydata", {}))


def correct(scene: Scene) -> None:
    """What registration asked, to be put right from its summary."""
    form = form_for(scene, "register")
    if form is None or not scene.person.registered:
        register(scene)
        return
    agreed: dict[str, Answer] = (
        {form.consent: form.field(form.consent).options[0].name} if form.consent else {}
    )
    begin(scene, form, answers={**agreed, **known(scene, form)})


def address(scene: Scene) -> None:
    scene.open_aside("address")
    scene.again()


def delete_answers(scene: Scene) -> None:
    """Names the form and wave it will delete, and asks once."""
    form = scene.form
    if form is not None and form.private:
        scene.open_aside("deleteanswers", form=form.name, wave=form.wave)
        scene.again()
    else:
        scene.effect(LookUp("answers", {}))


def delete_data(scene: Scene) -> None:
    scene.open_aside("deletedata")
    scene.again()


def clear_chat(scene: Scene) -> None:
    scene.effect(ClearChat())
    scene.say("clearchat." + (scene.turn.channel if scene.turn.channel in _CLEARS else "other"))


_CLEARS = frozenset({"telegram", "whatsapp", "webchat"})


def wrong_person(scene: Scene) -> None:
    """The number is not of whom we mean: show nothing, send nothing more, at once."""
    scene.say("wrongperson.done")
    scene.effect(Detach())


def other_person(scene: Scene) -> None:
    scene.effect(LookUp("persons", {}))


def link(scene: Scene) -> None:
    """Somebody known gets a code to type elsewhere; somebody new types one."""
    if scene.person.registered:
        linking.offer(scene)
        home(scene)
    else:
        linking.ask(scene)


def lost_phone(scene: Scene) -> None:
    scene.say("link.how")
    link(scene)


def who_are_you(scene: Scene) -> None:
    scene.say("whoareyou")
    home(scene)


# ------------------------------------------------------------------------------------ to the team


def human(scene: Scene) -> None:
    """A person answers: who, within what time, and that it is no emergency service."""
    programme = scene.book.programme
    if team.refused(scene):
        home(scene)
        return
    scene.say("human.who", who=programme.human_who or programme.organisation, hours=programme.human_hours)
    voices = scene.draft.notes.get("voices") if scene.draft is not None else None
    notes = {"attached": list(voices) if voices else [], "concerning": scene.talk.notes.get("concerning", "")}
    notes = {name: value for name, value in notes.items() if value}
    scene.note("concerning", None)
    open_form(scene, "human", **({"notes": notes} if notes else {}))


def complaint(scene: Scene) -> None:
    """To the safeguarding list; where none is set, whom to turn to instead: nothing is taken for nobody."""
    programme = scene.book.programme
    if not programme.safeguarding:
        scene.say("complaint.no_list", contact=programme.safeguarding_contact or key("support.none"))
        home(scene)
    else:
        open_form(scene, "complaint")


def urgent(scene: Scene) -> None:
    """The support card of the person's area; it is no emergency service."""
    scene.say(support_card(scene))
    scene.again()


def support_card(scene: Scene) -> Text:
    emergency = scene.book.programme.emergency
    codes = [*scene.book.areas.upwards(scene.person.area), ""]
    local = next((emergency[c] for c in codes if c in emergency), None)
    return key("support.card", local=local) if local is not None else key("support.card_none")


def activity(scene: Scene) -> None:
    """Report an initiative: for who may, once the code of conduct is accepted."""
    form = form_for(scene, "report")
    roles = form.roles if form is not None else ()
    if not scene.person.registered:
        register(scene)
    elif form is not None and roles and not any(map(scene.person.is_a, roles)):
        scene.say("activity.champions_only", champion=scene.book.programme.champion)
        home(scene)
    elif not scene.person.profile.get("conduct"):
        scene.note("begin", scene.talk.notes.get("begin") or {})
        scene.say("activity.conduct_first")
        open_form(scene, "conduct")
    else:
        begun = scene.talk.notes.get("begin")
        scene.note("begin", None)
        open_form(scene, "report", **({"notes": dict(begun)} if begun else {}))


def closing(scene: Scene) -> None:
    """The last report of an initiative, with its details."""
    scene.note("begin", {"way_in": "closing"})
    activity(scene)


def status(scene: Scene) -> None:
    scene.effect(LookUp("reports", {}))


def pulse(scene: Scene) -> None:
    form, programme = form_for(scene, "pulse"), scene.book.programme
    closed = bool(programme.wave_closes) and programme.wave_closes < scene.turn.local.date().isoformat()
    if form is None or not programme.wave or closed:
        scene.say("pulse.none")
        home(scene)
    elif drafts.waits(scene, form.name) or (scene.draft and scene.draft.form == form.name):
        open_form(scene, "pulse")
    else:
        scene.effect(LookUp("answered", {"form": form.name, "wave": programme.wave}))


def profile(scene: Scene) -> None:
    """What is good to know; who completed it once sees the answers first."""
    form = form_for(scene, "profile")
    if form is not None and scene.person.profile.get("completed"):
        begin(scene, form, answers=known(scene, form), passed=tuple(f.name for f in form.fields))
    else:
        open_form(scene, "profile")


def apply(scene: Scene) -> None:
    """The application of a champion: who came by an open link, or reported first and tells more later."""
    open_form(scene, "apply")


def settings(scene: Scene) -> None:
    menu.show(scene, menu.SETTINGS)


def next_notice(scene: Scene) -> None:
    """«التالي»: the next thing that awaits this coordinator."""
    if scene.person.staff:
        staff.go_on(scene)
    else:
        home(scene)


def name_person(scene: Scene) -> None:
    person = scene.aside.data.get("person", "") if scene.aside else ""
    scene.effect(LookUp("person", {"id": person}))


def obey(scene: Scene, word: str, spoken: str) -> None:
    """Carry out a command that was typed: the words may say more than its name."""
    if word == "language":
        _speak(scene, spoken)
    elif word == "later":
        reminding.begin(scene, spoken)
    else:
        COMMANDS[word](scene)


def _speak(scene: Scene, spoken: str) -> None:
    """«لغة كردية» says which; «لغة» is asked."""
    code = language_named(spoken)
    if code is None:
        language(scene)
    else:
        choosing.speak(scene, code)


COMMANDS: Mapping[str, Callable[[Scene], None]] = {
    "start": register,
    "register": register,
    "help": help_,
    "repeat": repeat,
    "menu": show_menu,
    "home": home,
    "cancel": cancel,
    "endform": end_form,
    "stop": stop,
    "resume_messages": resume_messages,
    "back": back,
    "skip": skip,
    "later": later,
    "listen": listen,
    "voice_off": voice_off,
    "done": home,
    "edit": home,
    "resume": resume,
    "language": language,
    "mydata": my_data,
    "correct": correct,
    "address": address,
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
    "closing": closing,
    "status": status,
    "pulse": pulse,
    "surveys": surveys,
    "profile": profile,
    "apply": apply,
    "settings": settings,
    "away": absent.begin,
    "digest": digesting.begin,
    "next": next_notice,
    "announce": announcing.announce,
    "sent_messages": overseeing.show,
    "name_person": name_person,
    "undo_people": bringing.undo_last,
    "held": finding.held,
}
