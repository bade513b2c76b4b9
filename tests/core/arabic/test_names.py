"""Names and places compared, and the words by which a name is found. Everybody here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.names import name_key, words
from bot.core.arabic.places import place_key

ANY = st.text(st.characters(exclude_categories=())) | st.lists(
    st.sampled_from(["عبد", " ", "الله", "أبو", "ابن", "د.", "ال", "محافظة ", "م", "."])
).map("".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الله", "عبدالله"),
        ("عبد الرحمن سالم", "عبدالرحمن سالم"),
        ("أبو أحمد", "ابواحمد"),
        ("محمد ابن علي", "محمد بن علي"),
        ("د. ليلى الخطيب", "ليلى الخطيب"),
        ("م.أحمد", "أحمد"),
        ("أ. د. سامر", "سامر"),
        ("الحاج محمود", "محمود"),
        ("السيدة هدى", "هدى"),
        ("المهندسة ريم", "ريم"),
        ("مهندس زيد", "زيد"),
        ("الشيخ طه", "طه"),
        ("Dr. Laila", "laila"),
        ("إيمان", "ايمان"),
        ("علي", "على"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("آل سعيد", "سعيد"),
        ("ليلى الخطيب", "ليلى خطيب"),
        ("أحمد", "محمد"),
        ("Mohammad", "Mohamed"),
        ("سيد", ""),
        ("الشيخ", ""),
        ("ليلى أحمد سالم الخطيب", "ليلى الخطيب"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_is_found_by_its_words_and_their_beginnings() -> None:
    assert words("د. ليلى الخطيب") == ("ليلي", "لي", "ليل", "الخطيب", "ال", "الخ", "الخط")
    assert words("مي") == ("مي",)
    assert words("") == ()


def test_a_joined_name_is_found_joined_and_apart() -> None:
    assert {"عبدالله", "عبد", "الله", "ابوزيد", "زيد"} <= set(words("عبد الله أبو زيد"))


@given(ANY)
def test_any_text_may_be_a_name(text: str) -> None:
    found = words(text)
    assert len(found) == len(set(found)) <= 24 * 4
    assert all(found)
    assert set(name_key(text).split()) <= set(found)


def test_a_hundred_thousand_characters_are_no_longer_name() -> None:
    assert len(words("ليلى " * 20_000)) == 3


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("محافظة الزرقاء", "زرقا"),
        ("الزرقا", "زرقا"),
        ("زرقاء", "زرقا"),
        ("المحافظة", "محافظه"),
        ("قضاء تلعفر", "تلعفر"),
        ("لواء الكورة", "كوره"),
        ("مدينة الموصل", "موصل"),
        ("محافظة مدينة إربد", "اربد"),
        ("دير الزور", "دير الزور"),
        ("Irbid Governorate", "irbid"),
        ("إربد.", "اربد"),
        ("ال", "ال"),
        ("", ""),
    ],
)
def test_place_key(typed: str, place: str) -> None:
    assert place_key(typed) == place


@given(ANY)
def test_any_text_may_be_a_place(text: str) -> None:
    assert isinstance(place_key(text), str)
