"""Holding what goes to an area, as a coordinator types it from bed; and what is somebody's stop instead."""

from __future__ import annotations

import pytest

from bot.core.arabic import intent, said
from bot.core.arabic.halts import halt

SAID = {
    "أوقف الإرسال في سنجار": (True, "سنجار"),
    "اوقفوا الرسائل في تلعفر!": (True, "تلعفر"),
    "وقف الارسال بسنجار": (True, "سنجار"),
    "وقفوا الرسايل عن الموصل": (True, "الموصل"),
    "تعليق الإرسال في كل المناطق": (True, "كل المناطق"),
    "علّق الإرسال لأهل القيروان": (True, "القيروان"),
    "إيقاف الإرسال": (True, ""),
    "تعليق الإرسال": (True, ""),
    "تابع الإرسال في سنجار": (False, "سنجار"),
    "استئناف الإرسال في سنجار": (False, "سنجار"),
    "رفع تعليق الإرسال في سنجار": (False, "سنجار"),
    "متابعة الإرسال": (False, ""),
    "pause sending in Sinjar": (True, "sinjar"),
    "Resume the messages in Irbid.": (False, "irbid"),
    "hold the sending": (True, ""),
}


@pytest.mark.parametrize(("words", "meant"), SAID.items())
def test_what_is_typed_is_understood(words: str, meant: tuple[bool, str]) -> None:
    assert halt(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "إيقاف",
        "أوقف",
        "stop",
        "أوقف الرسائل عني لو سمحت " * 9,
        "تعليق",
        "كيف أوقف الإرسال في سنجار",
        "الإرسال",
    ],
)
def test_anything_else_is_not(words: str) -> None:
    assert halt(words) is None


@pytest.mark.parametrize("words", SAID)
def test_none_of_it_is_a_command_of_everybody(words: str) -> None:
    """But «أوقف الرسائل», which stops one's own."""
    assert intent(said(words)) is None
