"""Programs that a benchmark starts beside itself: a provider, the bot, an echo."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
STOPPING = 20.0


@contextmanager
def program(module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """`python -m module` while the block runs; what it printed first, which is that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=TREE,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _first_line(process, module)
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Ask it to stop, and make it stop when it does not."""
    process.terminate()
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def resident(process: int) -> float:
    """Megabytes that a process holds in memory now."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(process)


def worked(process: int) -> float:
    """Seconds of a processor that a process has had."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _first_line(process: subprocess.Popen[str], module: str) -> str:
    if process.stdout is None:
        raise ValueError("without a pipe there is nothing to read")
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        deadline = time.monotonic() + PATIENCE
        if not waiting.select(deadline - time.monotonic()):
            raise TimeoutError(f"{module} does not begin")
    line = process.stdout.readline().strip()
    if not line:
        raise ChildProcessError(f"{module} ended with {process.wait()} before it began")
    return line
