"""What pyxform understood, as questions and groups of ours: one function for each kind of row.

A type that a chat asks in another way than a screen keeps its own: «rank» is told by numbers, a range is a
number within bounds, a barcode is typed. What a chat cannot ask at all is passed over, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.expression import ExpressionError, compile
from bot.core.form import Field, Group, Logic, Option
from bot.core.text import Text
from bot.flows.xlsform.languages import Languages
from bot.flows.xlsform.nameless import PASSED
from bot.flows.xlsform.problems import SURVEY, Problem
from bot.flows.xlsform.rows import Rows

Node = Mapping[str, Any]

# pyxform's names of types (it has many spellings of each), and ours.
TYPES: Mapping[str, str] = {
    "text": "text",
    "string": "text",
    "barcode": "text",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "range": "range",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "dateTime": "datetime",
    "select one": "choice",
    "select one external": "choice",
    "select one from file": "choice",
    "select all that apply": "choices",
    "select multiple from file": "choices",
    "rank": "rank",
    "odk:rank": "rank",
    "geopoint": "position",
    "photo": "photo",
    "image": "photo",
    "audio": "voice",
    "video": "video",
    "file": "file",
    "note": "note",
    "acknowledge": "acknowledge",
    "trigger": "acknowledge",
    "calculate": "computed",
    "hidden": "hidden",
}
# What the bot knows by itself.
METADATA = frozenset(
    {
        *(
            "start",
            "start time",
            "end",
            "end time",
            "today",
            "username",
            "email",
            "phonenumber",
            "phone number",
        ),
        *("deviceid", "device id", "imei", "simserial", "sim serial", "subscriberid", "subscriber id"),
        *("start-geopoint", "uri:deviceid", "uri:phonenumber", "uri:username", "uri:email"),
    }
)
# Attached data, and what only a screen can do.
_ATTACHED = frozenset({"csv-external", "xml-external"})
_UNASKED = frozenset({"geotrace", "geoshape", "osm", "background-audio", "audit"})
_ADDED = ("meta", "__entity")
# What stands in a table only to label its columns.
_LABELS = frozenset({"label"})
# What is stored of something acknowledged, as expressions compare it.
_READ = (Option("OK", Text(key="choice.ok"), 1),)
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"no", "false", "false()", "0", ""})
# Types whose default may be any words; and those of them that nobody writes in quotation marks.
_TYPED = frozenset({"text", "string", "barcode"})
_IN_WORDS = _TYPED | {
    name for name, type_ in TYPES.items() if type_ in {"choice", "choices", "rank", "hidden"}
}
_CALL = re.compile(r"([A-Za-z][\w.:-]*)\((\s*\))?", re.ASCII)


@dataclass
class Read:
    """What a workbook holds, in order, and what was noticed. `rows`: of each question and group."""

    fields: list[Field] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


class Reader:
    """Walks through pyxform's tree."""

    def __init__(self, rows: Rows, languages: Languages, lists: Mapping[str, Sequence[Node]]) -> None:
        self._rows, self._languages, self._lists = rows, languages, lists
        self.read = Read()

    def walk(self, children: Sequence[Node], within: str = "") -> None:
        """Everything below a group, in the order of the sheet."""
        for node in children:
            name, kind = str(node.get("name", "")), str(node.get("type", ""))
            if name in _ADDED or kind == "entity" or kind in _ATTACHED:
                continue
            row = self._rows.of(name) or self.read.rows.get(name, 0)
            name = self._unique(name, within)
            self.read.rows[name] = row
            if kind in {"group", "repeat", "loop"}:
                self.read.groups.append(self._group(node, name, within))
                self.walk(node.get("children", ()), name)
            elif kind in METADATA:
                label, settings = Text(value=name), {"of": kind}
                self.read.fields.append(Field(name, "metadata", label, settings=settings, group=within))
            else:
                self._question(node, name, kind, row, within)

    def _unique(self, name: str, within: str) -> str:
        """Two groups may each have a question of one name: to us the later is «group/name»."""
        return f"{within}/{name}" if name in self.read.rows else name

    def _group(self, node: Node, name: str, within: str) -> Group:
        bind, control = _part(node, "bind"), _part(node, "control")
        return Group(
            name=name,
            label=self._languages.text(node.get("label")),
            within=within,
            relevant=_condition(str(bind.get("relevant", ""))),
            repeat=node.get("type") != "group",
            count=str(control.get("jr:count", "")),
            appearance=str(control.get("appearance", "")),
        )

    def _question(self, node: Node, name: str, kind: str, row: int, within: str) -> None:
        appearance = str(_part(node, "control").get("appearance", ""))
        if kind in _UNASKED or kind not in TYPES:
            code = "passed_over" if kind in _UNASKED else "type"
            self.read.problems.append(Problem(code, SURVEY, row, self._rows.column("type"), {"what": kind}))
            # Its column stays, empty, and expressions may name it.
            made = Field(
                name, "hidden", Text(value=name), required=False, settings={PASSED: kind}, group=within
            )
            self.read.fields.append(made)
            return
        if appearance in _LABELS and kind.startswith("select"):
            return
        made = Field(
            name=name,
            type=TYPES[kind],
            label=self._label(node, name, kind, row),
            hint=self._languages.text(node.get("hint")),
            options=_READ if TYPES[kind] == "acknowledge" else tuple(self._options(node, row)),
            required=False,
            settings=dict(self._settings(node)),
            logic=self._logic(node, kind),
            group=within,
            listed=str(node.get("itemset", "")),
            appearance=appearance,
            guidance=self._languages.text(node.get("guidance_hint")),
            media={how: self._languages.files(said) for how, said in _part(node, "media").items()},
        )
        self.read.fields.append(made)

    def _label(self, node: Node, name: str, kind: str, row: int) -> Text:
        text = self._languages.text(node.get("label"))
        if _says(text, "Specify other."):
            return Text(key="form.other")
        shown = kind not in {"calculate", "hidden"}
        for language in self._languages.missing(text) if shown else ():
            about = {"what": language}
            self.read.problems.append(
                Problem("missing_language", SURVEY, row, self._rows.column("label"), about)
            )
        if text is None and shown and not node.get("media"):
            self.read.problems.append(Problem("no_label", SURVEY, row, self._rows.column("label")))
        return text or Text(value=name)

    def _options(self, node: Node, row: int) -> Iterator[Option]:
        listed = str(node.get("itemset", ""))
        rows, parameters = self._lists.get(listed, ()), _part(node, "parameters")
        stored, shown = str(parameters.get("value", "name")), str(parameters.get("label", "label"))
        if "." in listed and rows:
            wanted = (stored, shown) if "label" in parameters else (stored,)
            column = self._rows.column("parameters" if parameters else "type")
            self.read.problems += [
                Problem("no_column", SURVEY, row, column, {"what": one, "file": listed})
                for one in wanted
                if not any(one in there for there in rows)
            ]
        for number, one in enumerate(rows, 1):
            name, label = str(one.get(stored, "")), self._languages.text(one.get(shown))
            if name == "other" and _says(label, "Other"):
                label = Text(key="choice.other")
            yield Option(name, label or Text(value=name), number)

    def _logic(self, node: Node, kind: str) -> Logic | None:
        bind = _part(node, "bind")
        trigger = node.get("trigger", "")
        made = Logic(
            relevant=_condition(str(bind.get("relevant", ""))),
            constraint=str(bind.get("constraint", "")),
            constraint_text=self._languages.text(bind.get("jr:constraintMsg")),
            required=_truth(str(bind.get("required", ""))),
            required_text=self._languages.text(bind.get("jr:requiredMsg")),
            default=_default(str(node.get("default", "")), kind),
            calculation=str(bind.get("calculate", "")),
            trigger=tuple(_names(trigger)),
            filter=str(node.get("choice_filter", "")),
            read_only=_truth(str(bind.get("readonly", ""))) == "true()",
        )
        return made if made != Logic() else None

    def _settings(self, node: Node) -> Iterator[tuple[str, str]]:
        """`parameters`, and what a type of ours reads under another name."""
        parameters = node.get("parameters")
        for name, value in parameters.items() if isinstance(parameters, Mapping) else ():
            yield _PARAMETERS.get(str(name), str(name)), str(value)


_PARAMETERS = {"start": "min", "end": "max"}


def _says(text: Text | None, words: str) -> bool:
    """Whether that is what pyxform writes for `or_other`, in English whatever the language is."""
    return text is not None and set(text.languages.values()) == {words}


def _part(node: Node, name: str) -> Mapping[str, Any]:
    found = node.get(name)
    return found if isinstance(found, Mapping) else {}


def _truth(words: str) -> str:
    """«yes» and «no» as expressions; an expression as it is."""
    folded = words.strip().lower()
    return "true()" if folded in _YES else "" if folded in _NO else words


def _condition(words: str) -> str:
    """A cell that a spreadsheet made TRUE or FALSE; an expression as it is."""
    folded = words.strip().lower()
    return "true()" if folded in _YES else "false()" if folded in _NO - {""} else words


def _default(words: str, kind: str) -> str:
    """A default that is a plain value, as an expression that gives it."""
    if not words or "${" in words:
        return words
    if kind in _IN_WORDS:
        # «عمان (الأردن)» is as good a text as any: what is worked out begins as a call.
        worked_out = _is_call(words) or (kind not in _TYPED and words[0] in "'\"")
    else:
        worked_out = any(sign in words for sign in "('\"")
    if worked_out:
        return words
    quote = '"' if "'" in words else "'"
    return f"{quote}{words.replace(quote, '')}{quote}"


def _is_call(words: str) -> bool:
    """Whether it begins as a call of a function that there is, or is one without arguments."""
    found = _CALL.match(words)
    if found is None or (found[2] and found.end() == len(words)):
        return found is not None
    try:
        compile(f"{found[1]}()")
    except ExpressionError as error:
        return error.reason != "function"
    return True


def _names(trigger: object) -> Iterator[str]:
    for one in trigger if isinstance(trigger, list | tuple) else str(trigger or "").split(","):
        name = str(one).strip().removeprefix("${").removesuffix("}").strip()
        if name:
            yield name
