"""Phone numbers of three countries as they are dialled, and any other with its code. All are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.phones import phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0791234567", "+962791234567"),
        ("٠٧٩١٢٣٤٥٦٧", "+962791234567"),
        ("079 123 4567", "+962791234567"),
        ("079-123-4567", "+962791234567"),
        ("791234567", "+962791234567"),
        ("0771234567", "+962771234567"),
        ("0781234567", "+962781234567"),
        ("+962791234567", "+962791234567"),
        ("00962791234567", "+962791234567"),
        ("962791234567", "+962791234567"),
        ("+962 (0) 79 123 4567", "+962791234567"),
        ("\u2066+962 79 123 4567\u2069", "+962791234567"),
        ("07901234567", "+9647901234567"),
        ("۰۷۹۰۱۲۳۴۵۶۷", "+9647901234567"),
        ("7901234567", "+9647901234567"),
        ("+964 790 123 4567", "+9647901234567"),
        ("009647901234567", "+9647901234567"),
        ("0931234567", "+963931234567"),
        ("931234567", "+963931234567"),
        ("+963 931 234 567", "+963931234567"),
        ("00963931234567", "+963931234567"),
        ("+442079460958", "+442079460958"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "+",
        "12345",
        "0761234567",
        "079123456",
        "079123456789",
        "09312345678",
        "0912",
        "رقمي 0791234567",
        "0791234567 أو 0781234567",
        "+999123456789",
        "+962 1",
        "tel:0791234567",
        "0800-FLOWERS",
        "\0",
        "\ud800",
        "0" * 100_000,
    ],
)
def test_what_is_no_number(typed: str) -> None:
    assert phone(typed) is None


@given(st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("+0079123456 -٧٩()")))
def test_what_was_stored_is_stored_again(text: str) -> None:
    stored = phone(text)
    assert stored is None or phone(stored) == stored
