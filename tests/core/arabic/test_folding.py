"""What is kept, what is compared: the rules of folding, and that they hold for any text at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.folding import LONGEST_SAID, digits, key, keys, loose, said, store

# Any code point, lone surrogates included, and the ones that folding has something to do with.
ANY = st.text(st.characters(exclude_categories=()))
TRICKY = st.text(
    st.sampled_from(
        "اأإآٱىیېيکكةۀەھہهؤوئء٠٥۵٫٬٪ـ\u064b\u0651\u0654\u0670\u200f\u2066\u200b\0\ud800"
        "ﻻﷺﱠ가e\u0301İſ²１ـ ن\n.+-👍🏽"
    )
)
TEXTS = ANY | TRICKY

ENDLESS = [
    "\u0301\u0323" * 50_000,
    "\uff9e\u0334" * 50_000,
    "\ufcf2\u0323" * 50_000,
    "ᄀءᅡ" * 33_000,
    "ا\u0650\u0651" * 33_000,
    "ن" * 100_000,
    " " * 100_000,
    "👍" * 100_000,
    "\0" * 100_000,
    "\ud800" * 100_000,
    "نعم لا " * 15_000,
]


@given(TEXTS)
def test_what_is_kept_is_kept_as_it_is(text: str) -> None:
    assert store(store(text)) == store(text)


@given(TEXTS)
def test_a_key_is_its_own_key_and_does_not_depend_on_what_is_kept(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(store(text)) == key(text)


@given(TEXTS)
def test_what_was_said_is_said_once(text: str) -> None:
    spoken = said(text)
    assert said(spoken) == spoken
    assert loose(loose(spoken)) == loose(spoken)


@given(TEXTS)
def test_what_is_kept_can_be_written_to_a_database(text: str) -> None:
    kept = store(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)


@given(TEXTS)
def test_digits_leave_no_other_digit_of_ours(text: str) -> None:
    assert not set(digits(text)) & set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪")


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: repr(text[:3]))
def test_a_hundred_thousand_characters_change_nothing(text: str) -> None:
    assert store(store(text)) == store(text)
    assert key(store(text)) == key(text)
    assert said(text) in {"", said(text[:1])}
    assert len(digits(text)) <= len(text) * 4


@given(st.text(st.sampled_from("\u0301\u0323\u0334\uff9e\ufcf2\u0651ا"), min_size=200, max_size=400))
def test_no_letter_keeps_more_marks_than_a_language_writes(text: str) -> None:
    row = 0
    for sign in unicodedata.normalize("NFKD", store(text)):
        row = row + 1 if unicodedata.combining(sign) else 0
        assert row <= 60


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  إربد \n الغربية ", "إربد الغربية"),
        ("مـــرحبـــا", "مرحبا"),
        ("\u200fأحمد\u2069", "أحمد"),
        ("ﻻ شيء", "لا شيء"),
        ("½ كيلو²", "½ كيلو²"),
        ("طه", "طه"),
        ("مَن معنا", "مَن معنا"),
        ("e\u0301", "é"),
        ("٢٥", "٢٥"),
        ("a\0b", "ab"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_store(typed: str, kept: str) -> None:
    assert store(typed) == kept


@pytest.mark.parametrize(
    "together",
    [
        "السويداء السويدا",
        "الزرقاء الزرقا",
        "أحمد إحمد آحمد ٱحمد احمد",
        "مستشفى مستشفي مستشفی",
        "مدرسة مدرسه مدرسە مدرسھ",
        "كتاب کتاب",
        "مؤمن مومن",
        "سائل سايل",
        "مُحَمَّد محمّد محمد مـحـمـد",
        "نعم نعمممم نـعم",
        "ﻻ لا لااا",
        "١٢٣ ۱۲۳ 123",
        "STOP stop Stop",
        "50% ٥٠٪",
    ],
)
def test_key_brings_spellings_together(together: str) -> None:
    assert len({key(word) for word in together.split()}) == 1


@pytest.mark.parametrize("apart", ["چاي جاي", "گاع كاع", "ڕۆژ روژ", "مدينة دين", "1000 10", "نا ئا"])
def test_key_keeps_apart_what_is_another_word(apart: str) -> None:
    one, other = apart.split()
    assert key(one) != key(other)


def test_key_counts_repeated_digits() -> None:
    assert key("1111") == "1111"
    assert key("0791111222") == "0791111222"


def test_keys_are_the_phrases_of_a_line() -> None:
    assert keys("أول أمس، غداً") == ("اول امس", "غدا")


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("«إيقاف.»", "ايقاف"),
        ("*إيقاف*", "ايقاف"),
        ("_نعم_", "نعم"),
        ("- نعم", "نعم"),
        ("نعم 👍", "نعم"),
        ("👍🏽", "نعم"),
        ("👍👍👍", "نعم"),
        ("❌", "لا"),
        ("؟؟", "repeat"),
        ("\u200f؟", "repeat"),
        ("1.", "1"),
        ("➊", "1"),
        ("1️⃣", "1"),
        ("①", "1"),
        ("/start", "start"),
        ("هههه", "ه"),
        ("😂", ""),
        ("...", ""),
        ("", ""),
        ("ا" + " ب" * LONGEST_SAID, ""),
        (" " * 300 + "نعم" + "\n" * 300, "نعم"),
    ],
)
def test_said(typed: str, spoken: str) -> None:
    assert said(typed) == spoken


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("٢٥", "25"),
        ("۲۵", "25"),
        ("٣٫٥", "3.5"),
        ("٣٬٥٠٠", "3500"),
        ("➊", "1"),
        ("１２", "12"),
        ("«٥»", "«5»"),
    ],
)
def test_digits(typed: str, number: str) -> None:
    assert digits(typed) == number
