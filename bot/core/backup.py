"""A backup: what its manifest says, when the next one is due, and which ones are kept.

Its name is the moment it shows, in UTC, so names sort by time. A backup whose manifest is there was made
whole, fetched back, opened and checked; anything else in the second place is a leftover.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

FORMAT = 1
DAILY, WEEKLY = 7, 3
NIGHT = time(3, 0)
"""When few people write."""
LATE = timedelta(hours=48)
"""After that somebody must look why there is no newer one."""

_NAME = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a backup as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is. `mark`: of the installation. `keys`: fingerprints of the keys that open it.

    `dialect` and `schema` of the database, `counts` of its rows by table. `list`: the names of its media,
    of which there are `objects`; `missing` were not found when it was made. `bundle`: the programme's
    folder. `checked`: 'restored' into a database, or 'read' where none could be made. `seal`: made of all
    the rest with the key, so that whoever can write there cannot make one.
    """

    name: str
    version: str
    mark: str
    programme: str
    dialect: str
    schema: str
    keys: tuple[str, ...]
    counts: Mapping[str, int]
    database: Part
    list: Part
    objects: int = 0
    missing: int = 0
    bundle: str = ""
    checked: str = ""
    sealed: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT
    seal: str = ""

    @property
    def at(self) -> datetime:
        """The moment it shows."""
        return moment_of(self.name)

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.counts.values())


def name_of(moment: datetime) -> str:
    """The name of a backup of that moment."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def is_name(text: str) -> bool:
    """Whether this could name a backup."""
    return _NAME.fullmatch(text) is not None


def moment_of(name: str) -> datetime:
    """The moment of a name."""
    return datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def meant(names: Iterable[str], which: str) -> list[str]:
    """Those that somebody may mean: 'latest', a name, or its beginning; 2026-03-05 is 20260305."""
    every = sorted(names)
    if which == "latest":
        return every[-1:]
    begins = which.upper().replace("-", "").replace(":", "")
    return [name for name in every if begins and name.startswith(begins)]


def kept(names: Collection[str], now: datetime, zone: tzinfo, days: int) -> set[str]:
    """The newest of each of the last seven days that have one, then of each of three weeks before; the
    newest of all in any case. None beyond `days` where there is a newer one.
    """
    young = [n for n in sorted(names, reverse=True) if now - moment_of(n) < timedelta(days=days)]
    by_day: dict[object, str] = {}
    for name in young:
        by_day.setdefault(moment_of(name).astimezone(zone).date(), name)
    daily = list(by_day.values())[:DAILY]
    by_week: dict[object, str] = {}
    for name in daily:
        by_week.setdefault(_week(name, zone), "")
    for name in list(by_day.values())[DAILY:]:
        by_week.setdefault(_week(name, zone), name)
    weekly = [name for name in by_week.values() if name][:WEEKLY]
    return {*daily, *weekly, *sorted(names)[-1:]}


def _week(name: str, zone: tzinfo) -> tuple[int, int]:
    year, week, _ = moment_of(name).astimezone(zone).isocalendar()
    return year, week


def last_night(now: datetime, zone: tzinfo) -> datetime:
    """The latest moment at which one was due."""
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), NIGHT, zone)
    return due if due <= local else datetime.combine(local.date() - timedelta(days=1), NIGHT, zone)


def next_night(now: datetime, zone: tzinfo) -> datetime:
    """The next moment at which one is due."""
    before = last_night(now, zone)
    return datetime.combine(before.date() + timedelta(days=1), NIGHT, zone)
