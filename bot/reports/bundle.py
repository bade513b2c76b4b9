"""Photos in a ZIP, each named after the row that it belongs to: 4829153-1.jpg is the first of report 4829153.

Photos are compressed already, so they are only put one after another. No entry tells when it was made.
"""

from __future__ import annotations

import re
import zipfile
from contextlib import AbstractContextManager
from typing import IO

from typing_extensions import override

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_READABLE_BY_OWNER = 0o600 << 16


def photo_name(row: str, number: int, mime: str) -> str:
    """How the photo with that number (from 1) of a row is called."""
    return f"{_UNSAFE.sub('', row) or 'row'}-{number}.{_ENDINGS.get(mime, 'bin')}"


class Bundle(AbstractContextManager["Bundle"]):
    """A ZIP on its way into a stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self.count = 0

    def add(self, name: str, data: bytes) -> None:
        """One more photo."""
        entry = zipfile.ZipInfo(name)
        entry.external_attr = _READABLE_BY_OWNER
        self._zip.writestr(entry, data)
        self.count += 1

    @override
    def __exit__(self, *raised: object) -> None:
        self._zip.close()
