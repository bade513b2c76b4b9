"""What arrives is judged by its content; pictures come out upright and tell nothing but themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.core.media import Media
from bot.media.check import MOST_OTHER, MOST_PICTURE, check, mime_of, sniffed
from bot.media.worker import Pictures, Unfit
from tests.media.pictures import bomb, drawn, heic, jpeg, png, zipped

PHOTO = Media("photo", "ref", mime="image/jpeg")


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    made = Pictures()
    yield made
    await made.close()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def tells_nothing(image: Image.Image, data: bytes) -> None:
    assert not dict(image.getexif())
    assert not {"exif", "xmp", "comment", "icc_profile", "Author", "photoshop"} & set(image.info)
    for trace in (b"Exif", b"Sample", b"at the well", b"GPS"):
        assert trace not in data


async def test_a_photo_loses_its_place_and_everything_else_it_told(pictures: Pictures) -> None:
    sent = jpeg()
    assert b"Exif" in sent
    kept = await check(PHOTO, sent, pictures)
    image = opened(kept.data)
    tells_nothing(image, kept.data)
    assert (kept.mime, kept.width, kept.height) == ("image/jpeg", 320, 200)
    assert len(kept.data) < len(sent) * 1.2


async def test_a_photo_taken_sideways_is_kept_upright(pictures: Pictures) -> None:
    kept = await check(PHOTO, jpeg(orientation=6), pictures)
    image = opened(kept.data)
    assert image.size == (kept.width, kept.height) == (200, 320)
    corner = image.convert("L").getpixel((190, 10))
    assert isinstance(corner, int | float)
    assert corner > 230, "the white corner has turned to the right"


async def test_a_preview_is_small_and_tells_nothing(pictures: Pictures) -> None:
    kept = await check(PHOTO, jpeg(drawn(3000, 2000)), pictures)
    assert kept.preview is not None
    image = opened(kept.preview)
    assert max(image.size) == 640
    tells_nothing(image, kept.preview)
    assert opened(await pictures.preview(kept.data)).size == image.size


async def test_heic_becomes_jpeg(pictures: Pictures) -> None:
    kept = await check(Media("photo", "ref", mime="image/heic", as_file=True), heic(), pictures)
    assert kept.mime == "image/jpeg"
    tells_nothing(opened(kept.data), kept.data)


async def test_png_stays_sharp_and_loses_its_texts(pictures: Pictures) -> None:
    kept = await check(PHOTO, png(), pictures)
    assert kept.mime == "image/png"
    tells_nothing(opened(kept.data), kept.data)


async def test_a_transparent_picture_keeps_that_and_its_preview_is_on_white(pictures: Pictures) -> None:
    kept = await check(PHOTO, png(Image.new("RGBA", (50, 50), (0, 0, 0, 0))), pictures)
    assert opened(kept.data).mode == "RGBA"
    assert kept.preview is not None
    assert opened(kept.preview).getpixel((5, 5)) == (255, 255, 255)


async def test_the_same_photo_again_looks_the_same_and_another_does_not(pictures: Pictures) -> None:
    first = await check(PHOTO, jpeg(drawn(1200, 800)), pictures)
    smaller = await check(PHOTO, jpeg(drawn(1200, 800).resize((600, 400))), pictures)
    other = await check(PHOTO, jpeg(drawn(1200, 800).transpose(Image.Transpose.FLIP_LEFT_RIGHT)), pictures)
    assert first.look
    assert smaller.look
    assert other.look
    assert (int(first.look, 16) ^ int(smaller.look, 16)).bit_count() <= 6
    assert (int(first.look, 16) ^ int(other.look, 16)).bit_count() > 6


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped(), "not_image"),
        (b"<html><script>alert(1)</script></html>", "not_image"),
        (b"%PDF-1.7 ...", "not_image"),
        (jpeg()[:400], "unreadable"),
        (b"\xff\xd8\xff" + bytes(500), "not_image"),
        (b"", "unreadable"),
        (b"\xff\xd8\xff" + bytes(MOST_PICTURE), "too_large"),
    ],
    ids=["zip", "page", "pdf", "cut", "hollow", "empty", "heavy"],
)
async def test_what_is_no_picture_is_refused(pictures: Pictures, data: bytes, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        await check(Media("photo", "ref", mime="image/jpeg", name="photo.jpg"), data, pictures)
    assert refused.value.why == why


async def test_a_bomb_is_refused_before_it_is_decoded(pictures: Pictures) -> None:
    sent = bomb()
    assert len(sent) < 200_000
    with pytest.raises(Unfit) as refused:
        await check(PHOTO, sent, pictures)
    assert refused.value.why == "too_large"
    assert (await check(PHOTO, jpeg(), pictures)).width == 320, "the next one is unharmed"


async def test_a_picture_sent_as_a_file_is_a_picture(pictures: Pictures) -> None:
    kept = await check(Media("file", "ref", mime="application/octet-stream"), jpeg(), pictures)
    assert kept.look
    tells_nothing(opened(kept.data), kept.data)


async def test_a_file_that_only_says_it_is_a_picture_is_refused(pictures: Pictures) -> None:
    with pytest.raises(Unfit) as refused:
        await check(Media("file", "ref", mime="image/jpeg", name="a.jpg"), zipped(), pictures)
    assert refused.value.why == "not_image"


@pytest.mark.parametrize("kind", ["video", "voice", "audio", "file"])
async def test_anything_else_stays_as_it_was_received(pictures: Pictures, kind: str) -> None:
    sent = b"OggS" + bytes(100)
    kept = await check(Media(kind, "ref"), sent, pictures)
    assert (kept.data, kept.mime, kept.preview) == (sent, "audio/ogg", None)


async def test_a_file_of_sixty_megabytes_is_refused(pictures: Pictures) -> None:
    with pytest.raises(Unfit) as refused:
        await check(Media("video", "ref"), bytes(MOST_OTHER + 1), pictures)
    assert refused.value.why == "too_large"


@pytest.mark.parametrize(
    ("kind", "said", "data", "mime"),
    [
        ("voice", "audio/mp4", b"\0\0\0\x20ftypmp42" + bytes(9), "audio/mp4"),
        ("voice", "audio/webm", b"\x1a\x45\xdf\xa3" + bytes(9), "audio/webm"),
        ("video", "video/mp4", b"\0\0\0\x20ftypisom" + bytes(9), "video/mp4"),
        ("file", "text/html", b"<html>", "application/octet-stream"),
        ("file", "image/svg+xml", b"<svg onload='x'>", "application/octet-stream"),
        ("file", "text/plain", "سطر".encode(), "text/plain"),
        ("file", "application/pdf", b"%PDF-1.4", "application/pdf"),
        (
            "file",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK\x03\x04" + bytes(9),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("file", "text/html", b"PK\x03\x04" + bytes(9), "application/zip"),
    ],
)
def test_a_file_is_called_what_it_is(kind: str, said: str, data: bytes, mime: str) -> None:
    assert mime_of(Media(kind, "ref", mime=said), sniffed(data)) == mime


async def test_a_picture_that_hangs_costs_its_process_and_no_more(tmp_path: Path) -> None:
    program = tmp_path / "hangs.py"
    program.write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    pictures = Pictures(seconds=0.3, program=program)
    with pytest.raises(Unfit) as refused:
        await pictures.clean(jpeg())
    assert refused.value.why == "unreadable"
    await pictures.close()


async def test_a_picture_that_breaks_its_process_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "breaks.py"
    program.write_text("import os\nos.abort()\n", encoding="utf-8")
    pictures = Pictures(program=program)
    with pytest.raises(Unfit):
        await pictures.clean(jpeg())
    await pictures.close()


async def test_a_process_that_has_gone_to_rest_is_started_again(pictures: Pictures) -> None:
    assert (await pictures.clean(jpeg())).width == 320
    await pictures.close()
    assert (await pictures.clean(jpeg())).width == 320
