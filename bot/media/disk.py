"""How full this machine's disk is, and what takes it. Each way to ask is a port that a test may script."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_EXPORT = re.compile(r"[\w-]+-\d{4}-\d\d-\d\d\.(xlsx|csv|photos\.zip)")


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of one file system: those in use, and those still to be had by us."""

    used: int
    free: int

    @property
    def percent(self) -> int:
        """As `df` says it: rounded up."""
        return -(-100 * self.used // max(1, self.used + self.free))


Measure = Callable[[], Space]
Sizes = Callable[[], Mapping[str, int]]


def fullest(folders: Iterable[Path]) -> Space:
    """Of the file systems on which these lie, the one that is full first."""
    found = [_space(folder) for folder in folders]
    return max(found, key=lambda space: space.percent, default=Space(0, 1))


def _space(folder: Path) -> Space:
    """A folder that is not there yet will lie where its parent does."""
    path = folder.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    about = os.statvfs(path)
    return Space((about.f_blocks - about.f_bfree) * about.f_frsize, about.f_bavail * about.f_frsize)


def taken(places: Mapping[str, Iterable[Path]]) -> dict[str, int]:
    """Bytes by name, of files and of all that lies under folders; the largest first."""
    sizes = {name: sum(map(_size, paths)) for name, paths in places.items()}
    return dict(sorted(sizes.items(), key=lambda one: -one[1]))


def _size(path: Path) -> int:
    """What goes away meanwhile counts nothing."""
    if path.is_file():
        return _bytes(path)
    return sum(_bytes(Path(folder, name)) for folder, _, names in os.walk(path) for name in names)


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_blocks * 512
    except OSError:
        return 0


def exports(folder: Path, before: datetime) -> Iterator[Path]:
    """What `tamasuk export` wrote there before a moment, and nothing else that somebody put there."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if _EXPORT.fullmatch(path.name) and path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path
