"""Every command word against every option, and against given names: what collides, and who wins.

A new word or a new option that collides changes a table here, so that somebody looks at the outcome.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.arabic.folding import said
from bot.core.arabic.options import option, read
from bot.core.arabic.phrases import PHRASES
from bot.core.arabic.words import GLOBAL, intent
from tests.core.arabic.questions import QUESTIONS

NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").splitlines()[1:]

YES = {"consent": "نعم، أبدأ", "B6": "نعم", "C8": "نعم", "IR13": "نعم"}
NO = {"consent": "لا، شكراً", "B6": "لا", "V0": "لا، شكراً", "C8": "لا", "IR9": "لا، جميعهم جدد", "IR13": "لا"}
OTHER = "غير ذلك"
EXPECTED = {
    **{(phrase, question): label for phrase in PHRASES["yes"] for question, label in YES.items()},
    **{(phrase, question): label for phrase in PHRASES["no"] for question, label in NO.items()},
    **{("لا أعرف", question): "لا أعرف" for question in ("A5", "F5", "Q5", "R5", "C5", "N4", "B6", "IR9")},
    **{
        ("أفضّل عدم الإجابة", question): "أفضّل عدم الإجابة"
        for question in ("A5", "F5", "Q5", "R5", "C5", "N4", "B1", "B4")
    },
    **{("غيّر", question): OTHER for question in ("IR3", "TR2", "TR7", "CR2", "SG3")},
    ("إعلان", "T1"): "إعلان موقف موحد",
    ("لغة", "V11"): "لغة الإشارة",
    ("لغة", "V13"): "لغة إشارة",
    ("إنهاء", "two skips"): "إنهاء",
}
# In a name question only this name is also a command; *urgent* keeps the text as the answer.
COMMANDS = {"نجدة": "urgent"}
COURTEOUS = {"سلام": "greeting", "هلا": "greeting", "زين": "yes", "تمام": "yes", "طيب": "yes"}


def test_every_word_on_every_option() -> None:
    answered = {
        (phrase, question): options[found]
        for phrases in PHRASES.values()
        for phrase in phrases
        for question, options in QUESTIONS.items()
        if isinstance(found := read(said(phrase), options, language="ckb"), int)
    }
    assert answered == EXPECTED


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_label_chooses_itself(question: str) -> None:
    options = QUESTIONS[question]
    assert {n: read(said(label), options) for n, label in options.items()} == {n: n for n in options}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_printed_number_chooses_its_label(question: str) -> None:
    options = QUESTIONS[question]
    for n in options:
        arabic, persian = (
            str(n).translate(dict(zip(range(48, 58), zero, strict=True)))
            for zero in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
        )
        assert {option(said(typed), options) for typed in (f"{n}.", f"({n})", f"*{n}*", arabic, persian)} == {
            n
        }


def test_no_option_is_or_begins_with_a_global_word_but_the_one_that_means_it() -> None:
    words = {said(phrase) for meaning in GLOBAL for phrase in PHRASES[meaning]}
    begun = {
        (question, label)
        for question, options in QUESTIONS.items()
        for label in options.values()
        if any(f"{said(label)} ".startswith(f"{word} ") for word in words)
    }
    assert begun == {("two skips", "إنهاء")}


def test_there_are_three_hundred_names() -> None:
    assert len(set(NAMES)) >= 300


def test_a_name_is_a_name() -> None:
    read_as = {name: read(said(name), open_text=True, language="ckb") for name in NAMES}
    assert {name: found for name, found in read_as.items() if found is not None} == COMMANDS


def test_which_names_are_words_elsewhere() -> None:
    meanings = {name: intent(said(name), "ckb") for name in NAMES}
    assert {name: found for name, found in meanings.items() if found} == COMMANDS | COURTEOUS
