"""A form without names: what would name or show somebody is neither asked nor kept.

A server that never reads a workbook itself needs this beside the forms it serves, so it stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.form import Field, Form
from bot.core.versions import versioned
from bot.flows.xlsform.problems import SURVEY, Problem

# What a phone or an account is known by; when a form was begun and sent tells of nobody by itself.
_OF_SOMEBODY = frozenset(
    {"username", "email", "phonenumber", "deviceid", "imei", "simserial", "subscriberid", "start-geopoint"}
)
# A face, a voice, a place: who sent it can be told, and a medium is kept beside its person.
_TRACES = frozenset({"photo", "voice", "video", "file", "position"})

WITHHELD = "withheld"
"""The setting of a question that was taken away: what it was. No answer to it is kept, from wherever."""

PASSED = "passed"
"""The setting of a question that is passed over, for a chat cannot ask it: its type."""


def nameless(form: Form, rows: Mapping[str, int]) -> tuple[Form, list[Problem]]:
    """Into a form without names goes nothing that names or shows somebody. `rows`: of a question."""
    if not form.private:
        return form, []
    problems: list[Problem] = []
    fields: list[Field] = []
    for one in form.fields:
        kind = one.settings.get("of", "") if one.type == "metadata" else ""
        if _identifies(kind):
            problems.append(Problem("identifies", SURVEY, rows.get(one.name, 0), "type", {"what": kind}))
            one = _taken(one, kind)
        elif one.type in _TRACES:
            problems.append(Problem("traces", SURVEY, rows.get(one.name, 0), "type", {"what": one.type}))
            one = _taken(one, one.type)
        elif PASSED in one.settings:  # a chat asks for no way or sound, but an import may bring one
            one = _taken(one, one.settings[PASSED])
        fields.append(one)
    return replace(form, fields=tuple(fields), voice=False), problems


def _taken(field: Field, kind: str) -> Field:
    """It stays, because expressions name it."""
    return replace(field, type="hidden", settings={WITHHELD: kind})


def tells_who(field: Field, form: Form) -> bool:
    """Whether answers to a question could tell who gave them, and it is of a form without names.

    A version that was only tried, or chosen otherwise in the end, may still ask for what was taken away.
    """
    withheld = field.type == "hidden" and WITHHELD in field.settings
    return form.private and (withheld or field.type in _TRACES)


def _identifies(kind: str) -> bool:
    return kind.removeprefix("uri:").replace(" ", "") in _OF_SOMEBODY


def secured(form: Form) -> Form:
    """The form as its identity mode demands, whoever chose that: where it changes, another version."""
    made, _ = nameless(form, {})
    if made.private and made.reviewed:
        made = replace(made, reviewed=False)
    return form if made == form else versioned(made)
