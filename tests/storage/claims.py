"""Claiming and settling rows of an outbox, as a line does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.channel import Capabilities
from bot.storage import outbox, settling
from bot.storage.leaving import Claimed
from bot.storage.outbox import Claim
from bot.storage.settling import After
from tests.sending import PLACE, Outbox, said

EDITS = Capabilities(edits=True)
WINDOW = Capabilities(window_hours=24)


async def claim(
    box: Outbox, most: int = 100, capabilities: Capabilities = EDITS, **about: Any
) -> list[Claimed]:
    wanted = Claim("fake", "1", "send", "us", about.pop("epoch", 1), box.now, most, capabilities, **about)
    async with box.database.begin() as tx:
        claimed, _ = await outbox.take(tx, box.sealer, wanted, lambda area: PLACE)
        return claimed


def says(claimed: Sequence[Claimed]) -> list[str]:
    return [said(one.delivery) if one.delivery else one.problem for one in claimed]


async def settle(box: Outbox, claimed: Claimed, state: str = "sent", **about: Any) -> None:
    after = After(
        claimed.id, claimed.address, state, claimed.at, claimed.attempts + 1, claimed.epoch, **about
    )
    async with box.database.begin() as tx:
        await settling.settle(tx, [after], box.now)


async def sent(box: Outbox, *refs: str) -> Claimed:
    """The next row, claimed and sent."""
    (one,) = await claim(box, 1)
    await settle(box, one, refs=refs)
    return one
