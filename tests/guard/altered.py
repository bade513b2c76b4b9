"""Alters a program that a fault test starts: shorter limits, and a clock that jumps while it runs.

`TESTS_ALTER` is JSON: module, name in it, value; {"seconds": 1} is a length of time. `TESTS_CLOCK` is a
file that holds by how many seconds the clock of day is wrong. Only `sitecustomize` imports this, and only
where one of them is set; modules are altered right after they were imported, before anybody has looked into
them.
"""

import datetime as library
import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from time import time_ns
from types import ModuleType
from typing import Any

from typing_extensions import override

CLOCKS = (
    "apscheduler.executors.base",
    "apscheduler.schedulers.base",
    "apscheduler.triggers.interval",
    "bot.actions.ticks",
    "bot.app.store",
    "bot.handlers.webchat.routes",
)
"""Modules that ask for the time of day. Nothing in them asks what `datetime` is."""


class Jumping(library.datetime):
    """`datetime`, as far as these modules use it."""

    file: Path

    @classmethod
    @override
    def now(cls, tz: library.tzinfo | None = None) -> Any:
        """The time of day on a machine whose clock is wrong."""
        return library.datetime.now(tz) + library.timedelta(seconds=cls.wrong())

    @classmethod
    def time_ns(cls) -> int:
        """The same, in nanoseconds since 1970."""
        return time_ns() + round(cls.wrong() * 1e9)

    @classmethod
    def wrong(cls) -> float:
        """By how many seconds."""
        try:
            return float(cls.file.read_text() or "0")
        except FileNotFoundError:
            return 0.0


class Alterer(MetaPathFinder):
    """Finds the modules that are to be altered as Python does, and alters them when they have run."""

    def __init__(self, values: Mapping[str, Mapping[str, Any]], clock: str) -> None:
        self._values = values
        self._clocks = CLOCKS if clock else ()

    @override
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None: Python looks for it itself."""
        if name not in self._values and name not in self._clocks:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = Altering(spec.loader, dict(self._values.get(name, {})), name in self._clocks)
        return spec


class Altering(Loader):
    """The module's own loader, and what is done after it."""

    def __init__(self, own: Loader, values: dict[str, Any], clock: bool) -> None:
        self._own, self._values, self._clock = own, values, clock

    @override
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As usual."""
        return self._own.create_module(spec)

    @override
    def exec_module(self, module: ModuleType) -> None:
        """Run it, then alter it. A name that is not there is a mistake of the test."""
        self._own.exec_module(module)
        values = self._values | ({"datetime": Jumping} if self._clock else {})
        if self._clock and hasattr(module, "time_ns"):
            values["time_ns"] = Jumping.time_ns
        for name, value in values.items():
            getattr(module, name)
            setattr(module, name, _length(value))


def _length(value: Any) -> Any:
    return library.timedelta(**value) if isinstance(value, dict) and value.keys() == {"seconds"} else value


Jumping.file = Path(os.environ.get("TESTS_CLOCK", "/nowhere"))
sys.meta_path.insert(
    0, Alterer(json.loads(os.environ.get("TESTS_ALTER", "{}")), os.environ.get("TESTS_CLOCK", ""))
)
