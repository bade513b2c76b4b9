"""An installation in an empty folder, and its commands: in this process, in one of their own, at a terminal.

Most commands are run within this process, which costs a tenth. A process is for what only a process has:
signals, a status, a terminal.
"""

from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import logs, running
from bot.app.store import Store, open_store
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.sealed import Sealer
from tests.actions.office import Office
from tests.journeys.process import TREE, free_port

RUN = running.run
KEY = "an invented key of the commands"
PATIENCE = 30.0


def fresh(folder: Path, set: pytest.MonkeyPatch) -> Home:
    """An empty folder, and no settings. In this process nothing is served, and logs stay as they are."""

    async def never(*_: object) -> None:
        raise AssertionError("it started to serve")

    set.chdir(folder)
    set.setattr(running, "run", never)
    set.setattr(logs, "configure", lambda json: None)
    return Home(folder, set)


def installed(folder: Path, set: pytest.MonkeyPatch) -> Home:
    """A folder with a key and a database that was begun with it."""
    made = fresh(folder, set)
    made.settings(SECRET_KEY=KEY)
    made.run("migrate")
    made.run("invitations")
    return made


@dataclass
class Home:
    """The folder where the commands are run; its settings are the environment of this test."""

    folder: Path
    set: pytest.MonkeyPatch

    def settings(self, **settings: str) -> None:
        """Settings by their names without the prefix; '' takes one away."""
        for name, value in settings.items():
            if value:
                self.set.setenv(f"TAMASUK_{name}", value)
            else:
                self.set.delenv(f"TAMASUK_{name}", raising=False)

    def run(self, *words: str, status: int = 0, typed: str = "") -> Result:
        """A command within this process."""
        done = CliRunner().invoke(app, list(words), input=typed or None)
        assert done.exit_code == status, f"{words}: {done.exit_code}\n{done.output}\n{done.exception!r}"
        return done

    def refused(self, *words: str) -> str:
        """What a command says that fails: to stderr, in a few lines, without a traceback."""
        done = self.run(*words, status=1)
        assert done.stdout == ""
        assert isinstance(done.exception, SystemExit)
        assert len(done.stderr.splitlines()) <= 4, done.stderr
        return done.stderr

    @property
    def database(self) -> Path:
        """The file."""
        path = Settings().database_path
        assert path is not None
        return path

    @contextmanager
    def process(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command in a process of its own; killed at the end if it still runs."""
        started = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        try:
            yield started
        finally:
            started.kill()
            started.communicate()

    @contextmanager
    def terminal(self, *words: str) -> Iterator[Terminal]:
        """A command at a terminal of 80 columns."""
        ours, theirs = pty.openpty()
        started = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            env=environment() | {"TERM": "xterm", "COLUMNS": "80"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_hears_ctrl_c,
        )
        os.close(theirs)
        try:
            yield Terminal(started, ours)
        finally:
            started.kill()
            started.wait()
            os.close(ours)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """The installation, opened as a command opens it."""
        async with open_store(Settings()) as store:
            yield store

    @asynccontextmanager
    async def office(self) -> AsyncIterator[Office]:
        """The same database with people at work in it."""
        async with self.store() as store:
            book = store.book
        async with Database(Settings().database_url) as database:
            yield Office(database, Sealer(KEY), book, now=datetime.now(UTC))


class Terminal:
    """What stands on the screen, and a keyboard."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process, self.shown = process, ""
        self._screen, self._bytes, self._seen = screen, b"", 0

    async def see(self, text: str) -> str:
        """Wait until this appears, after what was seen before; what came until then."""
        return await asyncio.to_thread(self._see, text)

    def _see(self, text: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while (at := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < deadline, f"no {text!r}:\n{self.shown}"
            assert self._read(), f"no {text!r}, status {self.process.poll()} (None: running):\n{self.shown}"
        before, self._seen = self.shown[self._seen : at], at + len(text)
        return before

    def _read(self) -> bool:
        """More of the screen; False when the program has ended."""
        ready, _, _ = select.select([self._screen], [], [], PATIENCE)
        try:
            data = os.read(self._screen, 65536) if ready else b""
        except OSError:  # the other side is closed
            return False
        self._bytes += data
        self.shown = self._bytes.decode("utf-8", "ignore").replace("\r\n", "\n")
        return bool(data)

    def type(self, line: str) -> None:
        """A line, and Enter."""
        os.write(self._screen, f"{line}\n".encode())

    async def interrupt(self) -> None:
        """Ctrl+C, to a program that waits: between its prompt and its reading Python may not notice one."""
        await asyncio.to_thread(self._rests)
        self.process.send_signal(signal.SIGINT)

    def _rests(self) -> None:
        """Until it is not at work, as far as the system tells."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        for _ in range(2):
            time.sleep(0.1)
            while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "R":
                time.sleep(0.02)

    async def end(self) -> int:
        """Its status, when it has ended by itself."""

        def rest() -> int:
            while self._read():
                pass
            return self.process.wait(PATIENCE)

        return await asyncio.to_thread(rest)


def _hears_ctrl_c() -> None:
    """As from a terminal. What a shell starts in its background ignores it, and hands that down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def environment() -> dict[str, str]:
    """Of this test, with the tree on the path of modules."""
    path = os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(TREE)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def wrapped(text: str) -> list[str]:
    """The lines that wrap in a terminal of 80 columns; a link is one word, and may."""
    return [line for line in text.splitlines() if len(line) > 80 and "http" not in line]


__all__ = ["KEY", "RUN", "Home", "Terminal", "free_port", "wrapped"]
