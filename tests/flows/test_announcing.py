"""What golden conversations about messages to many do not show: lengths, hours, other spellings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.conversation import Found, State
from bot.flows.announcement import LONGEST
from bot.flows.shipped.starters import STARTERS, starter_of
from tests.flows.player import Player
from tests.flows.sample import PEOPLE, book, catalogues


def begun() -> Player:
    """A coordinator who is asked for the words."""
    player = Player(book(), catalogues(), State(PEOPLE["coordinator"]))
    player.play("←  إعلان")
    player.take(Found("audiences", {"audiences": []}))
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
