"""`tamasuk copy`: from a file to PostgreSQL, with everything that was there, and never onto anything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.settings import Settings
from bot.storage import lock
from tests import postgres
from tests.app.home import Home, wrapped


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    server = postgres.server()
    yield server.create("moved")
    server.drop("moved")


async def test_an_installation_moves_to_postgresql_and_goes_on(home: Home, empty: str) -> None:
    await asyncio.to_thread(home.run, "migrate")
    await asyncio.to_thread(home.run, "invite", "coordinator", "--no-wait")
    before = await asyncio.to_thread(home.run, "invitations")
    said = await asyncio.to_thread(home.run, "copy", empty)
    assert "set TAMASUK_DATABASE_URL" in said.stdout
    assert wrapped(said.stdout) == []
    home.settings(DATABASE_URL=empty)
    after = await asyncio.to_thread(home.run, "invitations")
    assert "coordinator" in after.stdout
    assert after.stdout == before.stdout
    said = await asyncio.to_thread(home.run, "copy", empty, status=1)
    assert "already" in said.stderr


async def test_it_is_not_copied_onto_another_or_beside_a_server(home: Home, empty: str) -> None:
    await asyncio.to_thread(home.run, "migrate")
    await asyncio.to_thread(home.run, "copy", empty)
    said = await asyncio.to_thread(home.run, "copy", empty, status=1)
    assert "it is left as it is" in said.stderr
    with lock.serving(Settings().database_url):
        said = await asyncio.to_thread(home.run, "copy", empty, status=1)
    assert "another process" in said.stderr
    said = await asyncio.to_thread(home.run, "copy", "mysql://127.0.0.1/x", status=1)
    assert "postgresql://" in said.stderr
