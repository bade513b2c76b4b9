"""Two questions left out one after the other: asked once whether to go on, and the answer loses nothing."""

from __future__ import annotations

from bot.core.form import Form
from tests.flows.xlsform.tables import form
from tests.flows.xlsform.test_asking import chat, draft, said

NAMES = ("أ", "ب", "ج", "د", "ه", "و")


def questions(count: int) -> Form:
    rows = "".join(f"text | q{n} | السؤال {name}\n" for n, name in enumerate(NAMES[:count]))
    return form(f"type | name | label\n{rows}")


ASKED = "لا بأس بترك أي سؤال. هل نتابع؟"


def test_who_says_no_is_asked_whether_it_goes_or_waits() -> None:
    player = chat(questions(6), "جواب", "تخطي", "تخطي")
    assert said(player) == [ASKED]
    player.play("←  لا")
    assert "جواب" in draft(player).answers.values()
    player.play("←  [حفظ ونكمل لاحقاً]")
    assert player.state.talk.waiting, "it waits, with its answer"


def test_near_the_end_nobody_is_asked() -> None:
    player = chat(questions(5), "جواب", "جواب", "تخطي", "تخطي")
    assert ASKED not in said(player)
