"""What may not be asked (`content.md` §4), and what only looks like it."""

from __future__ import annotations

import pytest

from bot.core.arabic.folding import key
from bot.core.prohibited import prohibited
from bot.flows.shipped import SHIPPED


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("ما دينك؟", "دينك"),
        ("ما هي ديانتكم؟", "ديانتكم"),
        ("اذكر مذهبك من فضلك", "مذهبك"),
        ("طائفتك", "طائفتك"),
        ("ما انتماؤك السياسي؟", "انتماؤك"),
        ("إلى أي عشيرة تنتمي؟", "عشيرة"),
        ("أي دِينٍ تعتنق؟", "دين"),
        ("أي مذهب تتبعون؟", "مذهب"),
        ("الدين", "الدين"),
        ("ما هي القومية؟", "القومية"),
        ("ما القبيلة؟", "القبيلة"),
        ("الديـــانة:", "الديانة"),
        ("What is your religion?", "religion"),
        ("Your tribe", "tribe"),
        ("Which sect do you belong to?", "sect"),
        ("Ethnicity", "ethnicity"),
        ("نسأل عن الدين. What is your religion?", "religion"),
    ],
)
def test_the_respondents_own_is_refused(label: str, word: str) -> None:
    found = prohibited(label)
    assert found is not None
    assert (found.word, found.own) == (key(word), True)
    assert dict(found.instead)["ar"].startswith("«من خلفية مختلفة»")


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("هل عليك دين؟", "دين"),
        ("هل تؤثر القبيلة في القرار؟", "القبيلة"),
        ("اختلاف الدين أو المذهب", "الدين"),
        ("هل عادت عائلات داعش؟", "داعش"),
        ("كم عدد العشائر في المنطقة؟", "العشائر"),
        ("Do people of another religion live here?", "religion"),
        ("Is there tension between tribes?", "tribes"),
    ],
)
def test_the_same_words_elsewhere_have_to_be_confirmed(label: str, word: str) -> None:
    found = prohibited(label)
    assert found is not None
    assert (found.word, found.own) == (key(word), False)


def test_who_asks_for_debts_is_told_the_word_for_them() -> None:
    found = prohibited("هل عليك دين؟")
    assert found is not None
    assert "ديون" in dict(found.instead)["ar"]


@pytest.mark.parametrize(
    "label",
    [
        "في أي مدينة تسكن؟",
        "كم دينارًا تنفق؟",
        "هل عليك ديون؟",
        "هل يعيش الوالدين معك؟",
        "هل يشارك رجال الدين في الحوار؟",
        "ما دور القيادات الدينية؟",
        "محافظة صلاح الدين",
        "مدرسة علاء الدين",
        "ما مدى الشعور بالانتماء؟",
        "الانتماء إلى المنطقة",
        "الانتماء إلى المجتمع المحلي",
        "هل أشخاص من خلفية مختلفة مرحب بهم؟",
        "Do religious leaders take part?",
        "Which section do you live in?",
        "",
        "؟",
    ],
)
def test_harmless_neighbours_are_let_through(label: str) -> None:
    assert prohibited(label) is None


def test_the_shipped_forms_ask_nothing_of_it() -> None:
    labels = [
        (form.name, words)
        for form in SHIPPED
        for field in form.fields
        if field.type != "note"
        for text in (field.label, *(one.label for one in (*field.options, *field.special)))
        for words in text.languages.values()
    ]
    assert len(labels) > 200
    assert [(name, words) for name, words in labels if prohibited(words)] == []
