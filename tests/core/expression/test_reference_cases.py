"""What the reference engines' own tests expect, where the table of them is at hand."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.expression import ExpressionError, Scope, as_boolean, as_number, as_text, compile

FILE = Path(__file__).parents[4] / "shared" / "data" / "odk_xpath" / "cases.json"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
_BEYOND_JSON = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@cache
def _cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["cases"]
    return found


def _groups() -> list[str]:
    """Without the table nothing is compared."""
    return sorted({case["group"] for case in _cases()}) if FILE.is_file() else ["none"]


def _scope(case: dict[str, Any], zone: tzinfo) -> Scope:
    values = {
        name: [str(one) for one in given] if isinstance(given, list) else str(given)
        for name, given in case.get("instance", {}).items()
    }
    return Scope(values, this=case.get("self"), now=NOW, zone=zone)


def _difference(case: dict[str, Any], zone: tzinfo, wanted: Any) -> str:
    """What is not as expected; '' when nothing is."""
    said = f"{case['id']} {case['expression']!r} in {zone}: {wanted!r}"
    try:
        found = compile(case["expression"]).evaluate(_scope(case, zone))
    except ExpressionError as error:
        return "" if case["type"] == "error" else f"{said}, refused: {error}"
    match case["type"]:
        case "boolean":
            got: object = as_boolean(found)
        case "string":
            got, wanted = as_text(found), str(wanted)
        case "string-length":
            got = len(as_text(found))
        case "number":
            return _numbers(case, said, as_number(found), wanted)
        case _:
            return f"{said}, not refused: {found!r}"
    return "" if got == wanted else f"{said}, and it is {got!r}"


def _numbers(case: dict[str, Any], said: str, got: float, wanted: Any) -> str:
    number = _BEYOND_JSON[wanted] if isinstance(wanted, str) else float(wanted)
    if math.isnan(number) or math.isinf(number):
        same = got == number or (got != got and number != number)
    else:
        same = math.isclose(got, number, rel_tol=1e-9, abs_tol=case.get("tolerance") or 1e-9)
    return "" if same else f"{said}, and it is {got!r}"


@pytest.mark.parametrize("group", _groups())
def test_as_the_reference_engines_have_it(group: str) -> None:
    wrong: list[str] = []
    cases = [case for case in _cases() if case["group"] == group] if FILE.is_file() else []
    for case in cases:
        there = ZoneInfo(case["timezone"]) if "timezone" in case else UTC
        wrong.append(_difference(case, there, case["expected"]))
        if "expected_in_UTC" in case:
            wrong.append(_difference(case, UTC, case["expected_in_UTC"]))
    assert cases or group == "none"
    assert not list(filter(None, wrong))
