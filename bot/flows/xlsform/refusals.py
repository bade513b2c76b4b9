"""What pyxform says, as problems of ours: it knows row and sheet, and says them in English sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.flows.xlsform.problems import SURVEY, Problem
from bot.flows.xlsform.rows import FIRST_ROW, plain

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_PLACE = re.compile(r"On the '([^']+)' sheet, the '([^']+)' value is invalid\.\s*")
_LEARN = re.compile(r"\s*Learn more: \S+\s*$")
# The sentences that people meet most, by the problem that says the same with a remedy.
_KNOWN: Mapping[str, re.Pattern[str]] = {
    "unreadable": re.compile(r"not recognized as a supported type|Error reading|not a (?:zip|valid)"),
    "no_survey": re.compile(r"must have a sheet|(?:sheet|worksheet) (?:called|named) 'survey'|No questions"),
    "header_twice": re.compile(r"Duplicate column header: (?P<what>.+)"),
    "unclosed": re.compile(r"Unmatched 'begin_(?P<kind>\w+)'.* for the name '(?P<what>[^']+)'"),
    "unopened": re.compile(r"Unmatched 'end_(?P<kind>\w+)'"),
    "name_sign": re.compile(r"On the 'survey' sheet.*Names must begin with a letter"),
    "name_twice": re.compile(
        r"'name' value '(?P<what>[^']+)' is invalid.*unique within their nearest parent"
    ),
    "repeat_twice": re.compile(r"'name' value '(?P<what>[^']+)' is invalid\. Repeat names must unique"),
    "choice_space": re.compile(r"Choice names with spaces.*See \[(?P<what>[^]]*)\]"),
    "choice_no_name": re.compile(r"Choices must have a name"),
    "no_words": re.compile(r"survey element named '(?P<what>[^']+)' has no label or hint"),
    "reference": re.compile(r"Reference variables must start with"),
    "name_not_one": re.compile(r"must be unique anywhere in the 'survey'\. The name '(?P<what>[^']+)'"),
    "no_type": re.compile(r"Question with no type"),
    "no_name": re.compile(r"(?:Question or group|group or repeat|Question) with no name"),
    "no_calculation": re.compile(r"Missing calculation"),
    "choice_twice": re.compile(r"Choice names must be unique"),
    "no_choices": re.compile(r"There should be a choices sheet"),
    "unknown_name": re.compile(
        r"Could not find the name '(?P<what>[^']+)'|There has been a problem.*\$\{(?P<also>[^}]+)\}"
    ),
    "type": re.compile(r"Unknown question type '(?P<what>[^']+)'"),
    "no_list": re.compile(r"List name not in choices sheet: (?P<what>\S+)"),
}

_REMARKS: Mapping[str, re.Pattern[str]] = {
    "choice_header": re.compile(r"Column headers must not be empty and must not contain spaces"),
    "choice_no_label": re.compile(r"Choices should have a label"),
    "name_case": re.compile(r"'name' value '(?P<what>[^']+)' is problematic.*case-insensitive match"),
}

# Where pyxform names no row: which cell of the survey it means, by its header, what it holds and the word.
_MEANT: Mapping[str, Callable[[str, str, str], bool]] = {
    "type": lambda header, said, what: header == "type" and said.strip() == what,
    "no_list": lambda header, said, what: header == "type" and what in said.split(),
    "unknown_name": lambda _, said, what: f"${{{what}}}" in said,
    "no_words": lambda header, said, what: header == "name" and said.strip() == what,
}


def refused(message: str, survey: Iterable[Mapping[str, Any]] = ()) -> Problem:
    """The error that stopped pyxform, in the row of the survey that it speaks of."""
    found = _problem(message, "refused")
    what, meant = found.about.get("what", ""), _MEANT.get(found.code)
    if found.row or meant is None or not what:
        return found
    for number, row in enumerate(survey, FIRST_ROW):
        for header, said in row.items():
            if meant(plain(str(header)), str(said), what):
                return replace(found, sheet=SURVEY, row=number, column=str(header))
    return found


def remarked(message: str) -> Problem:
    """One of its warnings."""
    return _problem(message, "remarked")


def _problem(message: str, otherwise: str) -> Problem:
    row, place = _ROW.search(message), _PLACE.search(message)
    said = _LEARN.sub("", _PLACE.sub("", _ROW.sub("", message))).strip()
    code, about = otherwise, {"what": said}
    for known, pattern in (_KNOWN if otherwise == "refused" else _REMARKS).items():
        found = pattern.search(message)
        if found:
            parts = found.groupdict()
            code, about = known, {"what": (parts.get("what") or parts.get("also") or "").strip()}
            if "kind" in parts:
                about |= {"begin": f"begin_{parts['kind']}", "end": f"end_{parts['kind']}"}
            break
    number = int(row[1]) if row else 0
    sheet = place[1] if place else SURVEY if number else ""
    return Problem(code, sheet, number, place[2] if place else "", about)
