"""The lines of the web chat: numbered per browser, streamed to who waits, and emptied of what is private."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions.web_lines import WebLines
from bot.core.channel import AddressKey
from bot.core.conversation import Hush
from bot.storage.errors import Unavailable
from bot.storage.schema import outgoing, webchat_messages
from tests.world import Scripted, World, echo, opened

HERE, THERE = AddressKey("browser", "here"), AddressKey("browser", "there")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as one:
        for key in (HERE, THERE):
            await one.say("hello", key.value, channel="webchat", address=key.kind)
        yield one


@pytest.fixture
def lines(world: World) -> WebLines:
    return WebLines(world.database, world.sealer, world.clock)


async def shown(lines: WebLines, key: AddressKey, after: int = 0) -> list[tuple[int, bytes]]:
    return [(n, event) for n, event, _ in await lines.history(key, after)]


async def test_each_browser_counts_for_itself(lines: WebLines) -> None:
    numbers = [
        await lines.append(key, f"{n}" * 32, b"%d" % n, ()) for n, key in enumerate((HERE, THERE, HERE))
    ]
    assert numbers == [1, 1, 2]
    assert await shown(lines, HERE) == [(1, b"0"), (2, b"2")]
    assert await shown(lines, HERE, 1) == [(2, b"2")]
    assert await shown(lines, THERE) == [(1, b"1")]


async def test_a_delivery_that_is_sent_again_is_the_same_line(lines: WebLines) -> None:
    """After a crash a reply is sent again; its line is there already."""
    assert await lines.append(HERE, "11111111111111111111111111111111", b"one", ()) == 1
    assert await lines.append(HERE, "11111111111111111111111111111111", b"one", ()) == 1
    assert await shown(lines, HERE) == [(1, b"one")]


async def test_what_a_line_replaces_loses_its_words(lines: WebLines) -> None:
    await lines.append(HERE, "11111111111111111111111111111111", b"question", ())
    await lines.append(THERE, "22222222222222222222222222222222", b"theirs", ())
    await lines.append(HERE, "33333333333333333333333333333333", b"edited", (1,))
    assert await shown(lines, HERE) == [(2, b"edited")]
    assert await shown(lines, THERE) == [(1, b"theirs")]


async def test_who_waits_is_woken_and_nobody_else(lines: WebLines) -> None:
    here, also_here, there = (asyncio.create_task(lines.wait(key)) for key in (HERE, HERE, THERE))
    await asyncio.sleep(0)
    await lines.append(HERE, "11111111111111111111111111111111", b"one", ())
    async with asyncio.timeout(10):
        await asyncio.gather(here, also_here)
    assert not there.done()
    there.cancel()
    await asyncio.gather(there, return_exceptions=True)
    assert not lines._waiting, "nobody waits any more"


async def test_a_browser_that_was_forgotten_has_no_lines(lines: WebLines) -> None:
    gone = AddressKey("browser", "gone")
    with pytest.raises(Unavailable):
        await lines.append(gone, "11111111111111111111111111111111", b"one", ())
    assert await lines.history(gone, 0) == []
    await lines.seen(gone, 5)


async def _private_line(world: World, lines: WebLines) -> str:
    """The row of a question of a private form."""
    world.script = _hushes(on=True)
    await world.say("begin", HERE.value, channel="webchat", address=HERE.kind)
    row = max(await world.rows(outgoing), key=lambda row: row.seq)
    assert row.hushed
    return str(row.id)


def _hushes(*, on: bool) -> Scripted:
    def script(state, given, turn):  # type: ignore[no-untyped-def]
        step = echo(state, given, turn)
        return type(step)(step.state, step.messages, (Hush(on=on),))

    return script


async def test_a_private_line_is_shown_until_its_stream_has_passed_it(world: World, lines: WebLines) -> None:
    private = await _private_line(world, lines)
    await lines.append(HERE, "11111111111111111111111111111111", b"open", ())
    number = await lines.append(HERE, private, b"private", ())
    assert await shown(lines, HERE) == [(1, b"open"), (number, b"private")]
    await lines.seen(HERE, number - 1)
    assert await shown(lines, HERE) == [(1, b"open"), (number, b"private")]
    await lines.seen(HERE, number)
    assert await shown(lines, HERE) == [(1, b"open")]
    assert [row.event is None for row in await world.rows(webchat_messages)] == [False, True]


async def test_the_end_of_a_private_form_empties_what_no_stream_has_passed(
    world: World, lines: WebLines
) -> None:
    private = await _private_line(world, lines)
    await lines.append(HERE, private, b"private", ())
    await lines.append(THERE, "22222222222222222222222222222222", b"theirs", ())
    async with world.database.begin() as tx:
        await tx.execute(
            update(webchat_messages)
            .where(webchat_messages.c.delivery == "22222222222222222222222222222222")
            .values(hushed=True)
        )
    world.script = _hushes(on=False)
    await world.say("end", HERE.value, channel="webchat", address=HERE.kind)
    assert await shown(lines, HERE) == []
    assert await shown(lines, THERE) == [(1, b"theirs")], "somebody else is in the middle of one"
