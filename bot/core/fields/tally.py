"""A head count, asked in steps or typed in one line: «27: 15 نساء و12 رجل، منهم 6 أطفال».

The steps: total, of whom women, then the bands of age until they add up; each may be *not known*. A line
is repeated for confirmation, and then only what it left out is asked. `cross: yes` asks the bands by sex;
`bands` names other bands; `max` is the largest total.
"""

from __future__ import annotations

from typing import Any

from bot.core import tally
from bot.core.arabic import headcount, numbers
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import (
    UNNUMBERED,
    YES_NO,
    choices,
    exactly,
    heard,
    joined,
    label,
    meaning,
    named,
    unnumbered,
)
from bot.core.refusals import refused
from bot.core.text import Text, key, ltr

_MOST = 99_999
_UNKNOWN = Option("unknown", key("choice.unknown"), UNNUMBERED)
_UNKNOWN_AGES = Option("unknown_ages", key("choice.unknown_ages"), UNNUMBERED)
_CHECK = "check"
_BAND_OF = {"": "field.tally.band", "women": "field.tally.band_women", "men": "field.tally.band_men"}


def _bands(asking: Asking) -> tuple[str, ...]:
    return tuple(asking.field.settings.get("bands", "").split()) or tally.BANDS


def _cross(asking: Asking) -> bool:
    return asking.field.settings.get("cross") == "yes"


def _most(asking: Asking) -> int:
    found = asking.field.settings.get("max", "")
    return min(int(found), _MOST) if found.isdecimal() else _MOST


def _ages(asking: Asking) -> tally.Ages | None:
    """The band asked now, once total and women are settled."""
    if "women" not in asking.partial:
        return None
    return tally.next_ages(asking.partial, _bands(asking), cross=_cross(asking))


# ------------------------------------------------------------------------------------- asking


def _ask(asking: Asking) -> Prompt:
    count = asking.partial
    if _CHECK in count:
        return Prompt(
            parts=(key("field.tally.confirm", counted=_shown(count, asking)),), choices=choices(YES_NO)
        )
    offered = choices(_offers(asking))
    if "total" not in count:
        return Prompt(choices=offered)
    ages = _ages(asking)
    if ages is None:
        text = key("field.tally.women", total=count["total"])
        return Prompt(parts=(text,), choices=offered, hint=_expected(asking))
    return Prompt(parts=(_band_question(ages),), choices=offered, hint=_expected(asking))


def _band_question(ages: tally.Ages) -> Text:
    return key(_BAND_OF[ages.sex], band=_band(ages.band), rest=ages.rest, total=ages.people)


def _band(name: str) -> Text:
    return ltr(name.replace("-", "–"))


def _offers(asking: Asking) -> tuple[Option, ...]:
    """What may be pressed at this step; a typed number is always the number of people."""
    if _CHECK in asking.partial:
        return YES_NO
    ages = _ages(asking)
    if ages is None:
        special = asking.field.special if "total" not in asking.partial else ()
        return (_UNKNOWN, *unnumbered(special))
    rest = Option("rest", key("choice.rest", n=ages.rest), UNNUMBERED)
    return (rest, _UNKNOWN, _UNKNOWN_AGES) if ages.several else (rest, _UNKNOWN)


def _expected(asking: Asking) -> Text:
    """What would be an answer at this step."""
    count, ages = asking.partial, _ages(asking)
    if _CHECK in count or "total" not in count:
        return key("field.tally.unclear")
    if ages is None:
        return key("field.tally.women_expected", total=count["total"])
    return key("field.tally.band_expected", rest=ages.rest)


# ------------------------------------------------------------------------------------ reading


def _tap(choice: str, asking: Asking) -> Reading | None:
    count, ages = asking.partial, _ages(asking)
    if _CHECK in count:
        return _checked(choice, asking)
    if choice == _UNKNOWN_AGES.name and ages:
        return _onwards(tally.with_ages(count, ages, None, _bands(asking)), asking)
    if choice == "rest" and ages:
        return _onwards(tally.with_ages(count, ages, ages.rest), asking)
    if choice == _UNKNOWN.name:
        return _onwards(_with(count, ages, None), asking)
    if "total" not in count and any(o.name == choice for o in asking.field.special):
        return Answered(choice)
    return None


def _checked(choice: str, asking: Asking) -> Reading | None:
    if choice == "yes":
        kept = {name: value for name, value in asking.partial.items() if name != _CHECK}
        return _onwards(kept, asking)
    return Gathering({}, key("field.tally.again")) if choice == "no" else None


def _with(count: tally.Count, ages: tally.Ages | None, number: int | None) -> dict[str, Any]:
    """The count with a number for the step that is open."""
    if "total" not in count:
        return {**count, "total": number}
    return tally.with_ages(count, ages, number) if ages else {**count, "women": number}


def _onwards(count: dict[str, Any], asking: Asking) -> Reading:
    """The next step, or the answer when nothing is left to ask."""
    bands, cross = _bands(asking), _cross(asking)
    total = count.get("total")
    if "total" in count and not total:
        nobody = {"women": 0} if total == 0 else {}
        return Answered(tally.value({**count, **nobody}, bands, cross=cross))
    if not {"total", "women"} <= count.keys() or tally.next_ages(count, bands, cross=cross):
        return Gathering(count)
    return Answered(tally.value(count, bands, cross=cross))


def _recognise(given: Input, asking: Asking) -> Reading | None:
    offers = _offers(asking)
    name = exactly(given, asking.field.special, asking) or named(given, offers, asking)
    if name is None and meaning(heard(given), asking) == "dontknow" and _UNKNOWN in offers:
        name = _UNKNOWN.name
    if name is not None:
        return _tap(name, asking)
    return _counted(given.text, asking) if isinstance(given, Said) else None


def _counted(text: str, asking: Asking) -> Reading | None:
    number = numbers.integer(text)
    if number is not None:
        return _number(number, asking)
    line = headcount.tally(text)
    return _line(line, asking) if line else None


def _number(number: int, asking: Asking) -> Reading:
    """A number alone answers the open step; to a confirmation it is a new total."""
    count, ages = asking.partial, _ages(asking)
    if _CHECK in count or "total" not in count:
        if not 0 <= number <= _most(asking):
            return Refusal(key("field.tally.total_bounds", max=_most(asking)))
        counted = {**({} if _CHECK in count else count), "total": number}
        return _contradiction(counted) or _onwards(counted, asking)
    if not 0 <= number <= (ages.rest if ages else count["total"]):
        return Refusal(_expected(asking))
    if ages and ages.last and number != ages.rest:
        ages_sum = ages.people - ages.rest + number
        return Refusal(key("field.tally.short", sum=ages_sum, total=ages.people))
    return _onwards(_with(count, ages, number), asking)


def _line(line: headcount.Headcount, asking: Asking) -> Reading:
    before = {} if _CHECK in asking.partial else asking.partial
    count = tally.from_line(line, before, _bands(asking), cross=_cross(asking))
    total = count.get("total")
    if line.problem == "sum" and line.women is not None and line.men is not None and total is not None:
        return Refusal(key("field.tally.sexes", women=line.women, men=line.men, total=total))
    if isinstance(total, int) and total > _most(asking):
        return Refusal(key("field.tally.total_bounds", max=_most(asking)))
    if line.problem == "children" and line.children is not None and total is not None:
        return Refusal(key("field.tally.bands_above", sum=line.children, total=total))
    return _contradiction(count) or Gathering({**count, _CHECK: True})


def _contradiction(count: dict[str, Any]) -> Refusal | None:
    """Women or children beyond the total."""
    total, women = count.get("total"), count.get("women")
    if not isinstance(total, int):
        return None
    children = sum(number for number in count.get("bands", {}).values() if number is not None)
    if isinstance(women, int) and not 0 <= women <= total:
        return Refusal(key("field.tally.sex_above", n=max(women, total - women), total=total))
    return Refusal(key("field.tally.bands_above", sum=children, total=total)) if children > total else None


def _take(given: Input, asking: Asking) -> Reading:
    return _recognise(given, asking) or refused(given, _expected(asking))


# ------------------------------------------------------------------------------------ showing


def _show(value: Answer, asking: Asking) -> Text:
    return _shown(value, asking) if isinstance(value, dict) else label(value, asking.field.special)


def _shown(count: tally.Count, asking: Asking) -> Text:
    """What is known of it, in one line."""
    men = count.get("men")
    if men is None and isinstance(count.get("total"), int) and isinstance(count.get("women"), int):
        men = count["total"] - count["women"]
    sums = {
        "field.tally.show.total": count.get("total"),
        "field.tally.show.women": count.get("women"),
        "field.tally.show.men": men,
    }
    told = [key(name, n=n) for name, n in sums.items() if isinstance(n, int)]
    if told and count.get("total") == 0:
        return told[0]
    ages = count.get("bands")
    known = ages if isinstance(ages, dict) else {}
    bands = [*(b for b in _bands(asking) if b in known), *(b for b in known if b not in _bands(asking))]
    told += [
        key("field.tally.show.band", band=_band(band), n=known[band])
        for band in bands
        if isinstance(known[band], int)
    ]
    return joined(told) if told else key("field.tally.show.unknown")


TYPE = FieldType(
    name="tally", ask=_ask, tap=_tap, recognise=_recognise, take=_take, show=_show, xlsform=("tally",)
)
