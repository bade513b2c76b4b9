"""«أنا غائبة حتى …»: a member of staff is away, and somebody stands in for them; «عدت» ends it.

The day is shown before anything happens: with it the colleague is chosen, and until then nothing has changed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from bot.core.arabic import absence, dates
from bot.core.arabic.readings import Exact
from bot.core.conversation import Errand, LookUp, Said
from bot.core.message import Choice, Message
from bot.core.text import Text, key, moment, verbatim
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask, beside, data, items
from bot.flows.scene import Scene

FURTHEST: Final = timedelta(days=366)
_BACK = Choice("back", key("choice.back"), number=-1)


def hear(scene: Scene, words: Said) -> bool:
    """Whether somebody of the staff, with nothing open, says that they go away or are there again."""
    if not may_announce(scene.person) or scene.busy:
        return False
    if absence.back(words.text):
        scene.effect(Errand("back", f"back:{scene.new_id()}", {}))
        return True
    until = absence.away(words.text)
    if until is None:
        return False
    if not until or not _until(scene, until):
        begin(scene)
    return True


def begin(scene: Scene) -> None:
    """Until when?"""
    if not may_announce(scene.person):
        scene.run("home")
        return
    scene.open_aside("away_until")
    scene.again()


def _until(scene: Scene, spoken: str) -> bool:
    """Whether these words are a day to come; then who stands in is asked."""
    local = scene.turn.local
    reading = dates.date(spoken, local.date(), local.hour, ahead=True)
    if not isinstance(reading, Exact) or not local.date() < reading.value <= local.date() + FURTHEST:
        return False
    scene.open_aside("deputy", until=_morning(scene, reading.value).isoformat())
    scene.effect(LookUp("colleagues", {}))
    return True


def _morning(scene: Scene, day: date) -> datetime:
    """They are back when that day's work begins, in UTC."""
    local = scene.turn.local
    return datetime.combine(day, time(scene.book.programme.daytime[0]), local.tzinfo).astimezone(UTC)


def _put_until(scene: Scene) -> Message:
    return beside(scene, key("away.until"), "back")


def _back(scene: Scene, choice: str, kept: Kept) -> None:
    scene.run("home")


def _take_until(scene: Scene, words: Said) -> bool:
    if not _until(scene, words.text):
        scene.say("away.not_a_day")
        scene.again()
    return True


# ------------------------------------------------------------------------------------- who stands in


def colleagues(scene: Scene, facts: Kept) -> None:
    """Who there is; without anybody, messages go where they go when nobody answers for an area."""
    if scene.aside is not None and scene.aside.kind == "deputy":
        scene.open_aside("deputy", **{**scene.aside.data, "people": list(facts.get("people", ()))})
    scene.again()


def _put_deputy(scene: Scene) -> Message:
    until = moment(datetime.fromisoformat(data(scene, "until")))
    people = [Choice(str(one["person"]), _name(one)) for one in items(scene, "people")]
    text = key("away.deputy" if people else "away.no_colleague", at=until)
    return ask(scene, (text,), [*people, Choice("nobody", key("choice.no_deputy")), _BACK])


def _name(one: Kept) -> Text:
    return verbatim(str(one["name"])) if one.get("name") else key("choice.unnamed")


def _deputy(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        scene.run("home")
        return
    facts: dict[str, Any] = {"until": kept["until"], "deputy": "" if choice == "nobody" else choice}
    scene.effect(Errand("away", f"away:{scene.new_id()}", facts))


def told(scene: Scene, facts: Kept) -> None:
    """To whoever is away or back, and to whoever stands in."""
    at = moment(datetime.fromisoformat(str(facts["until"]))) if facts.get("until") else verbatim("")
    scene.say(f"away.{facts.get('state', 'gone')}", name=str(facts.get("name", "")), at=at)
    if scene.busy:
        scene.again()


KINDS = (
    AsideKind("away_until", _put_until, _back, take=_take_until, open_text=True),
    AsideKind("deputy", _put_deputy, _deputy, words={"back": "back"}),
)
