"""Whom a message to many is for, by conditions: where, who, how old, which language, by which channel.

What is asked of forms stands in `sifting`, what of days in `dating`. Each condition is counted at once, with
a few of those whom it leaves; the whole may be kept under a name, to be chosen again. What is put together
lives in the open question, as the message itself does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core import gazetteer
from bot.core.arabic import digits, intent, said
from bot.core.audience import described
from bot.core.audience.checking import OLDEST
from bot.core.audience.conditions import MOST, together
from bot.core.conversation import Errand, Said
from bot.core.form import Answer, Field
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows.announcement import ask_for, onward, spec
from bot.flows.aside import AsideKind, Kept, ask, beside, items, told
from bot.flows.asides import dating, sifting
from bot.flows.asides.gathering import Gathered
from bot.flows.asides.narrowing import add, again, counted, kept_of, opened, shown
from bot.flows.picking import named
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

BUILT: Final = "built"
"""As `whom`: the conditions themselves, kept under no name."""
LONGEST_NAME: Final = 60
_BACK = Choice("back", key("choice.back"), number=-1)
_FIRST = ("area", "role", "sex", "age", "language", "unanswered", "unfinished")
_FURTHER = ("answer", "answered", "registered", "seen", "channel")
_AGES: Mapping[str, tuple[int, int]] = {
    "age_18_24": (18, 24),
    "age_25_34": (25, 34),
    "age_35_49": (35, 49),
    "age_50": (50, 0),
}
_NUMBER = re.compile(r"[0-9]{1,3}")


def begin(scene: Scene, kept: Kept) -> None:
    """Ask for the first condition; those that were chosen before are still there."""
    shown(scene, kept)


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
    shown(scene, facts, lines=list(facts.get("lines", ())))


# --------------------------------------------------------------------------------------- the conditions


def _put(scene: Scene) -> Message:
    kept, chosen = kept_of(scene), items(scene, "conditions")
    parts = [key("select.chosen", whom=described(together(chosen), scene.book))] if chosen else []
    parts += [*told(kept, "lines"), key("select.except" if kept.get("but") else "select.next")]
    names = [f"by_{one}" for one in _offered(scene, _FIRST)]
    names = [*names, "more_conditions"] if len(chosen) < MOST else []
    names.append("select_with" if kept.get("but") else "select_but")
    if chosen:  # to go on comes first: on a phone the end of so long a list is below the edge
        names = ["use_audience", "save_audience", *names, "drop_condition"]
    return ask(scene, tuple(parts), [*_choices(names), _BACK])


def _offered(scene: Scene, kinds: tuple[str, ...]) -> list[str]:
    """Those that anything can be chosen of."""
    return [one for one in kinds if one not in sifting.KINDS_OF_FORMS or sifting.forms(scene, one)]


def _choices(names: list[str]) -> list[Choice]:
    return [Choice(one, key(f"choice.{one}")) for one in names]


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    chosen = list(kept.get("conditions", ()))
    match choice:
        case "back":
            ask_for(scene, kept, "whom")
        case "more_conditions":
            opened(scene, "audience_further", kept)
        case "select_but" | "select_with":
            shown(scene, kept, lines=kept.get("lines", []), but=choice == "select_but")
        case "drop_condition":
            counted(scene, {**kept, "conditions": chosen[:-1]})
        case "use_audience" if chosen:
            onward(scene, {**kept, "whom": BUILT})
        case "use_audience":  # «تم» before anything was chosen
            again(scene, kept)
        case "save_audience" if chosen:
            opened(scene, "audience_name", kept)
        case _:
            _ask_of(scene, choice.removeprefix("by_"), kept)


def _ask_of(scene: Scene, kind: str, kept: Kept) -> None:
    """What has to be known for a condition of this kind."""
    if kind == "area":
        _AREA.begin(scene, kept)
    elif kind in sifting.KINDS_OF_FORMS:
        sifting.begin(scene, kind, kept)
    else:
        opened(scene, f"audience_{kind}", kept)


# ------------------------------------------------------------------------------------ the further ones


def _further(scene: Scene) -> list[Choice]:
    return _choices([f"by_{one}" for one in _offered(scene, _FURTHER)])


def _put_further(scene: Scene) -> Message:
    said = key("select.except" if kept_of(scene).get("but") else "select.further")
    return ask(scene, (said,), [*_further(scene), _BACK])


def _choose_further(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        again(scene, kept)
    else:
        _ask_of(scene, choice.removeprefix("by_"), kept)


def _said_further(scene: Scene, words: Said) -> bool:
    """Whoever knows what it is called need not turn the page for it."""
    kept = kept_of(scene)
    full = len(kept.get("conditions", ())) >= MOST
    choice = None if full else named(words.text, _further(scene), scene.book, scene.person.language)
    if choice is None:
        return False
    scene.close_aside()
    _choose_further(scene, choice, kept)
    return True


# --------------------------------------------------------------------------------------------- where


def _in_area(scene: Scene, value: Answer, kept: Kept) -> None:
    add(scene, kept, "area", values=[str(value)])


_AREA = Gathered("audience_area", Field("area", "place", Text()), "select.area", _in_area, again)


def _named_area(scene: Scene, words: Said) -> bool:
    """Any area of the programme by its name; what is not one name exactly is asked as a form would ask it."""
    exact = gazetteer.exact(words.text, tuple(scene.book.areas.by_code.values()))
    listens = _AREA.kind.recognise
    if len(exact) != 1:
        return listens is not None and listens(scene, words)
    kept = kept_of(scene)
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
    "channel": {"select_telegram": "telegram", "select_whatsapp": "whatsapp", "select_webchat": "webchat"},
}


def _known(scene: Scene, kind: str) -> Mapping[str, str]:
    """By choice, the value; of languages those of the programme."""
    spoken = scene.book.programme.languages
    return {one: v for one, v in _VALUES[kind].items() if kind != "language" or v in spoken}


def _values(kind: str) -> AsideKind:
    def put(scene: Scene) -> Message:
        choices = [Choice(one, key(f"choice.{one}")) for one in _known(scene, kind)]
        return ask(scene, (key(f"select.{kind}"),), [*choices, _BACK])

    def choose(scene: Scene, choice: str, kept: Kept) -> None:
        value = _known(scene, kind).get(choice)
        if value is None:
            again(scene, kept)
        else:
            add(scene, kept, kind, values=[value])

    return AsideKind(f"audience_{kind}", put, choose, words={"back": "back"})


# ------------------------------------------------------------------------------------------ how old


def _put_age(scene: Scene) -> Message:
    return beside(scene, key("select.age"), *_AGES, "back")


def _choose_age(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _AGES:
        low, high = _AGES[choice]
        add(scene, kept, "age", low=low, high=high)
    else:
        again(scene, kept)


def _said_age(scene: Scene, words: Said) -> bool:
    """«من 18 إلى 30»: two numbers, the smaller first."""
    kept = kept_of(scene)
    ages = [int(one) for one in _NUMBER.findall(digits(words.text))]
    right = len(ages) == 2 and 0 < ages[0] <= ages[1] <= OLDEST
    if not right and intent(said(words.text)) != "back":
        return False
    scene.close_aside()
    if right:
        add(scene, kept, "age", low=ages[0], high=ages[1])
    else:
        again(scene, kept)
    return True


# ----------------------------------------------------------------------------------- under a name


def _put_name(scene: Scene) -> Message:
    return beside(scene, key("select.name"), "back")


def _choose_name(scene: Scene, choice: str, kept: Kept) -> None:
    again(scene, kept)


def _take_name(scene: Scene, words: Said) -> bool:
    kept, name = kept_of(scene), " ".join(tidy(words.text, LONGEST_NAME).split())
    if not name:
        return False
    scene.close_aside()
    if intent(said(words.text)) == "back":
        again(scene, kept)
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
            opened(scene, "audience_name", spec(facts))
        case _:
            found(scene, facts)


KINDS = (
    AsideKind(
        "audience", _put, _choose, words={"back": "back", "done": "use_audience"}, recognise=_said_further
    ),
    AsideKind("audience_further", _put_further, _choose_further, words={"back": "back"}),
    replace(_AREA.kind, recognise=_named_area),
    *(_values(kind) for kind in _VALUES),
    AsideKind("audience_age", _put_age, _choose_age, recognise=_said_age, open_text=True),
    *dating.KINDS,
    *sifting.KINDS,
    AsideKind("audience_name", _put_name, _choose_name, take=_take_name, open_text=True),
)
