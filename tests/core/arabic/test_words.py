"""The words that work anywhere: every one has its meaning, and none has two."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.folding import loose, said
from bot.core.arabic.phrases import PHRASES
from bot.core.arabic.words import ACKNOWLEDGE, GLOBAL, STRONG, WORDS, ambiguous, intent, is_global, yes_no

TABLE = [
    (meaning, phrase)
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for meaning, _, phrases in [line.partition(": ")]
    for phrase in phrases.split("، ")
]


def test_the_table_is_all_there() -> None:
    assert len({meaning for meaning, _ in TABLE}) == 33
    assert len({said(phrase) for _, phrase in TABLE}) == 383


@pytest.mark.parametrize(("meaning", "phrase"), TABLE)
def test_every_word_means_its_intent(meaning: str, phrase: str) -> None:
    assert intent(said(phrase), "ckb") == meaning


@pytest.mark.parametrize("fold", [said, lambda phrase: loose(said(phrase))], ids=["said", "loose"])
def test_no_word_means_two_things(fold: object) -> None:
    assert callable(fold)
    meanings: dict[str, set[str]] = defaultdict(set)
    for meaning, phrases in PHRASES.items():
        for phrase in phrases:
            meanings[fold(phrase)].add(meaning)
    assert {word: sorted(of) for word, of in meanings.items() if len(of) > 1} == {}
    assert "" not in meanings


def test_a_phrase_has_five_words_at_most() -> None:
    assert max(len(word.split()) for word in WORDS) <= 5


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("مساعده", "help"),
        ("الغاء", "cancel"),
        ("ايقاف", "stop"),
        ("رجووع", "back"),
        ("تخطى", "skip"),
        ("نعممم", "yes"),
        ("لاا", "no"),
        ("هلووو", "greeting"),
        ("مرحباا", "greeting"),
        ("إيقاف.", "stop"),
        ("stop.", "stop"),
        ("STOP!", "stop"),
        ("*إيقاف*", "stop"),
        ("نعم.", "yes"),
        ("- نعم", "yes"),
        ("نعم 👍", "yes"),
        ("؟؟", "repeat"),
        ("انهاء", "endform"),
        ("شكرااا", "thanks"),
        ("ممنووون", "thanks"),
        ("\u200fالقائمة\u200f", "menu"),
        ("٠", "menu"),
        ("وقف", "stop"),
    ],
)
def test_what_people_type(typed: str, meaning: str) -> None:
    assert intent(said(typed)) == meaning


@pytest.mark.parametrize(
    "typed", ["لا يوجد ماء", "ساعة", "شكراً على السؤال لكن", "", "مرح", "نعم" * 100, "ن ع م"]
)
def test_a_word_is_the_whole_message(typed: str) -> None:
    assert intent(said(typed)) is None


def test_time_is_a_word_only_for_who_uses_sorani() -> None:
    assert intent(said("زمان"), "ckb") == "language"
    assert intent(said("زمان"), "ar") is None
    assert intent(said("زمان")) is None


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_may_be_looked_up(text: str) -> None:
    spoken = said(text)
    assert intent(spoken) is None or intent(spoken) in PHRASES
    assert isinstance(ambiguous(spoken, form_open=True), tuple)


def test_strong_and_global_words_are_intents() -> None:
    assert set(PHRASES) >= STRONG | GLOBAL
    assert not STRONG & GLOBAL


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("إلغاء", True),
        ("تخطي", True),
        ("شكوى", True),
        ("حذف بياناتي", True),
        ("؟", True),
        ("سلام", False),
        ("بلاغ", False),
    ],
)
def test_what_counts_inside_a_name_question(typed: str, *, expected: bool) -> None:
    spoken = said(typed)
    assert is_global(spoken, intent(spoken)) is expected


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("نعم", True),
        ("ايوا", True),
        ("ماشي", True),
        ("طيب", True),
        ("زين", True),
        ("اي", True),
        ("إي", True),
        ("ئا", True),
        ("👍🏾", True),
        ("لأ", False),
        ("مو", False),
        ("👎", False),
        ("نا", False),
        ("إن شاء الله", None),
        ("تدلل", None),
        ("لا يوجد ماء", None),
        ("خلص", None),
        ("", None),
    ],
)
def test_yes_and_no(typed: str, answer: bool | None) -> None:
    assert yes_no(said(typed)) is answer


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("خلص", ("done", "stop")),
        ("خلاص", ("done", "stop")),
        ("Khalas!", ("done", "stop")),
        ("بس", ("done", "stop")),
        ("كافي", ("done", "stop")),
        ("خلص الاستبيان", ("endform",)),
        ("نهاية", ("done", "endform")),
        ("عوفها", ("skip", "cancel")),
        ("بلاها", ("skip", "cancel")),
        ("إن شاء الله", ("yes",)),
        ("انشالله", ("yes",)),
        ("inshallah", ("yes",)),
        ("ماشي", ("yes", ACKNOWLEDGE)),
        ("تمااام", ("yes", ACKNOWLEDGE)),
        ("طيب", ("yes", ACKNOWLEDGE)),
        ("زين", ("yes", ACKNOWLEDGE)),
        ("اي", ("yes", ACKNOWLEDGE)),
        ("ئا", ("yes", ACKNOWLEDGE)),
        ("نعم", ()),
        ("إيقاف", ()),
        ("انتهيت", ()),
        ("يلا", ()),
        ("كنسل", ()),
        ("مش أنا", ()),
        ("", ()),
    ],
)
def test_what_must_be_asked(typed: str, meanings: tuple[str, ...]) -> None:
    assert ambiguous(said(typed)) == meanings


@pytest.mark.parametrize("typed", ["مش أنا", "مو آني", "لست أنا"])
def test_not_me_is_asked_inside_a_form(typed: str) -> None:
    assert intent(said(typed)) == "wrongperson"
    assert ambiguous(said(typed), form_open=True) == ("wrongperson",)
