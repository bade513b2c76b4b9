"""The recording script is read aloud by people: it must say what the forms say."""

import re

import pytest

from bot.core.form import Field, Form
from bot.flows.shipped import SHIPPED
from tests.syntax import TREE, source

ROW = re.compile(r"^\| `([a-z0-9_]+\.[a-z0-9_]+)` \| (.+) \|$", re.MULTILINE)
READ = [
    (form, field)
    for form in SHIPPED
    if form.purpose in {"register", "pulse"}
    for field in form.fields
    if field.type != "note"
]


@pytest.fixture(scope="module")
def script() -> dict[str, str]:
    return dict(ROW.findall(source(TREE / "docs/recording.md")))


def in_one_line(words: str) -> str:
    return re.sub(r"\s*\n•?\s*", " ", words)


@pytest.mark.parametrize(("form", "field"), READ, ids=lambda one: one.name)
def test_every_question_is_in_the_script_as_it_is_asked(
    script: dict[str, str], form: Form, field: Field
) -> None:
    assert script[f"{form.name}.{field.name}"].startswith(in_one_line(field.label.languages["ar"]))


def test_the_script_has_no_other_questions(script: dict[str, str]) -> None:
    assert set(script) == {f"{form.name}.{field.name}" for form, field in READ}
