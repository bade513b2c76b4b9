"""KoboToolbox's layout of answers: a sheet for the form, one for each repeat, headers as Kobo writes them.

Headers are names or labels, with or without the groups around a question; several options are a column each
(`question/option`, 1 or 0) or one cell; a place is `q` and `_q_latitude` … `_q_precision`. After the
questions come Kobo's own columns, then ours, which Kobo does not know and passes over.

Results of several versions stand together by the name of a question, in the newest version's order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.core.form import Answer, Answers, Field, Form, Group, Option
from bot.core.logic.keys import Places, name_of, places_of
from bot.reports.columns import KINDS, Column, Line, Wording, beside, several, short, single, together, whole
from bot.reports.tables import Cell, titles, unique

KOBO = (
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"),
    *("_submitted_by", "__version__", "_tags", "_index"),
)
"""What Kobo writes after the questions."""

OURS = ("_stage", "_area", "_wave", "_happened", "_language", "_channel", "_media")
UNNAMED = ("_respondent", "_area", "_wave", "_sex", "_age_band", "_flags", "_language")
"""What we write beside it; of a private form."""

_OF_REPEATS = (
    *("_index", "_parent_table_name", "_parent_index"),
    *(f"_submission_{name}" for name in KOBO if name != "_index"),
)
DEGREES = ("latitude", "longitude", "altitude", "precision")
MEDIA = frozenset({"photo", "voice", "video", "file"})
# More options than this are one cell: a sheet has 16,384 columns.
_MOST_OPTIONS = 250
_YES = "yes"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?")


@dataclass(frozen=True, slots=True)
class Style:
    """How the headers are written, and whether each of several options has its column.

    `full`: as Kobo has them. Its labels are not cut to their first line, and questions of one name in several
    groups («home/name», «work/name») are all called «name».
    """

    wording: Wording
    labels: bool = True
    groups: bool = False
    split: bool = True
    full: bool = False

    def said(self, label: str) -> str:
        """A label in a header."""
        return label if self.full else short(label)

    def question(self, asked: Field) -> str:
        """A question in a header."""
        if self.labels:
            return self.said(self.wording.words(asked.label))
        return asked.name.rpartition("/")[2] if self.groups or self.full else asked.name

    def option(self, option: Option) -> str:
        """An option in a header."""
        return self.wording.words(option.label) if self.labels else option.name

    def group(self, group: Group) -> str:
        """A group in a header."""
        said = self.wording.words(group.label) if self.labels and group.label else ""
        return self.said(said) or group.name


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of a question. `part`: the option or the coordinate that it holds, '' for the whole answer."""

    column: Column
    part: str
    header: str
    asked: Field
    above: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name`: of the repeat whose answers it holds, '' for those outside of any. `parent`: its number."""

    name: str
    title: str
    parent: int
    placed: tuple[Placed, ...]
    own: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The questions', then Kobo's and ours."""
        return (*(one.column for one in self.placed), *(Column(name, "", beside(name)) for name in self.own))

    @property
    def headers(self) -> tuple[str, ...]:
        """Each once; ours are names in any case."""
        asked = ((one.header, one.column.name) for one in self.placed)
        return unique((*asked, *((name, name) for name in self.own)))

    @property
    def positions(self) -> tuple[Field, ...]:
        """The questions that are answered with a place."""
        return tuple(one.asked for one in self.placed if one.asked.type == "position" and not one.part)


# ------------------------------------------------------------------------------------- the sheets


@dataclass
class _Gathered:
    """A sheet under way: its questions by name, with the groups around them."""

    group: Group | None
    parent: str
    asked: dict[str, tuple[Field, tuple[Group, ...]]] = field(default_factory=dict)

    def placed(self, style: Style) -> Iterator[Placed]:
        """The columns of its questions."""
        for asked, above in self.asked.values():
            yield from _placed(asked, above, style)


class Layout:
    """The sheets of all versions of a form, the newest first; `own` are the columns after the questions."""

    def __init__(
        self,
        versions: Mapping[str, Form],
        style: Style,
        leave_out: Callable[[Field], bool],
        own: Sequence[str] = (*KOBO, *OURS),
    ) -> None:
        forms = tuple(versions.values())
        found: dict[str, _Gathered] = {"": _Gathered(None, "")}
        for form in forms:
            _gather(form, leave_out, found)
        order, title = list(found), style.wording.words(forms[0].title)
        named = titles(style.group(one.group) if one.group else title for one in found.values())
        self.sheets = tuple(
            Sheet(
                name,
                title,
                order.index(one.parent),
                tuple(one.placed(style)),
                tuple(own) if one.group is None else _OF_REPEATS,
            )
            for (name, one), title in zip(found.items(), named, strict=True)
        )
        self._numbers = {name: number for number, name in enumerate(order)}
        self._repeats = {version: _repeats(form) for version, form in versions.items()}

    def repeats(self, version: str) -> Mapping[str, tuple[str, ...]]:
        """The repeats around each question of a version, the outer first; around a repeat it is the last."""
        return self._repeats.get(version) or next(iter(self._repeats.values()))

    def number(self, repeat: str) -> int:
        """The number of its sheet."""
        return self._numbers[repeat]


def _gather(form: Form, leave_out: Callable[[Field], bool], found: dict[str, _Gathered]) -> None:
    """The questions of one version, where they stand; what another version asked there already is one."""
    groups = {one.name: one for one in form.groups}
    for group in form.groups:
        if group.repeat:
            around = [one.name for one in _above(group.within, groups) if one.repeat]
            found.setdefault(group.name, _Gathered(group, around[-1] if around else ""))
    for asked in form.fields:
        if leave_out(asked):
            continue
        above = _above(asked.group, groups)
        within = [one.name for one in above if one.repeat]
        there = found[within[-1] if within else ""].asked
        known = there.get(asked.name)
        there[asked.name] = (together(known[0], asked), known[1]) if known else (asked, above)


def _above(group: str, groups: Mapping[str, Group]) -> tuple[Group, ...]:
    """The groups around something, the outer first."""
    found: list[Group] = []
    while group in groups:
        found.insert(0, groups[group])
        group = groups[group].within
    return tuple(found)


def _repeats(form: Form) -> dict[str, tuple[str, ...]]:
    groups = {one.name: one for one in form.groups}
    within = {one.name: one.group for one in form.fields}
    within |= {one.name: one.name for one in form.groups if one.repeat}
    return {
        name: tuple(one.name for one in _above(group, groups) if one.repeat) for name, group in within.items()
    }


# ------------------------------------------------------------------------------------ the columns


def _placed(asked: Field, above: tuple[Group, ...], style: Style) -> Iterator[Placed]:
    before = "".join(f"{style.group(one)}/" for one in above) if style.groups else ""
    for part, header, column in _parts(asked, style):
        yield Placed(column, part, f"{before}{header}", asked, above)


def _parts(asked: Field, style: Style) -> Iterator[tuple[str, str, Column]]:
    """(part, header, column) of a question."""
    wording, question = style.wording, style.question(asked)
    options = (*asked.options, *asked.special)
    match asked.type:
        case "choices" if style.split and len(options) <= _MOST_OPTIONS:
            for option, column in zip(options, KINDS["choices"](asked, wording), strict=True):
                yield option.name, f"{question}/{style.option(option)}", column
        case "position":
            yield from _position(asked, style)
        case kind if kind in _ALONE:
            for column in _ALONE[kind](asked, wording):
                yield "", question, column
        case kind:
            for column in KINDS[kind](asked, wording):
                part = column.name.removeprefix(asked.name).removeprefix("/")
                own = style.said(column.label) if style.labels else f"{question}/{part}"
                yield part, own if part else question, column


def _position(asked: Field, style: Style) -> Iterator[tuple[str, str, Column]]:
    """The place as ODK writes it, in four numbers; then each of them."""
    wording, question = style.wording, style.question(asked)
    yield "", question, whole(asked, wording, _of_place(asked, lambda given: place(given)))
    for degree in DEGREES:
        said = wording.words(asked.label)
        name = "accuracy" if degree == "precision" else degree

        def of(given: Mapping[str, Any], name: str = name) -> Cell:
            found = given.get(name)
            return found if isinstance(found, int | float) else None

        column = Column(f"_{asked.name}_{degree}", f"{said}: {degree}", _of_place(asked, of), asked.type)
        yield degree, f"_{question}_{degree}", column


def _of_place(asked: Field, of: Callable[[Mapping[str, Any]], Cell]) -> Callable[[Line], Cell]:
    def found(line: Line) -> Cell:
        given = line.get(asked.name)
        return of(given) if isinstance(given, Mapping) else None

    return found


def place(given: Mapping[str, Any]) -> str | None:
    """«32.5 35.8 0 0»: latitude, longitude, altitude, precision; words as they are."""
    if "latitude" not in given or "longitude" not in given:
        return str(given.get("text") or "") or None
    return " ".join(str(given.get(one) or 0) for one in ("latitude", "longitude", "altitude", "accuracy"))


def _medium(asked: Field, wording: Wording) -> Iterator[Column]:
    """The names of what was sent, as they stand in the archive."""
    special = wording.cells(asked)

    def of(line: Line) -> Cell:
        given = line.get(asked.name)
        if isinstance(given, Mapping):
            names: Mapping[str, str] = line.get("*names") or {}
            return " ".join(names[one] for one in media(given) if one in names) or _kept_name(given)
        return None if given is None else special.get(str(given), str(given))

    yield whole(asked, wording, of)


def media(given: Mapping[str, Any]) -> Iterator[str]:
    """The identifiers of what was sent for an answer."""
    for name in ("photos", "media", "voice"):
        found = given.get(name)
        yield from map(str, found) if isinstance(found, list) else (found,) if isinstance(found, str) else ()


def _kept_name(given: Mapping[str, Any]) -> str | None:
    """What came from Kobo is known by its name alone."""
    return str(given.get("name") or "") or None


def _text(asked: Field, wording: Wording) -> Iterator[Column]:
    """Words; a voice note by its name."""
    [spoken] = _medium(asked, wording)
    [written] = KINDS["text"](asked, wording)

    def of(line: Line) -> Cell:
        given = line.get(asked.name)
        if isinstance(given, str) and not asked.special:
            return given
        return (spoken.of(line) or written.of(line)) if isinstance(given, Mapping) else written.of(line)

    yield whole(asked, wording, of)


def _calculated(given: Answer, asked: Field, wording: Wording) -> Cell:
    """What was worked out is kept as a text; a number is one again, «007» is none."""
    if isinstance(given, str):
        if not _NUMBER.fullmatch(given):
            return given
        return float(given) if "." in given else int(given)
    if isinstance(given, list):
        return " ".join(str(one) for one in given)
    if isinstance(given, Mapping):
        return place(given)
    return given


_ALONE: Mapping[str, Callable[[Field, Wording], Iterator[Column]]] = {
    "choices": several,
    "text": _text,
    "computed": single(_calculated),
    "hidden": single(_calculated),
    "metadata": single(_calculated),
    **dict.fromkeys(MEDIA, _medium),
}


# --------------------------------------------------------------------------------------- the rows


class Filled(NamedTuple):
    """A row of a sheet, and the answers that it was made of."""

    sheet: int
    line: Line
    cells: list[Cell]


class Filling:
    """Numbers the rows of all sheets as they are made."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._columns = [[column.of for column in sheet.columns] for sheet in layout.sheets]
        self._counts = [0] * len(layout.sheets)

    def rows(self, version: str, answers: Answers, own: Line) -> Iterator[Filled]:
        """The rows of one submission; `own` says what stands in Kobo's columns and ours, by `*name`."""
        if len(self._counts) == 1:
            yield self._row(0, {**answers, **own}, 0)
            return
        parts = _parted(answers, self._layout.repeats(version))
        yield self._row(0, {**parts.pop(("", ())), **own}, 0)
        numbers: dict[tuple[int, Places], int] = {(0, ()): self._counts[0]}
        for number, sheet in enumerate(self._layout.sheets[1:], 1):
            for places in sorted(places for name, places in parts if name == sheet.name):
                line = {**parts[sheet.name, places], **_in_repeats(own)}
                parent = numbers.get((sheet.parent, places[:-1]), self._counts[0])
                yield self._row(number, line, parent)
                numbers[number, places] = self._counts[number]

    def _row(self, number: int, line: dict[str, Any], parent: int) -> Filled:
        self._counts[number] += 1
        line["*_index"] = self._counts[number]
        if number:
            above = self._layout.sheets[self._layout.sheets[number].parent]
            line["*_parent_table_name"], line["*_parent_index"] = above.title, parent
        return Filled(number, line, [of(line) for of in self._columns[number]])


def _in_repeats(own: Line) -> Line:
    """What Kobo says of the submission beside each repetition."""
    said = {f"*_submission_{name.removeprefix('*')}": value for name, value in own.items()}
    return {**said, "*names": own.get("*names")}


def _parted(
    answers: Answers, repeats: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, Places], dict[str, Answer]]:
    """The answers by where they stand: the innermost repeat and its repetitions."""
    plain: dict[str, Answer] = {}
    parts: dict[tuple[str, Places], dict[str, Answer]] = {("", ()): plain}
    for key, given in answers.items():
        if "[" not in key:
            plain[key] = given
            continue
        name, places = name_of(key), places_of(key)
        around = repeats.get(name, ())
        is_repeat = bool(around) and around[-1] == name
        if len(around) != len(places) or (is_repeat and given != _YES):
            continue
        for depth in range(1, len(places) + 1):
            parts.setdefault((around[depth - 1], places[:depth]), {})
        if not is_repeat:
            parts[around[-1], places][name] = given
    return parts
