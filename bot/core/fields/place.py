"""A place of the area tree, paged and found by typing; its value is the area's code.

`level` says which areas are asked (1, the governorates, when not said), `within` names the field whose
area they lie in, `recent: yes` offers the person's last places first. Where very many may be the answer,
their governorate is pressed first. Where the tree ends, the place is written in words: {"text": …}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core import gazetteer, pages
from bot.core.arabic.folding import store
from bot.core.arabic.words import is_global
from bot.core.conversation import Input, Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Prompt, Reading, Refusal
from bot.core.form import Answer, Option
from bot.core.offers import (
    NONE_OF_THESE,
    YES_NO,
    choices,
    exactly,
    heard,
    label,
    meaning,
    named,
    unnumbered,
)
from bot.core.place import Area
from bot.core.refusals import refused
from bot.core.text import Text, key, verbatim

_ONE_PAGE = 10
_VERY_MANY = 24
_GOVERNORATES = 1
_MOST_RECENT = 3
_LONGEST = 200
_QUOTED = 60
_RECENT = "recent:"
_CONTROLS = (*pages.CONTROLS, pages.OUTWARD)
_TURNS = frozenset(one.name for one in _CONTROLS)

_Areas = tuple[Area, ...]


# -------------------------------------------------------------------------------- what is offered


def _answers(asking: Asking) -> _Areas:
    """The areas that may be the answer, the person's last places first; none where the tree ends."""
    within = asking.field.settings.get("within", "")
    if within:
        parent = asking.answers.get(within)
        found = asking.book.areas.children(parent) if isinstance(parent, str) else ()
    else:
        levels = range(_level(asking), 0, -1)
        found = next(filter(None, map(asking.book.areas.at_level, levels)), ())
    codes = [place for place in _recent(asking) if isinstance(place, str)]
    first = [area for code in codes for area in found if area.code == code][:_MOST_RECENT]
    if not first:
        return found
    taken = {area.code for area in first}
    return (*first, *(area for area in found if area.code not in taken))


def _level(asking: Asking) -> int:
    found = asking.field.settings.get("level", "")
    return min(int(found[:2]), 9) if found.isdecimal() else _GOVERNORATES


def _recent(asking: Asking) -> tuple[Any, ...]:
    """The values that this person's reports had before, the newest first."""
    places = asking.person.profile.get("places")
    if asking.field.settings.get("recent") != "yes" or not isinstance(places, list):
        return ()
    return tuple(places)


def _written(asking: Asking) -> tuple[Option, ...]:
    """The last places in words, where the answer is in words."""
    texts = [
        str(place["text"]) for place in _recent(asking) if isinstance(place, Mapping) and "text" in place
    ]
    distinct = list(dict.fromkeys(texts))[:_MOST_RECENT]
    return tuple(Option(f"{_RECENT}{n}", verbatim(text), n) for n, text in enumerate(distinct, 1))


def _shelf(asking: Asking, answers: _Areas) -> _Areas:
    """What is listed: the answers themselves, or, of very many, the area that holds them first."""
    areas, inside = asking.book.areas, asking.partial.get("in")
    if isinstance(inside, str) and areas.children(inside):
        return areas.children(inside)
    if len(answers) <= _VERY_MANY or not _holders(asking, answers):
        return answers
    recent = {place for place in _recent(asking) if isinstance(place, str)}
    return (*(area for area in answers if area.code in recent), *areas.at_level(_GOVERNORATES))


def _holders(asking: Asking, answers: _Areas) -> _Areas:
    """The governorates, where something below them is asked."""
    below = answers and answers[0].level > _GOVERNORATES and not asking.field.settings.get("within")
    return asking.book.areas.at_level(_GOVERNORATES) if below else ()


def _options(shelf: _Areas, first: int = 1) -> tuple[Option, ...]:
    """Numbers run through all pages: a number means one place, whichever page is shown."""
    return tuple([Option(area.code, area.label, n) for n, area in enumerate(shelf, first)])


def _paged(asking: Asking, shelf: _Areas) -> Iterator[Option]:
    page = pages.page(asking, len(shelf))
    if len(shelf) <= _ONE_PAGE:
        yield from _options(shelf)
    else:
        shown = pages.window(page, len(shelf))
        yield from _options(shelf[shown.start : shown.stop], shown.start + 1)
        if shown.stop < len(shelf):
            yield pages.MORE
    if page:
        yield pages.PREVIOUS
    elif asking.partial.get("in"):
        yield pages.OUTWARD


def _among(asking: Asking) -> tuple[Option, ...]:
    """The few places between which is asked now."""
    found = (asking.book.areas.get(str(code)) for code in asking.partial.get("among", ()))
    return _options(tuple(area for area in found if area is not None))


def _ask(asking: Asking) -> Prompt:
    answers, special = _answers(asking), unnumbered(asking.field.special)
    if not answers:
        return Prompt(choices=choices((*_written(asking), *special)), hint=key("field.place.write"))
    among = _among(asking)
    if len(among) == 1:
        return Prompt(parts=(_confirmation(among[0], asking),), choices=choices(YES_NO))
    if among:
        return Prompt(parts=(key("field.meant.some"),), choices=choices((*among, NONE_OF_THESE)))
    shelf = _shelf(asking, answers)
    paged = len(shelf) > _ONE_PAGE or shelf != answers
    offers = (*_paged(asking, shelf), *special)
    holder = asking.book.areas.get(str(asking.partial.get("in", "")))
    parts = (key("field.place.inside", place=holder.label),) if holder is not None else ()
    return Prompt(parts=parts, choices=choices(offers), hint=key("field.place.expected"), slot=paged)


def _confirmation(offer: Option, asking: Asking) -> Text:
    """«المقصود محافظة نينوى؟»"""
    area = asking.book.areas.get(offer.name)
    governorate = area is not None and area.level == _GOVERNORATES
    return key("field.place.confirm_governorate" if governorate else "field.place.confirm", place=offer.label)


# ------------------------------------------------------------------------------------ reading


def _tap(choice: str, asking: Asking) -> Reading | None:
    answers = _answers(asking)
    area = asking.book.areas.get(choice)
    if area is not None and answers:
        return _chosen(area, asking, answers)
    if any(o.name == choice for o in asking.field.special):
        return Answered(choice)
    if choice.startswith(_RECENT) and not answers:
        recent = next((o for o in _written(asking) if o.name == choice), None)
        return Answered({"text": recent.label.value}) if recent else None
    return _turned(choice, asking, answers)


def _chosen(area: Area, asking: Asking, answers: _Areas) -> Reading | None:
    """An area is the answer, or holds the answers, or is none of either."""
    if any(one.code == area.code for one in answers):
        return Answered(area.code)
    if all(one.code != area.code for one in (*_holders(asking, answers), *_shelf(asking, answers))):
        return None
    return Gathering({"in": area.code}) if asking.book.areas.children(area.code) else Answered(area.code)


def _turned(choice: str, asking: Asking, answers: _Areas) -> Reading | None:
    """A page further or back, and the answer to a confirmation."""
    among = _among(asking)
    if choice == "yes" and len(among) == 1:
        return _tap(among[0].name, asking)
    if among and choice in {"no", NONE_OF_THESE.name}:
        return Gathering({})
    if choice not in _TURNS or not answers:
        return None
    inside = {"in": asking.partial["in"]} if asking.partial.get("in") else {}
    count = len(_shelf(asking, answers))
    page = pages.page(asking, count)
    if choice == pages.PREVIOUS.name:
        return Gathering({**inside, "page": page - 1} if page else {})
    return Gathering({**inside, "page": min(page + 1, pages.last(count))})


def _recognise(given: Input, asking: Asking) -> Reading | None:
    special = exactly(given, asking.field.special, asking)
    if special is not None:
        return Answered(special)
    answers = _answers(asking)
    if not answers:
        return _in_words(given, asking)
    among = _among(asking)
    controls = YES_NO if len(among) == 1 else (*among, NONE_OF_THESE) if among else _CONTROLS
    control = named(given, controls, asking)
    if control is not None:
        return _tap(control, asking)
    return _found(given, answers, asking) if isinstance(given, Said) else None


def _found(given: Said, answers: _Areas, asking: Asking) -> Reading | None:
    """By name: an answer, what holds or stands for one; else by number or the beginning of a name."""
    shelf, holders = _shelf(asking, answers), _holders(asking, answers)
    if heard(given).isdecimal():
        number = named(given, _options(shelf), asking)
        return _tap(number, asking) if number is not None else None
    exact = gazetteer.exact(given.text, answers) or gazetteer.exact(given.text, holders)
    if len(exact) == 1:
        return _tap(exact[0].code, asking)
    implied = exact or gazetteer.implied(given.text, (*answers, *holders), asking.book.areas)
    if implied:
        return _which(implied)
    name = named(given, _options(shelf), asking)
    return _tap(name, asking) if name is not None else None


def _which(areas: _Areas) -> Gathering:
    return Gathering({"among": [area.code for area in areas[:_ONE_PAGE]]})


def _in_words(given: Input, asking: Asking) -> Reading | None:
    """Where the tree ends every word is a place, but for the global commands."""
    recent = named(given, _written(asking), asking)
    if recent is not None:
        return _tap(recent, asking)
    spoken = heard(given)
    if not isinstance(given, Said) or is_global(spoken, meaning(spoken, asking) or None):
        return None
    return _text(store(given.text))


def _text(words: str) -> Reading:
    if not words:
        return Refusal(key("field.text.empty"))
    if len(words) > _LONGEST:
        return Refusal(key("field.text.long", n=len(words), max=_LONGEST))
    return Answered({"text": words})


def _take(given: Input, asking: Asking) -> Reading:
    reading = _recognise(given, asking)
    if reading is not None:
        return reading
    answers = _answers(asking)
    if not isinstance(given, Said):
        return refused(given, key("field.place.expected" if answers else "field.place.write"))
    if not answers:
        return _text(store(given.text))
    near = gazetteer.near(given.text, answers) or gazetteer.near(given.text, _shelf(asking, answers))
    return _which(near) if near else _unknown(store(given.text)[:_QUOTED])


def _unknown(quoted: str) -> Refusal:
    return Refusal(
        key("field.place.unknown", text=verbatim(quoted)) if quoted else key("field.place.expected")
    )


# ------------------------------------------------------------------------------------ showing


def _show(value: Answer, asking: Asking) -> Text:
    if isinstance(value, dict):
        return verbatim(str(value.get("text", "")))
    area = asking.book.areas.get(value) if isinstance(value, str) else None
    return area.label if area else label(value, asking.field.special)


TYPE = FieldType(name="place", ask=_ask, tap=_tap, recognise=_recognise, take=_take, show=_show)
