"""What keeps the program going, as it is connected: what is measured, and the heartbeat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import upkeep
from bot.app.heartbeat import Heartbeat
from bot.app.kept import Kept
from bot.app.upkeep import places, sizes, space
from bot.media.disk import Space
from bot.media.objects import Unreachable
from bot.settings import Settings
from tests.app.home import Home


def test_what_this_installation_writes_is_measured(home: Home) -> None:
    home.settings(BACKUP_URL=str(home.folder / "second"))
    (home.folder / "second").mkdir()
    (home.folder / "second/one").write_bytes(bytes(50_000))
    found = sizes(Settings())
    assert set(found) == {"database", "media", "previews", "exports", "backups"}
    assert found["database"] > 100_000
    assert found["backups"] >= 50_000
    assert 0 <= space(Settings()).percent <= 100


def test_a_second_place_that_is_full_keeps_no_photo_away(home: Home) -> None:
    measured: list[Path] = []

    def fullest(paths: Iterable[Path]) -> Space:
        measured.extend(paths)
        return Space(0, 1)

    home.set.setattr(upkeep, "fullest", fullest)
    home.settings(BACKUP_URL="second")
    space(Settings())
    assert Path("data/tamasuk.db") in measured
    assert Path("data/media/kept") in measured
    assert Path("second") not in measured


def test_what_lies_elsewhere_is_not(empty: Home) -> None:
    empty.settings(DATABASE_URL="postgresql://u:p@db/t", MEDIA_URL="s3://bucket", BACKUP_URL="s3://second")
    assert places(Settings()) == {"exports": [Path("exports")]}


async def test_without_room_a_page_keeps_what_it_would_upload(home: Home) -> None:
    async with home.store() as store:
        kept = Kept.open(store)
        room = [False]
        kept.connect({}, {}, lambda: room[0])
        try:
            await kept.upload(b"photo", "image/jpeg")
        except Unreachable:
            room[0] = True
        assert await kept.upload(b"photo", "image/jpeg")
        await kept.close()


async def test_the_heartbeat_is_one_request_and_never_an_error() -> None:
    heard: list[str] = []

    async def beat(request: web.Request) -> web.Response:
        heard.append(request.path_qs)
        return web.Response(status=500 if len(heard) == 2 else 200)

    app = web.Application()
    app.router.add_get("/beat/{name}", beat)
    async with TestServer(app) as server:
        heartbeat = Heartbeat(str(server.make_url("/beat/one?key=2")))
        await heartbeat()
        await heartbeat()
    assert heard == ["/beat/one?key=2"] * 2
    await heartbeat()  # nobody is there any more
    await Heartbeat("")()
