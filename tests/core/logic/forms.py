"""Forms in a few words, and the record of one."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.form import Answer, Field, Form, Group, Logic, Option
from bot.core.logic import Record
from bot.core.text import Text

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def question(name: str, kind: str = "text", group: str = "", **logic: object) -> Field:
    listed = str(logic.pop("listed", ""))
    options = tuple(
        Option(one["name"], Text(value=one["name"]), n) for n, one in enumerate(LISTS.get(listed, ()), 1)
    )
    made = Logic(**logic) if logic else None  # type: ignore[arg-type]
    return Field(name, kind, Text(value=name), options=options, group=group, logic=made, listed=listed)


LISTS = {
    "countries": ({"name": "jo"}, {"name": "iq"}),
    "cities": (
        {"name": "irbid", "country": "jo"},
        {"name": "amman", "country": "jo"},
        {"name": "mosul", "country": "iq"},
    ),
}


def form(*fields: Field, groups: tuple[Group, ...] = ()) -> Form:
    return Form("f", Text(value="f"), fields, groups=groups, lists=LISTS, languages=("ar",))


def record(made: Form, **answers: Answer) -> Record:
    started = Record(made, {}, set(), NOW, UTC)
    started.start()
    for key, value in answers.items():
        started.answer(key, value)
    return started
