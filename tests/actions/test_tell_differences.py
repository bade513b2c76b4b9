"""Differences as a coordinator reads them: by the words of questions and options, without expressions."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.actions.compare_form import Change
from bot.core.arabic import bidi
from bot.core.channel import Reader
from bot.core.differences import Question, differences
from bot.core.fields import BY_NAME
from bot.core.form import Form
from bot.core.rules import GroupRule, Rule
from bot.i18n import Catalogues
from tests.flows.xlsform.tables import form

CATALOGUES = Catalogues.load()
HEADS = "type | name | label::العربية (ar) | label::English (en) | relevant | required | calculation"
CHOICES = "list_name | name | label::العربية (ar) | label::English (en)"
SEX = "select_one sex | sex | ما جنس المشارك؟ | Sex of the participant? | | |"
FIRST = form(
    f"""{HEADS}
    integer | age | كم عمر المشارك؟ | Age of the participant? | | |
    {SEX}
    calculate | twice | | | | | ${{age}} * 2
    text | old | سؤال قديم | An old question | | |""",
    f"{CHOICES}\nsex | f | أنثى | Female\nsex | m | ذكر | Male",
)
SECOND = form(
    f"""{HEADS}
    decimal | age | كم عمر المشارك؟ | Age of the participant? | 1 < 2 | yes |
    {SEX}
    calculate | twice | | | | | ${{age}} * 3
    text | new | سؤال جديد طويل لا يتسع له سطر واحد من المحادثة كلها | A new one | | |""",
    f"{CHOICES}\nsex | f | أنثى | Female\nsex | x | لا أود الإجابة | Would rather not say",
)


def told(before: Form, after: Form, language: str = "ar") -> list[str]:
    """Without the last, which says what exists."""
    change = Change(before, after, differences(before, after), {}, 0, {})
    reader = Reader(language=language)
    return [bidi.strip(CATALOGUES.render(one, reader)) for one in change.said()][:-1]


def test_questions_and_options_are_told_by_their_words() -> None:
    assert told(FIRST, SECOND) == [
        "السؤال «كم عمر المشارك؟» (age): كان نوعه «عدد صحيح»، وصار «عدد عشري». إجاباته السابقة: 0",
        "تغيّر شرط ظهور السؤال «كم عمر المشارك؟» (age)",
        "صارت الإجابة عن السؤال «كم عمر المشارك؟» (age) مطلوبة",
        "خيارات جديدة في السؤال «ما جنس المشارك؟» (sex): «لا أود الإجابة»",
        "خيارات لم تعد في السؤال «ما جنس المشارك؟» (sex): «ذكر». إجابات السؤال السابقة: 0",
        "تغيّرت طريقة حساب twice",
        "سؤال جديد: «سؤال جديد طويل لا يتسع له سطر واحد من…» (new)",
        "سؤال لم يعد فيه: «سؤال قديم» (old). إجاباته السابقة (0) تبقى في التصدير.",
    ]


def test_the_same_in_english() -> None:
    assert told(FIRST, SECOND, "en") == [
        "The question “Age of the participant?” (age) was of the type “whole number”, and is now"
        " “decimal number”. Its answers so far: 0",
        "When the question “Age of the participant?” (age) appears has changed",
        "The question “Age of the participant?” (age) now needs an answer",
        "New choices in the question “Sex of the participant?” (sex): “Would rather not say”",
        "Choices no longer in the question “Sex of the participant?” (sex): “Male”."
        " Answers to the question so far: 0",
        "How twice is calculated has changed",
        "New question: “A new one” (new)",
        "Question no longer asked: “An old question” (old). Its answers so far (0) stay in exports.",
    ]


def test_many_options_are_told_with_the_first_of_them() -> None:
    survey = f"{HEADS}\n{SEX}"
    few, many = (
        form(survey, "\n".join([CHOICES, *(f"sex | o{n} | خيار {n} | Option {n}" for n in range(last))]))
        for last in (1, 11)
    )
    listed = "، ".join(f"«خيار {n}»" for n in range(1, 9))
    assert told(few, many) == [f"خيارات جديدة في السؤال «ما جنس المشارك؟» (sex): {listed} …"]
    assert told(few, many, "en")[0].endswith("“Option 7”, “Option 8” …")


def test_answers_are_counted_under_the_name_that_the_question_had() -> None:
    after = form(f"{HEADS}\n{SEX.replace('| sex |', '| gender |')}", f"{CHOICES}\nsex | f | أنثى | Female")
    change = Change(FIRST, after, differences(FIRST, after), {"1": 3}, 0, {"1": FIRST})
    counted = {one.key: one.params.get("answers") for one in change.said()}
    assert (counted["publish.renamed"], counted["publish.options_removed"]) == (3, 3)


def test_groups_are_told_by_their_words() -> None:
    before, after = (
        form(
            f"""type | name | label | repeat_count | relevant
            integer | n | كم؟
            begin repeat | home | البيت | {count} | {relevant}
            text | who | من؟
            end repeat"""
        )
        for count, relevant in (("2", ""), ("${n}", "${n} > 1"))
    )
    assert told(before, after) == [
        "تغيّر شرط ظهور المجموعة «البيت» (home)",
        "تغيّر عدد مرات تكرار المجموعة «البيت» (home)",
    ]


def test_when_nothing_is_told_of_another_version_it_is_said_what_that_is() -> None:
    hinted = form("type | name | label | hint\ntext | a | أ | تلميح")
    plain = form("type | name | label\ntext | a | أ")
    assert told(plain, hinted) == ["تغيّرت الصياغة أو الترتيب أو المظهر فقط."]
    assert told(plain, hinted, "en") == ["Only wording, order or appearance has changed."]
    assert told(plain, plain) == ["لا فرق في الأسئلة عن النسخة السابقة."]


def test_a_workbook_in_arabic_is_told_in_english_all_the_same() -> None:
    before, after = (form(f"type | name | label\ntext | a | أ{more}") for more in ("", "\ntext | b | متى؟"))
    assert told(before, after, "en") == ["New question: “متى؟” (b)"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_kind_and_every_type_has_words(language: str) -> None:
    texts = CATALOGUES.by_language[language].texts
    kinds = {*get_args(Question), *get_args(Rule), *get_args(GroupRule), "list", "group_repeat"}
    become = {"required": "yes no sometimes", "read_only": "yes no", "group_repeat": "yes no"}
    wanted = {f"publish.{kind}" for kind in kinds - become.keys()}
    wanted |= {f"publish.{kind}_{one}" for kind, ends in become.items() for one in ends.split()}
    wanted |= {f"publish.type_{name}" for name in BY_NAME}
    assert wanted - texts.keys() == set()
