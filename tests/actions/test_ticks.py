"""Ticks ring, survive a failure, never overlap themselves, and end gracefully."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, tzinfo
from typing import Any

import apscheduler.executors.base as executor_module
import apscheduler.schedulers.base as scheduler_module
import apscheduler.triggers.interval as interval_module
import pytest
from typing_extensions import override

from bot.actions import ticks as ticks_module
from bot.actions.ticks import Ticks


async def test_a_tick_rings_at_once_and_again_after_a_failure() -> None:
    rung = 0
    third = asyncio.Event()

    async def fails() -> None:
        nonlocal rung
        rung += 1
        if rung == 3:
            third.set()
        raise ValueError("the disk was full")

    ticks = Ticks({"purge": (0.01, fails)})
    ticks.start()
    async with asyncio.timeout(10):
        await third.wait()
    await ticks.stop()
    assert rung >= 3


async def test_a_tick_that_takes_long_is_not_rung_twice_and_stops_none_other() -> None:
    begun, other = 0, asyncio.Event()
    release = asyncio.Event()

    async def slow() -> None:
        nonlocal begun
        begun += 1
        await release.wait()

    async def quick() -> None:
        if begun:
            other.set()

    ticks = Ticks({"errands": (0.01, slow), "dispatch": (0.01, quick)})
    ticks.start()
    async with asyncio.timeout(10):
        await other.wait()
        other.clear()
        await other.wait()
    assert begun == 1
    release.set()
    await ticks.stop()


async def test_a_stop_lets_what_has_begun_end() -> None:
    begun, ended = asyncio.Event(), False

    async def slow() -> None:
        nonlocal ended
        begun.set()
        for _ in range(20):
            await asyncio.sleep(0)
        ended = True

    ticks = Ticks({"wake": (60.0, slow)})
    ticks.start()
    async with asyncio.timeout(10):
        await begun.wait()
        await ticks.stop()
    assert ended


class Wrong(datetime):
    """A clock of day that can be set."""

    ahead = timedelta()

    @classmethod
    @override
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + cls.ahead


# From 1970 to today: a small board without a battery starts there, and then learns the time.
FROM_NOTHING = timedelta(days=20_000)


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=-3), timedelta(hours=5), FROM_NOTHING], ids=["set back", "set on", "set at all"]
)
async def test_a_clock_that_is_set_silences_no_tick(
    monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    for module in (ticks_module, scheduler_module, executor_module, interval_module):
        monkeypatch.setattr(module, "datetime", Wrong)
    monkeypatch.setattr(ticks_module, "LOOK", 0.01)
    monkeypatch.setattr(Wrong, "ahead", timedelta())
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    ticks = Ticks({"wake": (0.02, ring)})
    ticks.start()
    async with asyncio.timeout(10):
        await rung.wait()
        monkeypatch.setattr(Wrong, "ahead", ahead)
        for _ in range(3):
            rung.clear()
            assert await rung.wait()
    await ticks.stop()


async def test_a_clock_that_is_set_to_and_fro_silences_no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meanwhile the scheduler has gone to sleep for three hours."""
    for module in (ticks_module, scheduler_module, executor_module, interval_module):
        monkeypatch.setattr(module, "datetime", Wrong)
    monkeypatch.setattr(ticks_module, "LOOK", 0.2)
    monkeypatch.setattr(Wrong, "ahead", timedelta())
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    ticks = Ticks({"wake": (0.02, ring)})
    ticks.start()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10):
        await rung.wait()
        monkeypatch.setattr(Wrong, "ahead", timedelta(hours=-3))
        while ticks._scheduler._timeout.when() - loop.time() < 3600:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        monkeypatch.setattr(Wrong, "ahead", timedelta(hours=5))
        rung.clear()
        assert await rung.wait()
    await ticks.stop()


async def test_who_takes_over_rings_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks_module, "LOOK", 0.01)
    ours, rung, here = False, asyncio.Event(), asyncio.Event()

    async def ring() -> None:
        rung.set()

    async def everywhere() -> None:
        here.set()

    ticks = Ticks({"reconcile": (3600.0, ring)}, lambda: ours, {"dispatch": (3600.0, everywhere)})
    ticks.start()
    async with asyncio.timeout(10):
        await here.wait()
        assert not rung.is_set()
        ours = True
        await rung.wait()
    await ticks.stop()


@pytest.mark.parametrize("turns", range(8))
async def test_a_stop_at_any_moment_is_no_failure(turns: int, caplog: pytest.LogCaptureFixture) -> None:
    async def act() -> None:
        for _ in range(3):
            await asyncio.sleep(0)

    ticks = Ticks({f"tick {n}": (60.0, act) for n in range(5)})
    ticks.start()
    for _ in range(turns):
        await asyncio.sleep(0)
    await ticks.stop()
    for _ in range(5):
        await asyncio.sleep(0)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
