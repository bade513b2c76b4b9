"""«ذكرني غداً»: when to come back to what is not finished.

One reminder, because the person asked for it: it is no campaign and counts as none, comes in daytime, and is
forgotten with *stop*. A form that ends before that day is reminded of before it ends.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.core.arabic import dates
from bot.core.arabic import key as folded
from bot.core.arabic.readings import Exact
from bot.core.conversation import CancelWake, Said, WakeAt
from bot.core.message import Message
from bot.core.text import key, moment
from bot.flows.aside import AsideKind, Kept, simple
from bot.flows.scene import Scene

EVENING, MORNING = 18, 10
FURTHEST: Final = timedelta(days=60)
# So long before its end somebody is reminded of a form, at the latest.
BEFORE_THE_END: Final = timedelta(hours=2)
_DAYS: Final = {"tomorrow": 1, "in_three_days": 3}
_REMIND_ME: Final = frozenset({folded("ذكرني"), "remind"})


def begin(scene: Scene, spoken: str = "") -> None:
    """When? «ذكرني غداً» has said it already."""
    day = _named(scene, spoken)
    if scene.draft is None and not scene.talk.waiting:
        scene.say("courtesy.acknowledge")
    elif day is not None:
        _remind(scene, _morning(scene, day))
    else:
        scene.open_aside("later")
        scene.again()


def _named(scene: Scene, spoken: str) -> date | None:
    """The day in «ذكرني غداً»."""
    first, _, rest = spoken.partition(" ")
    return _to_come(scene, rest) if first in _REMIND_ME else None


def _to_come(scene: Scene, words: str) -> date | None:
    local = scene.turn.local
    reading = dates.date(words, local.date(), local.hour, ahead=True)
    if not isinstance(reading, Exact) or not local.date() < reading.value <= local.date() + FURTHEST:
        return None
    return reading.value


def _put(scene: Scene) -> Message:
    return simple(scene, key("later.ask"), "in_two_hours", "this_evening", "tomorrow", "in_three_days")


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    local = scene.turn.local
    if choice in _DAYS:
        at = _morning(scene, local.date() + timedelta(days=_DAYS[choice]))
    elif choice == "this_evening" and local.hour < EVENING:
        at = local.replace(hour=EVENING, minute=0)
    else:
        at = local + timedelta(hours=2 if choice == "in_two_hours" else 1)
    _remind(scene, _by_day(scene, at))


def _said(scene: Scene, words: Said) -> bool:
    """A day in words: «الخميس», «بعد أسبوع»."""
    day = _to_come(scene, words.text)
    if day is None:
        return False
    scene.close_aside()
    _remind(scene, _morning(scene, day))
    return True


def _morning(scene: Scene, day: date) -> datetime:
    """No later than the hour it is now: some providers let nothing leave after 24 hours."""
    first, _ = scene.book.programme.daytime
    hour = max(first, min(MORNING, scene.turn.local.hour))
    return datetime(day.year, day.month, day.day, hour, tzinfo=scene.turn.local.tzinfo)


def _by_day(scene: Scene, at: datetime) -> datetime:
    """Moved into daytime."""
    first, last = scene.book.programme.daytime
    if at.hour >= last:
        at = (at + timedelta(days=1)).replace(hour=first, minute=0)
    return at.replace(hour=first, minute=0) if at.hour < first else at


# ------------------------------------------------------------------------------------- what ends before


def _remind(scene: Scene, at: datetime) -> None:
    draft = scene.draft
    ends = datetime.fromisoformat(draft.until) if draft is not None and draft.until else None
    if ends is not None and at > ends - BEFORE_THE_END:
        _before(scene, ends)
        return
    _wake(scene, at)
    scene.say("later.done", at=moment(at))


def _before(scene: Scene, ends: datetime) -> None:
    """It ends earlier than the day that was named: the last daytime before that."""
    local = scene.turn.local
    first, last = scene.book.programme.daytime
    at = (ends - BEFORE_THE_END).astimezone(local.tzinfo)
    if at.hour >= last:
        at = at.replace(hour=last - 1, minute=0)
    elif at.hour < first:
        at = (at - timedelta(days=1)).replace(hour=last - 1, minute=0)
    if at <= local:
        scene.say("later.ends", at=moment(ends.astimezone(local.tzinfo)))
        scene.again()
        return
    _wake(scene, at)
    scene.say("later.sooner", at=moment(at), ends=moment(ends.astimezone(local.tzinfo)))


def _wake(scene: Scene, at: datetime) -> None:
    """Instead of the form's own reminder, so that there is one."""
    draft, form = scene.draft, scene.form
    meant = draft.id if draft is not None else scene.talk.waiting[-1].draft if scene.talk.waiting else ""
    scene.effect(WakeAt("remind", at.astimezone(UTC), {"draft": meant}))
    if draft is not None and form is not None and form.reminder_hours[0] and not draft.reminded:
        scene.effect(CancelWake(f"nudge:{draft.id}"))


KINDS = (AsideKind("later", _put, _choose, recognise=_said, passing=True),)
