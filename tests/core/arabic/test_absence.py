"""Going away and coming back in words; none of them is a word that means something else."""

import pytest

from bot.core.arabic import absence, intent, said
from bot.core.arabic.absence import away, back


@pytest.mark.parametrize(
    ("said_so", "until"),
    [
        ("أنا غائبة حتى الأحد", "الاحد"),
        ("غائب حتى 15/3", "15 3"),
        ("أنا في إجازة لحد الخميس القادم.", "الخميس القادم"),
        ("رح أكون مسافرة لغاية بكرا", "بكرا"),
        ("I am away until Sunday", "sunday"),
        ("غائبة", ""),
        ("في إجازة", ""),
        ("غائبة عن الاجتماع", None),
        ("الطالبة غائبة حتى الأحد", None),
        ("متى الاجتماع؟", None),
        ("", None),
    ],
)
def test_until_when_somebody_is_away(said_so: str, until: str | None) -> None:
    assert away(said_so) == until


def test_coming_back() -> None:
    assert back("عدت")
    assert back("رجعت من الإجازة!")
    assert not back("رجعت إلى السؤال")


def test_none_of_these_words_is_a_command() -> None:
    assert [word for word in (*absence._AWAY, *absence._BACK) if intent(said(word))] == []
