"""The bot as its users run it, `serve` in a process of its own, with both providers on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import registrants
from benchmarks.ours import SECRET
from benchmarks.programs import PATIENCE, TREE, end, resident
from benchmarks.provider import ACCOUNT

HOOK = "an-invented-secret-of-the-webhook"
TOKEN = f"{registrants.ACCOUNT}:an-invented-token-of-the-benchmarks"
AUTH = "an-invented-token-of-twilio"
SENDER = "+15550000000"


@dataclass(frozen=True, slots=True)
class Bot:
    """It runs, and listens there."""

    port: int
    process: int

    @property
    def memory(self) -> float:
        """Megabytes."""
        return resident(self.process)


@contextmanager
def serving(database: str, provider: str, **settings: str) -> Iterator[Bot]:
    """The bot on this database, ready; it ends with the block. Telegram by webhook, and WhatsApp."""
    port = _free_port()
    own = {
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "PROGRAMME": "sample",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__API_URL": provider,
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_SECRET": HOOK,
        "WHATSAPP__ACCOUNT_SID": ACCOUNT,
        "WHATSAPP__AUTH_TOKEN": AUTH,
        "WHATSAPP__SENDER": SENDER,
        "WHATSAPP__API_URL": provider,
        "WHATSAPP__CONTENT_URL": provider,
        **settings,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TAMASUK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=TREE,
        env=kept | {f"TAMASUK_{name}": value for name, value in own.items()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        _ready(process, port)
        yield Bot(port, process.pid)
    finally:
        end(process)


def _ready(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ChildProcessError(f"serve ended with {process.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError("serve does not begin")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
