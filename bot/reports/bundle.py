"""Media in a ZIP, each named after the row that it belongs to: 4829153-1.jpg is the first of report 4829153.

They are compressed already, so they are only put one after another. No entry tells when it was made.
"""

from __future__ import annotations

import re
import zipfile
from contextlib import AbstractContextManager
from typing import IO

from typing_extensions import override

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_READABLE_BY_OWNER = 0o600 << 16


def medium_name(row: str, number: int, mime: str) -> str:
    """How the medium with that number (from 1) of a row is called."""
    ending = _ENDINGS.get(mime.partition(";")[0].strip().lower(), "bin")
    return f"{_UNSAFE.sub('', row) or 'row'}-{number}.{ending}"


class Bundle(AbstractContextManager["Bundle"]):
    """A ZIP on its way into a stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self.count = 0

    def add(self, name: str, data: bytes) -> str:
        """One more; under which name, for two rows may have the same number."""
        if name in self._zip.NameToInfo:
            name = f"{self.count}-{name}"
        entry = zipfile.ZipInfo(name)
        entry.external_attr = _READABLE_BY_OWNER
        self._zip.writestr(entry, data)
        self.count += 1
        return name

    @override
    def __exit__(self, *raised: object) -> None:
        self._zip.close()
