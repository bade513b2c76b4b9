"""The guard itself: what would leave the machine is refused and noticed, what stays is not."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.guard.sitecustomize import LeftTheMachine

# Reserved for documentation: no machine answers there, should the guard fail.
ELSEWHERE = "192.0.2.1"


@pytest.fixture
def outward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of its own, so that what is tried here on purpose fails no test."""
    log = tmp_path / "outward.log"
    monkeypatch.setenv("TESTS_OUTWARD_LOG", str(log))
    return log


def test_a_connection_is_refused(outward: Path) -> None:
    with socket.socket() as line, pytest.raises(LeftTheMachine):
        line.connect((ELSEWHERE, 80))
    assert ELSEWHERE in outward.read_text()


def test_a_look_up_is_refused(outward: Path) -> None:
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("api.example.org", 443)
    assert "api.example.org" in outward.read_text()


def test_a_datagram_is_refused(outward: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as letter, pytest.raises(LeftTheMachine):
        letter.sendto(b"x", (ELSEWHERE, 53))
    assert ELSEWHERE in outward.read_text()


async def test_an_asyncio_client_is_refused_and_noticed_though_it_swallows(outward: Path) -> None:
    async with aiohttp.ClientSession() as session:
        answers = await asyncio.gather(session.get(f"http://{ELSEWHERE}/"), return_exceptions=True)
    assert isinstance(answers[0], LeftTheMachine)
    assert ELSEWHERE in outward.read_text()


def test_a_program_that_a_test_starts_is_guarded_too(outward: Path) -> None:
    code = f"import socket; socket.socket().connect(('{ELSEWHERE}', 80))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LeftTheMachine" in ended.stderr
    assert ELSEWHERE in outward.read_text()


async def test_what_stays_is_left_alone(outward: Path) -> None:
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="أهلاً")

    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session, session.get(f"http://localhost:{port}/") as answer:
        assert await answer.text() == "أهلاً"
    await runner.cleanup()
    assert not outward.exists()


def test_no_setting_of_the_developer_gets_in() -> None:
    assert [name for name in os.environ if name.startswith("TAMASUK_")] == []
