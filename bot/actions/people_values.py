"""What a row of a list says of somebody, or why it cannot be taken: every reason, not only the first.

A value is what the questions of the registration would take. What is not certain is said beside the row and
asked in the chat; what is wrong refuses the row, so that nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bot.core import gazetteer
from bot.core.arabic import digits, said, store
from bot.core.arabic import key as folded
from bot.core.arabic.dates import date as day_said
from bot.core.arabic.languages import language as language_named
from bot.core.arabic.numbers import integer
from bot.core.arabic.phones import phone as phone_said
from bot.core.arabic.readings import Either
from bot.core.person import STAFF
from bot.core.place import Area
from bot.core.prepared import Prepared
from bot.core.programme import Book
from bot.core.text import Text, day, key, verbatim

LONGEST_NAME: Final = 40
_LONGEST_SOURCE: Final = 100
_FIRST_YEAR: Final = 1930
_ADULT: Final = 18
_QUOTED: Final = 40
_NOON: Final = 12
_YEAR: Final = re.compile(r"\d{4}")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST: Final = re.compile(r"\W*(\d{4})\W+(\d{1,2})\W+(\d{1,2})(?!\d)")
_HOUR: Final = re.compile(r"[T\s]\s*\d{1,2}:\d{2}.*")
_MONTHS: Final = 12

_MALE, _FEMALE = (
    "ذكر، رجل، شاب، م، ولد، male, man, m",
    "أنثى، انثى، امرأة، شابة، فتاة، بنت، سيدة، female, woman, f",
)
_VOLUNTEER = "متطوع، متطوعة، مشارك، مشاركة، volunteer, participant, member"
_CHAMPION = "رائد، رائدة، رائد التماسك، رائدة التماسك، بطل، بطلة، champion"


def _words(**named: str) -> Mapping[str, str]:
    return {folded(word): one for one, words in named.items() for word in words.replace("،", ",").split(",")}


_SEXES: Final = _words(male=_MALE, female=_FEMALE)
_ROLES: Final = {
    **_words(volunteer=_VOLUNTEER, champion=_CHAMPION),
    **dict.fromkeys(STAFF, "staff"),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What rows are measured by. `within`: the areas beyond which nobody comes in; None: no bound."""

    book: Book
    today: date
    within: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says, as fields of Prepared. `remark`: how it was understood, where that is not certain."""

    fields: Mapping[str, Any]
    remark: Text | None = None


Reader = Callable[[str, Bounds], "Said | Text"]
"""A Text is why the row is refused."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row: somebody, or why not; and what is worth a look."""

    one: Prepared | None
    why: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = field(default=())


def judge(cells: Sequence[str], places: Mapping[str, int], bounds: Bounds) -> Judged:
    """What one row says. `places`: part → column."""
    cell = {part: cells[number] for part, number in places.items()}
    fields: dict[str, Any] = {}
    why: list[Text] = []
    remarks: list[Text] = []
    name = cell.get("name") or " ".join(
        filter(None, (cell.get(one) for one in ("given", "father", "family")))
    )
    read = {"name": name, **{part: cell.get(part, "") for part in READERS if part != "name"}}
    for part, text in read.items():
        found = READERS[part](text, bounds) if text or part in _NEEDED else Said({})
        if isinstance(found, Text):
            why.append(found)
        else:
            fields |= found.fields
            remarks += [found.remark] if found.remark is not None else []
    if not why and (text := cell.get("district", "")):
        remarks += _district(text, fields, bounds)
    if not why and not is_within(fields.get("area", ""), bounds):
        why.append(key("people.not_yours"))
    if why:
        return Judged(None, tuple(why))
    return Judged(Prepared(**fields), (), tuple(remarks))


_NEEDED: Final = frozenset({"name", "source", "agreed"})


def is_within(area: str, bounds: Bounds) -> bool:
    """Whether somebody of that area may be brought in."""
    within = bounds.within
    return within is None or not set(within).isdisjoint(bounds.book.areas.upwards(area))


def _quoted(text: str) -> Text:
    return verbatim(text[:_QUOTED])


# ---------------------------------------------------------------------------------- part by part


def _name(text: str, bounds: Bounds) -> Said | Text:
    name = store(text)
    if not any(map(str.isalpha, name)):
        return key("people.no_name")
    if len(name) > LONGEST_NAME:
        return key("people.long_name", most=LONGEST_NAME)
    return Said({"name": name})


def _phone(text: str, bounds: Bounds) -> Said | Text:
    number = phone_said(text)
    return Said({"phone": number}) if number else key("people.no_phone", text=_quoted(text))


def _sex(text: str, bounds: Bounds) -> Said | Text:
    sex = _SEXES.get(folded(text))
    return Said({"sex": sex}) if sex else key("people.no_sex", text=_quoted(text))


def _birth_year(text: str, bounds: Bounds) -> Said | Text:
    """A year, or the year of a day."""
    year = integer(text)
    if year is None and (born := _day(text, bounds.today)) is not None:
        year = born.year
    if year is None or not _FIRST_YEAR <= year <= bounds.today.year:
        return key("people.no_year", text=_quoted(text))
    if year > bounds.today.year - _ADULT:
        return key("people.too_young", years=_ADULT)
    return Said({"birth_year": year})


def _area(text: str, bounds: Bounds) -> Said | Text:
    """A governorate by its code or any of its names, or by what lies in it."""
    areas = bounds.book.areas
    every = tuple(areas.by_code.values())
    governorates = areas.at_level(1)
    coded = areas.get(text.strip().upper())
    exact = (
        (coded,) if coded is not None else gazetteer.exact(text, governorates) or gazetteer.exact(text, every)
    )
    if len(exact) == 1 and (found := _placed(exact[0], bounds)):
        return Said(found)
    implied = gazetteer.implied(text, governorates, areas)
    if len(implied) == 1 and not exact:
        remark = key("people.area_taken", text=_quoted(text), place=implied[0].label)
        return Said({"area": implied[0].code}, remark)
    near = exact or implied or gazetteer.near(text, governorates)
    if near:
        return key("people.area_near", text=_quoted(text), place=near[0].label)
    return key("people.no_area", text=_quoted(text))


def _placed(area: Area, bounds: Bounds) -> dict[str, str]:
    """The governorate of an area, and its district when it is one."""
    above = [bounds.book.areas.by_code[code] for code in bounds.book.areas.upwards(area.code)]
    by_level = {one.level: one.code for one in above}
    if 1 not in by_level:
        return {}
    return {"area": by_level[1], **({"district": by_level[2]} if 2 in by_level else {})}


def _district(text: str, fields: dict[str, Any], bounds: Bounds) -> list[Text]:
    """Within the governorate; one that is not known there is asked in the chat."""
    area = fields.get("area", "")
    among = bounds.book.areas.children(area)
    if not area or not among:
        fields["district"] = store(text) if area else ""
        return []
    found = gazetteer.exact(text, among)
    if len(found) == 1:
        fields["district"] = found[0].code
        return []
    return [] if fields.get("district") else [key("people.district_asked", text=_quoted(text))]


def _language(text: str, bounds: Bounds) -> Said | Text:
    code = language_named(said(text)) or text.strip().lower()
    offered = code in bounds.book.programme.languages
    return Said({"language": code}) if offered else key("people.no_language", text=_quoted(text))


def _role(text: str, bounds: Bounds) -> Said | Text:
    """At most what an open link gives: staff are invited one by one."""
    role = _ROLES.get(folded(text))
    champion = bounds.book.programme.champion.languages.values()
    if role is None and folded(text) in map(folded, champion):
        role = "champion"
    if role is None:
        return key("people.no_role", text=_quoted(text))
    return key("people.staff_role") if role == "staff" else Said({"role": role})


def _source(text: str, bounds: Bounds) -> Said | Text:
    source = store(text)[:_LONGEST_SOURCE]
    return Said({"source": source}) if source else key("people.no_source")


def _agreed(text: str, bounds: Bounds) -> Said | Text:
    """When somebody agreed: a day that has been."""
    if not text:
        return key("people.no_day")
    found = _day(text, bounds.today)
    if found is None:
        return key("people.unclear_day", text=_quoted(text))
    if found > bounds.today:
        return key("people.future_day", date=day(found))
    return Said({"agreed": found.isoformat()})


def _day(text: str, today: date) -> date | None:
    """A day with its year, ISO or as people write it, the same whenever it is read; of two, neither.

    After a year comes its month: one that cannot be is a mistake, and no day. In a chat it would be asked.
    """
    written = digits(text).strip()
    if not _YEAR.search(written):
        return None
    if compact := _COMPACT.fullmatch(written):
        written = "-".join(compact.groups())
    if first := _YEAR_FIRST.match(written):
        if int(first[2]) > _MONTHS:
            return None
        written = first[0] + _HOUR.sub("", written[first.end() :])
    found = day_said(written, today, _NOON)
    if found is None or isinstance(found, Either):
        return None
    return found.value


READERS: Final[Mapping[str, Reader]] = {
    "name": _name,
    "phone": _phone,
    "sex": _sex,
    "birth_year": _birth_year,
    "area": _area,
    "language": _language,
    "role": _role,
    "source": _source,
    "agreed": _agreed,
}
