"""Photos that come while a workbook's form asks something else."""

from __future__ import annotations

import pytest

from bot.app.conversing import with_form
from bot.core.arabic import bidi
from bot.core.conversation import Sent, State, Tapped
from bot.core.media import Media
from tests.flows.player import Player
from tests.flows.sample import PEOPLE, book, catalogues
from tests.flows.xlsform.tables import form


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "وصلت الصورة، وستكون مع إجاباتك."),
        (2, "وصلت الصورتان، وستكونان مع إجاباتك."),
        (3, "وصلت الصور، وستكون مع إجاباتك."),
    ],
)
def test_they_are_kept_with_the_answers_and_no_report_is_spoken_of(number: int, said: str) -> None:
    made = form("type | name | label\ninteger | a | كم؟\nimage | seen | صورة؟")
    player = Player(with_form(book(), made), catalogues(), State(person=PEOPLE["volunteer"]))
    player.take(Tapped(0, f"form:{made.name}"))
    photos = tuple(Media("photo", f"r{n}", str(n) * 32, "image/jpeg") for n in range(number))
    done = player.take(Sent(photos))
    assert bidi.strip(player.words(done.messages[-1].parts[0])) == said
    assert player.state.draft is not None
    assert player.state.draft.at == "a"
