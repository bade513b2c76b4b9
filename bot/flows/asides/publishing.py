"""A workbook that a coordinator has sent: what is wrong with it, a trial without a trace, and publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.conversation import Errand, Keep, Said, Sent
from bot.core.media import Media
from bot.core.message import Choice, Message
from bot.core.text import Text, day, key, verbatim
from bot.flows import drafts
from bot.flows.aside import AsideKind, Kept, ask, items, told
from bot.flows.opening import begin
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

PUBLISHERS = ("coordinator", "admin")
_ENDS = (".xlsx", ".xls", ".csv", ".md")
_SPREADSHEETS = ("spreadsheetml", "ms-excel")
_REASON = 500
# What a workbook may leave open, and the values that a press goes through, the first as it is otherwise.
_CYCLES: Mapping[str, tuple[str, ...]] = {
    "mode": ("identified", "pseudonymous", "anonymous"),
    "closes": ("never", "7", "14", "30"),
    "draft": ("kept", "72", "168"),
    "review": ("no", "yes"),
    "voice": ("yes", "no"),
}
# What there is only under a name.
_NAMED = frozenset({"review", "voice"})


def is_workbook(scene: Scene, sent: Sent) -> bool:
    """Whether somebody who may publish has sent what looks like a form."""
    return any(map(scene.person.is_a, PUBLISHERS)) and looks_like_one(sent)


def looks_like_one(sent: Sent) -> bool:
    """Whether one file came that may be a form, whoever sent it."""
    return len(sent.media) == 1 and _is_spreadsheet(sent.media[0])


def _is_spreadsheet(medium: Media) -> bool:
    named = medium.name.lower().endswith(_ENDS)
    return medium.kind == "file" and (named or any(one in medium.mime for one in _SPREADSHEETS))


def take(scene: Scene, sent: Sent) -> None:
    """Have it read; what was found comes back in a moment."""
    medium = sent.media[0]
    scene.effect(Keep(medium, ""))
    scene.effect(Errand("workbook", f"workbook:{medium.id}", {"media": medium.id, "name": medium.name}))
    scene.say("workbook.reading")


# --------------------------------------------------------------------------------- what was found


def found(scene: Scene, facts: Kept) -> None:
    """It is refused with all that is wrong, or shown: to be tried and published."""
    if facts.get("failed"):
        scene.say("workbook.failed")
        scene.again()
    elif not facts.get("version"):
        scene.say("workbook.refused", count=len(list(facts.get("problems", ()))))
        for line in told(facts, "problems"):
            scene.say(line)
        scene.again()
    else:
        show(scene, facts)


def show(scene: Scene, facts: Kept) -> None:
    """Ask what is to be done with it."""
    scene.open_aside("workbook", **facts)
    scene.again()


def _put(scene: Scene) -> Message:
    facts = scene.aside.data if scene.aside is not None else {}
    parts = [key("workbook.found", title=_title(scene, facts), count=int(facts.get("questions", 0)))]
    for name in ("problems", "differences"):
        lines = list(told(facts, name))
        parts += [key(f"workbook.{name}"), *lines] if lines else []
    names = ("try_form", "publish_form", "cancel_form")
    return ask(scene, tuple(parts), [Choice(name, key(f"choice.{name}")) for name in names])


def _title(scene: Scene, facts: Kept) -> Text:
    form = scene.book.versions.get(str(facts.get("version", "")))
    return replace(form.title, format="name") if form is not None else verbatim(str(facts.get("name", "")))


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    form = scene.book.versions.get(str(kept.get("version", "")))
    if form is None or choice == "cancel_form":
        scene.say("form.gone" if form is None else "workbook.dropped")
        scene.run("home")
    elif choice == "try_form":
        scene.say("workbook.trial")
        begin(scene, form, notes={"trial": dict(kept)})
    else:
        scene.open_aside("workbook_settings", **kept)
        scene.again()


def left(scene: Scene) -> bool:
    """Whether what is open is a trial; then it ends half-way."""
    trial = scene.draft.notes.get("trial") if scene.draft is not None else None
    if not trial:
        return False
    drafts.drop(scene)
    tried(scene, trial)
    return True


def tried(scene: Scene, kept: Kept) -> None:
    """A trial has ended: nothing of it is kept, and the question is what now."""
    scene.say("workbook.tried")
    show(scene, kept)


# -------------------------------------------------------------------------- what has to be known first


def _put_settings(scene: Scene) -> Message:
    """How it will be asked: each press goes on to the next value. What the workbook says stands."""
    facts = scene.aside.data if scene.aside is not None else {}
    lines = [key(f"workbook.set_{name}", value=_said(scene, name, facts)) for name in _CYCLES]
    given = {*facts.get("stated", ()), *facts.get("fixed", ()), *(_NAMED if _is_nameless(facts) else ())}
    free = [name for name in _CYCLES if name not in given]
    if _is_nameless(facts):
        lines.append(key("workbook.nameless"))
    choices = [Choice(f"set_{name}", key(f"choice.set_{name}")) for name in free]
    choices.append(Choice("publish_now", key("choice.publish_now"), style="primary"))
    return ask(scene, (key("workbook.settings"), *lines), [*choices, Choice("back", key("choice.back"))])


def _is_nameless(facts: Kept) -> bool:
    return _value(facts, "mode") in {"pseudonymous", "anonymous"}


def _value(facts: Kept, name: str) -> str:
    if name in _NAMED and _is_nameless(facts):
        return "no"
    given = facts.get("settings", {})
    return str(given.get(name, _CYCLES[name][0]))


def _said(scene: Scene, name: str, facts: Kept) -> Text:
    value = _value(facts, name)
    if name == "closes" and value.isdecimal():
        last = scene.turn.local.date() + timedelta(days=int(value))
        return key("setting.closes_on", when=key(f"setting.closes_{value}"), day=day(last))
    if value in {*_CYCLES[name], "staff"}:
        return key(f"setting.{name}_{value}")
    return Text(value=value, format="day") if name == "closes" else verbatim(value)


def _choose_setting(scene: Scene, choice: str, kept: Kept) -> None:
    name = choice.removeprefix("set_")
    if choice == "back":
        show(scene, kept)
    elif choice == "publish_now" or name not in _CYCLES:
        _go_on(scene, kept)
    else:
        values = _CYCLES[name]
        at = values.index(_value(kept, name)) if _value(kept, name) in values else -1
        settings = {**kept.get("settings", {}), name: values[(at + 1) % len(values)]}
        scene.open_aside("workbook_settings", **{**kept, "settings": settings})
        scene.again(same=scene.pressed)


def _go_on(scene: Scene, kept: Kept) -> None:
    """Words that may do harm are let through by a named person and with a reason."""
    if kept.get("sensitive") and not kept.get("reason"):
        scene.open_aside("workbook_reason", **kept)
        scene.again()
    else:
        _publish(scene, kept)


def _put_reason(scene: Scene) -> Message:
    words = "، ".join(str(one) for one in items(scene, "sensitive"))
    return ask(scene, (key("workbook.reason", words=verbatim(words)),), [])


def _take_reason(scene: Scene, words: Said) -> bool:
    reason, kept = tidy(words.text, _REASON), scene.aside.data if scene.aside is not None else {}
    if not reason:
        return False
    scene.close_aside()
    _publish(scene, {**kept, "reason": reason})
    return True


def _nothing(scene: Scene, choice: str, kept: Kept) -> None:
    """It has no choices."""


def _publish(scene: Scene, kept: Kept) -> None:
    if str(kept.get("version", "")) not in scene.book.versions:  # it has waited for too long
        scene.say("form.gone")
        scene.run("home")
        return
    facts: dict[str, Any] = {name: kept.get(name, "") for name in ("version", "reason")}
    facts["settings"] = wanted(kept)
    scene.effect(Errand("publish", f"publish:{facts['version']}:{scene.new_id()}", facts))
    scene.say("workbook.publishing")
    scene.run("home")


def wanted(kept: Kept) -> dict[str, str]:
    """How it will be asked, all as it was shown.

    Also what the workbook says: its last day is no part of its version, and the stored one may say another.
    """
    return {name: _value(kept, name) for name in _CYCLES}


def published(scene: Scene, facts: Kept) -> None:
    """It is open from now on, or why it is not."""
    scene.say(f"workbook.{facts.get('outcome', 'published')}", title=_title(scene, facts))
    for why in told(facts, "why"):
        scene.say(why)
    scene.again()


def _sent(scene: Scene, sent: Sent) -> bool:
    """Another workbook, because the first was mended."""
    if not is_workbook(scene, sent):
        return False
    scene.close_aside()
    take(scene, sent)
    return True


KINDS = (
    AsideKind("workbook", _put, _choose, sent=_sent),
    AsideKind("workbook_settings", _put_settings, _choose_setting),
    AsideKind("workbook_reason", _put_reason, _nothing, take=_take_reason, open_text=True),
)
