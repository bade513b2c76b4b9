"""A whole turn with a thousand, a hundred thousand and a million people stored.

They stand at several questions of the registration. Those who write are picked at random over all of them:
each goes one question back and answers it again, 64 at a time, from the bytes of an update to the commit.
Each measurement is a process of its own, so that its memory is that of these turns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import msgspec
import uvloop
from sqlalchemy import func, select

from benchmarks import population
from benchmarks.harness import Bar, Figures, asked, judge, over, say
from benchmarks.ours import SECRET, Ours, opened
from benchmarks.programs import TREE, resident
from bot.storage.schema import outgoing
from bot.storage.sealed import Sealer

STEPS = (3, 4, 5)
BACK = "رجوع"
AGAIN = {3: "ليلى", 4: "أنثى", 5: "1990"}
"""What answers the question before the one at which somebody stands."""
WARM = 512
AT_ONCE = 64


def update(number: int, chat: str, text: str) -> bytes:
    """Somebody writes, on Telegram."""
    sender = {"id": int(chat), "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
    place = {"id": int(chat), "first_name": "ليلى", "type": "private"}
    said = {"message_id": number, "from": sender, "chat": place, "date": int(time.time()), "text": text}
    return msgspec.json.encode({"update_id": number, "message": said})


# ------------------------------------------------------------------------------- in its own process


def _updates(people: int, turns: int, seed: int) -> list[bytes]:
    """All go back, then all answer, and so on."""
    writing = random.Random(seed).sample(range(people), min(people, turns // 2))
    numbers = count(1_000_000_000 + seed * 10_000_000)
    found: list[bytes] = []
    while len(found) < turns:
        for back in (True, False):
            for who in writing:
                text = BACK if back else AGAIN[STEPS[who % len(STEPS)]]
                found.append(update(next(numbers), population.chat(who), text))
    return found


async def _turns(path: Path, people: int, turns: int, seed: int) -> dict[str, float]:
    async with opened(f"sqlite:///{path}", batch=AT_ONCE) as ours:
        writing = _updates(people, turns + WARM, seed)
        before = await _replies(ours)
        await _feed(ours, writing[:WARM])
        began = time.perf_counter()
        await _feed(ours, writing[WARM:])
        took = time.perf_counter() - began
        if await _replies(ours) - before != len(writing):
            raise AssertionError("somebody got no reply")
        return {"turn": took / (len(writing) - WARM) * 1e6, "memory": resident(os.getpid())}


async def _feed(ours: Ours, updates: Sequence[bytes]) -> None:
    left = iter(updates)

    async def work() -> None:
        for one in left:
            await ours.take(one)

    await asyncio.gather(*(work() for _ in range(ours.at_once)))


async def _replies(ours: Ours) -> int:
    async with ours.store.database.read() as tx:
        return int(await tx.scalar(select(func.count()).select_from(outgoing)) or 0)


# -------------------------------------------------------------------------------------------- around


def _filled(folder: Path, people: int) -> Path:
    """A database with so many people."""
    path = folder / f"{people}.db"

    async def sample() -> list[bytes]:
        async with opened(f"sqlite:///{path}") as ours:
            return await population.examples(ours, STEPS)

    population.multiply(path, Sealer(SECRET), uvloop.run(sample()), people)
    return path


def measured(path: Path, people: int, turns: int, seeds: Iterator[int]) -> Callable[[], Figures]:
    """One round with one population."""

    def go() -> Figures:
        given = [str(path), str(people), str(turns), str(next(seeds))]
        command = [sys.executable, "-m", "benchmarks.growth", "--within", *given]
        done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        return {_turn(people): found["turn"], _memory(people): found["memory"]}

    return go


def _turn(people: int) -> str:
    return f"a turn with {people:,} people, µs"


def _memory(people: int) -> str:
    return f"memory with {people:,} people, MB"


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    sizes = [
        wanted.size("people", *pair) for pair in ((1_000, 1_000), (100_000, 10_000), (1_000_000, 50_000))
    ]
    turns = wanted.size("turns", 8192, 2048)
    seeds = count(1)
    with tempfile.TemporaryDirectory(prefix="tamasuk-bench-") as folder:
        measurements = []
        for people in sizes:
            began = time.perf_counter()
            path = _filled(Path(folder), people)
            took, size = time.perf_counter() - began, path.stat().st_size / 1e6
            say(f"{people:,} people stored in {took:.0f} s, {size:,.0f} MB")
            measurements.append(measured(path, people, turns, seeds))
        few, many, most = sizes
        return judge(
            wanted,
            measurements,
            [
                Bar("growth.turn_hundred", over(_turn(many), _turn(few)), "<=", 1.5),
                Bar("growth.turn_thousand", over(_turn(most), _turn(few)), "<=", 2),
                Bar("growth.memory", over(_memory(most), _memory(few)), "<=", 1.2),
            ],
        )


def _within() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--within", action="store_true")
    parser.add_argument("path", type=Path)
    for name in ("people", "turns", "seed"):
        parser.add_argument(name, type=int)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(uvloop.run(_turns(given.path, given.people, given.turns, given.seed))) + "\n")


if __name__ == "__main__":
    if "--within" in sys.argv:
        _within()
    else:
        sys.exit(main())
