"""Conditions about days: when somebody registered, and whether they wrote of late.

The usual spans have buttons; others are said in words, or by a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.core.arabic import intent, said
from bot.core.arabic.lately import Lately, Period, lately, period
from bot.core.audience.checking import MOST_DAYS
from bot.core.conversation import Said
from bot.core.form import Answer, Field
from bot.core.message import Message
from bot.core.text import Text, key
from bot.flows.aside import AsideKind, Kept, beside
from bot.flows.asides.gathering import Gathered
from bot.flows.asides.narrowing import add, again, kept_of, opened
from bot.flows.scene import Scene

# ------------------------------------------------------------------------------------- registered

_LAST: Final[Mapping[str, int]] = {"last_7_days": 7, "last_30_days": 30}
_DAYS: Final = ("since_day", "until_day")


def _put_registered(scene: Scene) -> Message:
    return beside(scene, key("select.registered"), *_LAST, *_DAYS, "back")


def _choose_registered(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _LAST:
        today = scene.turn.local.date()
        _registered(scene, Period(today - timedelta(days=_LAST[choice])), kept)
    elif choice in _DAYS:
        opened(scene, f"audience_{choice}", kept)
    else:
        again(scene, kept)


def _said_registered(scene: Scene, words: Said) -> bool:
    """«منذ 1 آذار», «آخر 10 أيام», «من 1 آذار إلى 30 نيسان»."""
    local = scene.turn.local
    found, kept = period(words.text, local.date(), local.hour), kept_of(scene)
    if found is None and not _goes_back(words):
        return False
    scene.close_aside()
    if found is None:
        again(scene, kept)
    else:
        _registered(scene, found, kept)
    return True


def _registered(scene: Scene, found: Period, kept: Kept) -> None:
    days = {"first": found.first, "last": found.last}
    add(scene, kept, "registered", **{name: day.isoformat() for name, day in days.items() if day})


def _day(name: str, end: str) -> Gathered:
    def done(scene: Scene, value: Answer, kept: Kept) -> None:
        add(scene, kept, "registered", **{end: str(value)})

    return Gathered(
        f"audience_{name}",
        Field(name, "date", Text(), settings={"past": "yes"}),
        f"select.{name}",
        done,
        _to_registered,
    )


def _to_registered(scene: Scene, kept: Kept) -> None:
    opened(scene, "audience_registered", kept)


def _goes_back(words: Said) -> bool:
    return intent(said(words.text)) == "back"


# ------------------------------------------------------------------------------------ wrote of late

_LATELY: Final[Mapping[str, Lately]] = {
    "seen_week": Lately(7),
    "seen_month": Lately(30),
    "unseen_month": Lately(30, silent=True),
    "unseen_quarter": Lately(90, silent=True),
}


def _put_seen(scene: Scene) -> Message:
    return beside(scene, key("select.seen"), *_LATELY, "back")


def _choose_seen(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _LATELY:
        _seen(scene, _LATELY[choice], kept)
    else:
        again(scene, kept)


def _said_seen(scene: Scene, words: Said) -> bool:
    """«خلال 14 يوماً», «لم يكتبوا منذ شهرين»."""
    local = scene.turn.local
    found, kept = lately(words.text, local.date(), local.hour), kept_of(scene)
    right = found is not None and found.days <= MOST_DAYS
    if not right and not _goes_back(words):
        return False
    scene.close_aside()
    if found is not None and right:
        _seen(scene, found, kept)
    else:
        again(scene, kept)
    return True


def _seen(scene: Scene, found: Lately, kept: Kept) -> None:
    add(scene, kept, "unseen" if found.silent else "seen", days=found.days)


KINDS = (
    AsideKind(
        "audience_registered",
        _put_registered,
        _choose_registered,
        recognise=_said_registered,
        open_text=True,
    ),
    _day("since_day", "first").kind,
    _day("until_day", "last").kind,
    AsideKind("audience_seen", _put_seen, _choose_seen, recognise=_said_seen, open_text=True),
)
