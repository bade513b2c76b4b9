"""«عرض» below a template: what waits comes by itself, and where nothing does any more, it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.conversation import State, Tapped
from bot.core.templates import SHOW
from bot.flows.engine import step
from tests.flows.sample import PEOPLE, book
from tests.flows.test_hearing import at, keys, turn


@pytest.mark.parametrize("state", [State(PEOPLE["champion"]), at("pulse", "consent")], ids=["menu", "form"])
def test_nothing_is_said_before_what_waited(state: State) -> None:
    done = step(book(), state, Tapped(0, SHOW), replace(turn(), waits=1))
    assert done.messages == ()
    assert done.state == state


def test_what_does_not_wait_any_more_is_not_promised() -> None:
    done = step(book(), State(PEOPLE["champion"]), Tapped(0, SHOW), turn())
    assert "opener.nothing" in keys(done)
    assert done.messages[-1].choices
