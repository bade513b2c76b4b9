"""A line over the outbox of a test, and time that passes while it works."""

from __future__ import annotations

from typing import Any

from bot.actions.line import Line, Means
from bot.core.channel import Capabilities
from tests.sending import PLACE, FakeChannel, Outbox

TELEGRAM = Capabilities(edits=True, deletes=True, rate=28.0, chat_burst=3, chat_rate=1.0)
WHATSAPP = Capabilities(window_hours=24, rate=80.0, chat_burst=8, chat_rate=1 / 6)


def means(box: Outbox, **about: Any) -> Means:
    return Means(
        database=box.database,
        sealer=box.sealer,
        place=lambda area: PLACE,
        now=lambda: box.now,
        clock=lambda: box.seconds,
        **{"holder": box.ids.new(), **about},
    )


async def line(box: Outbox, channel: FakeChannel, **about: Any) -> Line:
    """A line whose bucket has filled up."""
    made = Line(means(box, **about), channel)
    box.pass_(1)
    assert await made.hold()
    return made


async def run(box: Outbox, one: Line, seconds: float = 0.0) -> None:
    """Let it work for so long, on the clock of the test; at least until nothing moves any more."""
    end = box.seconds + seconds
    while True:
        wait = await one.step()
        await one.under_way()
        if wait >= 1.0 or box.seconds + wait > end:
            wait = await one.step()
            await one.under_way()
            if box.seconds + wait > end:
                break
        box.pass_(wait)
        await one.hold()
    box.pass_(max(0.0, end - box.seconds))
    await one.hold()
