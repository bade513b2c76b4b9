"""A label that is quoted: short by whole words, in the languages that it has."""

from __future__ import annotations

import pytest

from bot.core.channel import Reader
from bot.core.text import Text, key
from bot.flows.wording import as_title
from bot.i18n import Catalogues


def title(words: str) -> str:
    return as_title(Text(languages={"ar": words})).languages["ar"]


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("كم عمرك؟", "كم عمرك؟"),
        ("كم دكاناً\n  في ${who}؟", "كم دكاناً في …؟"),
        ("كم عدد الأشخاص الذين شاركوا في اللقاء الأخير في الحي؟", "كم عدد الأشخاص الذين شاركوا في اللقاء…"),
        ("هل شارك أحد من الأسرة، من قريب أو بعيد، في لقاء؟", "هل شارك أحد من الأسرة، من قريب أو بعيد…"),
        ("a" * 60, "a" * 39 + "…"),
        ("كم مرة في الأسبوع الماضي {m:زرت|f:زرتِ|n:كانت زيارة} الجيران؟", "كم مرة في الأسبوع الماضي…"),
    ],
)
def test_it_is_short_by_whole_words(label: str, short: str) -> None:
    assert title(label) == short
    assert len(short) <= 40


def test_it_does_not_change_the_language_of_a_message() -> None:
    said = key("publish.relevant", question=as_title(Text(languages={"ar": "كم؟"})))
    assert "appears" in Catalogues.load().render(said, Reader(language="en", second="ar"))


def test_words_of_the_catalogue_stay() -> None:
    assert as_title(key("form.other")) == key("form.other")
