"""Different ids are different forms, whatever letters they are written in; one id is one form."""

from __future__ import annotations

import re

import pytest

from bot.flows.xlsform.converting import read
from bot.flows.xlsform.named import form_name
from tests.flows.xlsform.tables import form, table

SURVEY = "type | name | label\ntext | a | A"


@pytest.mark.parametrize(
    ("stated", "name"),
    [("water", "water"), ("Water_2", "water_2"), ("_a_", "a"), ("__", "form"), ("", "form")],
)
def test_a_plain_name_stays_as_it_is(stated: str, name: str) -> None:
    assert form_name(stated) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("استبيان_الماء", "استبيان_المدارس"),
        ("a-b", "a b"),
        ("a b", "a_b"),
        ("استبيان", "form"),
        ("مياه 2026", "مدارس 2026"),
        ("…", "؟"),
    ],
)
def test_different_ids_stay_different(one: str, other: str) -> None:
    names = {form_name(one), form_name(other)}
    assert len(names) == 2
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [("إستبيان الماء", "استبيـان  الماءَ"), ("A-b", "a-B"), (" استبيان المياه ", "استبيان المياة")],
)
def test_one_id_is_one_form_however_it_is_spelled(one: str, other: str) -> None:
    assert form_name(one) == form_name(other)


def test_a_form_is_named_by_its_id_and_without_one_by_its_file() -> None:
    assert form(SURVEY, settings="form_id\nاستبيان_الماء").name == form_name("استبيان_الماء")
    found = read(table(SURVEY).encode(), "استبيان المياه.md").form
    assert found is not None
    assert found.name == form_name("استبيان المياه")
