"""States that an older release saved, brought to today's shape, never thrown away.

A step goes from one version to the next and is a pure function of a part's name ('Person', 'Talk',
'Draft') and its JSON. To add one: raise STATE_VERSION, write the step, put it under the version that it
starts from, and keep a state saved by the last release as its test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.conversation import STATE_VERSION

Step = Callable[[str, dict[str, Any]], dict[str, Any]]

STEPS: Mapping[int, Step] = {}


def upgraded(
    part: str, version: int, raw: dict[str, Any], steps: Mapping[int, Step] = STEPS
) -> dict[str, Any]:
    """The JSON of a part as this release knows it; KeyError for one that a newer release wrote."""
    if version > STATE_VERSION:
        raise KeyError(f"saved by a newer release: version {version} of {part}")
    for step in range(version, STATE_VERSION):
        raw = steps[step](part, raw)
    return raw
