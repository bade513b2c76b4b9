"""Media are fetched, judged and kept in the background; what cannot be kept is told, and hidden is hidden."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from typing_extensions import override

from bot.actions.keep_media import AT_ONCE, KeepMedia
from bot.actions.purge import purge_objects
from bot.actions.show_media import KeptFiles
from bot.core.channel import MediaDelayed, MediaRefused
from bot.core.media import Media
from bot.media.links import Links
from bot.media.objects import KEPT, PREVIEWS, Missing, Objects, Unreachable
from bot.media.staging import Staging
from bot.media.worker import Pictures
from bot.storage import errands
from bot.storage.schema import media
from tests.media.pictures import jpeg, zipped
from tests.sending import FakeChannel, Outbox, Reached
from tests.sending import outbox as opened


@dataclass
class Provider(FakeChannel):
    """Holds what people sent, by reference. `trouble` is raised by the next fetches, one each."""

    held: dict[str, bytes] = field(default_factory=dict)
    trouble: list[Exception] = field(default_factory=list)
    asked: list[Media] = field(default_factory=list)
    gate: asyncio.Event | None = None

    @override
    async def fetch(self, media: Media) -> bytes:
        self.asked.append(media)
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        if media.ref not in self.held:
            raise MediaRefused("404")
        return self.held[media.ref]

    async def forget(self, media: Media) -> bool:
        return self.held.pop(media.ref, None) is not None


@dataclass
class Shelf:
    """Everything that keeps media, connected."""

    box: Outbox
    provider: Provider
    objects: Objects
    keeping: KeepMedia
    files: KeptFiles
    pictures: Pictures

    async def sent(self, data: bytes, kind: str = "photo", to: Reached | None = None, **values: Any) -> str:
        """Somebody sent a medium; the row as the turn leaves it."""
        person = to or await self.box.person()
        id_ = self.box.ids.new()
        self.provider.held[f"ref-{id_}"] = data
        seal = self.box.sealer.seal
        row = {
            "id": id_,
            "person_id": person.person,
            "field": "ir14",
            "kind": kind,
            "as_file": False,
            "ref": seal(f"ref-{id_}".encode(), "media.ref"),
            "channel": "fake",
            "account": "1",
            "state": "wanted",
            "mime": "image/jpeg" if kind == "photo" else "",
            "name": seal(b"IMG_1.jpg", "media.name"),
            "size": len(data),
            "duration": 0,
            "clearance": "unseen",
            "attempts": 0,
            "due_at": self.box.now,
            "last_error": "",
            "received_at": self.box.now,
            **values,
        }
        async with self.box.database.begin() as tx:
            await tx.execute(insert(media).values(**row))
        return id_

    async def run(self) -> int:
        """One tick, and what it began."""
        begun = await self.keeping.run_due()
        await self.keeping.settled()
        return begun

    async def row(self, id_: str) -> Any:
        async with self.box.database.read() as tx:
            return (await tx.execute(select(media).where(media.c.id == id_))).one()

    async def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(person, kind, data) of what people are to hear."""
        async with self.box.database.read() as tx:
            found = await errands.due(tx, self.box.sealer, self.box.now)
        return [(one.person, one.kind, one.data) for one in found if one.found]


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with opened(tmp_path) as box:
        provider, objects, pictures = Provider(), Objects.at(str(tmp_path / "media")), Pictures()
        keeping = KeepMedia(
            box.database,
            box.sealer,
            {"fake": provider},
            objects,
            pictures,
            lambda: box.now,
            {"fake": provider.forget},
        )
        files = KeptFiles(box.database, objects, pictures, Links([b"k" * 32], "https://bot.example"))
        yield Shelf(box, provider, objects, keeping, files, pictures)
        await pictures.close()


async def test_a_photo_is_kept_clean_and_the_provider_may_forget_it(shelf: Shelf) -> None:
    id_ = await shelf.sent(jpeg())
    assert await shelf.run() == 1
    row = await shelf.row(id_)
    assert (row.state, row.mime, row.width, row.height) == ("kept", "image/jpeg", 320, 200)
    assert (row.clearance, row.attempts, row.ref, row.due_at) == ("unseen", 1, None, None)
    assert len(row.look) == 16
    kept = await shelf.objects.get(KEPT, row.object)
    assert row.size == len(kept)
    assert b"Exif" not in kept
    assert shelf.provider.held == {}
    assert await shelf.run() == 0
    assert await shelf.told() == []


async def test_it_is_fetched_as_what_it_came_as(shelf: Shelf) -> None:
    await shelf.sent(jpeg(), as_file=True)
    await shelf.run()
    (asked,) = shelf.provider.asked
    assert (asked.kind, asked.name, asked.as_file, asked.mime) == ("photo", "IMG_1.jpg", True, "image/jpeg")


async def test_the_same_photo_twice_is_one_object(shelf: Shelf) -> None:
    ids = [await shelf.sent(jpeg()) for _ in range(2)]
    await shelf.run()
    rows = [await shelf.row(id_) for id_ in ids]
    assert rows[0].object == rows[1].object
    pages = [page async for page in shelf.objects.names(KEPT)]
    assert len(pages[0]) == 1


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "file"])
async def test_what_is_no_photo_is_kept_as_received(shelf: Shelf, kind: str) -> None:
    data = b"OggS" + bytes(50)
    id_ = await shelf.sent(data, kind)
    await shelf.run()
    row = await shelf.row(id_)
    assert (row.state, row.mime, row.width, row.look) == ("kept", "audio/ogg", None, None)
    assert await shelf.files.read(id_, "original") == (data, "audio/ogg")
    assert await shelf.files.read(id_, "preview") == (data, "audio/ogg")


# ---------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("data", "kind", "values", "why"),
    [
        (zipped(), "photo", {}, "not_image"),
        (jpeg()[:300], "photo", {}, "unreadable"),
        (b"OggS", "video", {"size": 60_000_000}, "too_large"),
        (jpeg(), "photo", {"account": "2"}, "gone"),
    ],
    ids=["zip", "cut", "sixty megabytes", "another bot"],
)
async def test_what_cannot_be_kept_is_told_once_with_the_reason(
    shelf: Shelf, data: bytes, kind: str, values: dict[str, Any], why: str
) -> None:
    person = await shelf.box.person()
    id_ = await shelf.sent(data, kind, person, **values)
    await shelf.run()
    row = await shelf.row(id_)
    assert (row.state, row.last_error, row.object, row.ref) == ("refused", why, None, None)
    assert await shelf.told() == [(person.person, "media_refused", {"why": why, "media": id_})]
    assert await shelf.run() == 0


async def test_a_file_of_sixty_megabytes_is_not_even_fetched(shelf: Shelf) -> None:
    await shelf.sent(b"OggS", "video", size=60_000_000)
    await shelf.run()
    assert shelf.provider.asked == []


@pytest.mark.parametrize(
    ("said", "why"), [("file is too big", "too_large"), ("too large", "too_large"), ("404", "gone")]
)
async def test_what_the_provider_refuses(shelf: Shelf, said: str, why: str) -> None:
    shelf.provider.trouble = [MediaRefused(said)]
    id_ = await shelf.sent(jpeg())
    await shelf.run()
    assert [data for _, _, data in await shelf.told()] == [{"why": why, "media": id_}]


# ----------------------------------------------------------------------------------------- retries


async def test_a_provider_that_is_away_is_asked_again_with_growing_pauses(shelf: Shelf) -> None:
    shelf.provider.trouble = [MediaDelayed("503"), TimeoutError(), KeyError("ours")]
    id_ = await shelf.sent(jpeg())
    pauses = []
    for _ in range(3):
        await shelf.run()
        row = await shelf.row(id_)
        assert row.state == "wanted"
        assert await shelf.run() == 0, "not yet"
        pauses.append((row.due_at - shelf.box.now).total_seconds())
        shelf.box.now = row.due_at
    assert pauses == [5, 10, 20]
    await shelf.run()
    assert (await shelf.row(id_)).state == "kept"
    assert await shelf.told() == []


async def test_a_full_disk_loses_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await shelf.sent(jpeg())

    async def full(*given: object) -> None:
        raise Unreachable("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Objects, "put_as", full)
        await shelf.run()
    row = await shelf.row(id_)
    assert row.state == "wanted"
    shelf.box.now = row.due_at
    await shelf.run()
    assert (await shelf.row(id_)).state == "kept"


async def test_after_two_days_it_is_gone(shelf: Shelf) -> None:
    shelf.provider.trouble = [MediaDelayed("503")] * 2
    id_ = await shelf.sent(jpeg())
    await shelf.run()
    shelf.box.now += timedelta(hours=49)
    await shelf.run()
    assert (await shelf.row(id_)).state == "refused"
    assert [data for _, _, data in await shelf.told()] == [{"why": "gone", "media": id_}]


async def test_a_channel_that_is_not_connected_now_is_waited_for(shelf: Shelf) -> None:
    id_ = await shelf.sent(jpeg(), channel="telegram")
    await shelf.run()
    assert (await shelf.row(id_)).state == "wanted"


async def test_a_medium_claimed_by_a_process_that_died_is_taken_up_again(shelf: Shelf) -> None:
    shelf.provider.gate = asyncio.Event()
    id_ = await shelf.sent(jpeg())
    await shelf.keeping.run_due()
    await asyncio.sleep(0)
    await shelf.keeping.close()
    shelf.provider.gate = None
    assert await shelf.run() == 0
    shelf.box.now += timedelta(minutes=15)
    assert await shelf.run() == 1
    assert (await shelf.row(id_)).state == "kept"


async def test_a_few_at_once_and_a_slow_one_holds_up_no_other(shelf: Shelf) -> None:
    shelf.provider.gate = asyncio.Event()
    for _ in range(AT_ONCE + 2):
        await shelf.sent(jpeg())
    assert [await shelf.keeping.run_due() for _ in range(2)] == [AT_ONCE, 0]
    shelf.provider.gate.set()
    await shelf.keeping.settled()
    assert await shelf.run() == 2


async def test_what_was_withdrawn_meanwhile_is_not_kept(shelf: Shelf) -> None:
    shelf.provider.gate = asyncio.Event()
    id_ = await shelf.sent(zipped())
    await shelf.keeping.run_due()
    await shelf.box.change(media, media.c.id == id_, state="withdrawn", due_at=None)
    shelf.provider.gate.set()
    await shelf.keeping.settled()
    assert (await shelf.row(id_)).state == "withdrawn"
    assert await shelf.told() == []


# ------------------------------------------------------------------------------------- showing it


async def kept(shelf: Shelf) -> str:
    id_ = await shelf.sent(jpeg())
    await shelf.run()
    return id_


async def test_a_preview_is_there_at_once_and_made_again_when_it_is_lost(shelf: Shelf) -> None:
    id_ = await kept(shelf)
    preview, mime = await shelf.files.read(id_, "preview")
    assert mime == "image/jpeg"
    name = (await shelf.row(id_)).object
    await shelf.objects.remove(PREVIEWS, name)
    again, _ = await shelf.files.read(id_, "preview")
    assert abs(len(again) - len(preview)) < 100
    assert await shelf.objects.size(PREVIEWS, name) == len(again)


async def test_what_is_not_fetched_yet_is_delayed(shelf: Shelf) -> None:
    id_ = await shelf.sent(jpeg())
    with pytest.raises(MediaDelayed):
        await shelf.files.read(id_, "preview")
    with pytest.raises(Unreachable):
        await shelf.files.open(id_, "preview")


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "refused", "unknown", "nonsense", "object lost"])
async def test_what_may_not_be_shown_is_never_read(shelf: Shelf, how: str) -> None:
    id_ = await kept(shelf)
    match how:
        case "hidden":
            await shelf.box.change(media, media.c.id == id_, hidden_at=shelf.box.now)
        case "withdrawn" | "refused":
            await shelf.box.change(media, media.c.id == id_, state=how)
        case "object lost":
            await shelf.objects.remove(KEPT, (await shelf.row(id_)).object)
        case _:
            id_ = shelf.box.ids.new() if how == "unknown" else "../secret"
    with pytest.raises(MediaRefused):
        await shelf.files.read(id_, "original")
    if how == "object lost":
        with pytest.raises(Missing):
            await shelf.files.open(id_, "original")
    else:
        assert await shelf.files.open(id_, "original") is None


async def test_a_link_opens_in_parts(shelf: Shelf) -> None:
    id_ = await kept(shelf)
    assert shelf.files.link(id_, "preview").startswith("https://bot.example/media/")
    shown = await shelf.files.open(id_, "original")
    assert shown is not None
    data, mime = await shelf.files.read(id_, "original")
    assert (shown.mime, shown.size) == (mime, len(data))
    assert await shown.part(3, 9) == data[3:9]


# ------------------------------------------------------------------------------------- forgetting


async def test_an_object_goes_when_no_row_refers_to_it(shelf: Shelf) -> None:
    stays, goes = await kept(shelf), await shelf.sent(jpeg(orientation=6))
    await shelf.run()
    gone = (await shelf.row(goes)).object
    async with shelf.box.database.begin() as tx:
        await tx.execute(media.delete().where(media.c.id == goes))
    staging = Staging(shelf.objects)
    upload = await staging.keep(b"nobody came for it", "image/jpeg")
    written = max([at async for page in shelf.objects.names(KEPT) for _, at in page])

    async def purged(after: timedelta) -> int:
        return await purge_objects(shelf.box.database, shelf.objects, staging, written + after)

    assert await purged(timedelta(minutes=59)) == 0, "it may have been written a moment ago"
    assert await purged(timedelta(hours=2)) == 2
    for place in (KEPT, PREVIEWS):
        with pytest.raises(Missing):
            await shelf.objects.get(place, gone)
    assert (await shelf.files.read(stays, "original"))[1] == "image/jpeg"
    assert await staging.fetch(upload) == b"nobody came for it"
    assert await purged(timedelta(days=4)) == 1


async def test_a_kept_upload_is_not_kept_twice(shelf: Shelf) -> None:
    staging = Staging(shelf.objects)
    ref = await staging.keep(b"upload", "image/jpeg")
    await staging.forget(Media("photo", ref))
    with pytest.raises(MediaRefused):
        await staging.fetch(ref)


async def test_without_room_media_stay_where_they_are(shelf: Shelf) -> None:
    id_ = await shelf.sent(jpeg())
    space = [False]
    shelf.keeping._room = lambda: space[0]
    assert await shelf.run() == 0
    assert (await shelf.row(id_)).attempts == 0
    space[0] = True
    assert await shelf.run() == 1
    assert (await shelf.row(id_)).state == "kept"
