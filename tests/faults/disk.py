"""A small disk that can be filled and emptied: a file system in memory, which only root may mount."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEGABYTE = 1_000_000
CHUNKS = (MEGABYTE, 4096, 1)


class Disk:
    """Room is taken by one file beside the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    @property
    def free(self) -> int:
        """Bytes."""
        about = os.statvfs(self.folder)
        return about.f_bavail * about.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Until so much is left, or nothing at all."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for chunk in CHUNKS:
                try:
                    while self.free > leave:
                        ballast.write(bytes(min(chunk, self.free - leave)))
                except OSError as error:
                    assert error.errno == errno.ENOSPC  # noqa: PT017 - the disk is full, as it should be

    def fill_to(self, percent: int) -> None:
        """As `df` says it."""
        about = os.statvfs(self.folder)
        self.fill(about.f_blocks * about.f_frsize * (100 - percent) // 100)

    def empty(self) -> None:
        """The room is there again."""
        self._ballast.unlink()


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A new one. Who is not root cannot have it: the test is skipped."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no file system of its own could be mounted here: {done.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
