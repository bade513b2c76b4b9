"""The program as its users run it: `python -m bot serve` in a process of its own, in a folder of its own.

It is started, stopped and killed by its own id, and started again on the same port and database. Its
settings are its environment, and nothing of the developer's own gets in.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx

T = TypeVar("T")

TREE = Path(__file__).resolve().parents[2]
PATIENCE = float(os.environ.get("TESTS_PATIENCE", "30"))
LOOK = 0.02
LONGEST_COMMAND = 90


async def until(found: Callable[[], T | None], said: Callable[[], str], within: float = PATIENCE) -> T:
    """What `found` finds, as soon as there is something; otherwise the test fails with what `said` says."""
    deadline = asyncio.get_running_loop().time() + within
    while (value := found()) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {within:g} s: {said()}")
        await asyncio.sleep(LOOK)
    return value


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Program:
    """One installation: its folder, its settings, and its process while it runs."""

    def __init__(self, home: Path, settings: dict[str, str], runs: str = "serve") -> None:
        self.home = home
        self._command = runs
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = home / "tamasuk.db"
        self.media = home / "media"
        self._log = home / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None
        own = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_URL": str(self.media),
            "PUBLIC_URL": self.url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "SECRET_KEY": "an invented key of the journeys, long enough",
        }
        self.settings = own | settings
        self.environment: dict[str, str] = {}

    # --------------------------------------------------------------------------------- commands

    async def command(self, *words: str, status: int = 0) -> str:
        """A command of the program, carried out beside it; what it printed."""
        done = await asyncio.to_thread(self._run, words)
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.home,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """Its own settings, and the guard of the tests that comes by PYTHONPATH."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TAMASUK_")}
        path = os.pathsep.join(filter(None, [kept.get("PYTHONPATH", ""), str(TREE)]))
        told = {f"TAMASUK_{name}": value for name, value in self.settings.items()}
        return (
            kept
            | told
            | self.environment
            | {"PYTHONPATH": path, "PYTHONWARNINGS": "default", "COLUMNS": "200"}
        )

    # ---------------------------------------------------------------------------------- process

    async def start(self) -> None:
        """Until it answers that it is ready."""
        assert self._process is None, "it runs already"
        self._process = self._launched()
        await self._ready()

    def _launched(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", self._command],
                cwd=self.home,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _ready(self) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as client:
            while True:
                assert self._process is not None
                assert self._process.poll() is None, f"it ended while starting:\n{self.tail()}"
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                assert asyncio.get_running_loop().time() < deadline, f"not ready:\n{self.tail()}"
                await asyncio.sleep(LOOK)

    async def stop(self) -> None:
        """As an operator does it: SIGTERM, and it ends by itself."""
        status = await self._signalled(signal.SIGTERM)
        assert status in {0, -signal.SIGTERM, 128 + signal.SIGTERM}, f"{status}:\n{self.tail()}"

    async def kill(self) -> None:
        """As a power cut does it."""
        assert await self._signalled(signal.SIGKILL) == -signal.SIGKILL

    async def _signalled(self, how: signal.Signals) -> int:
        process = self._process
        assert process is not None
        process.send_signal(how)
        try:
            return await until(process.poll, lambda: f"{how.name} did not end it\n{self.tail()}")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            self._process = None

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    async def restart(self, *, kill: bool = False) -> None:
        """The same installation again."""
        await (self.kill() if kill else self.stop())
        await self.start()

    # ------------------------------------------------------------------------------------- logs

    @property
    def log(self) -> str:
        """All that it ever said."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def tail(self) -> str:
        """The end of it, for a failing test."""
        return self.log[-6000:]
