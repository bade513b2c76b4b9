"""How long the fault tests go on: shortly in `make test`, for FAULTS_SECONDS in all in `make soak`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SECONDS = float(os.environ.get("FAULTS_SECONDS", "0"))


def combinations(short: Sequence[T], *more: T) -> list[T]:
    """Those of `make test`; `make soak` tries more."""
    return [*short, *more] if SECONDS else list(short)
