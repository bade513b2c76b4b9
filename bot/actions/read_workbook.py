"""Reading a file that somebody sent, in a process of its own: a form here, a list in `read_people`."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from bot.flows.xlsform.loaded import Loaded
from bot.storage import codecs

MEMORY = 1_500_000_000
SECONDS = 60
"""What such a process may take: bytes, and of the processor's time."""

_LONGEST_NAME = 200
# Wherever a command was given, the module is found here.
_HOME = Path(__file__).parents[2]


class Unread(Exception):
    """It took too long, too much, or broke the process."""


async def read_workbook(content: bytes, name: str) -> Loaded:
    """What is in it as a form; Unread when the process ends without an answer."""
    return codecs.decode(Loaded, await read_apart("bot.actions.workbook_process", content, name))


async def read_apart(module: str, content: bytes, name: str) -> bytes:
    """What a process of that module says of a file."""
    # Our settings are no business of it.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TAMASUK_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_HOME,
        env=environment,
    )
    called = name[-_LONGEST_NAME:].encode()
    try:
        async with asyncio.timeout(SECONDS * 2):
            said, _ = await process.communicate(len(called).to_bytes(2, "big") + called + content)
    except TimeoutError as error:
        raise Unread("it took too long") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unread(f"the process ended with {process.returncode}")
    return said
