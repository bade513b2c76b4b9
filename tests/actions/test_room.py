"""Room on the disk is lost in steps: what helps is done, whoever must act is told, texts are still taken."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions.room import Room, forecast, full_on
from bot.core.channel import Reader
from bot.i18n import Catalogues
from bot.media.disk import Space, exports, fullest, taken
from bot.media.objects import PREVIEWS, Objects
from bot.storage import facts
from bot.storage.errors import Unavailable
from tests.actions.office import Office
from tests.actions.test_alert import alerts

GIGABYTE = 1_000_000_000
TAKEN = {"database": 300_000_000, "media": 4 * GIGABYTE, "exports": 0, "backups": 20_000_000}


@dataclass
class Disk:
    """As full as a test says, of 10 GB."""

    percent: int = 50
    walks: int = 0

    def measure(self) -> Space:
        return Space(self.percent * GIGABYTE // 10, (100 - self.percent) * GIGABYTE // 10)

    def sizes(self) -> Mapping[str, int]:
        self.walks += 1
        return TAKEN


def room(office: Office, disk: Disk, folder: Path) -> Room:
    objects = Objects.at(str(folder / "media"))
    return Room(disk.measure, disk.sizes, alerts(office), folder / "exports", objects, disk.measure)


def aged(path: Path, days: float, now: datetime) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    then = (now - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


async def test_admins_are_told_at_each_step_what_takes_it(office: Office, tmp_path: Path) -> None:
    admin, disk = await office.person("Sami", "admin"), Disk(79)
    looking = room(office, disk, tmp_path)
    for percent, told in ((79, 0), (80, 1), (85, 1), (90, 2), (95, 3), (99, 3)):
        disk.percent = percent
        await looking.look()
        assert len(await office.outbox(admin)) == told, percent
    words = Catalogues.load().render((await office.outbox(admin))[0][1].parts[0], Reader(language="en"))
    plain = words.translate({0x2066: None, 0x2067: None, 0x2068: None, 0x2069: None})
    assert "80% full" in plain
    assert "photos and files 4000 MB, the database 300 MB, backups 20 MB" in plain
    assert disk.walks == 1


async def test_at_ninety_what_can_be_made_again_goes(office: Office, tmp_path: Path) -> None:
    office.now = datetime.now(UTC)
    disk, folder = Disk(89), tmp_path / "exports"
    old = [aged(folder / f"report-2026-01-02.{end}", 2, office.now) for end in ("xlsx", "csv", "photos.zip")]
    others = [
        aged(folder / "notes.xlsx", 2, office.now),
        aged(folder / "pulse-2026-01-03.csv", 0.5, office.now),
    ]
    looking = room(office, disk, tmp_path)
    objects = Objects.at(str(tmp_path / "media"))
    for n, days in enumerate((2.0, 0.1)):
        name = f"{n}" * 64
        await objects.put_as(PREVIEWS, name, b"small")
        aged(tmp_path / "media/previews" / name[:2] / name, days, office.now)
    await looking.look()
    assert all(path.exists() for path in old)
    disk.percent = 90
    await looking.look()
    assert [path.exists() for path in old] == [False] * 3
    assert all(path.exists() for path in others)
    assert [name[0] async for page in objects.names(PREVIEWS) for name in page] == ["1" * 64]


async def test_at_ninety_five_photos_stay_with_the_provider_and_their_people_know(
    office: Office, tmp_path: Path
) -> None:
    layla, omar = await office.person("Layla", "champion"), await office.person("Omar")
    disk = Disk(94)
    looking = room(office, disk, tmp_path)
    for _ in range(3):
        await office.photo(layla, None, "wanted")
    await office.photo(omar, None, "kept")
    assert looking.for_media()
    await looking.look()
    assert await office.outbox(layla) == []
    disk.percent = 95
    assert not looking.for_media()
    await looking.look()
    await looking.look()
    [(_, message)] = await office.outbox(layla)
    words = Catalogues.load().render(message.parts[0], Reader(language="ar"))
    assert words == "وصلت الصورة وسنحفظها قريباً."
    assert await office.outbox(omar) == []
    await office.photo(layla, None, "wanted")
    await looking.look()
    assert len(await office.outbox(layla)) == 2


async def test_photos_that_lie_elsewhere_are_none_of_this_disk(office: Office, tmp_path: Path) -> None:
    disk = Disk(99)
    looking = Room(disk.measure, disk.sizes, alerts(office), tmp_path / "exports")
    layla = await office.person("Layla", "champion")
    await office.photo(layla, None, "wanted")
    assert looking.for_media()
    await looking.look()
    assert await office.outbox(layla) == []


async def test_a_database_that_takes_nothing_keeps_nobody_from_making_room(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.now = datetime.now(UTC)
    old = aged(tmp_path / "exports/report-2026-01-02.csv", 2, office.now)
    looking = room(office, Disk(100), tmp_path)

    def full(*_: object) -> None:
        raise Unavailable("disk I/O error")

    monkeypatch.setattr(office.database, "begin", full)
    with pytest.raises(Unavailable):  # the tick logs it, and looks again
        await looking.look()
    assert not old.exists()


# -------------------------------------------------------------------------------------- the forecast


async def test_a_row_a_day_tells_when_it_will_be_full(office: Office, tmp_path: Path) -> None:
    disk = Disk(50)
    looking = room(office, disk, tmp_path)
    for percent in (50, 51, 52, 53, 54):
        disk.percent = percent
        await looking.look()
        await looking.look()
        assert await full_on(office.database, disk.measure(), office.now) == (
            office.now.date() + timedelta(days=100 - percent) if percent >= 52 else None
        )
        office.later(86_400)
    async with office.database.read() as tx:
        assert len(await facts.beginning(tx, "size ")) == 5
    office.later(80 * 86_400)
    await looking.look()
    async with office.database.read() as tx:
        assert len(await facts.beginning(tx, "size ")) == 1


@pytest.mark.parametrize(
    ("used", "day"),
    [
        ({}, None),
        ({date(2026, 1, 1): 10}, None),
        ({date(2026, 1, 1): GIGABYTE, date(2026, 1, 11): GIGABYTE}, None),
        ({date(2026, 1, 1): 2 * GIGABYTE, date(2026, 1, 11): GIGABYTE}, None),
        ({date(2026, 1, 1): GIGABYTE, date(2026, 1, 11): 2 * GIGABYTE}, date(2026, 1, 31)),
    ],
)
def test_the_forecast(used: dict[date, int], day: date | None) -> None:
    assert forecast(used, 2 * GIGABYTE) == day


# -------------------------------------------------------------------------------------- the measure


def test_a_real_disk_is_measured(tmp_path: Path) -> None:
    space = fullest([tmp_path, tmp_path / "not/there/yet"])
    assert space.used > 0
    assert 0 <= space.percent <= 100
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/photo").write_bytes(bytes(100_000))
    (tmp_path / "database").write_bytes(bytes(10_000))
    places = {"database": [tmp_path / "database"], "media": [tmp_path / "kept"], "none": [tmp_path / "x"]}
    sizes = taken(places)
    assert list(sizes) == ["media", "database", "none"]
    assert sizes["media"] >= 100_000
    assert sizes["none"] == 0
    assert list(exports(tmp_path / "x", datetime.now(UTC))) == []
