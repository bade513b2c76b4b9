"""A number as it is shown: no line ends within it, and whoever types it back is understood."""

from __future__ import annotations

import pytest

from bot.core.arabic.bidi import ltr
from bot.core.reference import is_reference, reference, spoken


@pytest.mark.parametrize("seed", [0, 1, 382_915, 899_999])
def test_a_line_never_ends_within_a_number(seed: int) -> None:
    shown = spoken(reference(seed))
    assert not any(sign in shown for sign in " \t\n\u200b\u2009\u202f")
    assert [len(part) for part in shown.split("\u00a0")] == [3, 3, 1]
    assert "".join(shown.split()) == reference(seed)


def test_its_spaces_stay_within_an_isolate() -> None:
    assert ltr(spoken("4829153")) == "\u2066482\u00a0915\u00a03\u2069"


def test_a_number_of_seven_digits_may_be_none_of_ours() -> None:
    assert is_reference(reference(7))
    assert not is_reference(reference(7)[::-1])
