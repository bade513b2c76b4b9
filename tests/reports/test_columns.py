"""How each kind of answer fills its columns."""

from datetime import date, time
from typing import Any

import pytest

from bot.core.fields import BY_NAME
from bot.core.form import DONT_KNOW, Field, Form, Option
from bot.core.place import Area, Areas
from bot.core.text import Text, authored
from bot.reports.columns import KINDS, Wording, columns
from bot.reports.tables import Cell

AREAS = Areas(
    {
        "JO": Area("JO", {"ar": "الأردن"}),
        "JO-IR": Area("JO-IR", {"ar": "إربد"}, "JO", 1),
        "JO-IR-1": Area("JO-IR-1", {"ar": "قصبة إربد"}, "JO-IR", 2),
    }
)
UNKNOWN = Option(DONT_KNOW, authored("لا أعرف", "Don't know"), 8)
TWO = (Option("a", authored("أول", "First"), 1), Option("b", authored("ثان", "Second"), 2))


def words(text: Text) -> str:
    """Arabic for what a form says, the key for what the program says."""
    return text.languages.get("ar", "") or text.key


ARABIC = Wording(words, AREAS)
CODES = Wording(words, AREAS, codes=True)


def asked(type_: str, **more: Any) -> Field:
    return Field(name="q", type=type_, label=authored("سؤال", "Question"), **more)


def form(*fields: Field) -> Form:
    return Form(name="f", title=authored("استمارة", "Form"), fields=fields)


def cells(field: Field, answer: Any, wording: Wording = ARABIC) -> dict[str, Cell]:
    """The cells of one answer by the names of their columns."""
    made = columns([form(field)], wording, lambda field: False)
    return {column.name: column.of({"q": answer}) for column in made}


def test_every_kind_of_answer_has_its_columns() -> None:
    assert KINDS.keys() == BY_NAME.keys()


@pytest.mark.parametrize(
    ("field", "answer", "cell"),
    [
        (asked("text"), "كما كُتب", "كما كُتب"),
        (asked("text"), {"voice": "0a"}, "field.text.voice"),
        (asked("text", special=(UNKNOWN,)), DONT_KNOW, "لا أعرف"),
        (asked("integer"), 27, 27),
        (asked("integer"), 0, 0),
        (asked("integer", special=(UNKNOWN,)), DONT_KNOW, "لا أعرف"),
        (asked("decimal"), 1.5, 1.5),
        (asked("date"), "2026-03-05", date(2026, 3, 5)),
        (asked("date"), "قبل العيد", "قبل العيد"),
        (asked("time"), "18:30", time(18, 30)),
        (asked("time"), {"time": "18:30", "said": "بعد المغرب"}, "بعد المغرب (18:30)"),
        (asked("choice", options=TWO), "b", "ثان"),
        (asked("choice", options=TWO), "gone", "gone"),
        (asked("acknowledge", options=TWO), "a", "أول"),
        (asked("voice"), {"media": "0a"}, "field.voice.show"),
        (asked("video"), {"media": "0a", "caption": "من الجلسة"}, "من الجلسة"),
        (asked("file"), {"media": "0a"}, "field.file.show"),
        (asked("computed"), 12, 12),
        (asked("computed"), [{"text": "بيت"}, "سوق"], "بيت، سوق"),
        (asked("computed"), {"total": 4}, 4),
        (asked("place"), "JO-IR", "إربد"),
        (asked("place", special=(UNKNOWN,)), DONT_KNOW, "لا أعرف"),
        (asked("place", settings={"level": "2", "within": "g"}), "JO-IR-1", "قصبة إربد"),
        (asked("place"), "XX", "XX"),
    ],
)
def test_one_answer_is_one_cell(field: Field, answer: Any, cell: Cell) -> None:
    found = cells(field, answer)
    assert found == {"q": cell}
    assert type(found["q"]) is type(cell)


@pytest.mark.parametrize("type_", BY_NAME)
def test_what_was_not_answered_is_empty_and_never_zero(type_: str) -> None:
    field = asked(type_, options=TWO, settings={"consent": "yes", "cross": "yes", "level": "2"})
    assert set(cells(field, None).values()) <= {None}


@pytest.mark.parametrize("type_", BY_NAME)
@pytest.mark.parametrize(
    "answer", ["ا", 3, True, [], ["a", 1], {}, {"total": "x", "bands": 3}, {"text": None}]
)
def test_an_answer_of_another_version_does_not_stop_an_export(type_: str, answer: Any) -> None:
    field = asked(type_, options=TWO, settings={"consent": "yes", "cross": "yes", "level": "2"})
    assert all(
        cell is None or isinstance(cell, str | int | float | date) for cell in cells(field, answer).values()
    )


def test_several_options_are_a_column_each() -> None:
    field = asked("choices", options=TWO, special=(UNKNOWN,))
    assert cells(field, ["b"]) == {"q/a": 0, "q/b": 1, "q/-8": 0}
    assert cells(field, DONT_KNOW) == {"q/a": None, "q/b": None, "q/-8": 1}
    assert [column.label for column in columns([form(field)], ARABIC, lambda field: False)] == [
        "سؤال: أول",
        "سؤال: ثان",
        "سؤال: لا أعرف",
    ]


def test_a_place_is_governorate_and_district() -> None:
    field = asked("place", settings={"level": "2"})
    assert cells(field, "JO-IR-1") == {"q/1": "إربد", "q/2": "قصبة إربد"}
    assert cells(field, "JO-IR") == {"q/1": "إربد", "q/2": None}
    assert cells(field, {"text": "قرب السوق"}) == {"q/1": None, "q/2": "قرب السوق"}


def test_a_head_count_is_split_and_what_is_not_known_stays_empty() -> None:
    bands = {"0-17": 6, "18-29": None, "30-59": 0, "60+": None}
    found = cells(asked("tally"), {"total": 27, "women": 15, "men": 12, "bands": bands})
    assert found == {
        "q/total": 27,
        "q/women": 15,
        "q/men": 12,
        "q/0-17": 6,
        "q/18-29": None,
        "q/30-59": 0,
        "q/60+": None,
    }


def test_a_crossed_head_count_has_the_bands_of_each_sex() -> None:
    field = asked("tally", settings={"cross": "yes", "bands": "0-17 18+"})
    counted = {"women": {"0-17": 1, "18+": 2}, "men": {"0-17": 3, "18+": None}}
    found = cells(field, {"total": 9, "women": 3, "men": 6, "bands": {"0-17": 4}, "cross": counted})
    assert found["q/women/18+"] == 2
    assert found["q/men/0-17"] == 3
    assert found["q/men/18+"] is None


def test_photos_keep_what_was_said_of_them() -> None:
    field = asked("photo", settings={"consent": "yes"})
    answer = {"photos": ["0a"], "consent": "yes", "caption": "الجلسة"}
    assert cells(field, answer) == {"q/consent": "choice.yes", "q/caption": "الجلسة"}


def test_a_position_is_two_numbers_or_words() -> None:
    assert cells(asked("position"), {"latitude": 32.5, "longitude": 35.8}) == {
        "q/latitude": 32.5,
        "q/longitude": 35.8,
        "q/text": None,
    }


def test_codes_are_for_statistics_programs() -> None:
    assert cells(asked("choice", options=TWO), "b", CODES) == {"q": "b"}
    assert cells(asked("place"), "JO-IR", CODES) == {"q": "JO-IR"}
    [column] = columns([form(asked("choice", options=TWO))], CODES, lambda field: False)
    assert column.values == (("a", "أول"), ("b", "ثان"))


def test_older_versions_add_what_only_they_asked() -> None:
    new = form(asked("choice", options=TWO[:1]))
    gone = Field(name="gone", type="text", label=authored("قديم", "Old"))
    old = form(asked("choice", options=TWO), gone)
    made = columns([new, old], ARABIC, lambda field: False)
    assert [column.name for column in made] == ["q", "gone"]
    assert made[0].of({"q": "b"}) == "ثان"


def test_bands_of_every_version_are_columns() -> None:
    new, old = (form(asked("tally", settings={"bands": bands})) for bands in ("0-17 18+", "0-17 18-29 30+"))
    names = [column.name for column in columns([new, old], ARABIC, lambda field: False)]
    assert names[3:] == ["q/0-17", "q/18+", "q/18-29", "q/30+"]


def test_what_is_left_out_has_no_column() -> None:
    assert columns([form(asked("text"))], ARABIC, lambda field: field.name == "q") == ()
