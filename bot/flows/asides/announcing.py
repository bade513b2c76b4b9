"""A message to many, composed by a coordinator: its words, to whom, with which button; then what it comes to.

When it leaves is asked in `timing`. What it comes to is worked out by an errand and comes back as *found*.
Nothing leaves and nothing is kept before «إرسال».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.arabic import intent, said
from bot.core.campaign import MOST_BUTTONS
from bot.core.conversation import Errand, LookUp, Said, Sent
from bot.core.form import Form
from bot.core.message import Choice, Message
from bot.core.person import Person
from bot.core.sending import fields
from bot.core.text import Text, key, ltr, verbatim
from bot.flows import attaching
from bot.flows.announcement import (
    LONGEST,
    MOST_MESSAGES,
    NOW,
    another,
    ask_for,
    in_hand,
    may_announce,
    messages,
    onward,
    openable,
    pressable,
    refused,
    reworded,
    spec,
    titled,
    when,
    words_of,
)
from bot.flows.aside import SINCE, AsideKind, Kept, ask, beside, data, items, simple, told
from bot.flows.asides import selecting
from bot.flows.picking import several
from bot.flows.scene import Scene

_BACK = Choice("back", key("choice.back"), number=-1)
_GOES_BACK = {"back": "back"}
_ALONE = frozenset({"announce.alone", "announce.alone_team"})
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
    before, earlier, medium = data(scene, "text"), len(items(scene, "before")), _medium(scene)
    parts = [
        key("announce.words", sign=fields.SIGN, others=fields.OTHERS, forms=fields.EXAMPLE, most=LONGEST)
    ]
    if earlier:
        parts.insert(0, key("announce.number", number=earlier + 1))
    if before:
        parts.append(key("announce.present", text=_typed(scene, before)))
    parts.append(key(f"announce.with_{medium}" if medium else "announce.media"))
    names = [
        *(["keep_text"] if before else ["ready_texts"]),
        *(["drop_media"] if medium else []),
    ]
    return ask(scene, tuple(parts), [*(Choice(one, key(f"choice.{one}"), number=-1) for one in names), _BACK])


def _medium(scene: Scene) -> str:
    """The kind of what goes with the words, '' of nothing."""
    kept = scene.aside.data.get("media") if scene.aside is not None else None
    return str(kept["kind"]) if kept else ""


def _choose_words(scene: Scene, choice: str, kept: Kept) -> None:
    """Back: to what it came to when only the words are changed, to the messages before it, else out of it."""
    if choice == "ready_texts":
        scene.open_aside("announce_ready", **kept)
        scene.again()
    elif choice == "drop_media":
        scene.open_aside("announce_words", **{name: one for name, one in kept.items() if name != "media"})
        scene.again()
    elif choice == "keep_text" or "at" in kept:
        onward(scene, kept)
    elif kept.get("before"):
        onward(scene, in_hand(kept, kept["before"]))
    else:
        scene.say("reply.dropped")
        scene.run("home")


def _sent_media(scene: Scene, sent: Sent) -> bool:
    """One photo, document or voice goes with the words; a caption is the words."""
    kept, along = scene.aside.data if scene.aside is not None else {}, attaching.take(scene, sent)
    if along is None:
        scene.again()
        return True
    scene.open_aside("announce_words", **{**kept, "media": along})
    if not _take_words(scene, Said(sent.caption)):
        scene.again()
    return True


def _back_from_words(scene: Scene, words: Said) -> bool:
    """«ارجع» in any way of saying it."""
    if scene.aside is None or intent(said(words.text)) != "back":
        return False
    kept = scene.aside.data
    scene.close_aside()
    _choose_words(scene, "back", kept)
    return True


def _typed(scene: Scene, words: str) -> Text:
    return verbatim(fields.retyped(words, scene.person.language))


def _take_words(scene: Scene, words: Said) -> bool:
    text = words_of(words)
    kept = scene.aside.data if scene.aside is not None else {}
    if not text:
        return False
    if refused(scene, text):
        return True
    scene.close_aside()
    onward(scene, reworded(kept, text))
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
    choices.append(Choice("built", key("choice.whom_built")))
    return ask(scene, (key("announce.whom"),), [*choices, _BACK])


def _choose_whom(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        ask_for(scene, kept, "text")
    elif choice == selecting.BUILT:
        selecting.begin(scene, kept)
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
    return [Choice(f"{kind}:{form.name}", titled(form)) for form in forms]


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
    return ask(scene, (key("announce.form", most=MOST_BUTTONS),), _buttons(scene))


def _buttons(scene: Scene) -> list[Choice]:
    none = Choice("none", key("choice.no_button"))
    return [none, *_offers(pressable(scene.book, scene.turn.local.date()), "form"), _BACK]


def _said_form(scene: Scene, words: Said) -> bool:
    """Several buttons are said at once, by their names or numbers."""
    found = several(words.text, _buttons(scene), scene.book, scene.person.language)
    if len(found) <= 1:
        return False
    if not all(one.startswith("form:") for one in found) or len(found) > MOST_BUTTONS:
        scene.say("announce.buttons_most", most=MOST_BUTTONS)
        scene.again()
        return True
    kept = scene.aside.data if scene.aside is not None else {}
    scene.close_aside()
    onward(scene, {**kept, "form": " ".join(one.removeprefix("form:") for one in found)})
    return True


def _choose_form(scene: Scene, choice: str, kept: Kept) -> None:
    """Whom they are for was asked before the first message."""
    if choice == "back":
        ask_for(scene, kept, "text" if kept.get("before") else "whom")
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
    """An earlier message that is wrong is in hand again, and stands last from now on."""
    earlier, at = list(facts.get("before", ())), int(facts.get("message", -1))
    if earlier and at >= 0:
        scene.say("announce.wrong_one", number=at + 1)
    for why in told(facts, "why"):
        scene.say(why)
    if 0 <= at < len(earlier):
        facts = in_hand(facts, [*earlier[:at], *earlier[at + 1 :], messages(facts)[-1], earlier[at]])
    if facts.get("wrong") == "media":
        facts = {**facts, "media": None, "wrong": "text"}
    ask_for(scene, facts, str(facts.get("wrong", "at")))


def _put_plan(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    number = len(messages(kept))
    heading = (
        key("announce.plan", when=when(scene, kept["at"]))
        if number == 1
        else key("announce.plan_all", count=number)
    )
    parts: list[Text] = [heading, *told(kept, "lines")]
    if kept.get("nobody"):
        parts.append(key("announce.nobody"))
    send = [] if kept.get("nobody") else [Choice("send", key("choice.send"), style="primary")]
    names = ["try_alone", "edit_text", *(f"also_{one}" for one in _lacking(kept))]
    if number < MOST_MESSAGES:
        names.append("add_message")
    if number > 1:
        names.append("drop_last")
    others = [Choice(name, key(f"choice.{name}")) for name in names]
    return ask(scene, tuple(parts), [*send, *others, Choice("cancel", key("choice.cancel")), _BACK])


def _lacking(kept: Kept) -> list[str]:
    """The languages that some of them read, and the message in hand does not have."""
    return [str(one) for one in kept.get("readers", ())]


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
        case "add_message":
            onward(scene, another(kept))
        case "drop_last" if kept.get("before"):
            onward(scene, in_hand(kept, kept["before"]))
        case "back":
            ask_for(scene, kept, "whom" if kept.get("nobody") else "at")
        case _ if choice.startswith("also_"):
            scene.open_aside("announce_also", **{**spec(kept), "language": choice.removeprefix("also_")})
            scene.again()
        case _:
            scene.say("reply.dropped")
            scene.run("home")


# -------------------------------------------------------------------------------- a further language


def _put_also(scene: Scene) -> Message:
    language, written = data(scene, "language"), _typed(scene, data(scene, "text"))
    return beside(scene, key(f"announce.also_{language}", text=written, sign=fields.SIGN), "back")


def _choose_also(scene: Scene, choice: str, kept: Kept) -> None:
    onward(scene, kept)


def _take_also(scene: Scene, words: Said) -> bool:
    text = words_of(words)
    kept = scene.aside.data if scene.aside is not None else {}
    if not text:
        return False
    going_back = intent(said(words.text)) == "back"
    if refused(scene, text):
        return True
    scene.close_aside()
    also = {**kept.get("also", {}), str(kept.get("language", "")): text}
    onward(scene, kept if going_back else {**kept, "also": also})
    return True


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
            _said_started(scene, facts)
            scene.again()
        case "waiting":
            scene.say("announce.waiting", count=int(facts.get("asked", 0)))
            scene.again()
        case "alone":
            scene.say(alone(scene.person))
            planned(scene, {**facts, "lines": _without_alone(facts), "outcome": "planned"})
        case outcome:
            planned(scene, {**facts, "outcome": outcome})


def alone(author: Person) -> Text:
    """There is nobody who could approve it: an admin may have the server at hand, a coordinator has not."""
    if author.is_a("admin"):
        return key("announce.alone", command=ltr("tamasuk invite coordinator"))
    return key("announce.alone_team")


def _without_alone(facts: Kept) -> list[object]:
    """What it comes to, when that is said above it."""
    return [
        one for one in facts.get("lines", ()) if not isinstance(one, Mapping) or one.get("key") not in _ALONE
    ]


def _said_started(scene: Scene, facts: Kept) -> None:
    at = facts.get("at", NOW)
    if int(facts.get("messages", 1)) > 1:
        scene.say("announce.planned_all")
    else:
        scene.say("announce.started" if at == NOW else "announce.planned", when=when(scene, at))


KINDS = (
    AsideKind(
        "announce_words",
        _put_words,
        _choose_words,
        recognise=_back_from_words,
        take=_take_words,
        sent=_sent_media,
        open_text=True,
    ),
    AsideKind("announce_whom", _put_whom, _choose_whom, words=_GOES_BACK),
    AsideKind("announce_unanswered", _put_unanswered, _choose_which, words=_GOES_BACK),
    AsideKind("announce_saved", _put_saved, _choose_which, words=_GOES_BACK),
    AsideKind("announce_form", _put_form, _choose_form, words=_GOES_BACK, recognise=_said_form),
    AsideKind("announce_plan", _put_plan, _choose_plan, words={**_GOES_BACK, "edit": "edit_text"}),
    AsideKind("announce_also", _put_also, _choose_also, take=_take_also, open_text=True),
    AsideKind(
        "announce_sure", _put_sure, _choose_sure, words={**_GOES_BACK, "yes": "send_to_all", "no": "back"}
    ),
)
