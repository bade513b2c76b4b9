"""A signed address shows a medium for 15 minutes, with its own type, and never as a page of ours."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from bot.media.links import SECONDS, Links
from bot.media.objects import Missing, Unreachable
from bot.media.serve import CHUNK, Opened, routes

KEY, OLD = b"k" * 32, b"o" * 32
BODY = bytes(range(256)) * 2000


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


async def opened(media: str, variant: str) -> Opened | None:
    async def part(start: int, end: int) -> bytes:
        assert end - start <= CHUNK
        return BODY[start:end]

    match media:
        case "hidden":
            return None
        case "lost":
            raise Missing(media)
        case "away":
            raise Unreachable("store")
        case "page":
            return Opened("application/octet-stream", len(BODY), part)
        case _:
            return Opened("image/jpeg" if variant == "preview" else "video/mp4", len(BODY), part)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def links(clock: Clock) -> Links:
    return Links([KEY], "https://bot.example/", clock)


@pytest.fixture
def client(links: Links) -> httpx.AsyncClient:
    app = Starlette(routes=routes(links, opened))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.example")


def path(links: Links, media: str, variant: str = "original") -> str:
    link = links.link(media, variant)
    assert link.startswith("https://bot.example/media/")
    return link.removeprefix("https://bot.example")


async def test_the_whole_medium(client: httpx.AsyncClient, links: Links) -> None:
    answer = await client.get(path(links, "one", "preview"))
    assert answer.status_code == 200
    assert answer.content == BODY
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_head_says_type_and_length_and_sends_nothing(client: httpx.AsyncClient, links: Links) -> None:
    answer = await client.head(path(links, "one"))
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-length"] == str(len(BODY))


async def test_what_is_no_picture_is_handed_out_as_a_file(client: httpx.AsyncClient, links: Links) -> None:
    answer = await client.get(path(links, "page"))
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=500000-", 500000, 512000), ("bytes=-5", 511995, 512000)],
)
async def test_a_part(client: httpx.AsyncClient, links: Links, asked: str, start: int, end: int) -> None:
    answer = await client.get(path(links, "one"), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == BODY[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(BODY)}"


async def test_a_part_outside_the_medium(client: httpx.AsyncClient, links: Links) -> None:
    answer = await client.get(path(links, "one"), headers={"Range": "bytes=600000-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(BODY)}")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=1-2,4-5", "lines=1-2", "bytes=x"])
async def test_a_part_asked_for_otherwise_is_the_whole(
    client: httpx.AsyncClient, links: Links, asked: str
) -> None:
    assert (await client.get(path(links, "one"), headers={"Range": asked})).status_code == 200


@pytest.mark.parametrize(("media", "status"), [("hidden", 404), ("lost", 404), ("away", 503)])
async def test_what_is_hidden_is_not_there(
    client: httpx.AsyncClient, links: Links, media: str, status: int
) -> None:
    answer = await client.get(path(links, media))
    assert (answer.status_code, answer.content) == (status, b"")


async def test_an_address_is_good_for_fifteen_minutes(
    client: httpx.AsyncClient, links: Links, clock: Clock
) -> None:
    address = path(links, "one")
    clock.now += SECONDS
    assert (await client.get(address)).status_code == 200
    clock.now += 1
    assert (await client.get(address)).status_code == 404


async def test_a_changed_or_foreign_token_opens_nothing(client: httpx.AsyncClient, links: Links) -> None:
    token = path(links, "one")
    other = Links([b"x" * 32], "https://bot.example").link("one", "original")
    for address in (token[:-3] + "abc", "/media/x", other.removeprefix("https://bot.example")):
        assert (await client.get(address)).status_code == 404


def test_an_older_key_still_opens_and_the_newest_signs(clock: Clock) -> None:
    token = Links([OLD], clock=clock).link("one", "preview").removeprefix("/media/")
    assert Links([KEY, OLD], clock=clock).read(token) == ("one", "preview")
    fresh = Links([KEY, OLD], clock=clock).link("one", "preview").removeprefix("/media/")
    assert Links([KEY], clock=clock).read(fresh) == ("one", "preview")
    assert Links([OLD], clock=clock).read(fresh) is None


def test_a_variant_that_there_is_not_opens_nothing(clock: Clock) -> None:
    links = Links([KEY], clock=clock)
    assert links.read(links.link("one", "raw").removeprefix("/media/")) is None
