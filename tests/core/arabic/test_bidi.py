"""Isolates keep what they hold in its place, whatever it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.bidi import closed, isolate, ltr, strip

CONTROLS = st.text(
    st.sampled_from("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069أa1 ")
)


def test_what_is_wrapped() -> None:
    assert isolate("Laila") == "\u2068Laila\u2069"
    assert ltr("+962 79") == "\u2066+962 79\u2069"
    assert isolate("") == ltr("") == ""


@given(CONTROLS | st.text(st.characters(exclude_categories=())))
def test_nothing_that_is_wrapped_reaches_outside(text: str) -> None:
    for wrapped in (isolate(text), ltr(text)):
        assert sum(wrapped.count(sign) for sign in "\u2066\u2067\u2068") == wrapped.count("\u2069")
        assert not set(wrapped) & set("\u202a\u202b\u202c\u202d\u202e")
        assert strip(wrapped) == strip(text)


def test_an_isolate_that_ends_on_its_line_stays() -> None:
    kept = "الاسم «LRI${nam}PDI» هنا".replace("LRI", "\u2066").replace("PDI", "\u2069")
    assert closed(kept) == kept
    assert closed("a\u2066b\nc\u2069\u202ed\u2067e\u2069") == "ab\ncde"


@given(CONTROLS | st.text(st.sampled_from("\u2066\u2067\u2068\u2069\u202ea\n\u2029")))
def test_what_is_closed_reaches_no_further_than_its_line(text: str) -> None:
    for line in closed(text).splitlines():
        depth = 0
        for sign in line:
            depth += (sign in "\u2066\u2068") - (sign == "\u2069")
            assert depth in (0, 1)
        assert depth == 0
    assert not set(closed(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2067")
    assert strip(closed(text)) == strip(text)
