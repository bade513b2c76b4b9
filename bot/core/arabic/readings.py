"""What reading a date or a time gives: exactly one, one of two, or (None) nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exact(Generic[T]):
    """What was meant. `confirm`: repeat it in words and ask, for it could be misread."""

    value: T
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Either(Generic[T]):
    """One of two, the likelier or earlier first: ask with two buttons."""

    first: T
    second: T
