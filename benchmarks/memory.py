"""What the serving process holds in memory: idle, and with 100,000 conversations that are open.

All of these are stored, at every question of the registration, and everybody writes something through this
process. What it needs to work at all (a journal, caches of the database, connections) is there after the
first thousand of them; growth is what the others add.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks import population
from benchmarks.bot import HOOK, Bot, serving
from benchmarks.growth import update
from benchmarks.harness import Bar, Figures, asked, judge, over
from benchmarks.load import load, request
from benchmarks.ours import SECRET, opened
from benchmarks.programs import program
from benchmarks.registrants import STEPS
from bot.handlers.telegram.webhook import PATH
from bot.storage.migrate import migrate
from bot.storage.sealed import Sealer

FIRST = 1_000
AT_ONCE = 64
IDLE, WARM, FULL = "idle, MB", f"after {FIRST:,} people wrote, MB", "after all wrote, MB"
WORDS = "السلام عليكم"
SETTLED = 3.0


def idle(folder: Path, provider: str) -> float:
    """Of a new installation that nobody has written to."""
    url = f"sqlite:///{folder / 'idle.db'}"
    migrate(url)
    with serving(url, provider, MEDIA_URL=str(folder / "media")) as bot:
        return _settled(bot)


def busy(folder: Path, provider: str, people: int) -> tuple[float, float]:
    """After the first have written, and after all have."""
    path = folder / "open.db"
    url = f"sqlite:///{path}"

    async def sample() -> list[bytes]:
        async with opened(url) as ours:
            return await population.examples(ours, range(1, STEPS))

    population.multiply(path, Sealer(SECRET), uvloop.run(sample()), people)
    with serving(url, provider, MEDIA_URL=str(folder / "media")) as bot:
        _write(bot, range(FIRST))
        warm = _settled(bot)
        _write(bot, range(FIRST, people))
        return warm, _settled(bot)


def _write(bot: Bot, people: range) -> None:
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": HOOK}
    requests = [
        request(PATH, headers, update(1_000_000_000 + who, population.chat(who), WORDS)) for who in people
    ]
    if uvloop.run(load(bot.port, requests, AT_ONCE)).failed:
        raise AssertionError("somebody was not heard")


def _settled(bot: Bot) -> float:
    time.sleep(SETTLED)
    return bot.memory


def measured(provider: str, people: int) -> Callable[[], Figures]:
    """One round."""

    def go() -> Figures:
        with TemporaryDirectory(prefix="tamasuk-bench-") as folder:
            alone = idle(Path(folder), provider)
            warm, full = busy(Path(folder), provider, people)
            return {IDLE: alone, WARM: warm, FULL: full}

    return go


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    people = wanted.size("people", 100_000, 25_000)
    rounds = wanted.size("rounds", 3, 1)
    with ExitStack() as started:
        provider = started.enter_context(program("benchmarks.provider"))
        return judge(
            wanted,
            [measured(provider, people)],
            [
                Bar("memory.idle_mb", lambda found: found[IDLE], "<=", 150),
                Bar("memory.growth", over(FULL, WARM), "<=", 1.05),
            ],
            rounds=rounds,
        )


if __name__ == "__main__":
    sys.exit(main())
