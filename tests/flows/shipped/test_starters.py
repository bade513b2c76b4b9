"""The ten starter messages: as they read in both languages, and the rules by which they are sent."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.core.arabic import intent, said
from bot.core.channel import Reader
from bot.core.sending.rules import Approval, Sending
from bot.core.text import authored
from bot.flows.shipped.starters import LONGEST, SCHEDULE, STARTERS, Starter, is_starter, message
from bot.i18n import Catalogues

CATALOGUES = Catalogues.load()
# Words of a side, of blame and of faith; and the two that a person who was harmed should not be asked for.
AVOIDED = ("الله", "طائف", "عشير", "قبيل", "ضحاي", "المسامحة", "العفو", "الطرف", "حملة", "!")
AVOIDED_ENGLISH = ("god", "sect", "tribe", "victim", "forgive", "campaign", "!")


@pytest.mark.parametrize(
    ("starter", "language", "form"),
    [*product(STARTERS, ("ar", "en"), "mfn")],
    ids=lambda one: getattr(one, "name", one),
)
def test_it_reads_alike_to_everybody(starter: Starter, language: str, form: str) -> None:
    said = CATALOGUES.render_message(message(starter.text), Reader(language=language, form=form))

    assert said.language == language
    assert said.parts == (starter.text.languages[language],)
    assert said.hint in said.text
    assert "{" not in said.text


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.name)
def test_it_is_short_and_asks_only_where_it_says_so(starter: Starter) -> None:
    assert set(starter.text.languages) == {"ar", "en"}
    assert [words for words in starter.text.languages.values() if len(words) > LONGEST] == []
    assert starter.asks == ("هنا" in starter.text.languages["ar"])


def test_no_name_no_verse_no_blame() -> None:
    arabic = " ".join(one.text.languages["ar"] for one in STARTERS)
    english = " ".join(one.text.languages["en"] for one in STARTERS).lower()

    assert [word for word in AVOIDED if word in arabic] == []
    assert [word for word in AVOIDED_ENGLISH if word in english] == []


def test_there_are_ten_of_their_own_names() -> None:
    assert len({one.name for one in STARTERS}) == len({one.text.languages["ar"] for one in STARTERS}) == 10


def test_the_word_that_the_footer_teaches_works() -> None:
    footer = message(STARTERS[0].text).hint
    assert footer is not None
    for language in ("ar", "en"):
        words = CATALOGUES.render(footer, Reader(language=language))
        found = intent(said(words.rpartition(":")[2]), language)
        assert found is not None
        assert "stop" in str(found)


def test_they_come_as_often_as_a_programme_allows() -> None:
    assert len(SCHEDULE.weekdays) <= Sending().weekly_cap
    assert SCHEDULE.times == len(STARTERS)
    assert not set(SCHEDULE.weekdays) & set(Sending().rest)
    assert SCHEDULE.hour * 60 in range(*Sending().open[0])


def test_a_changed_text_is_no_longer_one_that_was_approved() -> None:
    text = STARTERS[0].text
    longer = replace(text, languages={**text.languages, "ar": text.languages["ar"] + " شكراً."})

    assert is_starter(text)
    assert not is_starter(longer)
    assert not is_starter(replace(text, languages={"ar": text.languages["ar"]}))


@pytest.mark.parametrize(
    ("approval", "public", "needed"),
    [
        ("none", True, [False, False]),
        ("public", True, [False, True]),
        ("public", False, [False, False]),
        ("all", False, [True, True]),
    ],
)
def test_whose_text_a_second_person_agrees_to(approval: Approval, public: bool, needed: list[bool]) -> None:
    sending = Sending(approval=approval)
    texts = (STARTERS[0].text, authored("نص جديد", "A new text"))

    assert [sending.needs_second(public=public, approved=is_starter(text)) for text in texts] == needed
