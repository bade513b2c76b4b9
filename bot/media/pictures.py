"""Decoding pictures that strangers send, in a process of its own: `python -P pictures.py`.

It reads requests from its standard input and writes answers to its standard output, and touches
nothing else. It imports nothing of ours, sees no setting, has a bounded memory, and may be killed at any
moment. What comes out was decoded and written anew: no metadata, no second file behind the picture,
upright, in the colours of every screen.

A request: one letter (`c` clean, `p` preview), eight bytes of length, the picture.
An answer: four bytes of length, JSON (`why`, `mime`, `width`, `height`, `look`, `sizes`), then the parts.
"""

from __future__ import annotations

import json
import os
import resource
import select
import sys
import warnings
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

MOST_PIXELS = 50_000_000
PREVIEW = 640
MEMORY = 1_500_000_000
IDLE_SECONDS = 120.0
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
_TRANSPARENT = ("RGBA", "LA", "PA")
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


class Unfit(Exception):
    """It cannot be kept: 'not_image', 'too_large' or 'unreadable'."""


def open_picture(data: bytes) -> Image.Image:
    """The header is read and judged; nothing is decoded yet."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Unfit("not_image") from error
    if image.width * image.height > MOST_PIXELS:
        raise Unfit("too_large")
    return image


def clean(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The picture without metadata, upright, and its preview."""
    with open_picture(data) as image:
        form = "PNG" if image.format in {"PNG", "GIF"} or _transparent(image) else "JPEG"
        tables, mode = _tables(image), image.mode
        kept = _plain(_screen_colours(_upright(image)), form)
        small = _small(kept)
        written = _written(kept, form, tables if kept.mode == mode else {})
        about = {"mime": _TYPES[form], "width": kept.width, "height": kept.height, "look": look(small)}
    return about, [written, _written(small, "JPEG", {})]


def preview(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """A preview alone: a JPEG is decoded at a fraction of its size (`draft`)."""
    with open_picture(data) as image:
        image.draft("RGB", (PREVIEW * 2, PREVIEW * 2))
        small = _small(_screen_colours(_upright(image)))
    about = {"mime": "image/jpeg", "width": small.width, "height": small.height, "look": look(small)}
    return about, [_written(small, "JPEG", {})]


def look(image: Image.Image) -> str:
    """A difference hash: 64 bits that stay nearly the same when a photo is scaled or compressed again."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(0, 72, 9):
        for at in range(row, row + 8):
            bits = bits << 1 | (grey[at] > grey[at + 1])
    return f"{bits:016x}"


def _upright(image: Image.Image) -> Image.Image:
    """In place: a large photo is not held twice."""
    ImageOps.exif_transpose(image, in_place=True)
    return image


def _tables(image: Image.Image) -> dict[str, Any]:
    """How a JPEG was compressed: written again the same way it loses next to nothing and does not grow."""
    if image.format not in {"JPEG", "MPO"} or image.mode not in {"RGB", "L"}:
        return {}
    from PIL.JpegImagePlugin import get_sampling

    sampling = get_sampling(image)
    made: dict[str, Any] = {"qtables": image.quantization}  # type: ignore[attr-defined]
    return made | ({"subsampling": sampling} if sampling >= 0 and image.mode == "RGB" else {})


def _screen_colours(image: Image.Image) -> Image.Image:
    """Colours of a wide profile as sRGB, because the profile goes with the metadata."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        return image
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        made = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return made or image


def _transparent(image: Image.Image) -> bool:
    return image.mode in _TRANSPARENT or "transparency" in image.info


def _plain(image: Image.Image, form: str) -> Image.Image:
    if form == "PNG" and _transparent(image):
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L"} else image.convert("RGB")


def _small(image: Image.Image) -> Image.Image:
    if _transparent(image):
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = image if image.mode == "RGB" else image.convert("RGB")
    scale = min(1.0, PREVIEW / max(flat.size))
    size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
    return flat.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _written(image: Image.Image, form: str, how: dict[str, Any]) -> bytes:
    """Pixels and nothing else: what the picture carried beside them stays behind."""
    image.info = {}
    out = BytesIO()
    options: dict[str, Any] = {"compress_level": 6} if form == "PNG" else how or {"quality": 88}
    image.save(out, form, **options)
    return out.getvalue()


def answer(letter: bytes, data: bytes) -> bytes:
    """Whatever a picture does to its decoder is said in one word."""
    parts: list[bytes] = []
    try:
        about, parts = (clean if letter == b"c" else preview)(data)
    except Unfit as unfit:
        about = {"why": str(unfit)}
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        about = {"why": "too_large"}
    except Exception:
        # Broken files raise anything at all: SyntaxError, struct.error, EOFError …
        about = {"why": "unreadable"}
    head = json.dumps({**about, "sizes": [len(part) for part in parts]}).encode()
    return b"".join((len(head).to_bytes(4, "big"), head, *parts))


def prepare() -> None:
    """Bounds that hold whatever a picture says of itself."""
    Image.init()
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def main(given: BinaryIO, out: BinaryIO) -> None:
    """Until nothing more comes, or nothing has come for a while: memory is given back then.

    There is one request at a time, so between two of them nothing waits in the buffer of `given`.
    """
    while select.select([given], [], [], IDLE_SECONDS)[0]:
        head = given.read(9)
        if len(head) < 9:
            return
        size = int.from_bytes(head[1:], "big")
        data = given.read(size)
        if len(data) < size:
            return
        out.write(answer(head[:1], data))
        out.flush()


if __name__ == "__main__":
    # What a library prints must not stand among the answers.
    own_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    prepare()
    main(sys.stdin.buffer, own_out)
