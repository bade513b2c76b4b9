"""Campaigns through the program as it serves: at the pace, beside people who talk, launched for a million.

A provider on loopback enforces each limit and answers after 50 ms; in one of the runs some of its chats have
blocked us, fail, are throttled or never answer. Beside it the loop over a list that one would write with
python-telegram-bot. Rows a second are for the reference machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from benchmarks import reference
from benchmarks.audience import MILLION, stored_twice
from benchmarks.broadcast import Broadcast, measured
from benchmarks.harness import Asked, Bar, Figures, asked, judge, over
from benchmarks.launching import alone, beside, besides, launched
from benchmarks.looping import looped
from tests.flows.sample import book

SHARES = {28: 0.98, 80: 0.98, 1000: 0.95}
REPLIES = (28, 1000)
ROWS, ROWS_BESIDE = 50_000, 20_000
SECOND = "a second of the reference, s"


def allowed() -> Figures:
    """What a second of the reference machine is here and now."""
    return {SECOND: reference.seconds(1.0)}


# --------------------------------------------------------------------------------------- launching


def launches(wanted: Asked) -> int:
    """The exit status of launching."""
    people = wanted.size("people", MILLION, 50_000)
    times = wanted.size("launches beside turns", 1, 8)
    idle = wanted.size("seconds of turns before", 20.0, 10.0)
    rounds = wanted.size("rounds", 3, 1)
    with stored_twice(people) as urls:
        measurements = [allowed]
        for name, url in urls.items():
            measurements += [alone(name, url, people, book()), beside(name, url, people, times, idle)]
        bars = [bar for name in urls for bar in _launch_bars(name)]
        return judge(wanted, measurements, bars, rounds=rounds)


def _launch_bars(name: str) -> list[Bar]:
    return [
        Bar(f"campaign.launch_{name}", _rows(launched(name)), ">=", ROWS),
        Bar(f"campaign.launch_{name}_beside", _rows(besides(name)), ">=", ROWS_BESIDE),
        Bar(
            f"campaign.launch_{name}_turns",
            over(f"{name}: a turn beside it, p99 ms", f"{name}: a turn, p99 ms"),
            "<=",
            5,
        ),
        Bar(
            f"campaign.launch_{name}_memory",
            over(f"{name}: memory at most, MB", f"{name}: memory after a tenth of it, MB"),
            "<=",
            1.1,
        ),
    ]


def _rows(name: str) -> Callable[[Figures], float]:
    return lambda figures: figures[name] * figures[SECOND]


# ----------------------------------------------------------------------------------------- sending


def broadcasts(wanted: Asked) -> int:
    """The exit status of sending: one round, for each is the mean of thousands."""
    full = {28: 10_000, 80: 10_000, 1000: 100_000}
    sent = {rate: wanted.size(f"recipients at {rate:,} a second", full[rate], 20 * rate) for rate in full}
    troubled = wanted.size("recipients with trouble", 10_000, 2_000)
    idle = wanted.size("seconds of talk before", 30.0, 10.0)
    runs = [Broadcast(rate, recipients, idle) for rate, recipients in sent.items()]
    runs.append(Broadcast(80, troubled, idle, troubled=True))
    seconds = wanted.size("seconds of each loop", 20.0, 5.0)
    loops = [looped(rate, seconds) for rate in sent]
    bars = [bar for run in runs for bar in _bars(run)]
    return judge(wanted, [*map(measured, runs), *loops], bars, rounds=1)


def _bars(of: Broadcast) -> list[Bar]:
    name, bar = of.name, f"campaign.{of.rate}" + ("_trouble" if of.troubled else "")
    bars = [
        Bar(f"{bar}_refused", _figure(f"{name}: refused"), "<=", 0),
        Bar(f"{bar}_once", _figure(f"{name}: of those who could, got it once"), ">=", 1),
        Bar(f"{bar}_accounts", _figure(f"{name}: accounted for as they are"), ">=", 1),
    ]
    if not of.troubled:
        bars.append(Bar(bar, _figure(f"{name}: share of it reached"), ">=", SHARES[of.rate]))
    if not of.troubled and of.rate in REPLIES:
        bars.append(Bar(f"{bar}_reply", over(f"{name}: a reply, ms", f"{name}: a reply, idle, ms"), "<=", 3))
        late = over(f"{name}: a reply, p99 ms", f"{name}: a reply, idle, p99 ms")
        bars.append(Bar(f"{bar}_reply_p99", late, "<=", 5))
    return bars


def _figure(name: str) -> Callable[[Figures], float]:
    return lambda found: found[name]


def main() -> int:
    """The exit status."""
    wanted = asked(__doc__)
    status = broadcasts(wanted)
    return status | launches(replace(wanted, title="Launching campaigns", shrunk=[]))


if __name__ == "__main__":
    sys.exit(main())
