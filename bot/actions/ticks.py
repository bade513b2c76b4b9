"""What happens by the clock: a handful of ticks that look for rows that are due, and hold no truth.

APScheduler only rings. A tick that fails is logged and rings again; one that takes long is not rung a
second time meanwhile; one that was missed rings once. The scheduler cancels what is running when it is
shut down, so a graceful stop silences it first and waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from typing_extensions import override

log = structlog.get_logger(__name__)

LOOK = 1.0
"""Seconds between two looks at the clock, and at whether it is this process that ticks."""


Act = Callable[[], Awaitable[object]]
Rota = Mapping[str, tuple[float, Act]]


class Every(IntervalTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So many seconds after the last time that was not missed.

    APScheduler counts one by one what was missed: a clock that is set on by years would keep it for hours.
    """

    @override
    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        if previous_fire_time is not None and previous_fire_time + self.interval < now:
            previous_fire_time = now
        found: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        return found


class Ticks:
    """The scheduler of one process. Made inside a running loop.

    By name: every how many seconds, the first time at once, and what is done then. `ours`: whether this
    process does it now; of several, one does. What is `here` each of them does for itself.
    """

    def __init__(
        self, ticks: Rota, ours: Callable[[], bool] = lambda: True, here: Rota | None = None
    ) -> None:
        self._shared, self._here, self._ours = ticks, here or {}, ours
        self._running: set[asyncio.Task[Any]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Ring from now on."""
        for name, (seconds, act) in {**self._shared, **self._here}.items():
            self._scheduler.add_job(
                self._ring,
                Every(seconds=seconds, timezone=UTC),
                args=[name, act],
                id=name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """When the clock is set back, nothing waits for the time it had; who takes over begins at once."""
        ours = self._ours()
        while True:
            await asyncio.sleep(LOOK)
            now, before, ours = datetime.now(UTC), ours, self._ours()
            for job in self._scheduler.get_jobs():
                if job.next_run_time - now > job.trigger.interval or (ours and not before):
                    job.modify(next_run_time=now)
            self._scheduler.wakeup()  # it may have gone to sleep for as long as the clock was wrong

    async def stop(self) -> None:
        """Ring no more; what has begun ends."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        self._scheduler.remove_all_jobs()
        await asyncio.sleep(0)  # what was rung just now begins
        if self._running:
            await asyncio.wait(self._running)
        self._scheduler.shutdown(wait=False)

    async def _ring(self, name: str, act: Act) -> None:
        """In the scheduler's own task: when all of those have ended, it has nothing to cancel."""
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        if name in self._here or self._ours():
            await _run(name, act)


async def _run(name: str, act: Act) -> None:
    try:
        await act()
    except Exception:
        log.exception("tick.failed", tick=name)
