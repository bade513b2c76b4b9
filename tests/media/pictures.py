"""Pictures for tests, made here: with a place in them, sideways, broken, enormous."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageDraw
from pillow_heif import from_pillow

GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def drawn(width: int = 320, height: int = 200, colour: str = "teal") -> Image.Image:
    """A field with a bright spot near its top left corner."""
    image = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill="white")
    draw.line((0, height, width, 0), fill="black", width=5)
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """Who made it, and where."""
    made = Image.Exif()
    made[ORIENTATION] = orientation
    made[MAKER] = "Sample maker"
    made[GPS] = {1: "N", 2: (31.0, 57.0, 12.0), 3: "E", 4: (35.0, 56.0, 1.0)}
    return made


def jpeg(image: Image.Image | None = None, orientation: int = 1, comment: bytes = b"at the well") -> bytes:
    out = BytesIO()
    made = image or drawn()
    made.save(out, "JPEG", quality=80, exif=exif(orientation), comment=comment)
    return out.getvalue()


def png(image: Image.Image | None = None) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Author", "Sample person")
    out = BytesIO()
    (image or drawn()).save(out, "PNG", pnginfo=about, exif=exif())
    return out.getvalue()


def heic() -> bytes:
    out = BytesIO()
    from_pillow(drawn()).save(out, exif=exif().tobytes())
    return out.getvalue()


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("photo.jpg", b"not one")
    return out.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A small file that says it is 900 million points, and is."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" * (side // 8 + 1)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(row * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
