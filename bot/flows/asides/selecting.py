"""Whom a message to many is for, by conditions: where, who, how old, which language, without an answer.

Each condition is counted at once, with a few of those whom it leaves; the whole may be kept under a name, to
be chosen again. What is put together lives in the open question, as the message itself does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.core import gazetteer
from bot.core.arabic import digits, intent, said
from bot.core.audience import described
from bot.core.audience.checking import OLDEST
from bot.core.audience.conditions import MOST, added, together
from bot.core.conversation import Errand, Said
from bot.core.form import Answer, Field, Form
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows.announcement import ask_for, onward, openable, spec, titled
from bot.flows.aside import AsideKind, Kept, ask, beside, items, told
from bot.flows.asides.gathering import Gathered
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

BUILT: Final = "built"
"""As `whom`: the conditions themselves, kept under no name."""
LONGEST_NAME: Final = 60
_BACK = Choice("back", key("choice.back"), number=-1)
_KINDS = ("area", "role", "sex", "age", "language", "unanswered", "unfinished")
_AGES: Mapping[str, tuple[int, int]] = {
    "age_18_24": (18, 24),
    "age_25_34": (25, 34),
    "age_35_49": (35, 49),
    "age_50": (50, 0),
}
_NUMBER = re.compile(r"[0-9]{1,3}")


def begin(scene: Scene, kept: Kept) -> None:
    """Ask for the first condition; those that were chosen before are still there."""
    _show(scene, kept)


def _show(scene: Scene, kept: Kept, **known: Any) -> None:
    scene.open_aside("audience", **{**spec(kept), **known})
    scene.again()


def _kept(scene: Scene) -> Kept:
    return scene.aside.data if scene.aside is not None else {}


def _counted(scene: Scene, kept: Kept) -> None:
    """Have it counted; it comes back with what it comes to."""
    if not kept.get("conditions"):
        _show(scene, kept)
        return
    scene.effect(Errand("count_audience", f"count_audience:{scene.new_id()}", spec(kept)))
    scene.say("select.counting")


def found(scene: Scene, facts: Kept) -> None:
    """How many they are, and a few of them; or what is wrong with the last condition, which is gone then."""
    if facts.get("outcome") == "gone":
        scene.say("announce.gone")
        scene.run("home")
        return
    if facts.get("outcome") == "flawed":
        for why in told(facts, "why"):
            scene.say(why)
        facts = {**facts, "conditions": list(facts.get("conditions", ()))[:-1], "lines": []}
    _show(scene, facts, lines=list(facts.get("lines", ())))


# --------------------------------------------------------------------------------------- the conditions


def _put(scene: Scene) -> Message:
    kept, chosen = _kept(scene), items(scene, "conditions")
    parts = [key("select.chosen", whom=described(together(chosen), scene.book))] if chosen else []
    parts += [*told(kept, "lines"), key("select.except" if kept.get("but") else "select.next")]
    kinds = [one for one in _KINDS if one not in {"unanswered", "unfinished"} or _forms(scene, one)]
    names = [f"by_{one}" for one in kinds] if len(chosen) < MOST else []
    names.append("select_with" if kept.get("but") else "select_but")
    if chosen:
        names += ["drop_condition", "use_audience", "save_audience"]
    return ask(scene, tuple(parts), [*(Choice(one, key(f"choice.{one}")) for one in names), _BACK])


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    chosen = list(kept.get("conditions", ()))
    match choice:
        case "back":
            ask_for(scene, kept, "whom")
        case "select_but" | "select_with":
            _show(scene, kept, lines=kept.get("lines", []), but=choice == "select_but")
        case "drop_condition":
            _counted(scene, {**kept, "conditions": chosen[:-1]})
        case "use_audience" if chosen:
            onward(scene, {**kept, "whom": BUILT})
        case "save_audience" if chosen:
            _open(scene, "audience_name", kept)
        case "by_area":
            _AREA.begin(scene, kept)
        case _:
            _open(scene, f"audience_{choice.removeprefix('by_')}", kept)


def _open(scene: Scene, kind: str, kept: Kept) -> None:
    scene.open_aside(kind, **kept)
    scene.again()


def _add(scene: Scene, kept: Kept, kind: str, **values: Any) -> None:
    new = {"kind": kind, **values, **({"but": True} if kept.get("but") else {})}
    _counted(scene, {**kept, "conditions": added(list(kept.get("conditions", ())), new)})


# --------------------------------------------------------------------------------------------- where


def _in_area(scene: Scene, value: Answer, kept: Kept) -> None:
    _add(scene, kept, "area", values=[str(value)])


def _again(scene: Scene, kept: Kept) -> None:
    _show(scene, kept, lines=kept.get("lines", []), but=kept.get("but", False))


_AREA = Gathered("audience_area", Field("area", "place", Text()), "select.area", _in_area, _again)


def _named_area(scene: Scene, words: Said) -> bool:
    """Any area of the programme by its name; what is not one name exactly is asked as a form would ask it."""
    exact = gazetteer.exact(words.text, tuple(scene.book.areas.by_code.values()))
    listens = _AREA.kind.recognise
    if len(exact) != 1:
        return listens is not None and listens(scene, words)
    kept = _kept(scene)
    scene.close_aside()
    _in_area(scene, exact[0].code, kept)
    return True


# ---------------------------------------------------------------------------------------------- who

_VALUES: Mapping[str, Mapping[str, str]] = {
    "role": {
        "whom_volunteer": "volunteer",
        "whom_champion": "champion",
        "select_coordinator": "coordinator",
    },
    "sex": {"select_female": "female", "select_male": "male"},
    "language": {"select_ar": "ar", "select_en": "en", "select_ckb": "ckb"},
}


def _offered(scene: Scene, kind: str) -> Mapping[str, str]:
    """By choice, the value; of languages those of the programme."""
    spoken = scene.book.programme.languages
    return {one: v for one, v in _VALUES[kind].items() if kind != "language" or v in spoken}


def _values(kind: str) -> AsideKind:
    def put(scene: Scene) -> Message:
        choices = [Choice(one, key(f"choice.{one}")) for one in _offered(scene, kind)]
        return ask(scene, (key(f"select.{kind}"),), [*choices, _BACK])

    def choose(scene: Scene, choice: str, kept: Kept) -> None:
        value = _offered(scene, kind).get(choice)
        if value is None:
            _again(scene, kept)
        else:
            _add(scene, kept, kind, values=[value])

    return AsideKind(f"audience_{kind}", put, choose, words={"back": "back"})


# ------------------------------------------------------------------------------------------ how old


def _put_age(scene: Scene) -> Message:
    return beside(scene, key("select.age"), *_AGES, "back")


def _choose_age(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _AGES:
        low, high = _AGES[choice]
        _add(scene, kept, "age", low=low, high=high)
    else:
        _again(scene, kept)


def _said_age(scene: Scene, words: Said) -> bool:
    """«من 18 إلى 30»: two numbers, the smaller first."""
    kept = _kept(scene)
    ages = [int(one) for one in _NUMBER.findall(digits(words.text))]
    right = len(ages) == 2 and 0 < ages[0] <= ages[1] <= OLDEST
    if not right and intent(said(words.text)) != "back":
        return False
    scene.close_aside()
    if right:
        _add(scene, kept, "age", low=ages[0], high=ages[1])
    else:
        _again(scene, kept)
    return True


# -------------------------------------------------------------------------------------- with an answer


def _forms(scene: Scene, kind: str) -> tuple[Form, ...]:
    """Of an anonymous form nobody knows who has answered."""
    found = openable(scene.book, scene.turn.local.date())
    return tuple(one for one in found if kind == "unfinished" or one.mode != "anonymous")


def _by_form(kind: str) -> AsideKind:
    def put(scene: Scene) -> Message:
        choices = [Choice(f"form:{one.name}", titled(one)) for one in _forms(scene, kind)]
        return ask(scene, (key(f"select.{kind}"),), [*choices, _BACK])

    def choose(scene: Scene, choice: str, kept: Kept) -> None:
        form = scene.book.forms.get(choice.removeprefix("form:"))
        if form is None:
            _again(scene, kept)
        elif kind == "unanswered" and form.wave:
            _add(scene, kept, kind, form=form.name, wave="now")
        else:
            _add(scene, kept, kind, form=form.name)

    return AsideKind(f"audience_{kind}", put, choose, words={"back": "back"})


# ----------------------------------------------------------------------------------- under a name


def _put_name(scene: Scene) -> Message:
    return beside(scene, key("select.name"), "back")


def _choose_name(scene: Scene, choice: str, kept: Kept) -> None:
    _again(scene, kept)


def _take_name(scene: Scene, words: Said) -> bool:
    kept, name = _kept(scene), " ".join(tidy(words.text, LONGEST_NAME).split())
    if not name:
        return False
    scene.close_aside()
    if intent(said(words.text)) == "back":
        _again(scene, kept)
    else:
        facts = {**spec(kept), "name": name}
        scene.effect(Errand("save_audience", f"save_audience:{scene.new_id()}", facts))
        scene.say("select.saving")
    return True


def saved(scene: Scene, facts: Kept) -> None:
    """It is kept and chosen; or its name is taken, and another is asked."""
    match facts.get("outcome"):
        case "saved":
            scene.say("select.saved", name=str(facts["name"]))
            kept = {name: one for name, one in facts.items() if name not in {"conditions", "name"}}
            named = {"id": str(facts["id"]), "name": str(facts["name"])}
            onward(scene, {**kept, "saved": [*facts.get("saved", ()), named], "whom": f"saved:{named['id']}"})
        case "taken":
            scene.say("select.taken", name=str(facts["name"]))
            _open(scene, "audience_name", spec(facts))
        case _:
            found(scene, facts)


KINDS = (
    AsideKind("audience", _put, _choose, words={"back": "back"}),
    replace(_AREA.kind, recognise=_named_area),
    *(_values(kind) for kind in _VALUES),
    AsideKind("audience_age", _put_age, _choose_age, recognise=_said_age, open_text=True),
    *(_by_form(kind) for kind in ("unanswered", "unfinished")),
    AsideKind("audience_name", _put_name, _choose_name, take=_take_name, open_text=True),
)
