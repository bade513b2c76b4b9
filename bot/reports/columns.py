"""A form as the columns of a table: which there are, what they are called, and how an answer fills them.

One question may be several columns: an option each, the numbers of a head count, governorate and district.
Every version that asked somebody counts, so that nothing answered is left out. What was not asked, not
known or passed is empty and never zero.

To add a kind of answer: a function here, and its line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from bot.core.form import Answer, Field, Form, Option
from bot.core.place import Areas
from bot.core.tally import BANDS, SEXES
from bot.core.text import Text, key
from bot.reports.tables import Cell

GOVERNORATE, DISTRICT = 1, 2
_LONGEST_HEADER = 80

Words = Callable[[Text], str]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is for machines (ir7/women), `label` for people, `values` what codes mean.

    `of` takes a row: the answers by question, and whatever else the caller puts beside them, under names that
    no question has (`beside`).
    """

    name: str
    label: str
    of: Callable[[Line], Cell]
    type: str = ""
    values: tuple[tuple[str, str], ...] = ()


def beside(name: str) -> Callable[[Line], Cell]:
    """What stands in a row beside the answers."""

    def of(line: Line) -> Cell:
        found: Cell = line.get(f"*{name}")
        return found

    return of


def short(label: str) -> str:
    """The first line of a question, as a header; all of it is in the codebook."""
    first = label.strip().partition("\n")[0]
    return first if len(first) <= _LONGEST_HEADER else f"{first[: _LONGEST_HEADER - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a table is written: its words, its places, and whether cells hold codes instead of words."""

    words: Words
    areas: Areas
    codes: bool = False

    def named(self, option: Option) -> str:
        """An option as a cell."""
        return option.name if self.codes else self.words(option.label)

    def cells(self, field: Field) -> Mapping[str, str]:
        """The cell of each option of a question."""
        return {option.name: self.named(option) for option in (*field.options, *field.special)}

    @property
    def comma(self) -> str:
        """Between several options in one cell."""
        return " " if self.codes else ", "

    def place(self, code: str, level: int) -> str | None:
        """The area of that level in which a place lies; None where it is not known."""
        for one in self.areas.upwards(code):
            area = self.areas.by_code[one]
            if area.level == level:
                return area.code if self.codes else self.words(area.label)
        return None


def columns(
    forms: Sequence[Form], wording: Wording, leave_out: Callable[[Field], bool]
) -> tuple[Column, ...]:
    """The columns of all versions of a form, the newest first."""
    made: list[Column] = []
    for field in _fields(forms):
        if not leave_out(field):
            made.extend(KINDS[field.type](field, wording))
    return tuple(made)


def _fields(forms: Sequence[Form]) -> Iterable[Field]:
    """Each question once; an option or band that only another version had comes last."""
    found: dict[str, Field] = {}
    for field in (field for form in forms for field in form.fields):
        known = found.get(field.name)
        found[field.name] = field if known is None else together(known, field)
    return found.values()


def together(new: Field, old: Field) -> Field:
    """A question as both versions had it: the newer words, and the options of either."""
    return replace(
        new,
        options=_distinct((*new.options, *old.options)),
        special=_distinct((*new.special, *old.special)),
        settings={
            **old.settings,
            **new.settings,
            "bands": " ".join(dict.fromkeys((*_bands(new), *_bands(old)))),
        },
    )


def _distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(option.name, option)
    return tuple(found.values())


def _bands(field: Field) -> tuple[str, ...]:
    return tuple(field.settings.get("bands", "").split()) or BANDS


# ------------------------------------------------------------------------------- one question, one column


def single(value: Callable[[Answer, Field, Wording], Cell]) -> Callable[[Field, Wording], Iterator[Column]]:
    """A kind whose answer is one cell; don't know and prefer not to say are their own words."""

    def made(field: Field, wording: Wording) -> Iterator[Column]:
        special = {option.name: wording.named(option) for option in field.special}

        def of(line: Line) -> Cell:
            given = line.get(field.name)
            if given is None:
                return None
            if special and isinstance(given, str) and given in special:
                return special[given]
            return value(given, field, wording)

        yield whole(field, wording, of)

    return made


def whole(field: Field, wording: Wording, of: Callable[[Line], Cell]) -> Column:
    """The one column of a question."""
    options = (*field.options, *field.special)
    values = tuple((option.name, wording.words(option.label)) for option in options)
    return Column(field.name, wording.words(field.label), of, field.type, values)


def _choice(field: Field, wording: Wording) -> Iterator[Column]:
    cells = wording.cells(field)

    def of(line: Line) -> Cell:
        given = line.get(field.name)
        return None if given is None else cells.get(str(given), str(given))

    yield whole(field, wording, of)


def several(field: Field, wording: Wording) -> Iterator[Column]:
    """Options that were chosen, or put in order, in one cell."""
    cells, comma = wording.cells(field), wording.comma

    def of(line: Line) -> Cell:
        given = line.get(field.name)
        if given is None:
            return None
        names = given if isinstance(given, list) else str(given).split()
        return comma.join([cells.get(str(name), str(name)) for name in names])

    yield whole(field, wording, of)


def _text(given: Answer, field: Field, wording: Wording) -> Cell:
    return wording.words(key("field.text.voice")) if isinstance(given, dict) else str(given)


def _number(given: Answer, field: Field, wording: Wording) -> Cell:
    return given if isinstance(given, int | float) and not isinstance(given, bool) else str(given)


def _date(given: Answer, field: Field, wording: Wording) -> Cell:
    return day(str(given))


def day(iso: str) -> Cell:
    """A day that is written as ISO 8601; other words stay words."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return iso or None


def _moment(given: Answer, field: Field, wording: Wording) -> Cell:
    try:
        return datetime.fromisoformat(str(given))
    except ValueError:
        return str(given)


def _time(given: Answer, field: Field, wording: Wording) -> Cell:
    if isinstance(given, dict):
        return f"{given.get('said', '')} ({given.get('time', '')})"
    try:
        return time.fromisoformat(str(given))
    except ValueError:
        return str(given)


def _medium(given: Answer, field: Field, wording: Wording) -> Cell:
    caption = given.get("caption") if isinstance(given, dict) else None
    return str(caption) if caption else wording.words(key(f"field.{field.type}.show"))


def _computed(given: Answer, field: Field, wording: Wording) -> Cell:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    if isinstance(given, list):
        return "، ".join(str(_computed(one, field, wording) or "") for one in given)
    if isinstance(given, dict):
        total = given.get("total")
        return total if isinstance(total, int) else str(given.get("text", "")) or None
    return str(given)


# ----------------------------------------------------------------------------- one question, many columns


def _part(field: Field, wording: Wording, name: str, label: Text, of: Callable[[Any], Cell]) -> Column:
    """A column of a part of the answer, when there is an answer with parts."""

    def found(line: Line) -> Cell:
        given = line.get(field.name)
        return of(given) if isinstance(given, Mapping) else None

    return Column(f"{field.name}/{name}", _beside(wording, field, wording.words(label)), found, field.type)


def _beside(wording: Wording, field: Field, part: str) -> str:
    return f"{wording.words(field.label)}: {part}"


def _entry(name: str) -> Callable[[Any], Cell]:
    """That part of the answer, as it is; empty when it is missing."""

    def of(given: Any) -> Cell:
        found = given.get(name)
        return found if isinstance(found, str | int | float) else None

    return of


def _choices(field: Field, wording: Wording) -> Iterator[Column]:
    """A column for each option: 1 chosen, 0 not chosen; empty when nothing was answered, or not known."""
    special = {option.name for option in field.special}
    for option in (*field.options, *field.special):

        def of(line: Line, name: str = option.name) -> Cell:
            given = line.get(field.name)
            if isinstance(given, list):
                return int(name in given)
            return int(name == given) if name in special and isinstance(given, str) else None

        label = _beside(wording, field, wording.words(option.label))
        yield Column(f"{field.name}/{option.name}", label, of, field.type)


def _place(field: Field, wording: Wording) -> Iterator[Column]:
    """A column for each level down to the one that is asked; words where the tree ends stand in the last."""
    wanted = field.settings.get("level", "")
    asked = int(wanted) if wanted.isdecimal() else GOVERNORATE
    first = asked if field.settings.get("within") else GOVERNORATE
    special = wording.cells(field)

    def at(level: int) -> Callable[[Line], Cell]:
        def of(line: Line) -> Cell:
            given = line.get(field.name)
            if isinstance(given, str) and given in wording.areas.by_code:
                return wording.place(given, level)
            if given is None or level != asked:
                return None
            return (
                str(given.get("text", "")) if isinstance(given, dict) else special.get(str(given), str(given))
            )

        return of

    for level in range(min(first, asked), asked + 1):
        label = wording.words(field.label)
        if first != asked:
            label = _beside(wording, field, wording.words(key(f"export.level_{level}")))
        yield Column(f"{field.name}/{level}" if first != asked else field.name, label, at(level), field.type)


def _photo(field: Field, wording: Wording) -> Iterator[Column]:
    """What was said of the photos. Their names are a column of the table, for late ones belong to it too."""
    if field.settings.get("consent") == "yes":
        agreed = {one: one if wording.codes else wording.words(key(f"choice.{one}")) for one in ("yes", "no")}

        def consent(given: Any) -> Cell:
            return agreed.get(str(given.get("consent")))

        yield _part(field, wording, "consent", key("export.photo_consent"), consent)
    yield _part(field, wording, "caption", key("export.caption"), _entry("caption"))


def _position(field: Field, wording: Wording) -> Iterator[Column]:
    for name in ("latitude", "longitude", "text"):
        yield _part(field, wording, name, key(f"export.position_{name}"), _entry(name))


def _tally(field: Field, wording: Wording) -> Iterator[Column]:
    """Total, women, men, each band, and each band of each sex where the form counts them crossed."""

    def number(*path: str) -> Callable[[Any], Cell]:
        def of(given: Any) -> Cell:
            for step in path:
                given = given.get(step) if isinstance(given, Mapping) else None
            return given if isinstance(given, int) else None

        return of

    for name in ("total", *SEXES):
        yield _part(field, wording, name, key(f"export.tally_{name}"), number(name))
    for band in _bands(field):
        yield _part(field, wording, band, key("export.tally_band", band=band), number("bands", band))
    if field.settings.get("cross") != "yes":
        return
    for sex in SEXES:
        for band in _bands(field):
            label = key(f"export.tally_{sex}_band", band=band)
            yield _part(field, wording, f"{sex}/{band}", label, number("cross", sex, band))


def _nothing(field: Field, wording: Wording) -> Iterator[Column]:
    """What is said and not asked has no answer."""
    yield from ()


KINDS: Mapping[str, Callable[[Field, Wording], Iterator[Column]]] = {
    "text": single(_text),
    "integer": single(_number),
    "decimal": single(_number),
    "date": single(_date),
    "time": single(_time),
    "choice": _choice,
    "acknowledge": _choice,
    "choices": _choices,
    "place": _place,
    "photo": _photo,
    "voice": single(_medium),
    "video": single(_medium),
    "file": single(_medium),
    "position": _position,
    "note": _nothing,
    "tally": _tally,
    "computed": single(_computed),
    "range": single(_number),
    "datetime": single(_moment),
    "rank": several,
    "hidden": single(_computed),
    "metadata": single(_computed),
}
