"""What pyxform stops at the first of: all mistakes of the same kind, found in the rows as they were written.

Nothing here decides whether a workbook is refused; it only says where else the same is wrong, so that one
round of mending is enough. The rules are pyxform's own: of two doubts it keeps silent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.flows.xlsform.problems import CHOICES, SURVEY, Problem
from bot.flows.xlsform.rows import FIRST_ROW, plain

Sheet = Iterable[Mapping[str, Any]]

_CONTROL = re.compile(r"(begin|end)[\s_](lgroup|looped group|group|repeat|loop)\b")
_KIND = {"group": "group", "loop": "loop"}
_LISTED = re.compile(r"(select[_ ](?:one|multiple)|select all that apply(?: from)?|rank) (?!from )(\S+)")
_REFERENCE = re.compile(r"\$\{([^{}$]*)(\}?)")
# Names as XML has them: more than letters, so that nothing is called wrong that pyxform lets pass.
_FIRST = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_AFTER = _FIRST + "0-9.\u00b7\u0300-\u036f\u203f\u2040\\-"
_NAME = re.compile(f"[{_FIRST}][{_AFTER}]*(?::[{_FIRST}][{_AFTER}]*)?")
_OTHER = re.compile(f"[^{_AFTER}]")
_SHOWN = 60
_STARTS = re.compile(r"[^\W\d]")
_SIGNS = re.compile(r"[^\w.\-]")
_SEVERAL = ("select_multiple", "select multiple", "select all")
_NAMELESS = frozenset({"note", "form_title", "set_form_title", "form_id", "set_form_id", "prefix"})
# Names that a reference may use and no row has: what pyxform makes of a repeat's count and of «or other».
_MADE = ("", "_count", "_other")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that counts: it has a type and is not disabled."""

    number: int
    type: str
    name: str
    cells: Mapping[str, str]

    @property
    def control(self) -> tuple[str, str]:
        """Whether it begins or ends something, and what."""
        found = _CONTROL.match(self.type)
        return (found[1], _KIND.get(found[2], "repeat")) if found else ("", "")

    def header(self, wanted: str) -> str:
        return next((header for header in self.cells if plain(header) == wanted), wanted)

    def problem(self, code: str, column: str, **about: str) -> Problem:
        return Problem(code, SURVEY, self.number, self.header(column), about)


def alike(first: Problem, survey: Sheet, choices: Sheet) -> list[Problem]:
    """All of the kind of `first`, which is pyxform's; that one alone where the rows show nothing of it."""
    look = _CHECKS.get(first.code)
    found = look(_rows(survey), list(choices)) if look is not None else ()
    all_of_them = list(found)
    told = (
        not first.row
        or look is _groups  # an end of the wrong kind: pyxform blames the end, we what is still open
        or any((one.sheet, one.row) == (first.sheet, first.row) for one in all_of_them)
    )
    return all_of_them if all_of_them and told else [first, *all_of_them]


def _rows(survey: Sheet) -> list[_Row]:
    found: list[_Row] = []
    for number, row in enumerate(survey, FIRST_ROW):
        cells = {str(header): str(value).strip() for header, value in row.items() if value is not None}
        known = {plain(header): value for header, value in cells.items()}
        if known.get("type") and known.get("disabled", "").lower() not in {"yes", "true", "true()"}:
            found.append(_Row(number, " ".join(known["type"].split()), known.get("name", ""), cells))
    return found


# ------------------------------------------------------------------------------ groups and names


def _groups(rows: list[_Row], _: object) -> Iterator[Problem]:
    """An end closes what is open of its kind; what was opened after that has no end of its own."""
    open_: list[_Row] = []
    for row in rows:
        sort, kind = row.control
        if sort == "begin":
            open_.append(row)
        elif sort and not any(one.control[1] == kind for one in open_):
            yield row.problem("unopened", "type", begin=f"begin_{kind}", end=f"end_{kind}")
        elif sort:
            while open_[-1].control[1] != kind:
                yield _unclosed(open_.pop())
            open_.pop()
    for row in open_:
        yield _unclosed(row)


def _unclosed(row: _Row) -> Problem:
    return row.problem("unclosed", "type", what=row.name, end=f"end_{row.control[1]}")


def _names(rows: list[_Row], _: object) -> Iterator[Problem]:
    """Names with spaces or other signs, or that begin with a digit."""
    for row in rows:
        if not row.name or row.control[0] == "end" or _NAME.fullmatch(row.name):
            continue
        instead = _instead(row.name, row.number)
        signs = " ".join(dict.fromkeys(_OTHER.findall("".join(row.name.split()))))
        if signs:
            yield row.problem("name_sign", "name", what=row.name, signs=signs, instead=instead)
        elif len(row.name.split()) > 1:
            yield row.problem("name_spaces", "name", what=row.name, instead=instead)
        else:
            yield row.problem("name_first", "name", what=row.name, instead=instead)


def _instead(name: str, number: int) -> str:
    """The nearest name that may stand there."""
    made = re.sub(r"_+", "_", _SIGNS.sub("_", name)).strip("_.-")
    if not made:
        return f"question_{number}"
    return made if _STARTS.match(made) else f"q_{made}"


def _nameless(rows: list[_Row], _: object) -> Iterator[Problem]:
    for row in rows:
        if not row.name and row.control[0] != "end" and row.type not in _NAMELESS:
            yield row.problem("no_name", "name")


def _twice(rows: list[_Row], _: object) -> Iterator[Problem]:
    """A name once in a group; that of a repeat once in the form."""
    taken = {row.name for row in rows}
    repeats: dict[str, int] = {}
    within: list[dict[str, int]] = [{}]
    for row in rows:
        sort, kind = row.control
        if sort == "end":
            within = within[:-1] or [{}]
            continue
        code, before = "name_twice", within[-1].get(row.name)
        if before is None and (sort, kind) == ("begin", "repeat"):
            code, before = "repeat_twice", repeats.get(row.name)
        if before is not None and row.name:
            yield row.problem(code, "name", what=row.name, also=str(before), instead=_free(row.name, taken))
        within[-1].setdefault(row.name, row.number)
        if sort == "begin":
            repeats.setdefault(row.name, row.number) if kind == "repeat" else None
            within.append({})


def _free(name: str, taken: set[str]) -> str:
    """The name with the first number that nobody has; it is taken from then on."""
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    taken.add(f"{name}_{number}")
    return f"{name}_{number}"


# ---------------------------------------------------------------------------- references and lists


def _references(rows: list[_Row], choices: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Every `${…}` that no question has, or that is not closed."""
    known = {f"{row.name}{more}" for row in rows for more in _MADE if row.name} | {"instanceID"}
    survey = [(SURVEY, row.number, row.cells) for row in rows]
    listed = [(CHOICES, number, choice) for number, choice in enumerate(choices, FIRST_ROW)]
    places: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    for sheet, number, cells in (*survey, *listed):
        for column, value in cells.items():
            for code, what in _wrong(str(value), known):
                places[sheet, code, what].setdefault(number, str(column))
    for (sheet, code, what), columns in places.items():
        first, *others = columns
        about = {"what": what, "rows": _ranges(others)}
        yield Problem(f"{code}_again" if others else code, sheet, first, columns[first], about)


def _ranges(rows: list[int]) -> str:
    """«65–126, 183»: rows in order, those one after another as one."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


def _wrong(cell: str, known: set[str]) -> Iterator[tuple[str, str]]:
    for found in dict.fromkeys(match.group(0, 1, 2) for match in _REFERENCE.finditer(cell)):
        whole, inner, end = found
        name = inner.removeprefix("last-saved#")
        if not end or not _NAME.fullmatch(name):
            yield "reference", whole.strip()[:_SHOWN]
        elif name not in known:
            yield "unknown_name", name


def _lists(rows: list[_Row], choices: list[Mapping[str, Any]]) -> Iterator[Problem]:
    known = {_cell(choice, "list_name") for choice in choices}
    for row in rows:
        listed = _listed(row)
        if listed and listed not in known and "${" not in listed and "." not in listed:
            yield row.problem("no_list", "type", what=listed)


def _listed(row: _Row) -> str:
    found = _LISTED.match(row.type)
    return found[2] if found else ""


# --------------------------------------------------------------------------------------- choices


def _spaced(rows: list[_Row], choices: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Choices of which several may be taken: their names are kept with spaces between."""
    several = {_listed(row) for row in rows if row.type.startswith(_SEVERAL)}
    for number, choice in enumerate(choices, FIRST_ROW):
        name = _cell(choice, "name")
        if _cell(choice, "list_name") in several and len(name.split()) > 1:
            about = {"what": name, "instead": "_".join(name.split())}
            yield Problem("choice_space", CHOICES, number, "name", about)


def _choice_twice(_: object, choices: list[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for number, choice in enumerate(choices, FIRST_ROW):
        one = (_cell(choice, "list_name"), _cell(choice, "name"))
        seen[one] += 1
        if all(one) and seen[one] > 1:
            yield Problem("choice_twice", CHOICES, number, "name", {"what": one[1]})


def _cell(row: Mapping[str, Any], wanted: str) -> str:
    found = (value for header, value in row.items() if plain(str(header)) == wanted and value is not None)
    return str(next(found, "")).strip()


_Look = Callable[[list[_Row], list[Mapping[str, Any]]], Iterable[Problem]]
_CHECKS: Mapping[str, _Look] = {
    "unclosed": _groups,
    "unopened": _groups,
    "name_sign": _names,
    "no_name": _nameless,
    "name_twice": _twice,
    "repeat_twice": _twice,
    "unknown_name": _references,
    "reference": _references,
    "no_list": _lists,
    "choice_space": _spaced,
    "choice_twice": _choice_twice,
}
