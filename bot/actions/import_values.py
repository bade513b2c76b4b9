"""A cell as the answer that a person would have given: checked by the type of its question and its choices.

Choices are known by code or by label in any language of the form. Constraints and conditions are not asked:
what was accepted last year may stand. To add a kind of answer: a function here, and its line in `_KINDS`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

from bot.actions.import_flaws import shown
from bot.actions.import_sheets import Raw
from bot.core.arabic.folding import digits
from bot.core.arabic.folding import key as folded
from bot.core.form import Answer, Field, Option
from bot.core.place import Areas
from bot.core.tally import SEXES
from bot.core.text import Text, key
from bot.reports.kobo import DEGREES, MEDIA

Parts = Mapping[str, Raw]
"""The cells of one question by the part of the answer that they hold; '' is the whole of it."""

_YES, _NO = frozenset({"1", "true", "yes", "نعم"}), frozenset({"0", "false", "no", "لا", ""})
_ABOUT = re.compile(r"(.+) \((\d{1,2}:\d{2})\)", re.DOTALL)
_SPACES = re.compile(r"[\s,،;؛]+")
_SHOWN = 8


class Wrong(Exception):
    """`part`: which cell; `said`: what is wrong with it, and what to do."""

    def __init__(self, part: str, said: Text) -> None:
        super().__init__(said.key)
        self.part, self.said = part, said


class Values:
    """Reads the cells of a form."""

    def __init__(self, areas: Areas, zone: tzinfo, speak: Sequence[Callable[[Text], str]]) -> None:
        self._areas, self._zone, self._speak = areas, zone, speak
        self._options: dict[tuple[str, str], dict[str, str]] = {}
        self._places = {
            folded(name): code for code, one in areas.by_code.items() for name in one.names.values()
        }

    def read(self, asked: Field, parts: Parts) -> Answer:
        """The answer in these cells, None where there is none; Wrong where it cannot be one."""
        given = {part: raw for part, raw in parts.items() if raw is not None and text(raw) != ""}
        if not given:
            return None
        special = self._named(asked, given.get(""), asked.special)
        return special or _KINDS[asked.type](self, asked, given)

    # ------------------------------------------------------------------------------ choices

    def _named(self, asked: Field, raw: Raw, options: Sequence[Option]) -> str | None:
        """The option that a cell names, by its code or in one of the languages."""
        if raw is None or not options:
            return None
        known = self._options.get((asked.name, options[0].name))
        if known is None:
            known = self._options[asked.name, options[0].name] = dict(self._words(options))
        words = text(raw)
        return known.get(words) or known.get(folded(words))

    def _words(self, options: Sequence[Option]) -> Iterator[tuple[str, str]]:
        """Codes go before labels, and the first option before the others."""
        for option in reversed(options):
            for words in self._speak:
                yield folded(words(option.label)), option.name
        for option in options:
            yield option.name, option.name

    def choice(self, asked: Field, given: Parts) -> Answer:
        """One option; of a list that did not come with the form, whatever was chosen."""
        found = self._named(asked, given[""], asked.options)
        return found or (self._missed(asked, "", given[""]) if asked.options else text(given[""]))

    def _missed(self, asked: Field, part: str, raw: Raw) -> str:
        names = " ".join(option.name for option in asked.options[:_SHOWN])
        more = " …" if len(asked.options) > _SHOWN else ""
        raise Wrong(
            part, key("import.flaw.option", value=shown(raw), options=Text(value=names + more, format="ltr"))
        )

    def choices(self, asked: Field, given: Parts) -> Answer:
        """Several options: together in one cell, or a cell with 1 or 0 for each."""
        if "" in given:
            return self.several(asked, given)
        chosen = [option.name for option in asked.options if self._ticked(option.name, given)]
        alone = [option.name for option in asked.special if self._ticked(option.name, given)]
        return chosen or (alone[0] if alone else [])

    def _ticked(self, name: str, given: Parts) -> bool:
        words = text(given.get(name)).lower()
        if words not in _YES and words not in _NO:
            raise Wrong(name, key("import.flaw.tick", value=shown(words)))
        return words in _YES

    def several(self, asked: Field, given: Parts) -> Answer:
        """Codes with spaces between them, or labels, which may hold some of their own."""
        words = _SPACES.split(text(given[""]).strip(" ,،;؛"))
        found: list[str] = []
        while words:
            for end in range(len(words), 0, -1):
                name = self._named(asked, " ".join(words[:end]), asked.options)
                if name is not None or not asked.options:
                    break
            else:
                return [self._missed(asked, "", " ".join(words))]
            found.append(name or words[0])
            words = words[end if name else 1 :]
        return list(dict.fromkeys(found))

    def acknowledged(self, asked: Field, given: Parts) -> Answer:
        """«OK», as Kobo writes it, is the first of the options."""
        named = self._named(asked, given[""], asked.options)
        return named or (asked.options[0].name if asked.options else "ok")

    # ------------------------------------------------------------------------------- places

    def position(self, asked: Field, given: Parts) -> Answer:
        """Four numbers in a cell, or a cell for each; other words are the name of a place."""
        if "" not in given:
            return _place([_number(given[one], one) if one in given else None for one in DEGREES], given)
        words = text(given[""])
        try:
            numbers = [float(one) for one in digits(words).split()]
        except ValueError:
            return {"text": words}
        return _place(numbers, given)

    def place(self, asked: Field, given: Parts) -> Answer:
        """The smallest area that is known by its code or name; other words stay words."""
        smallest = text(given[max(given)])
        code = smallest if smallest in self._areas.by_code else self._places.get(folded(smallest))
        return code or {"text": smallest}

    # -------------------------------------------------------------------------------- times

    def moment(self, asked: Field, given: Parts) -> Answer:
        """As ODK keeps it; without an offset it is the programme's time."""
        raw = given[""]
        try:
            found = raw if isinstance(raw, datetime) else datetime.fromisoformat(digits(text(raw)))
        except ValueError as error:
            raise Wrong("", key("import.flaw.moment", value=shown(raw))) from error
        return (found if found.tzinfo else found.replace(tzinfo=self._zone)).isoformat(
            timespec="milliseconds"
        )


def _place(numbers: Sequence[float | None], given: Parts) -> Answer:
    latitude, longitude, *more = (*numbers, None, None)
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        part = "" if "" in given else min(given)
        raise Wrong(part, key("import.flaw.position", value=shown(given[part])))
    answer: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    named = zip(("altitude", "accuracy"), more, strict=False)
    return answer | {name: number for name, number in named if number}


def text(raw: Raw) -> str:
    """A cell as words: whole numbers without a point, times by ISO 8601."""
    match raw:
        case None:
            return ""
        case bool():
            return "1" if raw else "0"
        case float() if raw.is_integer() and abs(raw) < 1e15:
            return str(int(raw))
        case datetime() if raw.time() == time():
            return raw.date().isoformat()
        case datetime() | date() | time():
            return raw.isoformat()
        case _:
            return str(raw).strip()


def _words(values: Values, asked: Field, given: Parts) -> Answer:
    return text(given[""])


def _number(raw: Raw, part: str = "") -> float:
    try:
        found = float(raw if isinstance(raw, int | float) else digits(text(raw)).replace("٬", ""))
    except ValueError as error:
        raise Wrong(part, key("import.flaw.number", value=shown(raw))) from error
    if not math.isfinite(found):
        raise Wrong(part, key("import.flaw.number", value=shown(raw)))
    return found


def _whole(values: Values, asked: Field, given: Parts) -> Answer:
    found = _number(given[""])
    if not found.is_integer():
        raise Wrong("", key("import.flaw.whole", value=shown(given[""])))
    return int(found)


def _decimal(values: Values, asked: Field, given: Parts) -> Answer:
    found = _number(given[""])
    return int(found) if found.is_integer() else found


def _date(values: Values, asked: Field, given: Parts) -> Answer:
    return day(given[""])


def day(raw: Raw, part: str = "") -> str:
    """A day by ISO 8601, also of a moment."""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    words = digits(text(raw))
    try:
        return date.fromisoformat(words.partition("T")[0].partition(" ")[0]).isoformat()
    except ValueError as error:
        raise Wrong(part, key("import.flaw.date", value=shown(raw))) from error


def _time(values: Values, asked: Field, given: Parts) -> Answer:
    raw = given[""]
    about = _ABOUT.fullmatch(text(raw))
    if about:
        return {"time": about[2], "said": about[1]}
    try:
        found = raw if isinstance(raw, time) else time.fromisoformat(digits(text(raw)).partition(".")[0])
    except ValueError as error:
        raise Wrong("", key("import.flaw.time", value=shown(raw))) from error
    return found.replace(tzinfo=None).isoformat("minutes")


def _medium(values: Values, asked: Field, given: Parts) -> Answer:
    """What was sent is not in a table: its name is kept."""
    return {"name": text(given[""])}


def _tally(values: Values, asked: Field, given: Parts) -> Answer:
    """Total, women, men, bands, and bands of each sex, each in its cell."""
    found: dict[str, Any] = {}
    for part, raw in given.items():
        number, (first, _, band) = int(_number(raw, part)), part.partition("/")
        if band:
            found.setdefault("cross", {}).setdefault(first, {})[band] = number
        elif part in {"total", *SEXES}:
            found[part] = number
        else:
            found.setdefault("bands", {})[part] = number
    return found


def _nothing(values: Values, asked: Field, given: Parts) -> Answer:
    return None


_KINDS: Mapping[str, Callable[[Values, Field, Parts], Answer]] = {
    "text": _words,
    "hidden": _words,
    "metadata": _words,
    "computed": _words,
    "integer": _whole,
    "decimal": _decimal,
    "range": _decimal,
    "date": _date,
    "time": _time,
    "datetime": Values.moment,
    "choice": Values.choice,
    "choices": Values.choices,
    "rank": Values.several,
    "acknowledge": Values.acknowledged,
    "position": Values.position,
    "place": Values.place,
    "tally": _tally,
    "note": _nothing,
    **dict.fromkeys(MEDIA, _medium),
}
