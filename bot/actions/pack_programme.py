"""A programme's folder as one file, so that an empty machine has its texts, areas and recordings again.

The same folder is always the same bytes: a backup keeps it once, however many nights it does not change.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

_NEVER = (1980, 1, 1, 0, 0, 0)
_MODE = 0o600 << 16


def pack(folder: Path) -> bytes:
    """All files in it, in order of name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
                about = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _NEVER)
                about.external_attr, about.compress_type = _MODE, zipfile.ZIP_DEFLATED
                bundle.writestr(about, file.read_bytes())
    return packed.getvalue()


def unpack(packed: bytes, folder: Path) -> None:
    """Into a folder that is not there yet; nothing leaves it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        for name in bundle.namelist():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or name.endswith("/"):
                raise ValueError(f"a file of the programme is called {name}")
        making = folder.with_name(f".{folder.name}.new")
        for name in bundle.namelist():
            file = making / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bundle.read(name))
        folder.parent.mkdir(parents=True, exist_ok=True)
        making.replace(folder)
