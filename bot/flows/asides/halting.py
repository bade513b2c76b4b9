"""Holding what goes to the people of an area, from a chat: for hours, or until somebody lifts it.

Campaigns, reminders and invitations wait, replies never. What waits is said before it is let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core import gazetteer
from bot.core.arabic import intent, said
from bot.core.arabic.halts import halt
from bot.core.audience import covers, reach
from bot.core.conversation import Errand, Said
from bot.core.message import Choice, Message
from bot.core.place import Area
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, data, items
from bot.flows.asides import following
from bot.flows.scene import Scene

_BACK = Choice("back", key("choice.back"), number=-1)
_HOURS: Final = {"halt_6": 6, "halt_24": 24, "halt_72": 72, "halt_open": 0}
_EVERYWHERE: Final = frozenset({"كل المناطق", "الكل", "كل مكان", "الجميع", "everywhere", "all", "all areas"})
_MOST: Final = 6


def hear(scene: Scene, words: Said) -> bool:
    """«أوقف الإرسال في سنجار», «تابع الإرسال في سنجار»; of the team only.

    «تعليق الإرسال» alone, where nothing else is open, is of what is being sent now.
    """
    found = halt(words.text) if may_announce(scene.person) else None
    if found is None:
        return False
    hold, where = found
    if where:
        _named(scene, hold=hold, where=where)
        return True
    if scene.draft is not None or (scene.aside is not None and scene.aside.kind != "menu"):
        return False
    following.move(scene, following.NEWEST, "paused" if hold else "running")
    return True


def begin(scene: Scene) -> None:
    """Ask where."""
    scene.open_aside("halt_where", hold="yes")
    scene.again()


def _named(scene: Scene, *, hold: bool, where: str) -> None:
    """The area that is meant; of several one is chosen."""
    if said(where) in {said(one) for one in _EVERYWHERE}:
        _chosen(scene, hold=hold, code="")
        return
    everywhere = tuple(scene.book.areas.by_code.values())
    exact = gazetteer.exact(where, everywhere) or gazetteer.implied(where, everywhere, scene.book.areas)
    if len(exact) == 1:
        _chosen(scene, hold=hold, code=exact[0].code)
        return
    near = exact or gazetteer.near(where, everywhere)
    codes = [area.code for area in near][:_MOST]
    scene.open_aside("halt_where", hold="yes" if hold else "", codes=codes, where=where)
    if not near:
        scene.say("pause.unknown", where=verbatim(where))
    scene.again()


def _chosen(scene: Scene, *, hold: bool, code: str) -> None:
    if not covers(scene.book.areas, reach(scene.person), (code,) if code else None):
        scene.say("pause.not_yours")
        scene.run("home")
    else:
        kind = "halted" if hold else "held_back"
        facts = {"area": code, "hold": "yes" if hold else ""}
        scene.effect(Errand("halted", f"{kind}:{scene.new_id()}", facts))


def counted(scene: Scene, facts: Kept) -> None:
    """It is known what waits there: ask until when it is held, or whether it may go."""
    if not facts.get("hold") and not facts.get("halted"):
        scene.say("pause.none")
        scene.run("home")
        return
    scene.open_aside("halt" if facts.get("hold") else "release", **facts)
    scene.again()


# ------------------------------------------------------------------------------------------ where


def _put_where(scene: Scene) -> Message:
    """Any words are a place, so that only «رجوع» has no number."""
    known = scene.book.areas
    areas = [area for code in items(scene, "codes") if (area := known.get(str(code))) is not None]
    asked = key("pause.which", where=verbatim(data(scene, "where"))) if areas else key("pause.where")
    return ask(scene, (asked,), [*_offers(areas), _BACK])


def _offers(areas: Sequence[Area]) -> list[Choice]:
    return [Choice(f"area:{area.code}", area.label) for area in areas]


def _choose_where(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        scene.run("home")
    else:
        _chosen(scene, hold=bool(kept.get("hold")), code=choice.removeprefix("area:"))


def _take_where(scene: Scene, words: Said) -> bool:
    if not words.text.strip() or scene.aside is None or intent(said(words.text)) is not None:
        return False
    hold = bool(data(scene, "hold"))
    scene.close_aside()
    _named(scene, hold=hold, where=words.text)
    return True


def _place(scene: Scene, code: str) -> Text:
    area = scene.book.areas.get(code)
    return area.label if area is not None else key("pause.everywhere")


# --------------------------------------------------------------------------------- holding, letting go


def _put_halt(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    parts = [key("pause.ask", area=_place(scene, data(scene, "area")))]
    if number := int(kept.get("count", 0)):
        parts.append(key("pause.waiting", count=number))
    choices = [Choice(name, key(f"choice.{name}")) for name in _HOURS]
    return ask(scene, tuple(parts), [*choices, _BACK])


def _choose_halt(scene: Scene, choice: str, kept: Kept) -> None:
    if choice not in _HOURS:
        scene.run("home")
        return
    facts = {"area": kept["area"], "hours": _HOURS[choice]}
    scene.effect(Errand("halt", f"halt:{scene.new_id()}", facts))


def _put_release(scene: Scene) -> Message:
    """Where nothing waits, nothing is sent: only the hold is lifted."""
    kept = scene.aside.data if scene.aside is not None else {}
    area, waiting = _place(scene, data(scene, "area")), int(kept.get("count", 0))
    keep = Choice("keep_held", key("choice.keep_held"))
    if not waiting:
        lift = Choice("release", key("choice.lift_hold"))
        return ask(scene, (key("pause.release_idle", area=area),), [lift, keep])
    parts = (key("pause.release", area=area), key("pause.waiting", count=waiting))
    return ask(scene, parts, [Choice("release", key("choice.release")), keep])


def _choose_release(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "release":
        scene.effect(Errand("release", f"release:{scene.new_id()}", {"area": kept["area"]}))
    else:
        scene.say("pause.kept")
        scene.run("home")


def halted(scene: Scene, facts: Kept) -> None:
    """It is held now; or it was not theirs to hold."""
    area = _place(scene, str(facts.get("area", "")))
    if not facts.get("done"):
        scene.say("pause.not_yours")
    elif ends := str(facts.get("ends", "")):
        scene.say("pause.pressed_until", area=area, moment=Text(value=ends, format="moment"))
    else:
        scene.say("pause.pressed", area=area)
    if scene.busy:
        scene.again()


def released(scene: Scene, facts: Kept) -> None:
    """It leaves again; or nothing was held there any more."""
    area = _place(scene, str(facts.get("area", "")))
    scene.say("pause.lifted" if facts.get("done") else "pause.none", area=area)
    if scene.busy:
        scene.again()


KINDS = (
    AsideKind("halt_where", _put_where, _choose_where, words={"back": "back"}, take=_take_where),
    AsideKind("halt", _put_halt, _choose_halt, words={"back": "back", "no": "back"}),
    AsideKind("release", _put_release, _choose_release, words={"yes": "release", "no": "keep_held"}),
)
