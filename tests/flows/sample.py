"""The sample programme as a book, and the people who talk in golden conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import people
from bot.app.conversing import reload, sample
from bot.app.golden import Files
from bot.app.people import LAYLA
from bot.core.conversation import Found, Input, LookUp, State, Step, Turn
from bot.core.field import Asking
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import key
from bot.flows import notices
from bot.flows.engine import step
from bot.flows.standing import standing
from bot.flows.xlsform.loading import load
from bot.i18n import Catalogues

WORKBOOKS = Path(__file__).parent / "workbooks"
PEOPLE: Mapping[str, Person] = {
    **people.PEOPLE,
    "stranger": Person(id="b" * 32),
    "new_champion": replace(LAYLA, roles=("volunteer", "champion")),
    # Nothing but the name is known: a pulse asks for the rest.
    "unknown": replace(LAYLA, sex="", birth_year=0, area="", form="n"),
}


@cache
def catalogues() -> Catalogues:
    return Catalogues.load()


@cache
def worked(name: str) -> Form:
    """The form of a workbook of the tests' own."""
    found = load(WORKBOOKS / f"{name}.md")
    assert found.form is not None, [str(one) for one in found.errors]
    return found.form


@cache
def book() -> Book:
    """The sample programme, with somebody on the list for complaints."""
    return sample(catalogues())


files = Files()


def stepped(book: Book, state: State, given: Input, turn: Turn) -> Step:
    """The step of somebody to whom no message to many was sent: words that none offers are heard again."""
    done = step(book, state, given, turn)
    asked = next((one for one in done.effects if isinstance(one, LookUp) and one.kind == "offered"), None)
    if asked is None:
        return done
    again = step(book, done.state, Found("offered", asked.data), turn)
    return replace(again, messages=(*done.messages, *again.messages))


def review(book: Book, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What awaits review, as the look-up brings it: {"answers": …, "photos": 2, "more": 1}."""
    if "applicant" in data:
        waiting = replace(PEOPLE["champion"], id=data["applicant"])
        return {**data, "message": notices.applicant(book, waiting, "c" * 32)}
    if "thread" in data:
        waiting = replace(PEOPLE["champion"], id=data["thread"])
        message = notices.thread(book, waiting, data["text"])
        choices = (*message.choices, standing("review:next", key("choice.next")))
        return {**data, "name": waiting.name, "message": replace(message, choices=choices)}
    form = book.forms["report"]
    reporter = PEOPLE["champion"]
    answers = data["answers"]
    asking = Asking(
        field=form.fields[0],
        form=form,
        book=book,
        person=reporter,
        local=datetime(2026, 3, 5, 10, 0, tzinfo=UTC),
        answers=answers,
    )
    found = {
        "id": "e" * 32,
        "reference": "1234566",
        "revision": data.get("revision", 1),
        "answers": answers,
        "photos": [f"{n:032x}" for n in range(data.get("photos", 0))],
        "coming": 0,
    }
    message = notices.report(book, form, reporter, found, asking, "c" * 32)
    return {
        "verb": data.get("verb", ""),
        "message": message,
        "submission": found["id"],
        "revision": found["revision"],
        "more": data.get("more", 0),
    }


__all__ = ["LAYLA", "PEOPLE", "book", "catalogues", "files", "reload", "review", "worked"]
