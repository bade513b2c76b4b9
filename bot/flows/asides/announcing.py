"""A message to many, composed by a coordinator: its words, to whom, with which button; then what it comes to.

When it leaves is asked in `timing`. What it comes to is worked out by an errand and comes back as *found*.
Nothing leaves and nothing is kept before «إرسال».
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.arabic import intent, said
from bot.core.conversation import Errand, LookUp, Said
from bot.core.form import Form
from bot.core.message import Choice, Message
from bot.core.text import Text, key, ltr, verbatim
from bot.flows.announcement import LONGEST, NOW, ask_for, may_announce, onward, openable, spec, when
from bot.flows.aside import SINCE, AsideKind, Kept, ask, data, items, simple, told
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

_BACK = Choice("back", key("choice.back"), number=-1)
_GOES_BACK = {"back": "back"}
# Latin letters are far away on an Arabic keyboard.
_NAME = re.compile(r"\{\s*(?:الاسم|اسم)\s*\}")
_ROLES = ("volunteer", "champion")


def announce(scene: Scene) -> None:
    """«إعلان»: begin, for who may; the audiences that are saved come first."""
    if may_announce(scene.person):
        scene.effect(LookUp("audiences", {}))
    else:
        scene.say("announce.staff_only")
        scene.run("home")


def begin(scene: Scene, facts: Kept) -> None:
    """The audiences have come: ask for the words."""
    saved = [{"id": str(one["id"]), "name": str(one["name"])} for one in facts.get("audiences", ())]
    onward(scene, {"saved": saved})


# ------------------------------------------------------------------------------------------- its words


def _put_words(scene: Scene) -> Message:
    """Any words are an answer, so its choices have no numbers."""
    before = data(scene, "text")
    parts = [key("announce.words", sign=ltr("{name}"), most=LONGEST)]
    if before:
        parts.append(key("announce.present", text=verbatim(before)))
    keep = [Choice("keep_text", key("choice.keep_text"), number=-1)] if before else []
    return ask(scene, tuple(parts), [*keep, _BACK])


def _choose_words(scene: Scene, choice: str, kept: Kept) -> None:
    """Back: to what it came to when only the words are changed, else out of it."""
    if choice == "keep_text" or "at" in kept:
        onward(scene, kept)
    else:
        scene.say("reply.dropped")
        scene.run("home")


def _back_from_words(scene: Scene, words: Said) -> bool:
    """«ارجع» in any way of saying it."""
    if scene.aside is None or intent(said(words.text)) != "back":
        return False
    kept = scene.aside.data
    scene.close_aside()
    _choose_words(scene, "back", kept)
    return True


def _take_words(scene: Scene, words: Said) -> bool:
    text = _NAME.sub("{name}", tidy(words.text, LONGEST + 1))
    kept = scene.aside.data if scene.aside is not None else {}
    if not text:
        return False
    if len(text) > LONGEST:
        scene.say("announce.long", most=LONGEST)
        scene.again()
        return True
    scene.close_aside()
    onward(scene, {**kept, "text": text})
    return True


# --------------------------------------------------------------------------------------------- to whom


def _put_whom(scene: Scene) -> Message:
    person = scene.person
    own = person.areas and not person.is_a("admin")
    choices = [Choice("everybody", key("choice.whom_areas" if own else "choice.whom_everybody"))]
    choices += [Choice(f"role:{role}", key(f"choice.whom_{role}")) for role in _ROLES]
    if _answerable(scene):
        choices.append(Choice("unanswered", key("choice.whom_unanswered")))
    if items(scene, "saved"):
        choices.append(Choice("saved", key("choice.whom_saved")))
    return ask(scene, (key("announce.whom"),), [*choices, _BACK])


def _choose_whom(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        ask_for(scene, kept, "text")
    elif choice in {"unanswered", "saved"}:
        scene.open_aside(f"announce_{choice}", **spec(kept))
        scene.again()
    else:
        onward(scene, {**kept, "whom": choice})


def _forms(scene: Scene) -> tuple[Form, ...]:
    return openable(scene.book, scene.turn.local.date())


def _answerable(scene: Scene) -> tuple[Form, ...]:
    """Those of which it is known who has answered."""
    return tuple(form for form in _forms(scene) if form.mode != "anonymous")


def _offers(forms: Iterable[Form], kind: str) -> list[Choice]:
    return [Choice(f"{kind}:{form.name}", form.title) for form in forms]


def _put_unanswered(scene: Scene) -> Message:
    return ask(scene, (key("announce.unanswered"),), [*_offers(_answerable(scene), "unanswered"), _BACK])


def _put_saved(scene: Scene) -> Message:
    saved = [Choice(f"saved:{one['id']}", verbatim(one["name"])) for one in items(scene, "saved")]
    return ask(scene, (key("announce.saved"),), [*saved, _BACK])


def _choose_which(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        ask_for(scene, kept, "whom")
    else:
        onward(scene, {**kept, "whom": choice})


# ------------------------------------------------------------------------------------------ its button


def _put_form(scene: Scene) -> Message:
    none = Choice("none", key("choice.no_button"))
    return ask(scene, (key("announce.form"),), [none, *_offers(_forms(scene), "form"), _BACK])


def _choose_form(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        ask_for(scene, kept, "whom")
    else:
        onward(scene, {**kept, "form": choice.removeprefix("form:") if choice != "none" else ""})


# ------------------------------------------------------------------------------------ what it comes to


def planned(scene: Scene, facts: Kept) -> None:
    """It is shown as it would be sent; or it is said what is wrong with it, and that is asked again."""
    match facts.get("outcome"):
        case "planned":
            scene.open_aside("announce_plan", **facts)
            scene.again()
        case "flawed":
            _flawed(scene, facts)
        case _:
            scene.say("announce.gone")
            scene.run("home")


def _flawed(scene: Scene, facts: Kept) -> None:
    for why in told(facts, "why"):
        scene.say(why)
    ask_for(scene, facts, str(facts.get("wrong", "at")))


def _put_plan(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    parts: list[Text] = [key("announce.plan", when=when(data(scene, "at"))), *told(kept, "lines")]
    if kept.get("nobody"):
        parts.append(key("announce.nobody"))
    send = [] if kept.get("nobody") else [Choice("send", key("choice.send"), style="primary")]
    others = [Choice(name, key(f"choice.{name}")) for name in ("try_alone", "edit_text")]
    return ask(scene, tuple(parts), [*send, *others, Choice("cancel", key("choice.cancel")), _BACK])


def _choose_plan(scene: Scene, choice: str, kept: Kept) -> None:
    match choice:
        case "send" if kept.get("sure"):
            scene.open_aside("announce_sure", **kept)
            scene.again()
        case "send":
            _send(scene, kept)
        case "try_alone":
            scene.effect(Errand("try_words", f"try_words:{scene.new_id()}", spec(kept)))
            scene.say("announce.tried")
            scene.open_aside("announce_plan", **kept)
            scene.again()
        case "edit_text":
            ask_for(scene, kept, "text")
        case "back":
            ask_for(scene, kept, "whom" if kept.get("nobody") else "at")
        case _:
            scene.say("reply.dropped")
            scene.run("home")


def _put_sure(scene: Scene) -> Message:
    return simple(scene, key("announce.sure"), "send_to_all", "back")


def _choose_sure(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "send_to_all":
        _send(scene, kept)
    else:
        scene.open_aside("announce_plan", **kept)
        scene.again()


def _send(scene: Scene, kept: Kept) -> None:
    """Once: the key is of what was shown, so a second press asks for the same errand."""
    known = {name: value for name, value in kept.items() if name != SINCE}
    scene.effect(Errand("announce", f"announce:{kept['campaign']}", known))
    scene.say("announce.sending")


def announced(scene: Scene, facts: Kept) -> None:
    """It is under way, waits for somebody else's approval, or why neither."""
    match facts.get("outcome"):
        case "started":
            at = str(facts.get("at", NOW))
            scene.say("announce.started" if at == NOW else "announce.planned", when=when(at))
            scene.again()
        case "waiting":
            scene.say("announce.waiting", count=int(facts.get("asked", 0)))
            scene.again()
        case "alone":
            scene.say("announce.alone", command=ltr("tamasuk invite coordinator"))
            planned(scene, {**facts, "outcome": "planned"})
        case outcome:
            planned(scene, {**facts, "outcome": outcome})


KINDS = (
    AsideKind(
        "announce_words",
        _put_words,
        _choose_words,
        recognise=_back_from_words,
        take=_take_words,
        open_text=True,
    ),
    AsideKind("announce_whom", _put_whom, _choose_whom, words=_GOES_BACK),
    AsideKind("announce_unanswered", _put_unanswered, _choose_which, words=_GOES_BACK),
    AsideKind("announce_saved", _put_saved, _choose_which, words=_GOES_BACK),
    AsideKind("announce_form", _put_form, _choose_form, words=_GOES_BACK),
    AsideKind("announce_plan", _put_plan, _choose_plan, words={**_GOES_BACK, "edit": "edit_text"}),
    AsideKind(
        "announce_sure", _put_sure, _choose_sure, words={**_GOES_BACK, "yes": "send_to_all", "no": "back"}
    ),
)
