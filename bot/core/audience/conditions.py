"""An audience as it is put together over a chat: conditions as JSON has them, all of which hold.

What can hold of nobody twice (two areas, two sexes) is *one of* them; any condition may be turned round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.core.audience.filters import EVERYBODY, Audience

Condition = Mapping[str, Any]
"""kind, what of `Audience` it reads, and `but`: of whom it does not hold."""

MOST: Final = 12
_ONE_OF: Final = frozenset({"area", "role", "sex", "language"})
_ONCE: Final = frozenset({"age"})


def together(conditions: Sequence[Condition]) -> Audience:
    """The audience of whom all of them hold; of none of them everybody."""
    made = [_audience(one) for one in conditions]
    if len(made) < 2:
        return made[0] if made else EVERYBODY
    return Audience("all", of=tuple(made))


def _audience(one: Condition) -> Audience:
    given = {name: value for name, value in one.items() if name != "but"}
    made = Audience(**{**given, "values": tuple(given.get("values", ()))})
    return Audience("not", of=(made,)) if one.get("but") else made


def added(conditions: Sequence[Condition], new: Condition) -> list[Condition]:
    """With one more: a further value of its kind, another age in place of the first, or beside the rest."""
    found: list[Condition] = []
    for one in conditions:
        if _alike(one, new) and new["kind"] in _ONE_OF:
            new = {**one, "values": list(dict.fromkeys([*one["values"], *new["values"]]))}
        elif one != new and not (_alike(one, new) and new["kind"] in _ONCE):
            found.append(one)
    return [*found, new]


def _alike(one: Condition, other: Condition) -> bool:
    return one["kind"] == other["kind"] and one.get("but") == other.get("but")
