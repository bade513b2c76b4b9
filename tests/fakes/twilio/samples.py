"""Small real files for people to send: a photo per seed, a voice note, a document."""

import io

from PIL import Image

VOICE = b"OggS\x00\x02" + bytes(20) + b"\x01\x1eOpusHead\x01\x01" + bytes(40)
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
STICKER = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(24)


def photo(seed: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG; different seeds look different, so that near-duplicate checks tell them apart."""
    picture = Image.new("RGB", size, ((seed * 67) % 256, (seed * 131) % 256, (seed * 29) % 256))
    picture.paste(((seed * 17) % 256, 40, 200), (seed % 20, 0, seed % 20 + 24, size[1] // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
