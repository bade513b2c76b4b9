"""What an export tells of each answer beside the answers themselves, and which questions it leaves out.

Left out unless asked for: whatever says who somebody is. Left out always: phones, what only the safeguarding
list reads, and positions of private forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.arabic.bidi import strip
from bot.core.channel import Reader
from bot.core.form import Field, Form
from bot.core.person import Person
from bot.core.programme import Book, Programme
from bot.core.text import Text, key
from bot.flows import scoring
from bot.i18n import RIGHT_TO_LEFT, Catalogues
from bot.reports.columns import DISTRICT, GOVERNORATE, Column, Line, Wording, columns, day
from bot.reports.tables import Cell, Heading
from bot.storage.exports import Row, Unnamed

FLAGS = ("fast", "uniform")
_LONGEST_HEADER = 80
_BOTH = ("ar", "en")
_BEFORE = ("reference", "stage", "revision", "day", "happened", "governorate", "district")
_AFTER = ("mode", "language", "channel", "version")
_PRIVATE_BEFORE = ("respondent", "wave", "day", "governorate", "sex", "age_band")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: a form, in one language or in codes for a statistics program; with names or not."""

    form: str
    language: str = "ar"
    names: bool = False
    codes: bool = False

    @property
    def rtl(self) -> bool:
        return self.language in RIGHT_TO_LEFT and not self.codes

    def leaves_out(self, field: Field, form: Form) -> bool:
        """Whether the answers to a question stay inside."""
        if field.settings.get("seen_by") or (form.private and field.type == "position"):
            return True
        return not self.names and (field.remembers == "name" or field.settings.get("identifies") == "yes")


class Plan:
    """The columns of one export, and how a stored answer becomes a row of them."""

    def __init__(self, book: Book, catalogues: Catalogues, versions: Mapping[str, Form], wish: Wish) -> None:
        self._book, self._versions, self._wish = book, versions, wish
        self._form = next(iter(versions.values()))
        self._zone = ZoneInfo(book.programme.zone)
        speak = {one: _words(catalogues, book.programme, one) for one in (wish.language, *_BOTH)}
        self._words = speak[wish.language]
        self._wording = Wording(self._words, book.areas, wish.codes)
        self._by_language = {one: self._columns(Wording(speak[one], book.areas, wish.codes)) for one in speak}
        self.columns = self._by_language[wish.language]
        self.title = self._words(self._form.title)
        self.private = self._form.private

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """(header, name) of every column: a short header for people, the name alone with codes."""
        if self._wish.codes:
            return tuple((column.name, column.name) for column in self.columns)
        return tuple((_short(column.label), column.name) for column in self.columns)

    def _columns(self, wording: Wording) -> tuple[Column, ...]:
        def fixed(*names: str) -> Iterator[Column]:
            for name in names:
                yield Column(name, wording.words(key(f"export.{name}")), _beside(name))

        asked = columns(
            tuple(self._versions.values()), wording, lambda field: self._wish.leaves_out(field, self._form)
        )
        if self._form.private:
            return (*fixed(*self._before()), *asked, *self._scores(wording), *fixed("language", "version"))
        pictures = any(field.type == "photo" for field in self._form.fields)
        beside = ("first_words", "photos") if pictures else ()
        return (*fixed(*_BEFORE), *fixed(*self._named()), *asked, *fixed(*beside), *fixed(*_AFTER))

    def _named(self) -> tuple[str, ...]:
        return ("name",) if self._wish.names else ()

    def _before(self) -> tuple[str, ...]:
        """Nobody's code says anything where each answer has its own."""
        return _PRIVATE_BEFORE[1:] if self._form.mode == "anonymous" else _PRIVATE_BEFORE

    def _scores(self, wording: Wording) -> Iterator[Column]:
        names = (*(f"domain_{name}" for name in scoring.DOMAINS), "index") if self._scored else ()
        flags = tuple(f"flag_{name}" for name in FLAGS) if self._scored else ()
        for name in (*names, *flags):
            yield Column(name, wording.words(key(f"export.{name}")), _beside(name), "score")

    @property
    def _scored(self) -> bool:
        return self._form.purpose == "pulse"

    # ------------------------------------------------------------------------------- rows

    def named(self, row: Row, photos: Sequence[str], person: Person | None) -> Line:
        """A row of a form whose answers belong to somebody."""
        return {
            **self._own(row.answers, person),
            **self._place(row.area),
            "*reference": row.reference,
            "*stage": self._said("stage", row.stage),
            "*revision": row.revision,
            "*day": row.created_at.astimezone(self._zone).date(),
            "*happened": day(row.happened),
            "*name": person.name if person else None,
            "*first_words": row.answers.get("_caption"),
            "*photos": ", ".join(photos),
            "*mode": self._said("export.mode", _mode(row)),
            "*language": row.language,
            "*channel": self._said("channel", row.channel),
            "*version": row.version,
        }

    def unnamed(self, row: Unnamed) -> Line:
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

    def _own(self, answers: Mapping[str, Any], person: Person | None) -> Mapping[str, Any]:
        """Where options are somebody's own (their initiatives), the name that they gave for the code."""
        found = dict(answers)
        for field in self._form.fields:
            mine = person.profile.get(field.settings.get("options_from", "")) if person else None
            for one in mine if isinstance(mine, list) else ():
                if isinstance(one, dict) and one.get("id") == answers.get(field.name):
                    found[field.name] = one.get("name")
        return found

    # --------------------------------------------------------------------------- codebook

    @property
    def codebook(self) -> Heading:
        """The second sheet: what every column means, in Arabic and in English."""
        names = ("column", "name", "wording_ar", "wording_en", "type", "values_ar", "values_en")
        heads = tuple(self._words(key(f"export.codebook_{name}")) for name in names)
        return Heading(self._words(key("export.codebook")), heads, rtl=self._wish.rtl)

    def explained(self, headers: Sequence[str]) -> Iterator[list[Cell]]:
        """A line for each column."""
        for at, (header, column) in enumerate(zip(headers, self.columns, strict=True)):
            ar, en = (self._by_language[one][at] for one in _BOTH)
            yield [header, column.name, ar.label, en.label, column.type, _values(ar), _values(en)]


def _words(catalogues: Catalogues, programme: Programme, language: str) -> Callable[[Text], str]:
    """Texts in one language, without the signs that isolate what is inserted."""
    second = "en" if language == "ar" else "ar"
    reader = Reader(language=language, second=second, locale=programme.locale, zone=programme.zone)
    params = programme.params()
    return lambda text: strip(catalogues.render(text.filled(params), reader))


def _beside(name: str) -> Callable[[Line], Cell]:
    def of(line: Line) -> Cell:
        found: Cell = line.get(f"*{name}")
        return found

    return of


def _mode(row: Row) -> str:
    if row.assisted:
        return "assisted"
    return "web" if row.channel == "webchat" else "chat"


def _short(label: str) -> str:
    """The first line of a question, as a header; all of it is in the codebook."""
    first = label.strip().partition("\n")[0]
    return first if len(first) <= _LONGEST_HEADER else f"{first[: _LONGEST_HEADER - 1].rstrip()}…"


def _values(column: Column) -> str:
    return "\n".join(f"{code} = {label}" for code, label in column.values)
