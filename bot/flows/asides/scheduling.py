"""When a message to many leaves, if not once and for all: every week, after the registration, around an
event, or as a reminder of a form.

What is known of the schedule so far stands in what the open question keeps, under MAKING.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final, Literal

from bot.core.arabic import dates, digits, intent, said
from bot.core.arabic import key as folded
from bot.core.arabic.days import weekday_of
from bot.core.arabic.numbers import integer
from bot.core.arabic.readings import Exact
from bot.core.arabic.spans import Span, span
from bot.core.clock import written
from bot.core.conversation import Said
from bot.core.form import Answer, Field, Form
from bot.core.message import Choice, Message
from bot.core.records import changed
from bot.core.sending.schedule import MOST_TIMES, Around, Recurring, Remind, Since
from bot.core.sending.wording import WEEK, weekday
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import ask_for, leaves, openable, titled
from bot.flows.aside import AsideKind, Kept, beside, simple
from bot.flows.aside import ask as put
from bot.flows.asides.gathering import Gathered
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

OTHERS: Final = ("weekly", "registered", "event", "reminder")
"""As they are offered beside the usual moments."""
MAKING: Final = "making"
LONGEST_NAME: Final = 60
_BACK = Choice("back", key("choice.back"), number=-1)
_GOES_BACK = {"back": "back"}
_BETWEEN = re.compile(r"[\s,،و]+")
_WORD = re.compile(r"[^\W\d_]+")
_EVERY = frozenset(folded(word) for word in ("كل", "يوم", "أيام", "و", "every", "and", "on"))


_UNDERSTOOD = frozenset(
    folded(word) for word in ("حتى", "لغاية", "مرة", "مرات", "until", "till", "times", "time")
)


def ask(scene: Scene, other: str, kept: Kept) -> None:
    """Ask what has to be known for one of them."""
    _open(scene, f"announce_{other}", kept)


def _open(scene: Scene, kind: str, kept: Kept, **known: Any) -> None:
    scene.open_aside(kind, **{**kept, MAKING: {**_making(kept), **known}})
    scene.again()


def _making(kept: Kept) -> Mapping[str, Any]:
    return dict(kept.get(MAKING, {}))


def _kept(scene: Scene) -> Kept:
    return scene.aside.data if scene.aside is not None else {}


def _to_when(scene: Scene, kept: Kept) -> None:
    ask_for(scene, kept, "at")


def _said_back(scene: Scene, words: Said) -> bool:
    return intent(said(words.text)) == "back"


# ---------------------------------------------------------------------------------------- every week


def _put_days(scene: Scene) -> Message:
    chosen = _making(_kept(scene)).get("weekdays", ())
    days = [Choice(f"day:{one}", weekday(one), marked=one in chosen) for one in WEEK]
    done = [Choice("done", key("choice.done"), style="primary")] if chosen else []
    every = Choice("every_day", key("choice.every_day"))
    return changed(put(scene, (key("announce.weekdays"),), [*days, every, *done, _BACK]), multiple=True)


def _choose_day(scene: Scene, choice: str, kept: Kept) -> None:
    chosen = [int(one) for one in _making(kept).get("weekdays", ())]
    if choice == "back":
        _to_when(scene, kept)
    elif choice == "every_day":
        _CLOCK.begin(scene, {**kept, MAKING: {"weekdays": sorted(WEEK)}})
    elif choice == "done" and chosen:
        _CLOCK.begin(scene, kept)
    else:
        day = choice.removeprefix("day:")
        toggled = {*chosen} ^ {int(day)} if day.isdecimal() else {*chosen}
        scene.open_aside("announce_weekly", **{**kept, MAKING: {"weekdays": sorted(toggled)}})
        scene.again(same=scene.pressed)


def _said_days(scene: Scene, words: Said) -> bool:
    """«الأحد والأربعاء», «2 5»: several at once need no «تم»."""
    days = _weekdays(words.text) or _numbered(words.text)
    if len(days) < 2:
        return False
    kept = _kept(scene)
    scene.close_aside()
    _CLOCK.begin(scene, {**kept, MAKING: {"weekdays": sorted(days)}})
    return True


def _weekdays(text: str) -> set[int]:
    """The weekdays that a message names, when it says nothing else."""
    found: set[int] = set()
    for word in _WORD.findall(folded(text)):
        number = weekday_of(word)
        if number is None and word.startswith("و"):
            number = weekday_of(word[1:])
        if number is not None:
            found.add(number)
        elif word not in _EVERY:
            return set()
    return found


def _numbered(text: str) -> set[int]:
    """The same by the numbers that stand beside them."""
    found = _BETWEEN.split(digits(text).strip())
    if not all(one.isdecimal() and 1 <= int(one) <= len(WEEK) for one in found):
        return set()
    return {WEEK[int(one) - 1] for one in found}


def _at_hour(scene: Scene, value: Answer, kept: Kept) -> None:
    hour = value.get("time", "") if isinstance(value, dict) else value
    _open(scene, "announce_until", kept, clock=str(hour))


def _back_to_days(scene: Scene, kept: Kept) -> None:
    _open(scene, "announce_weekly", kept)


_CLOCK = Gathered(
    "announce_clock",
    Field("clock", "time", Text()),
    "announce.clock",
    _at_hour,
    _back_to_days,
    tuple(Choice(f"{hour}:00", written(time(hour)), number=-1) for hour in (10, 18)),
)


def _put_until(scene: Scene) -> Message:
    return beside(scene, key("announce.until"), "four_times", "ten_times", "until_stopped", "back")


_TIMES = {"four_times": 4, "ten_times": 10, "until_stopped": 0}


def _choose_until(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _TIMES:
        _recurs(scene, kept, times=_TIMES[choice])
    else:
        _CLOCK.begin(scene, kept)


def _said_until(scene: Scene, words: Said) -> bool:
    """So many times, or the last day."""
    kept, text = _kept(scene), _bare(words.text)
    times, last = integer(text), _day(scene, text)
    if times is None and last is None and not _said_back(scene, words):
        return False
    scene.close_aside()
    if times is not None:
        _recurs(scene, kept, times=times)
    elif last is not None:
        _recurs(scene, kept, ends=last)
    else:
        _CLOCK.begin(scene, kept)
    return True


def _bare(text: str) -> str:
    """«10 مرات» and «حتى 30 حزيران» without what is understood."""
    return " ".join(word for word in text.split() if folded(word) not in _UNDERSTOOD)


def _day(scene: Scene, text: str) -> date | None:
    local = scene.turn.local
    reading = dates.date(text, local.date(), local.hour, ahead=True)
    return reading.value if isinstance(reading, Exact) else None


def _recurs(scene: Scene, kept: Kept, times: int = 0, ends: date | None = None) -> None:
    """None of them at once and more than may be are both said."""
    making = _making(kept)
    clock, days = time.fromisoformat(str(making["clock"])), tuple(making["weekdays"])
    if ends is None and not 0 <= times <= MOST_TIMES:
        scene.say("schedule.times", most=MOST_TIMES)
        _open(scene, "announce_until", kept)
        return
    every = () if len(days) == len(WEEK) else days
    leaves(scene, Recurring(clock.hour, clock.minute, every, ends=ends, times=times), kept)


# ----------------------------------------------------------------------------- after the registration


_SPANS = {
    "one_hour": Span(1, "hours"),
    "one_day": Span(1, "days"),
    "three_days": Span(3, "days"),
    "one_week": Span(7, "days"),
}


def _put_since(scene: Scene) -> Message:
    return beside(scene, key("announce.since"), *_SPANS, "back")


def _choose_since(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _SPANS:
        _since(scene, _SPANS[choice], kept)
    else:
        _to_when(scene, kept)


def _said_since(scene: Scene, words: Said) -> bool:
    kept, found = _kept(scene), span(words.text)
    if found is not None and found.side == "before":
        found = None
    if found is None and not _said_back(scene, words):
        return False
    scene.close_aside()
    if found is None:
        _to_when(scene, kept)
    else:
        _since(scene, found, kept)
    return True


def _since(scene: Scene, found: Span, kept: Kept) -> None:
    leaves(scene, Since(found.amount, found.unit), kept)


# ------------------------------------------------------------------------------------ around an event


def _put_event(scene: Scene) -> Message:
    return beside(scene, key("announce.event"), "back")


def _choose_event(scene: Scene, choice: str, kept: Kept) -> None:
    _to_when(scene, kept)


def _take_event(scene: Scene, words: Said) -> bool:
    kept, name = _kept(scene), " ".join(tidy(words.text, LONGEST_NAME).split())
    going_back = _said_back(scene, words)
    if not name:
        return False
    scene.close_aside()
    if going_back:
        _to_when(scene, kept)
    else:
        _STARTS.begin(scene, {**kept, MAKING: {"event": name}})
    return True


def _starts(scene: Scene, value: Answer, kept: Kept) -> None:
    _open(scene, "announce_around", kept, starts=str(value))


def _back_to_event(scene: Scene, kept: Kept) -> None:
    _open(scene, "announce_event", kept)


_STARTS = Gathered(
    "announce_starts",
    Field("starts", "datetime", Text(), settings={"future": "yes"}),
    "announce.starts",
    _starts,
    _back_to_event,
)

_AROUND = {
    "before_three_days": Span(3, "days", "before"),
    "before_one_day": Span(1, "days", "before"),
    "before_one_hour": Span(1, "hours", "before"),
    "after_one_day": Span(1, "days", "after"),
}


def _put_around(scene: Scene) -> Message:
    event = verbatim(str(_making(_kept(scene)).get("event", "")))
    return beside(scene, key("announce.around", event=event), *_AROUND, "back")


def _choose_around(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in _AROUND:
        _around(scene, _AROUND[choice], kept)
    else:
        _STARTS.begin(scene, kept)


def _said_around(scene: Scene, words: Said) -> bool:
    """«قبلها بيومين». Without «قبل» or «بعد» it is not clear."""
    kept, found = _kept(scene), span(words.text)
    if (found is None or not found.side) and not _said_back(scene, words):
        return False
    scene.close_aside()
    if found is None:
        _STARTS.begin(scene, kept)
    else:
        _around(scene, found, kept)
    return True


def _around(scene: Scene, found: Span, kept: Kept) -> None:
    making = _making(kept)
    side: Literal["before", "after"] = "after" if found.side == "after" else "before"
    starts = datetime.fromisoformat(str(making["starts"]))
    leaves(scene, Around(str(making["event"]), starts, found.amount, found.unit, side), kept)


# -------------------------------------------------------------------------------- reminder of a form


def _forms(scene: Scene) -> tuple[Form, ...]:
    return openable(scene.book, scene.turn.local.date())


def _put_reminder(scene: Scene) -> Message:
    forms = [Choice(f"form:{form.name}", titled(form)) for form in _forms(scene)]
    return put(scene, (key("announce.reminder"),), [*forms, _BACK])


def _choose_reminder(scene: Scene, choice: str, kept: Kept) -> None:
    """Of an anonymous form nobody knows who has answered."""
    name = choice.removeprefix("form:")
    form = scene.book.forms.get(name)
    if choice == "back" or form is None:
        _to_when(scene, kept)
    elif form.mode == "anonymous":
        _open(scene, "announce_limit", kept, form=name, of="unfinished")
    else:
        _open(scene, "announce_reminded", kept, form=name)


def _put_reminded(scene: Scene) -> Message:
    return simple(scene, key("announce.reminded"), "unfinished", "unanswered", "back")


def _choose_reminded(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "back":
        _open(scene, "announce_reminder", kept)
    else:
        _open(scene, "announce_limit", kept, of=choice)


_LIMITS = {"one_reminder": 1, "two_reminders": 2, "three_reminders": 3}


def _put_limit(scene: Scene) -> Message:
    return simple(scene, key("announce.limit"), *_LIMITS, "back")


def _choose_limit(scene: Scene, choice: str, kept: Kept) -> None:
    """Below a reminder stands the button that opens its form, unless another was chosen."""
    making = _making(kept)
    if choice == "back":
        _open(scene, "announce_reminder", kept)
        return
    form, of = str(making["form"]), making.get("of")
    opens = str(kept.get("form", "")) or form
    schedule = Remind(form, "unanswered" if of == "unanswered" else "unfinished", limit=_LIMITS[choice])
    leaves(scene, schedule, {**kept, "form": opens})


KINDS = (
    AsideKind(
        "announce_weekly",
        _put_days,
        _choose_day,
        words={**_GOES_BACK, "done": "done"},
        recognise=_said_days,
    ),
    _CLOCK.kind,
    AsideKind(
        "announce_until", _put_until, _choose_until, words=_GOES_BACK, recognise=_said_until, open_text=True
    ),
    AsideKind(
        "announce_registered",
        _put_since,
        _choose_since,
        words=_GOES_BACK,
        recognise=_said_since,
        open_text=True,
    ),
    AsideKind("announce_event", _put_event, _choose_event, take=_take_event, open_text=True),
    _STARTS.kind,
    AsideKind(
        "announce_around",
        _put_around,
        _choose_around,
        words=_GOES_BACK,
        recognise=_said_around,
        open_text=True,
    ),
    AsideKind("announce_reminder", _put_reminder, _choose_reminder, words=_GOES_BACK),
    AsideKind("announce_reminded", _put_reminded, _choose_reminded, words=_GOES_BACK),
    AsideKind("announce_limit", _put_limit, _choose_limit, words=_GOES_BACK),
)
