"""«متى تصلك الإشعارات؟»: each at once, or gathered at the times of day that a coordinator chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Final

from bot.core.arabic import times
from bot.core.arabic.readings import Either, Exact
from bot.core.conversation import Errand, Said
from bot.core.message import Choice, Message
from bot.core.text import key, ltr
from bot.flows.announcement import may_announce
from bot.flows.aside import AsideKind, Kept, ask
from bot.flows.scene import Scene

_TIMES: Final = {"digest_at_once": (), "digest_morning": (510,), "digest_twice": (510, 960)}
_EARLIEST, _LATEST = 5 * 60, 22 * 60
_BETWEEN = re.compile(r"[،,;]|\s(?:و|and)\s*")


def begin(scene: Scene) -> None:
    """When?"""
    if not may_announce(scene.person):
        scene.run("home")
        return
    scene.open_aside("digest")
    scene.again()


def _put(scene: Scene) -> Message:
    """Times are typed too; so the choices have no numbers, for a number is an hour."""
    named = [Choice(name, key(f"choice.{name}"), number=-1) for name in (*_TIMES, "back")]
    return ask(scene, (key("digest.ask"),), named)


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _TIMES:
        _settle(scene, _TIMES[choice])
    else:
        scene.run("home")


def _said(scene: Scene, words: Said) -> bool:
    """«8:30 و16»: hours of the day in any digits."""
    found = [_minute(part) for part in _BETWEEN.split(words.text[:80]) if part.strip()]
    minutes = [one for one in found if one is not None]
    if not found or len(minutes) < len(found):
        return False
    scene.close_aside()
    _settle(scene, minutes)
    return True


def _minute(part: str) -> int | None:
    """Of two readings the one in the working day: «8» is the morning's, «4» the afternoon's."""
    match times.time(part):
        case Exact(value=value):
            found = [value]
        case Either(first=first, second=second):
            found = [first, second]
        case _:
            return None
    fit = [at for at in map(_of_day, found) if _EARLIEST <= at <= _LATEST]
    by_day = [at for at in fit if 7 * 60 <= at < 19 * 60]
    return next(iter(by_day or fit), None)


def _of_day(value: time) -> int:
    return value.hour * 60 + value.minute


def _settle(scene: Scene, minutes: Sequence[int]) -> None:
    scene.effect(Errand("digest_times", f"digest_times:{scene.new_id()}", {"minutes": list(minutes)}))


def told(scene: Scene, facts: Kept) -> None:
    """It is so from now on."""
    minutes = [int(one) for one in facts.get("minutes", ())]
    if minutes:
        scene.say("digest.set", times=ltr("، ".join(f"{at // 60}:{at % 60:02}" for at in minutes)))
    else:
        scene.say("digest.at_once")
    if scene.busy:
        scene.again()


KINDS = (AsideKind("digest", _put, _choose, words={"back": "back"}, recognise=_said, passing=True),)
