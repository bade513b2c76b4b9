"""The sample programme as a book, the people who talk in golden conversations, and a saved state's round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.actions.read_programme import read_programme
from bot.core.conversation import Draft, State, Talk
from bot.core.field import Asking
from bot.core.person import Person
from bot.core.programme import Book
from bot.flows import notices
from bot.flows.shipped import forms
from bot.i18n import Catalogues
from bot.storage.codecs import decode_part, encode_part

PROGRAMME = Path(__file__).resolve().parents[2] / "config" / "programmes" / "sample"

LAYLA = Person(
    id="b" * 32,
    form="f",
    name="ليلى",
    sex="female",
    birth_year=1998,
    area="JO-IR",
    district="JO-IR-RAMTHA",
    roles=("volunteer",),
    registered=True,
)
PEOPLE: Mapping[str, Person] = {
    "stranger": Person(id="b" * 32),
    "volunteer": LAYLA,
    "new_champion": replace(LAYLA, roles=("volunteer", "champion")),
    "applicant": replace(LAYLA, roles=("volunteer", "applicant")),
    "champion": replace(LAYLA, roles=("volunteer", "champion"), profile={"conduct": "1"}),
    "coordinator": replace(
        LAYLA, form="m", name="سامر", sex="male", roles=("volunteer", "coordinator"), areas=("JO-IR",)
    ),
    # Nothing but the name is known: a pulse asks for the rest.
    "unknown": replace(LAYLA, sex="", birth_year=0, area="", form="n"),
}


@cache
def catalogues() -> Catalogues:
    return Catalogues.load()


@cache
def book() -> Book:
    """The sample programme, with somebody on the list for complaints."""
    programme, areas = read_programme(PROGRAMME)
    asked = {form.name: form for form in forms(programme)}
    return Book(
        programme=replace(programme, safeguarding=True),
        areas=areas,
        forms=asked,
        versions={form.version: form for form in asked.values()},
        labels=catalogues().labels(),
        named=catalogues().named(),
    )


def reload(state: State) -> State:
    """What the database does to a state between two turns."""
    return State(
        person=decode_part(Person, encode_part(state.person)),
        talk=decode_part(Talk, encode_part(state.talk)),
        draft=decode_part(Draft, encode_part(state.draft)) if state.draft else None,
        version=state.version,
    )


class Files:
    """Where media can be fetched from."""

    def link(self, media: str, variant: str) -> str:
        return f"{variant} {media[:4]}"

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        raise AssertionError("a golden conversation reads no file")


files = Files()


def review(book: Book, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What awaits review, as the look-up brings it: {"answers": …, "photos": 2, "more": 1}."""
    if "applicant" in data:
        waiting = replace(PEOPLE["champion"], id=data["applicant"])
        return {**data, "message": notices.applicant(book, waiting, "c" * 32)}
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
