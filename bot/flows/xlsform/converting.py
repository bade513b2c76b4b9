"""The whole way from the bytes of a workbook to a Form, or to what is wrong with it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from bot.core.form import Form
from bot.core.text import Text
from bot.core.versions import versioned
from bot.flows.xlsform import attached, media, reading
from bot.flows.xlsform.expressions import COLUMNS, checked
from bot.flows.xlsform.fields import Read, Reader
from bot.flows.xlsform.harm import harmful
from bot.flows.xlsform.headers import dropped, lost, slipped, unnamed_first
from bot.flows.xlsform.languages import Languages
from bot.flows.xlsform.loaded import Beside, Loaded
from bot.flows.xlsform.markup import plain
from bot.flows.xlsform.mistakes import alike
from bot.flows.xlsform.named import form_name
from bot.flows.xlsform.nameless import nameless
from bot.flows.xlsform.own import offering, own
from bot.flows.xlsform.problems import CHOICES, SURVEY, Problem
from bot.flows.xlsform.refusals import refused, remarked
from bot.flows.xlsform.rows import ChoiceRows, Rows

LANGUAGE = "ar"
_BUTTON = 24
# «other» is ours to say, and is said in every language.
_SCREENS = (
    "max-pixels",
    "missing the survey",
    "missing the choices",
    "machine-readable codes",
    "uses or_other and translations",
)
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".md"})


@dataclass
class _Workbook:
    """What pyxform made of it: its rows, its tree, what it remarked."""

    rows: Any
    tree: Mapping[str, Any]
    remarks: list[str] = field(default_factory=list)


def read(content: bytes, name: str, beside: Beside = lambda name: None) -> Loaded:
    """A workbook by its bytes and its name. `beside`: the content of a file that came with it, or None."""
    try:
        large = reading.too_large(content)
        found = [] if large else list(reading.unread(content))
    except Exception as error:  # a damaged archive: zipfile and zlib raise a dozen kinds
        large, found = _unreadable(error), []
    if large is not None:
        return Loaded(None, (large,))
    workbook = _understood(content, name)
    if isinstance(workbook, list):
        return Loaded(None, (*found, *workbook))
    found += [remarked(one) for one in workbook.remarks if _counts(one)]
    form, more, stated = _formed(workbook, beside)
    found += more
    found.sort(key=lambda one: (one.sheet != SURVEY, one.sheet, one.row))
    return Loaded(None if any(one.error for one in found) else form, tuple(found), stated)


def _understood(content: bytes, name: str) -> _Workbook | list[Problem]:
    """What pyxform, the reference, makes of it; or why it refuses."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    remarks: list[str] = []
    rows: Any = None
    stem, _, ending = name.rpartition(".")
    suffix = f".{ending.lower()}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = get_xlsform(BytesIO(content), file_type=suffix if suffix in _SUFFIXES else None)
            if not rows.survey:
                return [Problem("no_survey")]
            rows.fallback_form_name = stem or name
            rows.survey, rows.choices = unnamed_first(rows.survey), unnamed_first(rows.choices or ())
            large = _too_long(rows)
            if large is not None:
                return [large]
            tree = workbook_to_json(rows, fallback_form_name=stem or name, warnings=remarks)
            create_survey_element_from_dict(tree).to_xml(validate=False, pretty_print=False, warnings=remarks)
    except PyXFormError as error:
        return _all_of_its_kind(str(error), rows, content)
    except Exception as error:  # whatever else a broken workbook makes it do
        return [_unreadable(error)]
    return _Workbook(rows, tree, remarks)


def _unreadable(error: Exception) -> Problem:
    return Problem("unreadable", about={"what": type(error).__name__})


def _all_of_its_kind(message: str, rows: Any, content: bytes) -> list[Problem]:
    """What stopped pyxform, and where else in the workbook the same is wrong."""
    survey, choices = getattr(rows, "survey", None) or (), getattr(rows, "choices", None) or ()
    found = refused(message, survey)
    if found.code == "header_twice":
        sheet = _sheet_with_twice(content, found.about["what"])
        return [replace(found, sheet=sheet, row=1 if sheet else 0)]
    if found.code == "no_words":
        return list(slipped(_headers(rows.survey))) or [found]
    return alike(found, survey, choices)


def _headers(sheet: Any) -> list[str]:
    """All that some row has something under, in the order of the sheet."""
    return list(dict.fromkeys(str(header) for row in sheet or () for header in row))


def _sheet_with_twice(content: bytes, header: str) -> str:
    """The sheet of an .xlsx whose first line holds a header twice; '' where that cannot be told."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(content), read_only=True)
        for sheet in book.worksheets:
            line = next(sheet.iter_rows(max_row=1, values_only=True), ())
            if sum(str(cell).strip() == header for cell in line) > 1:
                return str(sheet.title)
    except Exception:  # not an .xlsx, or not a whole one: the refusal says what it can
        return ""
    return ""


def _too_long(rows: Any) -> Problem | None:
    for sheet, most in (("survey", reading.MAX_QUESTIONS), ("choices", reading.MAX_CHOICES)):
        held = len(getattr(rows, sheet) or ())
        if held > most:
            return Problem("too_large", sheet, about={"what": f"{held} > {most}"})
    return None


def _counts(remark: str) -> bool:
    """What is only about speed or screens is nothing to a chat."""
    return not any(words in remark for words in _SCREENS)


# ---------------------------------------------------------------------------------------- the form


def _formed(workbook: _Workbook, beside: Beside) -> tuple[Form, list[Problem], frozenset[str]]:
    tree, rows = workbook.tree, Rows(workbook.rows.survey)
    languages = Languages(tree, LANGUAGE)
    external = _grouped(workbook.rows.external_choices or ())
    lists: dict[str, Sequence[Mapping[str, Any]]] = {**external, **(tree.get("choices") or {})}
    reader = Reader(rows, languages, lists)
    problems = [*_attach(tree, lists, beside), *dropped(_headers(workbook.rows.survey))]
    problems += dropped(_headers(workbook.rows.choices), CHOICES)
    problems += lost(workbook.rows.survey, languages)
    problems += lost(workbook.rows.choices or (), languages, CHOICES)
    reader.walk(tree.get("children", ()))
    read = reader.read
    settings = own(workbook.rows.settings, workbook.rows.settings_header)
    form = Form(
        name=form_name(str(tree.get("id_string", "form"))),
        title=languages.text(tree.get("title")) or Text(value=str(tree.get("name", ""))),
        fields=tuple(read.fields),
        groups=tuple(read.groups),
        lists={name: tuple(_plain(one) for one in listed) for name, listed in lists.items() if listed},
        languages=languages.codes,
        **settings.given,
    )
    choices = ChoiceRows(workbook.rows.choices)
    headers = {name: rows.column(name) for name in COLUMNS.values()}
    problems += [*read.problems, *settings.problems]
    problems += checked(form, read.rows, headers)
    problems += harmful(form, lambda name: read.rows.get(name, 0), choices.of)
    problems += _choices(form, read, choices)
    problems += media.missing(form, read.rows, rows.column, beside)
    problems += media.of_choices(lists, choices.of)
    form, identifying = nameless(form, read.rows)
    form, unoffered = offering(form, settings.offered)
    return versioned(form), [*problems, *identifying, *unoffered], frozenset(settings.given)


def _choices(form: Form, read: Read, rows: ChoiceRows) -> Iterator[Problem]:
    """Lists that are not there, and labels that no button holds; each list once."""
    seen: set[str] = set()
    for one in form.fields:
        if one.type not in {"choice", "choices", "rank"} or one.listed in seen:
            continue
        seen.add(one.listed)
        if not one.options:
            code = "no_file" if "." in one.listed else "no_list"
            yield Problem(code, SURVEY, read.rows.get(one.name, 0), "type", {"what": one.listed})
        for option in one.options if len(one.options) <= 3 else ():
            long = next((words for words in option.label.languages.values() if len(words) > _BUTTON), "")
            if long:
                yield Problem(
                    "long_label", CHOICES, rows.of(one.listed, option.name), "label", {"what": long}
                )


def _attach(tree: Mapping[str, Any], lists: dict[str, Any], beside: Beside) -> Iterator[Problem]:
    """Rows of the files that the form names, where they came with it."""
    for name in sorted(_files(tree)):
        content = beside(name)
        known = name if name in lists else name.rpartition(".")[0]
        if content is None:
            continue
        try:
            found = attached.rows_of(name, content)
        except ValueError:
            yield Problem("unreadable", about={"what": name})
        else:
            lists[name] = lists[known] = found


def _files(tree: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = list(tree.get("children", ()))
    while waiting:
        one = waiting.pop()
        listed, kind = str(one.get("itemset", "")), str(one.get("type", ""))
        if listed.endswith((".csv", ".xml", ".geojson")):
            found.add(listed)
        if kind in {"csv-external", "xml-external"}:
            found.add(f"{one.get('name')}.{kind.removesuffix('-external')}")
        waiting += one.get("children", ())
    return found


def _grouped(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Rows of external choices by their list."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        listed = str(row.get("list_name") or row.get("list name") or "")
        if listed:
            found.setdefault(listed, []).append(row)
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    """A row as expressions see it: texts by column, the label in the form's own language."""
    label = row.get("label", "")
    first = next(iter(label.values()), "") if isinstance(label, Mapping) else label
    kept = {str(name): str(value) for name, value in row.items() if isinstance(value, str | int | float)}
    return {**kept, "label": plain(str(first))}
