"""An export in Kobo's layout: every form from a workbook, and any other of which that is wanted.

What stays inside stays inside here as well: names unless asked for, phones always, positions of private
forms. A private form has no number, no exact time and no media; its rows come from the table that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from bot.actions.export_columns import (
    BOTH,
    Point,
    Wish,
    has_own_options,
    values_of,
    with_own_options,
    words_in,
)
from bot.core.fields import BY_NAME
from bot.core.form import Field, Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text, key
from bot.flows.xlsform.languages import DEFAULT, is_rtl
from bot.i18n import Catalogues
from bot.reports.columns import Line, Wording, day
from bot.reports.kobo import KOBO, OURS, UNNAMED, Filled, Filling, Layout, Placed, Sheet, Style, media
from bot.reports.tables import Cell, Heading
from bot.storage.exports import Row, Unnamed

_STATUS = "submitted_via_web"
_VALIDATED = {"accepted": "approved", "returned": "not_approved", "review": "on_hold"}


class KoboPlan:
    """The sheets of one export in Kobo's layout, and how a stored answer becomes rows of them."""

    media = "media"

    def __init__(self, book: Book, catalogues: Catalogues, versions: Mapping[str, Form], wish: Wish) -> None:
        self._form, self._wish = next(iter(versions.values())), wish
        own = self._form.languages
        language = wish.language if wish.language in own or not own else own[0]
        self._languages = tuple(dict.fromkeys((*BOTH, *(one for one in own if one != DEFAULT))))
        self._codes = wish.codes or wish.headers == "names"
        self._labels = wish.headers == "labels" or not self._codes
        self._rtl = is_rtl(wish.language if language == DEFAULT else language) and self._labels
        speak = {
            one: words_in(catalogues, book.programme, one, self._form) for one in (language, *self._languages)
        }
        self._speak, self._words = speak, speak[wish.language if wish.language in speak else language]
        self._by_language = made = {
            one: Layout(
                versions, self._style(Wording(said, book.areas, self._codes)), self._inside, self._own
            )
            for one, said in speak.items()
        }
        layout = made[language]
        self._layout, self._filling = layout, Filling(layout)
        self.private = self._form.private
        self.people = wish.names or has_own_options(self._form)
        self.maps = any(sheet.positions for sheet in layout.sheets)
        self.sheets = tuple(
            (sheet.name, Heading(sheet.title, sheet.headers, rtl=self._rtl)) for sheet in layout.sheets
        )

    def _style(self, wording: Wording) -> Style:
        return Style(wording, self._labels, self._wish.groups, split=not self._wish.joined)

    def _inside(self, field: Field) -> bool:
        return self._wish.leaves_out(field, self._form)

    @property
    def _own(self) -> tuple[str, ...]:
        """Nobody's code says anything where each answer has its own."""
        if not self._form.private:
            return (*KOBO, *OURS)
        return (*KOBO, *(UNNAMED[1:] if self._form.mode == "anonymous" else UNNAMED))

    # ------------------------------------------------------------------------------- rows

    def rows(self, row: Row | Unnamed, names: Mapping[str, str], person: Person | None) -> Iterator[Filled]:
        """The rows of a submission; `names` are those of its media in the archive."""
        if isinstance(row, Unnamed):
            return self._filling.rows(row.version, row.answers, _unnamed(row))
        answers = with_own_options(self._form, row.answers, person) if person else row.answers
        own = _named(row, names)
        if self._wish.names and person:
            own["*_submitted_by"] = person.name
        return self._filling.rows(row.version, answers, own)

    def points(self, filled: Filled) -> Iterator[Point]:
        """The positions in a row, each with the other answers of it."""
        sheet = self._layout.sheets[filled.sheet]
        for asked in sheet.positions:
            given = filled.line.get(asked.name)
            if isinstance(given, Mapping):
                yield (
                    given,
                    {
                        header: cell
                        for header, cell, placed in zip(
                            sheet.headers, filled.cells, _placed(sheet), strict=True
                        )
                        if placed is None or placed.asked is not asked
                    },
                )

    # --------------------------------------------------------------------------- codebook

    @property
    def codebook(self) -> Heading:
        """The last sheet: what every column means, in Arabic, in English and in the form's own languages."""
        several = [f"{what}_{one}" for what in ("wording", "values", "hint") for one in self._languages]
        names = (
            "sheet",
            "column",
            "name",
            *several,
            "type",
            "group",
            "relevant",
            "constraint",
            "calculation",
            "filter",
        )
        heads = tuple(self._head(name) for name in names)
        return Heading(self._words(key("export.codebook")), heads, rtl=self._rtl)

    def _head(self, name: str) -> str:
        what, _, language = name.partition("_")
        if language and language not in BOTH:
            return self._words(key(f"export.codebook_{what}", language=language))
        return self._words(key(f"export.codebook_{name}"))

    def explained(self) -> Iterator[list[Cell]]:
        """A line for each column of each sheet."""
        for number, sheet in enumerate(self._layout.sheets):
            columns = zip(sheet.headers, _placed(sheet), sheet.columns, strict=True)
            for at, (header, placed, column) in enumerate(columns):
                if placed is None:
                    yield [sheet.title, header, column.name, *self._ours(column.name)]
                else:
                    yield [sheet.title, header, column.name, *self._asked(number, at, placed)]

    def _ours(self, name: str) -> Iterator[Cell]:
        """What a column of Kobo's or ours holds; in a repeat of the submission around it."""
        plain = name.strip("_").removeprefix("submission__").strip("_")
        for language in self._languages:
            yield self._speak[language](key(f"export.kobo.{plain}"))

    def _asked(self, number: int, at: int, placed: Placed) -> Iterator[Cell]:
        """The question of a column in all languages, and what its workbook says of it."""
        asked = placed.asked
        spoken = {one: self._by_language[one].sheets[number].placed[at].column for one in self._languages}
        said = {one for one in self._languages if _speaks(asked.label, one)}
        yield from (column.label if one in said else None for one, column in spoken.items())
        yield from (values_of(column) if one in said else None for one, column in spoken.items())
        yield from (
            self._speak[one](asked.hint) if asked.hint and _speaks(asked.hint, one) else None
            for one in self._languages
        )
        yield _type(asked)
        yield "/".join(group.name for group in placed.above)
        for name in ("relevant", "constraint", "calculation", "filter"):
            yield getattr(asked.logic, name, "")


def _speaks(text: Text, language: str) -> bool:
    """Whether an author wrote it in a language; what is the same in all of them counts."""
    return not text.languages or language in text.languages


def _type(field: Field) -> str:
    """As the workbook calls it."""
    if field.type == "metadata":
        return field.settings.get("of", field.type)
    named = next(iter(BY_NAME[field.type].xlsform), field.type)
    return f"{named} {field.listed}".strip() if field.options else named


def _placed(sheet: Sheet) -> list[Placed | None]:
    """The questions of its columns; None of Kobo's and ours."""
    return [*sheet.placed, *(None for _ in sheet.own)]


def _named(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """What Kobo and we tell of a submission. What was imported keeps the number and identifier it had."""
    return {
        "*names": names,
        "*_id": row.answers.get("_id") or row.reference,
        "*_uuid": row.answers.get("_uuid") or row.id,
        "*_submission_time": row.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "*_validation_status": _VALIDATED.get(row.stage),
        "*_status": _STATUS,
        "*__version__": row.version,
        "*_stage": row.stage,
        "*_area": row.area,
        "*_wave": row.wave,
        "*_happened": day(row.happened),
        "*_language": row.language,
        "*_channel": row.channel,
        "*_media": _beside(row, names) if names else None,
    }


def _beside(row: Row, names: Mapping[str, str]) -> str:
    """Media that no answer names: photos that came late."""
    answered = {one for given in row.answers.values() if isinstance(given, Mapping) for one in media(given)}
    return " ".join(name for one, name in names.items() if one not in answered)


def _unnamed(row: Unnamed) -> Line:
    return {
        "*_uuid": row.id,
        "*_submission_time": day(row.day),
        "*__version__": row.version,
        "*_respondent": row.respondent,
        "*_area": row.area,
        "*_wave": row.wave,
        "*_sex": row.sex,
        "*_age_band": row.age_band,
        "*_flags": " ".join(row.flags),
        "*_language": row.language,
    }
