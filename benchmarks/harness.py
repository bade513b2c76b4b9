"""Measuring and judging: every measurement in every round, so that what slows the machine slows all alike.

A benchmark names its measurements and its bars and calls `judge`. A measurement is a function that does
one round of work and returns figures by name. A bar looks at the figures of one round and returns the
value that counts; the median over the rounds is judged. A bar missed by less than 5 % gets two more
rounds. What takes a few seconds beside others that take many may be named several times, between them: then
the median of these is its figure of the round, and it meets the same machine as they do.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal, TypeVar

from rich.console import Console
from rich.table import Table

ROUNDS = 3
AGAIN = 2
CLOSE = 0.05

Figures = Mapping[str, float]
Measurement = Callable[[], Figures]
T = TypeVar("T")


@dataclass
class Asked:
    """What the command line wants. `shrunk`: what is smaller than in a full run."""

    title: str
    quick: bool = False
    shrunk: list[str] = field(default_factory=list)

    def size(self, what: str, full: T, quick: T) -> T:
        """A population, a duration: as it must be, or as it may be when there is little time."""
        if not self.quick or full == quick:
            return full
        self.shrunk.append(f"{what} {_size(full)} → {_size(quick)}")
        return quick


@dataclass(frozen=True)
class Bar:
    """`value` of one round must be `sign` `bound`. The name holds no space: programs read these lines."""

    name: str
    value: Callable[[Figures], float]
    sign: Literal[">=", "<="]
    bound: float

    def missing(self, value: float) -> float:
        """The share of the bound by which it is missed; 0 when it is kept."""
        short = self.bound - value if self.sign == ">=" else value - self.bound
        return max(0.0, short / self.bound if self.bound else float("inf") if short > 0 else 0.0)


def asked(doc: str | None, arguments: Sequence[str] | None = None) -> Asked:
    """Read the command line of a benchmark; its docstring is its help."""
    text = inspect.cleandoc(doc or "")
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller and shorter, within a minute")
    return Asked(text.partition("\n")[0], parser.parse_args(arguments).quick)


def over(one: str, other: str) -> Callable[[Figures], float]:
    """The ratio of two figures of a round."""
    return lambda figures: figures[one] / figures[other]


def judge(
    asked: Asked, measurements: Sequence[Measurement], bars: Sequence[Bar], *, rounds: int = ROUNDS
) -> int:
    """Measure, print, and return the exit status: 1 when a bar is missed."""
    say(asked.title)
    if asked.shrunk:
        say("quick: " + ", ".join(asked.shrunk))
    found = [_round(measurements) for _ in range(rounds)]
    if any(0 < bar.missing(_value(bar, found)) < CLOSE for bar in bars):
        say(f"close: {AGAIN} more rounds")
        found += [_round(measurements) for _ in range(AGAIN)]
    _show(found)
    return _verdict(bars, found)


def say(line: str) -> None:
    """One line at once, because others may write to the same terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _round(measurements: Sequence[Measurement]) -> Figures:
    found: dict[str, list[float]] = {}
    for measure in measurements:
        for name, value in measure().items():
            found.setdefault(name, []).append(value)
    return {name: median(values) for name, values in found.items()}


def _value(bar: Bar, found: Sequence[Figures]) -> float:
    return median(bar.value(figures) for figures in found)


def _verdict(bars: Sequence[Bar], found: Sequence[Figures]) -> int:
    short = False
    for bar in bars:
        value = _value(bar, found)
        missed = bar.missing(value) > 0
        short = short or missed
        said = "short" if missed else "ok"
        say(f"ratio {bar.name} {value:.3f} {bar.sign} {bar.bound:g} {said}")
    return int(short)


def _show(found: Sequence[Figures]) -> None:
    table = Table("", "median", "lowest", "highest", box=None, header_style="dim")
    for column in table.columns[1:]:
        column.justify = "right"
    for name in found[0]:
        values = [figures[name] for figures in found]
        table.add_row(name, *(_number(value) for value in (median(values), min(values), max(values))))
    Console(highlight=False).print(table)


def _number(value: float) -> str:
    """Three digits that matter; whole numbers as they are."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.{1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 3}f}"


def _size(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
