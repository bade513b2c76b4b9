"""Keys of answers: the name of a question, and in a repeat which repetitions it stands in."""

from __future__ import annotations

import re
from functools import lru_cache

Places = tuple[int, ...]
_PLACE = re.compile(r"\[(\d+)\]")


def key_of(name: str, places: Places) -> str:
    """«age» in the second repetition of the outer and the first of the inner repeat: «age[2][1]»."""
    return name + "".join(f"[{place}]" for place in places) if places else name


def name_of(key: str) -> str:
    """The question that a key is of."""
    return key.partition("[")[0]


@lru_cache(maxsize=4096)
def places_of(key: str) -> Places:
    """Which repetitions it stands in, the outer first."""
    return tuple(int(place) for place in _PLACE.findall(key)) if "[" in key else ()
