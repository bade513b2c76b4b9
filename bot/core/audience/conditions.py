"""An audience as it is put together over a chat: conditions as JSON has them, all of which hold.

What can hold of nobody twice (two areas, two sexes) is *one of* them, and so are two answers to a question;
any condition may be turned round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.core.audience.filters import EVERYBODY, Audience

Condition = Mapping[str, Any]
"""kind, what of `Audience` it reads, and `but`: of whom it does not hold."""

MOST: Final = 12
_ONE_OF: Final = frozenset({"area", "role", "sex", "language", "channel", "answer"})
_ONCE: Final = frozenset({"age", "registered", "seen", "unseen"})
_SAME: Final = ("kind", "but", "form", "field", "wave")
_ENDS: Final = ("first", "last")


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
    """With one more: a further value of its kind, another age in place of the first, or beside the rest.

    Days that leave open what others bound stand beside these: «منذ» and «حتى» are two conditions.
    """
    found: list[Condition] = []
    for one in conditions:
        if _alike(one, new) and new["kind"] in _ONE_OF:
            new = {**one, "values": list(dict.fromkeys([*one["values"], *new["values"]]))}
        elif one != new and not (_alike(one, new) and new["kind"] in _ONCE):
            found.append(one)
    return [*found, new]


def _alike(one: Condition, other: Condition) -> bool:
    same = all(one.get(name) == other.get(name) for name in _SAME)
    return same and all((name in one) == (name in other) for name in _ENDS)
