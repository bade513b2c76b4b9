"""PostgreSQL cuts its connections, is restarted, and crashes, while many people talk with three processes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres
from tests.databases import POSTGRESQL
from tests.faults import figures
from tests.faults.city import Altered, City, city, peopled
from tests.faults.ledger import balance
from tests.faults.soak import combinations

CROWD = 9
BETWEEN = 20
SOONER: Altered = {"bot.app.ticking": {"RECONCILE": 1.0}}
# What the program logs when the database is away, and nothing else.
EXPECTED = {
    "alert.storage",
    "batch.refused",
    "dispatch.lease",
    "dispatch.storage",
    "media.lost",
    "shift.lease",
    "telegram.not_taken",
    "tick.failed",
    "wake.refused",
    "watch.failed",
    "whatsapp.not_taken",
    "a message of the web chat could not be stored",
}


def cut() -> None:
    """Every connection is closed by the server."""
    postgres.server().sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def restart() -> None:
    """As an operator does it."""
    postgres.server().restart()


def crash() -> None:
    """It ends at once and recovers when it starts again."""
    postgres.server().restart(signal.SIGQUIT)


OUTAGES: tuple[Callable[[], None], ...] = (cut, restart, crash)


@pytest.mark.parametrize("mode", combinations(["webhook"], "polling"))
async def test_a_database_that_goes_away_loses_nothing(tmp_path: Path, mode: str, seconds: float) -> None:
    async with city(tmp_path, on=POSTGRESQL, processes=3, webhook=mode == "webhook", altered=SOONER) as place:
        place.tolerated = EXPECTED
        crowd = await peopled(place, CROWD, seconds, photos=True)
        async with crowd.at_work(coming=True):
            async for _ in place.rounds(1, seconds):
                await outages(place)
        await crowd.come_back()
        await balance(place, crowd.residents)


async def outages(place: City) -> None:
    """Each in turn, with some messages between them."""
    for outage in OUTAGES:
        await place.progress(BETWEEN)
        await place.announce()
        await asyncio.to_thread(outage)
        await place.look()
        figures.note(cuts=1)
