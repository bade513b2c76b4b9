"""A form from a workbook with groups, a repeat in a repeat and most kinds of answers, and answers to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.form import Field, Form, Group, Logic, Option
from bot.core.text import Text, authored
from bot.core.versions import versioned
from bot.storage import forms
from tests.actions.desk import Desk

KINDS = (Option("water", authored("ماء", "Water"), 1), Option("food", authored("غذاء", "Food"), 2))
VISIT = Form(
    name="visit",
    title=authored("زيارة", "Visit"),
    languages=("ar", "en"),
    groups=(
        Group("about", authored("عن الزيارة", "About")),
        Group("person", authored("فرد", "Person"), repeat=True),
        Group("visit_child", authored("طفل", "Child"), within="person", repeat=True, count="2"),
    ),
    fields=(
        Field("who", "metadata", Text(value="who"), settings={"of": "phonenumber"}),
        Field("when", "metadata", Text(value="when"), settings={"of": "start"}),
        Field("kind", "choice", authored("النوع", "Kind"), options=KINDS, group="about"),
        Field("needs", "choices", authored("الحاجات", "Needs"), options=KINDS, group="about"),
        Field("where", "position", authored("المكان", "Place"), group="about"),
        Field(
            "total",
            "computed",
            Text(value="total"),
            logic=Logic(calculation="count(${person})", relevant="${kind} = 'food'"),
        ),
        Field("picture", "photo", authored("صورة", "Photo")),
        Field("name", "text", authored("الاسم الأول\nكما يُنادى", "First name"), group="person"),
        Field(
            "age", "integer", authored("العمر", "Age"), hint=authored("بالسنوات", "in years"), group="person"
        ),
        Field(
            "toy",
            "text",
            authored("لعبة ${name} من ${programme}", "Toy of ${name} from ${programme}"),
            group="visit_child",
        ),
    ),
)
ANSWERS: dict[str, Any] = {
    "who": "+962790000000",
    "when": "2026-03-05T09:00:00.000+02:00",
    "kind": "food",
    "needs": ["food"],
    "where": {"latitude": 32.5, "longitude": 35.8},
    "total": "2",
    "person[1]": "yes",
    "name[1]": "=ليلى",
    "age[1]": 30,
    "visit_child[1][1]": "yes",
    "toy[1][1]": "كرة",
    "visit_child[1][2]": "yes",
    "toy[1][2]": "دمية",
    "person[2]": "yes",
    "name[2]": "سعاد",
    "visit_child[2][1]": "yes",
    "toy[2][1]": "قطار",
    "person[3]": "no",
}


async def published(desk: Desk, form: Form = VISIT) -> Form:
    """The form is asked from now on."""
    form, office = versioned(form), desk.office
    async with office.database.begin() as tx:
        await forms.keep(tx, [form], office.now)
    office.book = replace(office.book, forms={**office.book.forms, form.name: form})
    return form
