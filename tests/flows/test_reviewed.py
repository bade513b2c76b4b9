"""Which answers of a form from a workbook a reviewer reads, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.field import Asking
from bot.core.form import Answer, Answers, Field
from bot.core.text import Text, verbatim
from bot.flows.reviewed import lines
from tests.flows.sample import PEOPLE, book
from tests.flows.xlsform.tables import form

HOUSE = form(
    """
    type | name | label
    text | who | ما اسم الحي؟
    begin_repeat | shop | دكان
    text | called | ما اسم الدكان؟
    end_repeat | |
    """
)


def shops(*names: str) -> dict[str, Answer]:
    found: dict[str, Answer] = {"who": "الحصن"}
    for n, name in enumerate(names, 1):
        found |= {f"shop[{n}]": "yes", f"called[{n}]": name}
    return {**found, f"shop[{len(names) + 1}]": "no"}


def read(answers: Answers, before: Answers | None = None, whole: bool = False) -> tuple[list[str], int]:
    """The key of each line, or the answer in it; and how many answers are not shown."""
    now = datetime(2026, 3, 5, tzinfo=UTC)
    asking = Asking(HOUSE.fields[0], HOUSE, book(), PEOPLE["volunteer"], now, answers)
    shown, left = lines(HOUSE, asking, _show, before, whole)
    return [_said(line) for line in shown], left


def _show(field: Field, value: Answer) -> Text:
    return verbatim(str(value))


def _said(line: Text) -> str:
    value = line.params.get("value")
    return value.value if isinstance(value, Text) else line.key


def test_a_repetition_that_is_gone_is_counted_and_what_is_new_comes_first() -> None:
    told, left = read(shops("البركة", "النور"), before=shops("البركة", "الأمل", "السلام"))
    assert told == [
        *("notice.changed", "repeat.heading", "النور", "notice.gone"),
        *("notice.unchanged", "الحصن", "repeat.heading", "البركة"),
    ]
    assert left == 0


def test_an_amendment_that_changed_nothing_has_no_headings_of_its_own() -> None:
    assert read(shops("البركة"), before=shops("البركة")) == read(shops("البركة"))


def test_of_more_than_twelve_the_rest_is_counted() -> None:
    names = [f"دكان {n}" for n in range(12)]
    told, left = read(shops(*names))
    assert (told[-2:], left) == (["دكان 8", "notice.more_answers"], 3)
    assert read(shops(*names), whole=True)[1] == 0
    assert read(shops(*names[:11]))[1] == 0
