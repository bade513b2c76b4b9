"""Courtesy, laughter, anger, the names of languages, and words that ask for care."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic.courtesy import courtesy, laughter
from bot.core.arabic.distress import distress
from bot.core.arabic.folding import said
from bot.core.arabic.languages import language

ANY = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("السلام عليكم", "salam"),
        ("السلام عليكم ورحمة الله وبركاته", "salam"),
        ("سلااام", "salam"),
        ("salam", "salam"),
        ("مرحبا", "greeting"),
        ("هلوووو", "greeting"),
        ("صباح الخير", "greeting"),
        ("slaw", "greeting"),
        ("يعطيك العافية", "thanks"),
        ("تدلل", "thanks"),
        ("سوپاس", "thanks"),
        ("من أنتم؟", "whoareyou"),
        ("مين انتو", "whoareyou"),
        ("ههههه", "laughter"),
        ("😂😂", "laughter"),
        ("حمار", "insult"),
        ("يا غبييي", "insult"),
        ("ماشي", "acknowledge"),
        ("تمام", "acknowledge"),
        ("نعم", None),
        ("الحمار واقف في الشارع", None),
        ("", None),
    ],
)
def test_courtesy(typed: str, kind: str | None) -> None:
    assert courtesy(typed) == kind


@pytest.mark.parametrize(
    "typed", ["هه", "هههههههه", "ه ه ه", "هاهاها", "خخخخ", "haha", "Hehehe", "hhhh", "lol", "xD", "🤣 🤣"]
)
def test_laughter(typed: str) -> None:
    assert laughter(typed)


@pytest.mark.parametrize("typed", ["", " ", "ها", "هلا", "نعم ههه", "هدهد", "خالد", "d", "👍", "ههه" * 1_000])
def test_not_laughter(typed: str) -> None:
    assert not laughter(typed)


@given(ANY)
def test_any_text_may_be_tried(text: str) -> None:
    assert courtesy(text) is None or isinstance(courtesy(text), str)
    assert distress(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "انتحار",
        "أفكر في الانتحار.",
        "صار تحرّش بالمدرسة",
        "تعرضت إلى تهديد، ولا أعرف ماذا أفعل",
        "بدي أؤذي نفسي",
        "خطف!",
        "معه سلاح",
        "هددني بالسلاح",
        "اغتصاب",
        "I want to hurt myself",
    ],
)
def test_distress(text: str) -> None:
    assert distress(text)


@pytest.mark.parametrize(
    "text", ["", "سلاحف البحر", "خطفت الأنظار", "تهديدات", "نفسي أتعلم", "أؤذي", "مساء الخير"]
)
def test_distress_reads_whole_words(text: str) -> None:
    assert not distress(text)


def test_distress_reads_a_long_text_once() -> None:
    assert distress("كلام " * 20_000 + "سلاح")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("العربية", "ar"),
        ("عربي", "ar"),
        ("لغة عربية", "ar"),
        ("Arabic", "ar"),
        ("كردي", "ckb"),
        ("كوردي", "ckb"),
        ("کوردی", "ckb"),
        ("لغة كردية", "ckb"),
        ("Kurdi", "ckb"),
        ("انجليزي", "en"),
        ("انكليزي", "en"),
        ("لغة إنجليزية", "en"),
        ("English", "en"),
        ("لغة", None),
        ("فرنسي", None),
        ("", None),
    ],
)
def test_languages(typed: str, code: str | None) -> None:
    assert language(said(typed)) == code
