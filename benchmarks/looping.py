"""A broadcast as a loop over a list: python-telegram-bot with its own rate limiter, as it is documented.

It keeps nothing: who stops it begins anew, or sends to somebody twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import uvloop
from telegram.error import Forbidden, TelegramError
from telegram.ext import AIORateLimiter, ExtBot  # noqa: TID251 - this is what we are compared with

from benchmarks import population
from benchmarks.broadcast import LATENCY, WORDS
from benchmarks.harness import Figures
from benchmarks.programs import program
from benchmarks.provider import TOKEN, figures
from bot.core import pace


def looped(rate: int, seconds: float) -> Callable[[], Figures]:
    """One round: as far as it gets in so many seconds."""

    async def send(url: str) -> None:
        limiter = AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=1)
        async with ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=limiter) as bot:
            until = time.perf_counter() + seconds
            for number in range(int(rate * seconds)):
                with suppress(Forbidden):
                    await bot.send_message(population.chat(number), WORDS)
                if time.perf_counter() > until:
                    return

    def go() -> Figures:
        given = ("--rate", str(rate), "--burst", str(pace.account(rate, 0.0).size), "--latency", LATENCY)
        with program("benchmarks.provider", *given) as url:
            with suppress(TelegramError):
                uvloop.run(send(url))
            seen = figures(url)
        return {
            f"{rate:,} a second, a loop: share of it reached": (seen.taken - 1) / seen.seconds / rate,
            f"{rate:,} a second, a loop: refused": float(seen.refused),
        }

    return go
