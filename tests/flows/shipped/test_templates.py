"""The six templates: what Meta would refuse, what a text may teach, and which stands for a message."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.core.message import Choice, Message
from bot.core.sending.schedule import Around, Schedule
from bot.core.templates import LIKED, Template
from bot.core.text import Param, Text, key, ltr, verbatim
from bot.flows.shipped.templates import TEMPLATES, template_for

VARIABLE = re.compile(r"\{\{(\d+)\}\}")
REFUSED = re.compile(r"^\s*\{\{|\}\}[\s.!؟،]*$|\}\}\s*\{\{|\n\n\n|\t| {4}")
# What sells is advertising, whatever category was asked for.
SELLS = ("عرض خاص", "مجان", "خصم", "free", "offer", "discount", "!", "؟!")
TAUGHT = ("CANCEL", "QUIT", "END", "UNSUBSCRIBE")

LEFT = Choice("review:next", key("choice.next"))
BEGIN = Choice("form:pulse", key("campaign.begin"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
@pytest.mark.parametrize("language", LIKED)
def test_meta_would_take_it(template: Template, language: str) -> None:
    words, button = template.words[language], template.button[language]
    assert not REFUSED.search(words)
    assert len(words) <= 550
    assert 0 < len(button) <= 20
    assert VARIABLE.findall(words) == [str(n) for n in range(1, len(template.samples) + 1)]
    assert re.fullmatch("[a-z_]{1,512}", template.title(language))
    assert [word for word in SELLS if word in words.lower()] == []
    assert [word for word in TAUGHT if word in words] == []


def test_six_are_shipped_in_both_languages_under_names_of_their_own() -> None:
    assert len(TEMPLATES) == 6
    titles = {one.title(language) for one in TEMPLATES for language in LIKED}
    assert len(titles) == 12


def test_other_words_are_another_template() -> None:
    first = TEMPLATES[0]
    other = Template(first.name, {**first.words, "ar": "كلمات أخرى."}, first.button)
    assert other.title("ar") != first.title("ar")
    assert other.title("en") == first.title("en")


def about(what: str, *choices: Choice) -> Message:
    return Message((verbatim("كلام"),), choices, about=what)


NUMBER: dict[str, Param] = {"reference": ltr("204\u2060517\u20603"), "name": "سامي"}
EVENT = Around("لقاء", datetime(2026, 3, 9, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("message", "schedule", "name", "given"),
    [
        (Message((Text(key="report.accepted", params=NUMBER),)), None, "report_decided", ("2045173",)),
        (Message((Text(key="report.returned", params=NUMBER),)), None, "report_change", ("2045173",)),
        (Message((Text(key="report.accepted_form", params=NUMBER),)), None, "message_waits", ()),
        (about("notice:1", LEFT), None, "staff_review", ()),
        (about("thread:1", LEFT), None, "staff_review", ()),
        (about("", Choice("campaign:approve:1", key("choice.approve"))), None, "staff_review", ()),
        (about("thread:1"), None, "message_waits", ()),
        (about("campaign:a:1:1", BEGIN), None, "survey_invitation", ()),
        (about("campaign:a:1:1"), None, "message_waits", ()),
        (about("campaign:a:1:1", BEGIN), EVENT, "event_reminder", ()),
    ],
)
def test_the_template_says_what_kind_of_message_waits(
    message: Message, schedule: Schedule | None, name: str, given: tuple[str, ...]
) -> None:
    assert template_for(message, schedule) == (name, given)
