"""Numbers in any digits, or in a word; a number with company is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.numbers import decimal, doubtful, integer, spelled

ANY = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("0123456789٠٥۹.,٫٬+-،% "))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("25", 25),
        ("٢٥", 25),
        ("۲۵", 25),
        ("٢5", 25),
        ("１２", 12),
        ("2️⃣5️⃣", 25),
        ("➊", 1),
        (" 25. ", 25),
        ("*25*", 25),
        ("«٢٥»", 25),
        ("1,250", 1250),
        ("1,250,000", 1_250_000),
        ("١٬٢٥٠", 1250),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("007", 7),
        ("25.0", 25),
        ("0", 0),
        ("صفر", 0),
        ("واحد", 1),
        ("وحدة", 1),
        ("تنين", 2),
        ("تلاتة", 3),
        ("سبعه", 7),
        ("تمانية", 8),
        ("عشرة", 10),
        ("ثلاثة عشر", 13),
        ("خمسطعش", 15),
        ("خمسة وعشرين", 25),
        ("مئة", 100),
        ("ten", 10),
    ],
)
def test_whole_numbers(typed: str, number: int) -> None:
    assert integer(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "25 سنة",
        "حوالي 25",
        "كم واحد",
        "3،5",
        "3.5",
        "1.250",
        "1,25",
        "1,250,00",
        "1 250",
        "5%",
        "1e5",
        "½",
        "--5",
        ".",
        "-",
        "واحد اثنين",
        "9" * 16,
        "9" * 100_000,
        "\0",
        "\ud800",
    ],
)
def test_what_is_no_whole_number(typed: str) -> None:
    assert integer(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3.5", "3.5"),
        ("٣٫٥", "3.5"),
        ("3,5", "3.5"),
        ("1,25", "1.25"),
        ("1,250", "1250"),
        ("1,250.75", "1250.75"),
        ("0,500", "0.500"),
        (".5", "0.5"),
        ("-0.5", "-0.5"),
        ("1.250", "1.250"),
        ("12", "12"),
    ],
)
def test_decimals(typed: str, number: str) -> None:
    assert decimal(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["3،5", "1.2.3", "1,2,3", "نص", "3.5 ساعات", "0.1234567890123456"])
def test_what_is_no_decimal(typed: str) -> None:
    assert decimal(typed) is None


def test_a_single_group_of_three_is_doubtful() -> None:
    assert [
        typed for typed in ("1,250", "1.250", "١٢٫٥٠٠", "1,25", "1250", "1,250,000") if doubtful(typed)
    ] == [
        "1,250",
        "1.250",
        "١٢٫٥٠٠",
    ]


@given(st.integers(-(10**14), 10**14), st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789"]))
def test_a_number_is_the_same_in_any_digits(number: int, shapes: str) -> None:
    written = str(number).translate(dict(zip(map(ord, "0123456789"), shapes, strict=True)))
    grouped = f"{number:,}".translate(dict(zip(map(ord, "0123456789"), shapes, strict=True)))
    assert integer(written) == number
    assert integer(grouped) == number


@given(ANY)
def test_any_text_may_be_a_number(text: str) -> None:
    whole, exact = integer(text), decimal(text)
    assert whole is None or exact == whole
    assert doubtful(text) in {True, False}


def test_words_that_do_not_add_up_are_no_number() -> None:
    assert [
        spelled(words.split()) for words in ("عشرين وعشرين", "صفر وعشرين", "احد عشر", "خمسه و عشرين", "")
    ] == [
        None,
        None,
        11,
        25,
        None,
    ]
