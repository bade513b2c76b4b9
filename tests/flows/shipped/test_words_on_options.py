"""Every command word against every option of every shipped form, as the field itself reads it.

*stop* and *urgent* come before all options and need no table; an option comes before the other words. A
new word or a new option that collides changes a table here, so that somebody looks at the outcome.
"""

from datetime import UTC, datetime

import pytest

from bot.core.arabic import said
from bot.core.arabic.phrases import PHRASES
from bot.core.arabic.words import GLOBAL, STRONG
from bot.core.conversation import Said
from bot.core.field import Answered, Asking, Gathering
from bot.core.fields import BY_NAME
from bot.core.form import DONT_KNOW, PREFER_NOT, Field, Form
from bot.core.person import Person
from bot.core.place import Areas
from bot.core.programme import Book, Programme
from bot.core.text import authored
from tests.flows.shipped.wordings import VARIANTS

NAME = authored("س", "S")
BOOK = Book(Programme(name="sample", title=NAME, organisation=NAME, support=NAME), Areas())
CHOSEN = {"choice", "choices", "acknowledge"}
QUESTIONS = {
    f"{form.name}.{field.name}": (form, field)
    for form in VARIANTS
    for field in form.fields
    if field.type in CHOSEN
}

# Words with a meaning of their own that answer a question all the same.
COLLISIONS = {
    ("غيّر", "report.ir3"): "other",
    ("لغة", "profile.v11"): "sign",
    ("لغة", "profile.v13"): "sign",
}
ANSWERS = {"yes", "no", "dontknow", "prefernot", "done"}


def asking(form: Form, field: Field) -> Asking:
    return Asking(field, form, BOOK, Person(id="p"), datetime(2026, 3, 5, 10, 0, tzinfo=UTC))


def outcome(phrase: str, question: str) -> object:
    """The answer that a phrase gives, the options it leaves, or None when it is no answer."""
    form, field = QUESTIONS[question]
    match BY_NAME[field.type].recognise(Said(phrase), asking(form, field)):
        case Answered(value):
            return value[0] if isinstance(value, list) else value
        case Gathering(partial):
            return tuple(partial.get("among", ()))
        case _:
            return None


def test_all_forms_are_looked_at() -> None:
    assert len(QUESTIONS) > 35
    assert {question.split(".")[0] for question in QUESTIONS} >= {
        "registration",
        "profile",
        "report",
        "pulse",
    }


def test_a_command_word_is_an_answer_only_where_it_was_looked_at() -> None:
    answered = {
        (phrase, question): found
        for meaning, phrases in PHRASES.items()
        if meaning not in ANSWERS | STRONG
        for phrase in phrases
        for question in QUESTIONS
        if (found := outcome(phrase, question)) is not None
    }
    assert answered == COLLISIONS


@pytest.mark.parametrize(("meaning", "name"), [("dontknow", DONT_KNOW), ("prefernot", PREFER_NOT)])
def test_not_knowing_and_not_saying_are_answers_where_they_are_offered(meaning: str, name: str) -> None:
    for phrase in PHRASES[meaning]:
        for question, (_, field) in QUESTIONS.items():
            offered = {o.name for o in (*field.options, *field.special)}
            wanted = (
                name
                if name in offered
                else "prefer_not"
                if meaning == "prefernot" and "prefer_not" in offered
                else None
            )
            assert outcome(phrase, question) == wanted, (phrase, question)


AGREEMENT = {"yes": ("5", "4"), "no": ("2", "1")}
# «نعم، بعضهم» or «نعم، جميعهم»: it is asked which.
ATTENDED = {"yes": ("some", "all"), "no": "none"}


@pytest.mark.parametrize("meaning", ["yes", "no"])
def test_yes_and_no_answer_what_asks_for_them(meaning: str) -> None:
    for phrase in PHRASES[meaning]:
        for question, (_, field) in QUESTIONS.items():
            offered = [o.name for o in field.options]
            found = outcome(phrase, question)
            if meaning in offered:
                assert found == meaning, (phrase, question)
            elif field.scale and field.options[0].label.languages["en"] == "Strongly agree":
                assert found == AGREEMENT[meaning], (phrase, question)
            elif question == "report.ir9":
                assert found == ATTENDED[meaning], (phrase, question)
            else:
                assert found is None, (phrase, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_label_and_every_number_chooses_itself(question: str) -> None:
    _, field = QUESTIONS[question]
    for option in (*field.options, *field.special):
        assert outcome(option.label.languages["ar"], question) == option.name
        assert outcome(option.label.languages["en"], question) == option.name
        assert outcome(f"{option.number}.", question) == option.name


def test_no_option_is_or_begins_with_a_global_word() -> None:
    words = [said(phrase) for meaning in GLOBAL | STRONG for phrase in PHRASES[meaning]]
    labels = [
        (question, label)
        for question, (_, field) in QUESTIONS.items()
        for option in (*field.options, *field.special)
        for label in option.label.languages.values()
    ]
    assert [
        found for found in labels if any(f"{said(found[1])} ".startswith(f"{word} ") for word in words)
    ] == []
