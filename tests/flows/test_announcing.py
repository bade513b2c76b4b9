"""What golden conversations about messages to many do not show: lengths, hours, other spellings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.app.conversing import with_form
from bot.core.audience.conditions import MOST
from bot.core.conversation import Found, State
from bot.core.programme import Book
from bot.flows.announcement import LONGEST, MOST_MESSAGES, openable, pressable
from bot.flows.shipped.starters import STARTERS, starter_of
from tests.flows.player import Player
from tests.flows.sample import PEOPLE, book, catalogues, worked

PLANNED = {
    "outcome": "planned",
    "text": "مرحباً",
    "whom": "everybody",
    "form": "",
    "at": "now",
    "campaign": "c" * 32,
    "lines": [],
}


def begun(whole: Book | None = None) -> Player:
    """A coordinator who is asked for the words."""
    player = Player(whole or book(), catalogues(), State(PEOPLE["coordinator"]))
    player.play("←  إعلان")
    player.take(Found("audiences", {"audiences": []}))
    return player


def timed(whole: Book | None = None) -> Player:
    """A coordinator who is asked when it leaves."""
    player = begun(whole)
    for line in ("مرحباً", "1", "1"):
        player.play(f"←  {line}")
    return player


def asked(player: Player) -> str:
    aside = player.state.talk.aside
    return aside.kind if aside is not None else ""


def kept(player: Player, name: str) -> object:
    aside = player.state.talk.aside
    return aside.data.get(name) if aside is not None else None


def test_a_thousand_letters_are_enough() -> None:
    player = begun()
    player.play("←  " + "ا" * (LONGEST + 1))
    assert asked(player) == "announce_words"
    assert "1000" in "\n".join(player.lines[-4:])
    player.play("←  " + "ا" * LONGEST)
    assert asked(player) == "announce_whom"


@pytest.mark.parametrize("sign", ["{name}", "{الاسم}", "{ اسم }"])
def test_the_name_may_be_asked_for_in_arabic(sign: str) -> None:
    player = begun()
    player.play(f"←  مرحباً {sign}")
    assert kept(player, "text") == "مرحباً {name}"


@pytest.mark.parametrize("words", ["رجوع", "ارجع", "back"])
def test_back_is_no_text(words: str) -> None:
    player = begun()
    player.play(f"←  {words}")
    assert asked(player) == "menu"


@pytest.mark.parametrize("words", ["تم", "نعم", "إعلان", "12", "رسائلنا", "موافقة"])
def test_any_other_words_are_a_text(words: str) -> None:
    player = begun()
    player.play(f"←  {words}")
    assert kept(player, "text") == words


@pytest.mark.parametrize(("hour", "offered"), [(14, True), (15, False)])
def test_this_evening_is_offered_while_it_is_to_come(hour: int, offered: bool) -> None:
    """Amman is three hours ahead."""
    player = begun()
    player.now = datetime(2026, 3, 5, hour, 0, tzinfo=UTC)
    for line in ("مرحباً", "1", "1"):
        player.play(f"←  {line}")
    assert asked(player) == "announce_when"
    assert ("evening" in [one.id for one in player.last[-1].choices]) is offered


def test_a_shipped_message_is_known_by_its_words() -> None:
    for starter in STARTERS:
        assert [starter_of(words) for words in starter.text.languages.values()] == [starter] * 2
        assert starter_of(starter.text.languages["ar"] + " ") is None


def test_other_words_are_no_series_any_more() -> None:
    player = begun()
    for line in ("[رسائل جاهزة]", "[السلسلة كلها]"):
        player.play(f"←  {line}")
    assert kept(player, "series")
    for line in ("رجوع", "مرحباً"):
        player.play(f"←  {line}")
    assert (kept(player, "series"), kept(player, "at"), kept(player, "text")) == (None, None, "مرحباً")


def test_other_words_have_no_translation_yet() -> None:
    player = begun()
    player.take(Found("planned", {**PLANNED, "also": {"en": "Hello"}}))
    for line in ("[تعديل النص]", "أهلاً"):
        player.play(f"←  {line}")
    assert "also" not in str(player.lines[-1])


@pytest.mark.parametrize(
    "words", ["الأحد والأربعاء", "كل أحد و اربعاء", "sunday and wednesday", "2 5", "٢، ٥"]
)
def test_weekdays_may_be_said_together(words: str) -> None:
    player = timed()
    for line in ("[تتكرر كل أسبوع]", words):
        player.play(f"←  {line}")
    assert asked(player) == "announce_clock"
    assert kept(player, "making") == {"weekdays": [2, 6]}


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("حتى نوقفها", {}),
        ("3 مرات", {"times": 3}),
        ("٥", {"times": 5}),
        ("حتى 30 حزيران", {"ends": "2026-06-30"}),
        ("30/6/2026", {"ends": "2026-06-30"}),
    ],
)
def test_until_when_is_a_number_or_a_day(words: str, at: dict[str, object]) -> None:
    player = timed()
    for line in ("[تتكرر كل أسبوع]", "كل يوم", "[6:00 م]", words):
        player.play(f"←  {line}")
    assert json.dumps({"type": "recurring", "hour": 18, **at}, ensure_ascii=False) in player.lines[-1]


def test_an_anonymous_form_is_only_reminded_of_when_it_was_begun() -> None:
    whole = book()
    nameless = replace(whole.forms["pulse"], mode="anonymous")
    player = timed(replace(whole, forms={**whole.forms, "pulse": nameless}))
    for line in ("[تذكير باستبيان]", "1"):
        player.play(f"←  {line}")
    assert kept(player, "making") == {"form": "pulse", "of": "unfinished"}


def test_no_more_messages_are_added_than_may_be() -> None:
    player = begun()
    earlier = [{"text": "أهلاً", "form": "", "at": "now"}] * (MOST_MESSAGES - 1)
    player.take(Found("planned", {**PLANNED, "before": earlier}))
    offered = [one.id for one in player.last[-1].choices]
    assert "add_message" not in offered
    assert "drop_last" in offered


def test_a_button_may_lead_to_the_team_or_to_a_report() -> None:
    """By the way that says first what has to be known: who answers, and the code of conduct."""
    offered = [form.name for form in pressable(book(), date(2026, 3, 5))]
    assert offered[-2:] == ["human", "report"]
    assert {"human", "report"}.isdisjoint(form.name for form in openable(book(), date(2026, 3, 5)))


def choosing(whole: Book) -> Player:
    """A coordinator who is asked for a condition."""
    player = begun(whole)
    for line in ("مرحباً", "[جمهور بشروط]"):
        player.play(f"←  {line}")
    return player


def offered(player: Player) -> list[str]:
    return [one.id for one in player.last[-1].choices]


def test_answers_are_only_offered_where_a_form_offers_them() -> None:
    player = choosing(with_form(book(), worked("neighbours")))
    player.play("←  [شروط أخرى]")
    assert offered(player) == ["by_answered", "by_registered", "by_seen", "by_channel", "back"]


@pytest.mark.parametrize("mode", ["pseudonymous", "anonymous", "staff"])
def test_of_a_form_without_names_nobody_is_chosen_by_their_answers(mode: str) -> None:
    nameless = replace(worked("meetings"), mode=mode)
    player = choosing(with_form(book(), nameless))
    player.play("←  [شروط أخرى]")
    assert {"by_answer", "by_answered"}.isdisjoint(offered(player))


def test_a_form_that_is_asked_no_more_still_has_its_answers() -> None:
    """Of two forms it is asked which."""
    another = replace(worked("meetings"), name="earlier")
    player = choosing(replace(with_form(book(), worked("meetings")), past={"earlier": another}))
    player.play("←  جواب معيّن")
    assert offered(player) == ["form:earlier", "form:meetings", "back"]
    player.play("←  1")
    player.play("←  رجوع")
    assert asked(player) == "audience_answer"


def test_an_answer_that_is_called_back_leads_nowhere_back() -> None:
    """It is also the name of the choice that does."""
    player = choosing(with_form(book(), worked("meetings")))
    for line in ("جواب معيّن", "2", "[العودة إلى المدرسة]"):
        player.play(f"←  {line}")
    assert kept(player, "partial") == {"chosen": ["value:back"]}


def test_a_list_that_is_pressed_stays_one_message() -> None:
    player = choosing(with_form(book(), worked("meetings")))
    slots = []
    for line in ("جواب معيّن", "2", "[الماء]", "[الشباب]"):
        player.play(f"←  {line}")
        slots.append(player.last[-1].slot)
    assert slots[1]
    assert slots[1:] == [slots[1]] * 3


def test_of_forms_with_waves_it_is_asked_which() -> None:
    monthly = replace(worked("meetings"), wave="w2")
    player = choosing(with_form(book(), monthly))
    for line in ("مع إجابة", "1", "[الدورة الحالية]"):
        player.play(f"←  {line}")
    assert '{"kind": "answered", "form": "meetings", "wave": "now"}' in player.lines[-1]


def test_no_more_conditions_are_added_than_may_be() -> None:
    player = choosing(with_form(book(), worked("meetings")))
    full = [{"kind": "unanswered", "form": f"form{number}"} for number in range(MOST)]
    player.take(Found("audience_counted", {"outcome": "counted", "text": "مرحباً", "conditions": full}))
    assert "more_conditions" not in offered(player)
    player.play("←  القناة")
    assert asked(player) == "audience"
