"""Which column of a list of people says what: by its name in Arabic or English, else by what stands in it.

Only what cannot be mistaken is known by its look: phones, years of birth, sexes, governorates, whole names.
Where and when somebody agreed is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.actions.people_values import READERS, Bounds, Reader
from bot.actions.read_people import List
from bot.core.arabic import key
from bot.core.text import Text

_ARTICLE: Final = "ال"
_NAMES: Final[Mapping[str, str]] = {
    "name": "الاسم، الاسم الكامل، الاسم الثلاثي، الاسم الرباعي، اسم المتطوع، اسم المتطوعة، اسم المشارك، "
    "اسم المشاركة، الاسم واللقب، الاسم والكنية، name, full name, volunteer name, participant name",
    "given": "الاسم الأول، first name, given name",
    "father": "اسم الأب، الاسم الثاني، father name, fathers name, middle name",
    "family": "اسم العائلة، العائلة، الكنية، اللقب، الشهرة، family name, last name, surname",
    "phone": "رقم الهاتف، الهاتف، رقم الجوال، الجوال، رقم الموبايل، الموبايل، رقم التلفون، التلفون، "
    "رقم التواصل، رقم الواتساب، الواتساب، رقم واتس، رقم الواتس، رقم النقال، النقال، الخلوي، رقم الخلوي، "
    "هاتف الواتساب، phone, phone number, mobile, mobile number, mobile phone, whatsapp, whatsapp number, "
    "telephone, tel, contact number, msisdn",
    "sex": "الجنس، النوع، النوع الاجتماعي، sex, gender",
    "birth_year": "سنة الميلاد، سنة الولادة، تاريخ الميلاد، تاريخ الولادة، المواليد، التولد، year of birth, "
    "birth year, date of birth, birthdate, birth date, dob, yob",
    "area": "المحافظة، المنطقة، محافظة السكن، مكان السكن، governorate, area, province, region, location",
    "district": "القضاء، اللواء، الناحية، المديرية، المدينة، البلدة، district, sub district, city, town",
    "language": "اللغة، لغة التواصل، language, preferred language",
    "role": "الدور، الصفة، role",
    "source": "مصدر الموافقة، مكان الموافقة، طريقة الموافقة، consent source, source of consent",
    "agreed": "تاريخ الموافقة، يوم الموافقة، consent date, date of consent",
}
_LOOKED_AT: Final = 60
_SEEN: Final = 3
_MOSTLY: Final = 0.8


@dataclass(frozen=True, slots=True)
class Columns:
    """Part of a person → number of its column. `guessed`: known by their look alone; `unread`: by nothing."""

    places: Mapping[str, int]
    guessed: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What a list cannot do without and this one lacks."""
        named = {"name", "given"} & self.places.keys()
        return (
            *(() if named else ("name",)),
            *(one for one in ("source", "agreed") if one not in self.places),
        )

    @property
    def of_people(self) -> bool:
        """Whether it is a list of people at all."""
        return bool({"name", "given", "phone"} & self.places.keys())


def columns(read: List, bounds: Bounds) -> Columns:
    """What each column of a list says."""
    places: dict[str, int] = {}
    free: list[int] = []
    for number, header in enumerate(read.headers):
        part = _BY_NAME.get(_folded(header), "")
        if part and part not in places:
            places[part] = number
        else:
            free.append(number)
    guessed: dict[int, str] = {}
    for part, looks in _looks(bounds).items():
        mine = [number for number in free if number not in guessed and _is_like(read, number, looks)]
        if part not in places and not (part == "name" and "given" in places) and mine:
            places[part] = mine[0]
            guessed[mine[0]] = read.headers[mine[0]]
    unread = tuple(read.headers[n] for n in free if n not in guessed and read.headers[n])
    return Columns(places, tuple(guessed.values()), unread)


def _looks(bounds: Bounds) -> Mapping[str, Callable[[str], bool]]:
    """In this order: a name is what is nothing else."""
    found: dict[str, Callable[[str], bool]] = {
        part: _reads(READERS[part], bounds) for part in ("phone", "birth_year", "sex", "area")
    }
    return {**found, "name": lambda cell: len(cell.split()) > 1 and not any(map(str.isdigit, cell))}


def _reads(read: Reader, bounds: Bounds) -> Callable[[str], bool]:
    return lambda cell: not isinstance(read(cell, bounds), Text)


def _is_like(read: List, number: int, looks: Callable[[str], bool]) -> bool:
    """Whether most of what stands in a column looks so."""
    cells: Sequence[str] = [cells[number] for _, cells in read.rows[:_LOOKED_AT] if cells[number]]
    return len(cells) >= _SEEN and sum(map(looks, cells)) >= _MOSTLY * len(cells)


def _folded(header: str) -> str:
    """A header as it is compared: «رقم الهاتف *» and «رقم_هاتف» are one."""
    words = key(header.partition("(")[0].replace("_", " ").replace("-", " ").replace("'", "")).split()
    bare = (word.strip(".+%").removeprefix(_ARTICLE) for word in words)
    return " ".join(word for word in bare if word)


_BY_NAME: Final = {
    _folded(name): part for part, names in _NAMES.items() for name in names.replace("،", ",").split(",")
}
