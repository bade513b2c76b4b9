"""Markdown and HTML of labels become plain words; what marks nothing stays as it was written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.xlsform.markup import LONGEST, plain
from tests.flows.xlsform.tables import fields, form


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**مهم** كلمة", "مهم كلمة"),
        ("و**كلمة**ها", "وكلمةها"),
        ("***x*** و*هذا* و__ذاك__ و_ذلك_", "x وهذا و__ذاك__ و_ذلك_"),
        ("__عنوان__ (_مائل_)", "عنوان (مائل)"),
        ("**أول *ثان* ثالث**", "أول ثان ثالث"),
        ("**سطر\nوسطر**", "سطر\nوسطر"),
        ("~~قديم~~ جديد", "قديم جديد"),
        ("# عنوان\nنص", "عنوان\nنص"),
        ("##عنوان ##\n#عنوان", "عنوان\nعنوان"),
        ("* واحد\n+ اثنان\n- ثلاثة", "• واحد\n• اثنان\n- ثلاثة"),
        ("[الدليل](https://example.org/a_b_c)", "الدليل (https://example.org/a_b_c)"),
        ('[الدليل](https://example.org "عنوان")', "الدليل (https://example.org)"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("![خريطة](map.png) أين؟", "خريطة أين؟"),
        ('<span style="color:red">أحمر</span> لون<br>سطر', "أحمر لون\nسطر"),
        ("<b>غليظ</b><I>مائل</I>", "غليظمائل"),
        ("<ul><li>أ</li><li>ب</li></ul>", "• أ\n• ب"),
        ('<a href="https://example.org/x">هنا</a>', "هنا (https://example.org/x)"),
        ("أ&nbsp;ب &amp; ج &lt;5", "أ ب & ج <5"),
        (r"\*ليست مائلة\* \_ولا هذه\_", "*ليست مائلة* _ولا هذه_"),
        ("a\n\n\n\nb **c**", "a\n\nb c"),
    ],
)
def test_markup_is_taken_away(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        "5*3*2 = 30",
        "1 * 2 * 3",
        "file_name_here",
        "a_b@c_d.org",
        "اسمك *",
        "*لازم",
        "الحقول المعلّمة * و **",
        "______",
        "____ أكمل",
        "a < b and c > d",
        "<18 سنة",
        "AT&T",
        "#1 سؤال",
        "https://example.org/_a_/*b",
        "[ملاحظة] (داخلية)",
        "نص عادي",
        " مسافة ",
    ],
)
def test_what_marks_nothing_stays(written: str) -> None:
    assert plain(written) == written


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**${my_name}**، كم عمرك؟", "${my_name}، كم عمرك؟"),
        ("*${a_b}* و_${c}_", "${a_b} و_${c}_"),
        ("${a}_${b}_${c}", "${a}_${b}_${c}"),
        ("[${name}](https://example.org) <b>${name}</b>", "${name} (https://example.org) ${name}"),
        ("# ${a} #", "${a}"),
    ],
)
def test_references_are_kept_exactly(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "**a ",
        "_a ",
        "*a ",
        "__a ",
        "~~a ",
        "[a",
        "![[",
        "<a ",
        "<a href=x ",
        "&a",
        "# ",
        "#",
        " \n",
        "https://",
    ],
)
def test_no_text_takes_long(hostile: str) -> None:
    started = time.perf_counter()
    plain((hostile * LONGEST)[: LONGEST - 1] + "*")
    assert time.perf_counter() - started < 2


@given(st.text(alphabet="*_#<>[]()!&;~\\$\n{}ab \ue000\ue001/:htps", max_size=60))
def test_it_ends_and_adds_nothing(written: str) -> None:
    shown = plain(written)
    assert len(shown) <= len(written) + written.count("](") * 3 + 3
    assert plain("نص") == "نص"


def test_everything_that_is_shown_is_plain() -> None:
    made = form(
        """
        type | name | label::العربية (ar) | hint::العربية (ar) | constraint | constraint_message::العربية (ar)
        integer | age | **كم** ${who}؟ | _بالسنوات_ | . < 120 | أقل من **120**
        text | who | # من؟ | | |
        select_one yn | own | <b>لك؟</b> | | |
        """,
        "list_name | name | label::العربية (ar)\nyn | yes | **نعم**\nyn | no | لا",
    )
    age = fields(made)["age"]
    assert age.label.languages == {"ar": "كم ${who}؟"}
    assert age.hint is not None
    assert age.hint.languages == {"ar": "بالسنوات"}
    assert age.logic is not None
    assert age.logic.constraint_text is not None
    assert age.logic.constraint_text.languages == {"ar": "أقل من 120"}
    assert fields(made)["own"].options[0].label.languages == {"ar": "نعم"}
    assert made.lists["yn"][0]["label"] == "نعم"
