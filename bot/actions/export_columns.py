"""What an export tells of each answer beside the answers themselves, and which questions it leaves out.

Left out unless asked for: whatever says who somebody is. Left out always: phones, what only the safeguarding
list reads, and of private forms positions, media and whatever else was taken away from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.arabic.bidi import strip
from bot.core.channel import Reader
from bot.core.form import Field, Form
from bot.core.person import Person
from bot.core.programme import Book, Programme
from bot.core.text import Text, key
from bot.flows import scoring
from bot.flows.xlsform.nameless import tells_who
from bot.i18n import RIGHT_TO_LEFT, Catalogues
from bot.reports.columns import (
    DISTRICT,
    GOVERNORATE,
    Column,
    Line,
    Wording,
    beside,
    columns,
    day,
    short,
)
from bot.reports.kobo import Filled
from bot.reports.tables import Cell, Heading, unique
from bot.storage.exports import Row, Unnamed

FLAGS = ("fast", "uniform")
BOTH = ("ar", "en")
FORMATS = ("xlsx", "csv", "geojson")
STAGES = ("sent", "review", "accepted", "returned")
# What a phone tells by itself. Whose it is stays inside, always; so does the second of a private form.
_WHOSE = ("phone", "device", "imei", "serial", "subscriber", "uri:")
_WHO = ("username", "email")
_WHEN = ("start", "end")
_BEFORE = ("reference", "stage", "revision", "day", "happened", "governorate", "district")
_AFTER = ("mode", "language", "channel", "version")
_PRIVATE_BEFORE = ("respondent", "wave", "day", "governorate", "sex", "age_band")

Point = tuple[Mapping[str, Any], Mapping[str, Cell]]
"""A position that somebody gave, and what else stands in its row."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: a form, in one language or in codes for a statistics program; with names or not.

    `kobo`: in Kobo's layout, as every form from a workbook. There `headers` are 'labels' or 'names', with or
    without their `groups`, and several options are `joined` in one cell or have one each. The rest chooses
    among the answers: days, areas with what lies in them, a stage, a version or its beginning.
    """

    form: str
    language: str = "ar"
    names: bool = False
    codes: bool = False
    kobo: bool = False
    headers: str = ""
    groups: bool = False
    joined: bool = False
    formats: tuple[str, ...] = FORMATS
    first: date | None = None
    last: date | None = None
    areas: tuple[str, ...] = ()
    stage: str = ""
    version: str = ""

    @property
    def rtl(self) -> bool:
        return self.language in RIGHT_TO_LEFT and not self.codes

    def leaves_out(self, field: Field, form: Form) -> bool:
        """Whether the answers to a question stay inside."""
        if field.settings.get("seen_by") or tells_who(field, form):
            return True
        if field.type == "metadata":
            return self._keeps(field.settings.get("of", ""), form)
        return not self.names and (field.remembers == "name" or field.settings.get("identifies") == "yes")

    def _keeps(self, of: str, form: Form) -> bool:
        """The same of what a phone tells by itself."""
        if any(one in of for one in _WHOSE) or (form.private and of.startswith(_WHEN)):
            return True
        return of in _WHO and (form.private or not self.names)


class Plan:
    """The columns of one export in our own layout, and how a stored answer becomes a row of them."""

    media = "photos"
    maps = False

    def __init__(self, book: Book, catalogues: Catalogues, versions: Mapping[str, Form], wish: Wish) -> None:
        self._versions, self._wish = versions, wish
        self._form = next(iter(versions.values()))
        self._zone = ZoneInfo(book.programme.zone)
        speak = {one: words_in(catalogues, book.programme, one) for one in (wish.language, *BOTH)}
        self._words = speak[wish.language]
        self._wording = Wording(self._words, book.areas, wish.codes)
        self._by_language = {one: self._columns(Wording(speak[one], book.areas, wish.codes)) for one in speak}
        self.columns = self._by_language[wish.language]
        self.private = self._form.private
        self.people = wish.names or has_own_options(self._form)
        title = self._words(self._form.title)
        self.sheets = (("", Heading(title, unique(self._headers), rtl=wish.rtl)),)

    @property
    def _headers(self) -> tuple[tuple[str, str], ...]:
        """(header, name) of every column: a short header for people, the name alone with codes."""
        if self._wish.codes:
            return tuple((column.name, column.name) for column in self.columns)
        return tuple((short(column.label), column.name) for column in self.columns)

    def _columns(self, wording: Wording) -> tuple[Column, ...]:
        def fixed(*names: str) -> Iterator[Column]:
            for name in names:
                yield Column(name, wording.words(key(f"export.{name}")), beside(name))

        asked = columns(
            tuple(self._versions.values()), wording, lambda field: self._wish.leaves_out(field, self._form)
        )
        if self._form.private:
            return (*fixed(*self._before()), *asked, *self._scores(wording), *fixed("language", "version"))
        pictures = any(field.type == "photo" for field in self._form.fields)
        added = ("first_words", "photos") if pictures else ()
        names = ("name",) if self._wish.names else ()
        return (*fixed(*_BEFORE), *fixed(*names), *asked, *fixed(*added), *fixed(*_AFTER))

    def _before(self) -> tuple[str, ...]:
        """Nobody's code says anything where each answer has its own."""
        return _PRIVATE_BEFORE[1:] if self._form.mode == "anonymous" else _PRIVATE_BEFORE

    def _scores(self, wording: Wording) -> Iterator[Column]:
        names = (*(f"domain_{name}" for name in scoring.DOMAINS), "index") if self._scored else ()
        flags = tuple(f"flag_{name}" for name in FLAGS) if self._scored else ()
        for name in (*names, *flags):
            yield Column(name, wording.words(key(f"export.{name}")), beside(name), "score")

    @property
    def _scored(self) -> bool:
        return self._form.purpose == "pulse"

    # ------------------------------------------------------------------------------- rows

    def rows(self, row: Row | Unnamed, media: Mapping[str, str], person: Person | None) -> Iterator[Filled]:
        """The one row of a submission; `media` are the names of its photos in the archive."""
        line = self._named(row, media, person) if isinstance(row, Row) else self._unnamed(row)
        yield Filled(0, line, [column.of(line) for column in self.columns])

    def points(self, filled: Filled) -> Iterator[Point]:
        """Nothing of this layout is drawn on a map."""
        yield from ()

    def _named(self, row: Row, media: Mapping[str, str], person: Person | None) -> Line:
        """A row of a form whose answers belong to somebody."""
        return {
            **with_own_options(self._form, row.answers, person),
            **self._place(row.area),
            "*reference": row.reference,
            "*stage": self._said("stage", row.stage),
            "*revision": row.revision,
            "*day": row.created_at.astimezone(self._zone).date(),
            "*happened": day(row.happened),
            "*name": person.name if person else None,
            "*first_words": row.answers.get("_caption"),
            "*photos": ", ".join(media.values()),
            "*mode": self._said("export.mode", _mode(row)),
            "*language": row.language,
            "*channel": self._said("channel", row.channel),
            "*version": row.version,
        }

    def _unnamed(self, row: Unnamed) -> Line:
        """A row that belongs to nobody."""
        asked = [field.name for field in self._versions.get(row.version, self._form).fields]
        domains = {f"*domain_{name}": round(n, 2) for name, n in scoring.domains(row.answers, asked).items()}
        index = scoring.index(row.answers, asked)
        return {
            **row.answers,
            **self._place(row.area),
            **domains,
            **{f"*flag_{name}": int(name in row.flags) for name in FLAGS},
            "*index": None if index is None else round(index, 2),
            "*respondent": row.respondent,
            "*wave": row.wave,
            "*day": day(row.day),
            "*sex": self._said("export.sex", row.sex) if row.sex else None,
            "*age_band": row.age_band,
            "*language": row.language,
            "*version": row.version,
        }

    def _place(self, area: str) -> dict[str, Cell]:
        return {
            "*governorate": self._wording.place(area, GOVERNORATE),
            "*district": self._wording.place(area, DISTRICT),
        }

    def _said(self, kind: str, name: str) -> str:
        """A word of ours for a code; the code itself with codes."""
        return name if self._wish.codes or not name else self._words(key(f"{kind}.{name}"))

    # --------------------------------------------------------------------------- codebook

    @property
    def codebook(self) -> Heading:
        """The second sheet: what every column means, in Arabic and in English."""
        names = ("column", "name", "wording_ar", "wording_en", "type", "values_ar", "values_en")
        heads = tuple(self._words(key(f"export.codebook_{name}")) for name in names)
        return Heading(self._words(key("export.codebook")), heads, rtl=self._wish.rtl)

    def explained(self) -> Iterator[list[Cell]]:
        """A line for each column."""
        [(_, heading)] = self.sheets
        for at, (header, column) in enumerate(zip(heading.columns, self.columns, strict=True)):
            ar, en = (self._by_language[one][at] for one in BOTH)
            yield [header, column.name, ar.label, en.label, column.type, values_of(ar), values_of(en)]


def has_own_options(form: Form) -> bool:
    """Whether it asks for something that people have named themselves: their initiatives."""
    return bool(form.having("options_from"))


def with_own_options(form: Form, answers: Mapping[str, Any], person: Person | None) -> Mapping[str, Any]:
    """Where options are somebody's own, the name that they gave for the code."""
    found = dict(answers)
    for field in form.having("options_from"):
        mine = person.profile.get(field.settings["options_from"]) if person else None
        for one in mine if isinstance(mine, list) else ():
            if isinstance(one, dict) and one.get("id") == answers.get(field.name):
                found[field.name] = one.get("name")
    return found


def words_in(
    catalogues: Catalogues, programme: Programme, language: str, form: Form | None = None
) -> Callable[[Text], str]:
    """Texts in one language, without the signs that isolate what is inserted.

    What the texts of a workbook have in braces are its own questions, and stays as it is.
    """
    second = "en" if language == "ar" else "ar"
    reader = Reader(language=language, second=second, locale=programme.locale, zone=programme.zone)
    params = {} if form is not None and form.worked else programme.params()
    return lambda text: strip(catalogues.render(text.filled(params), reader))


def _mode(row: Row) -> str:
    if row.assisted:
        return "assisted"
    return "web" if row.channel == "webchat" else "chat"


def values_of(column: Column) -> str:
    """What its codes mean, a line for each."""
    return "\n".join(f"{code} = {label}" for code, label in column.values)
