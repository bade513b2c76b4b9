"""Anger in words: heard when it is all that a message says, and never in what may tell us something."""

import pytest

from bot.core.arabic import insults, intent, said
from bot.core.arabic.distress import distress
from bot.core.arabic.insults import insult
from bot.flows.shipped import SHIPPED


@pytest.mark.parametrize(
    "text",
    [
        "حمار",
        "يا غبييي",
        "أنتم كذابين ونصابين",
        "والله انتو حرامية",
        "كلكم كلاب!",
        "يا قليل الأدب",
        "سد حلقك يا حيوان",
        "يا الغبي",
        "You are all idiots",
        "shut up",
        "قشمر",
    ],
)
def test_anger_alone_is_heard_as_anger(text: str) -> None:
    assert insult(text)


@pytest.mark.parametrize(
    "text",
    [
        "الكلب ينبح كل ليلة",
        "سرقوني حرامية في السوق",
        "يوجد حيوان مريض في الشارع",
        "زبالة متراكمة قرب المدرسة",
        "قال لي كذاب أمام الناس",
        "زبالة",
        "كلاب",
        "أنتم",
        "يا",
        "كلبشات",
        "متى التدريب؟",
        "كلب كلب كلب كلب كلب كلب كلب كلب كلب",
        "",
    ],
)
def test_what_may_tell_us_something_is_no_insult(text: str) -> None:
    assert not insult(text)


def test_no_insult_is_a_command_or_a_cry_for_help() -> None:
    words = insults._INSULTS | insults._PHRASES
    assert [word for word in words if intent(said(word)) or distress(word)] == []


def test_no_option_of_a_shipped_form_is_one() -> None:
    options = [
        words
        for form in SHIPPED
        for field in form.fields
        for option in field.options
        for words in option.label.languages.values()
    ]
    assert len(options) > 100
    assert [words for words in options if insult(words)] == []
