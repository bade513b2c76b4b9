"""A key on paper comes back from it whole; a slip of the pen is noticed, and where."""

from __future__ import annotations

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.key_sheet import Mistyped, is_written, read, written

KEYS = st.one_of(
    st.binary(min_size=32, max_size=32).map(lambda raw: _url(raw)),
    st.text(min_size=1, max_size=60).filter(lambda text: len(text.encode()) <= 200),
)


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@given(KEYS)
def test_every_key_comes_back(key: str) -> None:
    groups = written(key)
    assert is_written(" ".join(groups))
    assert read(" ".join(groups)) == key


def test_a_key_of_setup_is_eighteen_groups() -> None:
    assert len(written(secrets.token_urlsafe(32))) == 18


@pytest.mark.parametrize("between", ["", " ", "-", "\n", " - ", "، "])
def test_what_stands_between_does_not_matter(between: str) -> None:
    key = secrets.token_urlsafe(32)
    assert read(between.join(written(key))) == key


def test_arabic_digits_are_digits() -> None:
    key = secrets.token_urlsafe(32)
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert read(" ".join(written(key)).translate(arabic)) == key


@given(st.data())
def test_one_wrong_digit_is_found_in_its_group(data: st.DataObject) -> None:
    groups = list(written(data.draw(KEYS)))
    place = data.draw(st.integers(0, len(groups) - 1))
    digit = data.draw(st.integers(0, 5))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != groups[place][digit]]))
    groups[place] = groups[place][:digit] + other + groups[place][digit + 1 :]
    with pytest.raises(Mistyped) as caught:
        read(" ".join(groups))
    assert caught.value.group == place + 1


@given(st.data())
def test_two_digits_exchanged_are_found_in_their_group(data: st.DataObject) -> None:
    groups = list(written(data.draw(KEYS)))
    place, digit = data.draw(st.integers(0, len(groups) - 1)), data.draw(st.integers(0, 4))
    group = groups[place]
    if group[digit] == group[digit + 1]:
        return
    groups[place] = group[:digit] + group[digit + 1] + group[digit] + group[digit + 2 :]
    with pytest.raises(Mistyped) as caught:
        read(" ".join(groups))
    assert caught.value.group == place + 1


@given(st.binary(min_size=32, max_size=32), st.data())
def test_groups_that_were_exchanged_left_out_or_doubled_are_noticed(raw: bytes, data: st.DataObject) -> None:
    groups = list(written(_url(raw)))
    at = data.draw(st.integers(1, len(groups) - 2))
    exchanged = [*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]
    for wrong in ([*groups[:at], *groups[at + 1 :]], [*groups[: at + 1], *groups[at:]]):
        with pytest.raises(Mistyped):
            read(" ".join(wrong))
    if groups[at] != groups[at + 1]:
        with pytest.raises(Mistyped):
            read(" ".join(exchanged))


@pytest.mark.parametrize("typed", ["", "123456", "a key that is no digits at all", "123456 12345"])
def test_what_is_no_sheet_is_no_sheet(typed: str) -> None:
    assert not is_written(typed)
    with pytest.raises(Mistyped):
        read(typed)
