"""Spans as people write them: «قبلها بيومين», “3 days before”, and short ones of a command line."""

from __future__ import annotations

import pytest

from bot.core.arabic.spans import Span, span


@pytest.mark.parametrize(
    ("text", "amount", "unit", "side"),
    [
        ("3d", 3, "days", ""),
        ("1h", 1, "hours", ""),
        ("2w", 14, "days", ""),
        ("٣ أيام", 3, "days", ""),
        ("بعد يوم", 1, "days", "after"),
        ("بعد 14 يوماً", 14, "days", "after"),
        ("بعد ساعتين", 2, "hours", "after"),
        ("قبل أسبوع", 7, "days", "before"),
        ("قبلها بثلاثة أيام", 3, "days", "before"),
        ("قبلها بيومين", 2, "days", "before"),
        ("بعدها بـ 5 ساعات", 5, "hours", "after"),
        ("خمسة وعشرين ساعة", 25, "hours", ""),
        ("3 days before", 3, "days", "before"),
        ("1 day after", 1, "days", "after"),
        ("in a week", 7, "days", ""),
    ],
)
def test_a_span_is_read(text: str, amount: int, unit: str, side: str) -> None:
    assert span(text) == Span(amount, unit, side)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "مرحباً", "3", "0d", "يوم الأحد", "3 days and 2", "99999h", "بعد", "d" * 100]
)
def test_anything_else_is_none(text: str) -> None:
    assert span(text) is None
