"""What a new version changes, told by the names of its columns."""

from __future__ import annotations

from dataclasses import replace

from bot.core.differences import Difference, differences
from bot.core.form import Field, Form, Option
from bot.core.text import Text


def question(name: str, words: str = "", kind: str = "text", *options: str) -> Field:
    made = tuple(Option(one, Text(languages={"ar": one}), n) for n, one in enumerate(options, 1))
    return Field(name, kind, Text(languages={"ar": words or name}), options=made)


def form(*fields: Field, mode: str = "identified") -> Form:
    return Form("sample", Text(value="Sample"), fields, mode=mode)


BEFORE = form(
    question("name", "الاسم"), question("age", "العمر", "integer"), question("own", "ملك", "choice", "a", "b")
)


def test_the_same_form_differs_in_nothing() -> None:
    assert differences(BEFORE, BEFORE) == ()
    assert differences(BEFORE, replace(BEFORE, fields=tuple(reversed(BEFORE.fields)))) == ()


def test_every_kind_of_change() -> None:
    after = form(
        question("called", "الاسم"),
        question("age", "كم عمرك؟", "text"),
        question("own", "ملك", "choice", "b", "c", "d"),
        question("new", "جديد"),
        mode="anonymous",
    )
    assert differences(BEFORE, after) == (
        Difference("mode", was="identified", now="anonymous"),
        Difference("renamed", "called", "name", "called"),
        Difference("type", "age", "integer", "text"),
        Difference("label", "age"),
        Difference("options_added", "own", options=("c", "d")),
        Difference("options_removed", "own", options=("a",)),
        Difference("added", "new"),
    )


def test_every_setting_is_told() -> None:
    after = replace(
        BEFORE, closes="2026-03-12", lives_hours=72, reviewed=True, voice=False, roles=("volunteer", "admin")
    )
    assert differences(BEFORE, after) == (
        Difference("closes", was="", now="2026-03-12"),
        Difference("draft", was="", now="72"),
        Difference("review", was="no", now="yes"),
        Difference("voice", was="yes", now="no"),
        Difference("roles", was="", now="volunteer admin"),
    )


def test_what_is_taken_out_comes_last() -> None:
    after = form(question("own", "ملك", "choice", "a", "b"), question("more", "أكثر"))
    assert [(one.kind, one.name) for one in differences(BEFORE, after)] == [
        ("added", "more"), ("removed", "name"), ("removed", "age"),
    ]  # fmt: skip


def test_another_type_under_another_name_is_another_question() -> None:
    after = form(question("years", "العمر", "text"), *BEFORE.fields[::2])
    assert [(one.kind, one.name) for one in differences(BEFORE, after)] == [
        ("added", "years"),
        ("removed", "age"),
    ]


def test_each_old_question_is_found_once() -> None:
    before = form(question("a", "نعم؟"), question("b", "نعم؟"))
    after = form(question("c", "نعم؟"), question("d", "نعم؟"), question("e", "نعم؟"))
    assert [(one.kind, one.was, one.name) for one in differences(before, after)] == [
        ("renamed", "a", "c"), ("renamed", "b", "d"), ("added", "", "e"),
    ]  # fmt: skip


def test_without_words_nothing_is_taken_for_another() -> None:
    before, after = (form(Field(name, "hidden", Text(value=name))) for name in ("a", "b"))
    assert [one.kind for one in differences(before, after)] == ["added", "removed"]
