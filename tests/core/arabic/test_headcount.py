"""A head count in one line: understood whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.headcount import Headcount, tally

FULL = Headcount(27, 15, 12, 6)
ADULTS = Headcount(27, 15, 12)

PIECES = "5 27 نساء رجال أطفال شخص منهم و ، : = بدون رجلين"


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("27: 15 نساء و12 رجل، منهم 6 أطفال", FULL),
        ("٢٧: ١٥ نساء و١٢ رجل، منهم ٦ أطفال", FULL),
        ("27 شخصاً (15 امرأةً و 12 رجلاً) منهم 6 أطفال", FULL),
        ("15 نساء، 12 رجال، منهم 6 أطفال", FULL),
        ("حضر 27، منهم 15 من النساء و12 من الرجال و6 من الأطفال", FULL),
        ("27: 15 women and 12 men, of whom 6 children", FULL),
        ("15 امرأة و 12 رجلا", ADULTS),
        ("27: 15 نساء و12 رجل", ADULTS),
        ("نساء 15 رجال 12", ADULTS),
        ("النساء: 15\nالرجال: 12", ADULTS),
        ("عدد النساء 15 وعدد الرجال 12", ADULTS),
        ("27 شخص 15 نساء 12 رجال", ADULTS),
        ("27 15 نساء 12 رجال", ADULTS),
        ("15 نساء + 12 رجل = 27", ADULTS),
        ("12 رجل و15 نساء، المجموع 27", ADULTS),
        ("27", Headcount(27)),
        ("27 شخص", Headcount(27)),
        ("العدد: 27", Headcount(27)),
        ("مجموع الحضور 27", Headcount(27)),
        ("سبعة", Headcount(7)),
        ("0", Headcount(0)),
        ("30 منهم 12 امرأة", Headcount(30, 12)),
        ("30 شخص: 18 رجل", Headcount(30, None, 18)),
        ("15 نساء", Headcount(None, 15)),
        ("15 نساء منهن 3 أطفال", Headcount(None, 15, None, 3)),
        ("27، منهم 6 أطفال", Headcount(27, None, None, 6)),
        ("27 بدون أطفال", Headcount(27, None, None, 0)),
        ("رجلين وامرأة واحدة", Headcount(3, 1, 2)),
        ("ثلاث نساء وخمسة رجال", Headcount(8, 3, 5)),
        ("شخصين", Headcount(2)),
        ("20 نسوان و 10 زلم", Headcount(30, 20, 10)),
    ],
)
def test_what_adds_up(typed: str, count: Headcount) -> None:
    assert tally(typed) == count


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("27: 15 نساء و13 رجل", Headcount(27, 15, 13, None, "sum")),
        ("27: 10 نساء و12 رجل", Headcount(27, 10, 12, None, "sum")),
        ("10: 15 نساء", Headcount(10, 15, None, None, "sum")),
        ("27: 15 نساء و12 رجل منهم 30 أطفال", Headcount(27, 15, 12, 30, "children")),
        ("27 منهم 30 طفل", Headcount(27, None, None, 30, "children")),
        ("15 نساء و12 رجال و6 أطفال", Headcount(None, 15, 12, 6, "apart")),
        ("33: 15 نساء و12 رجال و6 أطفال", Headcount(33, 15, 12, 6, "apart")),
    ],
)
def test_what_does_not_add_up_is_said(typed: str, count: Headcount) -> None:
    assert tally(typed) == count


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "حضر 30 شخص نصهم نساء",
        "حوالي 30",
        "30 تقريباً",
        "12 شباب و 15 بنت",
        "نساء",
        "50% نساء",
        "2.5",
        "1,250",
        "5 و 20",
        "خمسة وعشرين رجل",
        "15 نساء و3 نساء",
        "15 12 نساء رجال",
        "999999",
        "لا أعرف",
        "نعم",
        "27؟ لا 28",
        "\0",
        "\ud800",
        "1 نساء " * 20_000,
    ],
)
def test_what_is_not_understood_is_refused(typed: str) -> None:
    assert tally(typed) is None


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_women_and_men_make_the_total(women: int, men: int) -> None:
    assert tally(f"{women} نساء و{men} رجال") == Headcount(women + men, women, men)
    assert tally(f"{women + men}: {women} نساء، {men} رجال") == Headcount(women + men, women, men)


@given(
    st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES.split())).map(" ".join)
)
def test_any_text_may_be_a_count(text: str) -> None:
    count = tally(text)
    assert count is None or all(
        n is None or n >= 0 for n in (count.total, count.women, count.men, count.children)
    )
