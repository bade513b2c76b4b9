"""Columns of our own in the sheet `settings`: how answers are kept, until when, and who may send the form.

Kobo and ODK pass over them, so one workbook does for all. What is misspelt or not understood is an error: a
form must not ask under a name because «tamasuk_mode» was written wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.core.arabic.folding import digits, keys
from bot.core.arabic.folding import key as folded
from bot.core.arabic.numbers import integer
from bot.core.arabic.words import yes_no
from bot.core.audience import FILTER
from bot.core.form import Form
from bot.core.person import ROLES
from bot.flows.xlsform.problems import SETTINGS, Problem
from bot.flows.xlsform.rows import FIRST_ROW

MOST_HOURS = 24 * 366
_PREFIXES = (folded("tamasuk"), folded("تماسك"))
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_YES, _NO = frozenset({"true", "true()", "1"}), frozenset({"false", "false()", "0"})
_SIGNS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"[\s,;،؛|]+")


def _spelled(table: Mapping[str, str]) -> Mapping[str, str]:
    """Every spelling, folded, to what it means; the meaning itself is one."""
    return {one: name for name, said in table.items() for one in (folded(name), *keys(said))}


_MODES = _spelled(
    {
        "identified": "بالاسم، معروف",
        "pseudonymous": "برمز، مستعار",
        "anonymous": "بلا اسم، مجهول",
        "staff": "الفريق، للفريق",
    }
)
_ROLES = _spelled(
    {
        "applicant": "متقدم، متقدمة، المتقدمون",
        "volunteer": "متطوع، متطوعة، المتطوعون",
        "champion": "رائد، رائدة، الرواد",
        "coordinator": "منسق، منسقة، المنسقون",
        "safeguarding": "حماية، الحماية",
        "admin": "مدير، مديرة، الإدارة",
    }
)


def _mode(said: str) -> str | None:
    return _MODES.get(folded(said))


def _closes(said: str) -> str | None:
    found = _DAY.fullmatch(digits(said).strip())
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _hours(said: str) -> int | None:
    hours = integer(said)
    return hours if hours is not None and 1 <= hours <= MOST_HOURS else None


def _whether(said: str) -> bool | None:
    plain = digits(said).strip().lower()
    if plain in _YES | _NO:
        return plain in _YES
    return yes_no(folded(said))


def _roles(said: str) -> tuple[str, ...] | None:
    found = [_ROLES.get(folded(one)) for one in _BETWEEN.split(said) if one]
    return tuple(dict.fromkeys(one for one in found if one)) if found and all(found) else None


def _questions(said: str) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(said) if one)) or None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: the attribute of Form that it sets, its names after «tamasuk», how it is read."""

    attribute: str
    names: str
    read: Callable[[str], object]


COLUMNS: Mapping[str, _Column] = {
    "mode": _Column("mode", "الهوية، وضع الهوية", _mode),
    "closes": _Column("closes", "الإغلاق، تاريخ الإغلاق، آخر يوم", _closes),
    "draft_hours": _Column("lives_hours", "ساعات المسودة", _hours),
    "review": _Column("reviewed", "المراجعة، مراجعة", _whether),
    "voice": _Column("voice", "الصوت، صوت", _whether),
    "roles": _Column("roles", "الأدوار، أدوار", _roles),
    "filter": _Column(FILTER, "الجمهور، أسئلة الجمهور", _questions),
}
_BY_NAME: Mapping[str, str] = {
    one: name
    for name, column in COLUMNS.items()
    for one in (folded(name.replace("_", " ")), *keys(column.names))
}


@dataclass(frozen=True, slots=True)
class Own:
    """What the columns set, by the attribute of Form, and what is wrong with them.

    `offered`: the questions whose answers an audience may ask about.
    """

    given: Mapping[str, Any]
    problems: Sequence[Problem]
    offered: tuple[str, ...] = ()


def own(settings: Sequence[Mapping[str, Any]] | None, headers: Sequence[Mapping[str, Any]] | None) -> Own:
    """Read them. `settings`: the rows of the sheet, of which the first counts; `headers`: its first line."""
    row = dict.fromkeys((headers or [{}])[0], "") | dict((settings or [{}])[0])
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for header, value in row.items():
        name = _named(str(header))
        said = str(value or "").strip()
        if name is None or (name and not said):
            continue
        read = COLUMNS[name].read(said) if name else None
        if read is None:
            problems.append(_wrong(name, str(header), said))
        else:
            given[COLUMNS[name].attribute] = read
    offered = given.pop(FILTER, ())
    return Own(given, [*problems, *_against(given)], offered)


def offering(form: Form, names: Sequence[str]) -> tuple[Form, list[Problem]]:
    """Mark the questions that an audience may ask about: of options, in a form that knows people by name."""
    able = {one.name for one in form.fields if one.type in {"choice", "choices"} and not one.sensitive}
    column = f"tamasuk_{FILTER}"
    wrong = [
        Problem("own_filter", SETTINGS, FIRST_ROW, column, {"what": one}) for one in names if one not in able
    ]
    if names and form.private:
        wrong = [Problem("own_filter_nameless", SETTINGS, FIRST_ROW, column, {"what": form.mode})]
    marked = tuple(
        replace(one, settings={**one.settings, FILTER: "yes"}) if one.name in names and not wrong else one
        for one in form.fields
    )
    return (replace(form, fields=marked) if names else form), wrong


def _named(header: str) -> str | None:
    """Which column of ours; '' when it begins like one and is none; None of others."""
    name = folded(_SIGNS.sub(" ", header))
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return _BY_NAME.get(name.removeprefix(prefix).strip(), "")
    return None


def _wrong(name: str, header: str, said: str) -> Problem:
    if not name:
        about = {"what": header, "known": " ".join(f"tamasuk_{one}" for one in COLUMNS)}
        return Problem("own_column", SETTINGS, 1, header, about)
    code = "own_yes_no" if COLUMNS[name].read is _whether else f"own_{name}"
    return Problem(code, SETTINGS, FIRST_ROW, header, {"what": said, "known": " ".join(ROLES)})


def _against(given: Mapping[str, Any]) -> Iterator[Problem]:
    """What cannot be together."""
    if given.get("mode") not in {"pseudonymous", "anonymous"}:
        return
    for attribute, name in (("reviewed", "review"), ("voice", "voice")):
        if given.get(attribute):
            yield Problem(f"own_{name}", SETTINGS, FIRST_ROW, f"tamasuk_{name}", {"what": given["mode"]})
