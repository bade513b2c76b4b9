"""Files as Telegram keeps them: under an id of this bot, and a second one that follows from the bytes.

Photos get their smaller sizes; everything else is kept as it came. The parts of a message that
describe a file (`photo`, `document`, `voice` …) are built here, for the bot and for people alike.
"""

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.fakes.telegram.fault import ApiError

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20_000_000
PHOTO_EDGES = (90, 320, 800)
SUFFIXES = {
    "image/jpeg": "jpg", "image/png": "png", "audio/ogg": "oga", "video/mp4": "mp4", "application/pdf": "pdf",
    "image/webp": "webp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes, and what is said about them. `size` may be larger than the bytes that a test holds."""

    id: str
    unique_id: str
    path: str
    data: bytes
    size: int
    about: Json

    def described(self) -> Json:
        """The fields common to every kind of file."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


@dataclass
class Files:
    """All files by id and by path."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)

    def store(self, data: bytes, folder: str, mime: str, size: int | None = None, **about: Any) -> StoredFile:
        """Keep bytes under new names."""
        number = len(self.by_id) + 1
        unique = hashlib.sha256(data).hexdigest()[:16]
        path = f"{folder}/file_{number}.{SUFFIXES.get(mime, 'bin')}"
        stored = StoredFile(
            f"AgAC{number:05d}{unique}", f"AQAD{unique}", path, data, size or len(data), about
        )
        self.by_id[stored.id] = self.by_path[path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """A file by the id that this bot knows it under."""
        if file_id not in self.by_id:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return self.by_id[file_id]

    def as_file(self, file_id: str) -> Json:
        """The answer to getFile."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise ApiError(400, "Bad Request: invalid file_id")
        if stored.size > DOWNLOAD_LIMIT:
            raise ApiError(400, "Bad Request: file is too big")
        return stored.described() | {"file_path": stored.path}

    def photo(self, data: bytes, *, unseen: bool = False) -> list[Json]:
        """The sizes of a photo, smallest first; the last is the picture itself.

        `unseen`: bytes that are no picture pass for one, for tests that need no picture.
        """
        try:
            with Image.open(io.BytesIO(data)) as image:
                picture = image.convert("RGB")
        except (UnidentifiedImageError, OSError) as error:
            if unseen:
                return [self._size(data, 640, 480)]
            raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
        width, height = picture.size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        sizes = [self._reduced(picture, edge) for edge in PHOTO_EDGES if edge < max(width, height)]
        return [*sizes, self._size(data, width, height)]

    def _reduced(self, picture: Image.Image, edge: int) -> Json:
        small = picture.copy()
        small.thumbnail((edge, edge))
        written = io.BytesIO()
        small.save(written, "JPEG")
        return self._size(written.getvalue(), *small.size)

    def _size(self, data: bytes, width: int, height: int) -> Json:
        stored = self.store(data, "photos", "image/jpeg", width=width, height=height)
        return stored.described() | {"width": width, "height": height}

    def document(self, data: bytes, name: str, mime: str, size: int | None = None) -> Json:
        """Any file as it is."""
        stored = self.store(data, "documents", mime, size)
        return stored.described() | {"file_name": name, "mime_type": mime}

    def voice(self, data: bytes, seconds: int = 7) -> Json:
        """A voice note."""
        stored = self.store(data, "voice", "audio/ogg")
        return stored.described() | {"duration": seconds, "mime_type": "audio/ogg"}

    def video(self, data: bytes, size: int | None = None, seconds: int = 12) -> Json:
        """A video."""
        stored = self.store(data, "videos", "video/mp4", size)
        about = {"width": 640, "height": 360, "duration": seconds, "mime_type": "video/mp4"}
        return stored.described() | about | {"file_name": "video.mp4"}

    def sticker(self, emoji: str) -> Json:
        """A sticker that stands for an emoji."""
        stored = self.store(emoji.encode(), "stickers", "image/webp")
        about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return stored.described() | about | {"emoji": emoji}
