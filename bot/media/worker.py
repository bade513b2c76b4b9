"""The process that decodes pictures, seen from this side: one at a time, with a time limit.

A picture that takes too long or breaks the process costs that process and nothing else: it is killed,
and the next picture gets a new one.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path

import msgspec

PROGRAM = Path(__file__).with_name("pictures.py")
SECONDS = 20.0
CLEAN, PREVIEW = b"c", b"p"


class Unfit(Exception):
    """It cannot be kept. `why`: too_large, unreadable, not_image or gone (texts `media.refused_*`)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew, with its preview. `look`: 16 hex digits that similar pictures nearly share."""

    data: bytes
    mime: str
    width: int
    height: int
    look: str
    preview: bytes


class _Answer(msgspec.Struct):
    sizes: list[int]
    why: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    look: str = ""


class Pictures:
    """Starts its process when the first picture comes."""

    def __init__(self, seconds: float = SECONDS, program: Path = PROGRAM) -> None:
        self._seconds = seconds
        self._program = program
        self._turn = asyncio.Lock()
        self._process: Process | None = None

    async def clean(self, data: bytes) -> Picture:
        """The picture without metadata, upright; Unfit when it is none or too much."""
        about, (made, preview) = await self._ask(CLEAN, data)
        return Picture(made, about.mime, about.width, about.height, about.look, preview)

    async def preview(self, data: bytes) -> bytes:
        """A JPEG of 640 points at most."""
        _, (made,) = await self._ask(PREVIEW, data)
        return made

    async def close(self) -> None:
        """End the process; what it is at is lost."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)

    async def _ask(self, letter: bytes, data: bytes) -> tuple[_Answer, list[bytes]]:
        async with self._turn:
            for _ in range(2):
                process = await self._running()
                try:
                    async with asyncio.timeout(self._seconds):
                        return await _exchange(process, letter, data)
                except TimeoutError:
                    await self.close()
                    raise Unfit("unreadable") from None
                except (OSError, asyncio.IncompleteReadError):
                    # It had gone to rest a moment ago, or this picture broke it: the second try tells.
                    await self.close()
                except asyncio.CancelledError:
                    await self.close()
                    raise
        raise Unfit("unreadable")

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is not None:
            await self.close()
        if self._process is None:
            # -P: nothing beside the program is imported. Our settings are no business of it.
            environment = {k: v for k, v in os.environ.items() if not k.startswith("TAMASUK_")}
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                str(self._program),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment,
            )
        return self._process


async def _exchange(process: Process, letter: bytes, data: bytes) -> tuple[_Answer, list[bytes]]:
    given, out = process.stdin, process.stdout
    if given is None or out is None:
        raise OSError("no way to the process")
    given.write(letter + len(data).to_bytes(8, "big"))
    given.write(data)
    await given.drain()
    length = int.from_bytes(await out.readexactly(4), "big")
    about = msgspec.json.decode(await out.readexactly(length), type=_Answer)
    parts = [await out.readexactly(size) for size in about.sizes]
    if about.why:
        raise Unfit(about.why)
    return about, parts


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    if process.stdout is not None:
        await process.stdout.read()
    await process.wait()
