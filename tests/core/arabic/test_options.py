"""Options by number, by label and by the beginning of a label; lists of them; and slips of the finger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.folding import said
from bot.core.arabic.options import chosen, in_order, nearest, option, read, several
from bot.core.arabic.places import place_key
from bot.core.arabic.words import intent
from tests.core.arabic.questions import QUESTIONS

ANY = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("0123456789١٥،,و .-نعملا"))
ENGLISH = {1: "Yes, start", 2: "No, thanks", 8: "Don't know"}


@pytest.mark.parametrize(
    ("question", "typed", "number"),
    [
        ("A5", "1.", 1),
        ("A5", "١", 1),
        ("A5", "➊", 1),
        ("A5", "1️⃣", 1),
        ("A5", "واحد", 1),
        ("A5", "٨", 8),
        ("A5", "أوافق", 4),
        ("A5", "اوافق تماما", 5),
        ("A5", "لا أوافق", 2),
        ("A5", "لا أوافق اطل", 1),
        ("A5", "لا اعرف", 8),
        ("A5", "7", None),
        ("A5", "نعم", None),
        ("A5", "لا", None),
        ("A5", "أفضل", None),
        ("C5", "أفضل", None),
        ("C5", "أفضل بكثير", 5),
        ("C5", "أفضل قلي", 4),
        ("Q5", "عادي", 3),
        ("R5", "عادي", 3),
        ("B4", "عودة", 4),
        ("B4", "نزوح", 2),
        ("B4", "من", 1),
        ("V11", "العربية", 1),
        ("V11", "لغة", 6),
        ("TR2", "سلام", None),
        ("TR2", "سلامة", 4),
        ("TR2", "خدم", 1),
        ("TR2", "خد", None),
        ("CR9", "لا", None),
        ("CR9", "لا فرق", 3),
        ("CR9", "مختص", 2),
        ("IR9", "نعم", None),
        ("IR9", "لا", 1),
        ("IR9", "نعم بعضهم", 2),
        ("consent", "أيوا", 1),
        ("consent", "ما بدي", 2),
        ("consent", "👍🏽", 1),
        ("V0", "اوافق", 1),
        ("V0", "لا", 2),
        ("B6", "لا", 2),
        ("B6", "لاا", 2),
        ("B2", "60+", 5),
        ("B2", "18-24", 1),
        ("B2", "3", 3),
        ("C7", "1–2", 1),
    ],
)
def test_option(question: str, typed: str, number: int | None) -> None:
    spoken = said(typed)
    assert option(spoken, QUESTIONS[question], intent(spoken)) == number


@pytest.mark.parametrize(
    ("typed", "number"), [("yes", 1), ("نعم", 1), ("N", 2), ("don't know", 8), ("don", None)]
)
def test_english_options(typed: str, number: int | None) -> None:
    spoken = said(typed)
    assert option(spoken, ENGLISH, intent(spoken)) == number


def test_what_says_nothing_chooses_nothing() -> None:
    assert option("", {0: "", 1: "نعم"}) is None
    assert option(said("😀"), {1: "😀"}) is None


@pytest.mark.parametrize(
    ("typed", "question", "found"),
    [
        ("إيقاف", "A5", "stop"),
        ("طوارئ", "A5", "urgent"),
        ("4", "A5", 4),
        ("القائمة", "A5", "menu"),
        ("0", "A5", "menu"),
        ("رجوع", "V11", "back"),
        ("مشكلة", "V8", "report"),
        ("ما بعرف", "A5", "dontknow"),
        ("نعم", "A5", "yes"),
        ("كلام آخر", "A5", None),
    ],
)
def test_the_order_of_reading(typed: str, question: str, found: int | str | None) -> None:
    assert read(said(typed), QUESTIONS[question]) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("إلغاء", "cancel"),
        ("رجوع", "back"),
        ("تخطي", "skip"),
        ("مساعدة", "help"),
        ("القائمة", "menu"),
        ("إنهاء", "endform"),
        ("شكوى", "complaint"),
        ("مسح المحادثة", "clearchat"),
        ("حذف إجاباتي", "deleteanswers"),
        ("حذف بياناتي", "deletedata"),
        ("؟", "repeat"),
        ("إيقاف", "stop"),
        ("نجدة", "urgent"),
        ("مشكلة", None),
        ("سلام", None),
        ("نعم", None),
        ("لاحقاً", None),
        ("ما فهمت", None),
        ("بدون رجوع", None),
    ],
)
def test_an_open_text_hears_only_the_global_words(typed: str, found: str | None) -> None:
    assert read(said(typed), open_text=True) == found


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1 3 5", (1, 3, 5)),
        ("١، ٣، ٥", (1, 3, 5)),
        ("1,3", (1, 3)),
        ("١٬٣", (1, 3)),
        ("1 و 3", (1, 3)),
        ("1و3", (1, 3)),
        ("١ و٣ و ٥", (1, 3, 5)),
        ("1/3", (1, 3)),
        ("1 3\n5", (1, 3, 5)),
        ("1. 3. 5.", (1, 3, 5)),
        ("3 1 3", (3, 1)),
        ("10", (10,)),
        ("واحد وثلاثة", (1, 3)),
        ("1 and 3", (1, 3)),
        ("➊ 3️⃣", (1, 3)),
        ("135", None),
        ("1.3", None),
        ("1-3", None),
        ("1 3 11", None),
        ("0 1", None),
        ("1 3 نعم", None),
        ("و", None),
        ("", None),
        ("1 " * 200, None),
    ],
)
def test_several(typed: str, numbers: tuple[int, ...] | None) -> None:
    assert several(typed, 10) == numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("حوار، شباب", (1, 3)),
        ("حوار\nدعم نفسي", (1, 8)),
        ("حوار", (1,)),
        ("1 3", (1, 3)),
        ("1، شباب", (1, 3)),
        ("بيئة وخدمات", (7,)),
        ("حوار وشباب", (1, 3)),
        ("حوار، شباب وتعليم", (1, 3, 9)),
        ("حوار و سباحة", None),
        ("حوار، سباحة", None),
        ("حوار،" + " " * 200 + "شباب", (1, 3)),
        ("سباحة،" + " " * 200 + "شباب", None),
        ("", None),
    ],
)
def test_chosen(typed: str, numbers: tuple[int, ...] | None) -> None:
    assert chosen(typed, QUESTIONS["V10"]) == numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("3 1 3", [3, 1, 3]),
        ("3 ثم 1 ثم 2", [3, 1, 2]),
        ("3 then 1", [3, 1]),
        ("شباب ثم حوار", [3, 1]),
        ("شباب، حوار، شباب", [3, 1, 3]),
        ("حوار", [1]),
        ("3 11", None),
        ("حوار، سباحة", None),
        ("حوار،" * 101, None),
    ],
)
def test_what_is_said_in_order_stays_in_order(typed: str, numbers: list[int] | None) -> None:
    assert in_order(typed, QUESTIONS["V10"]) == numbers


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("اربط", ["إربد"]),
        ("حرش", ["جرش"]),
        ("رجش", ["جرش"]),
        ("الزرقى", ["الزرقاء"]),
        ("الزرقا", ["الزرقاء", "البلقاء"]),
        ("عجلوم", ["عجلون"]),
        ("باريس", []),
        ("ا", []),
        ("", []),
        ("ا" * 10_000, []),
    ],
)
def test_did_you_mean(typed: str, labels: list[str]) -> None:
    assert nearest(typed, ["إربد", "الزرقاء", "البلقاء", "جرش", "عجلون", "المفرق"]) == labels


def test_did_you_mean_gives_three_at_most_nearest_first() -> None:
    assert nearest("سامر", ["سمر", "سامي", "سامر", "ماهر", "سمير"]) == ["سامر", "سمر", "سامي"]


def test_did_you_mean_may_fold_as_places_do() -> None:
    assert nearest("محافظة زرقه", ["الزرقاء", "جرش"], place_key) == ["الزرقاء"]


@given(ANY)
def test_any_text_may_answer(text: str) -> None:
    options = QUESTIONS["A5"]
    found = read(said(text), options)
    assert found is None or isinstance(found, str) or found in options
    assert all(1 <= n <= 9 for n in several(text, 9) or ())
    assert all(n in options for n in chosen(text, options) or ())
    assert len(nearest(text, options.values())) <= 3


@given(
    st.lists(st.integers(1, 12), min_size=1, unique=True),
    st.sampled_from([" ", ", ", "، ", "\n", " و ", " و"]),
)
def test_a_list_is_read_as_it_was_written(numbers: list[int], between: str) -> None:
    assert several(between.join(map(str, numbers)), 12) == tuple(numbers)
