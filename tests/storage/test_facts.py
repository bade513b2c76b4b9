"""What the installation remembers of itself, and what is asked of the rows about how it is doing."""

from __future__ import annotations

from datetime import timedelta

from bot.storage import accounts, facts, health
from tests.sending import Outbox

HOUR = timedelta(hours=1)


async def test_a_value_is_what_was_put_last(box: Outbox) -> None:
    async with box.database.begin() as tx:
        assert await facts.get(tx, "a") is None
        await facts.put(tx, "a", b"1")
        await facts.put(tx, "a", b"2")
        assert await facts.get(tx, "a") == b"2"
        await facts.forget(tx, "a")
        assert await facts.get(tx, "a") is None


async def test_a_moment_is_read_as_it_was_written(box: Outbox) -> None:
    async with box.database.begin() as tx:
        await facts.happened(tx, facts.BACKUP, box.now)
        assert await facts.moment(tx, facts.BACKUP) == box.now
        assert await facts.moment(tx, facts.KIT) is None


async def test_once_in_a_while(box: Outbox) -> None:
    now = box.now
    async with box.database.begin() as tx:
        assert await facts.once(tx, "alert x", now, HOUR)
        assert not await facts.once(tx, "alert x", now + HOUR - timedelta(microseconds=1), HOUR)
        assert await facts.once(tx, "alert y", now, HOUR)
        assert await facts.once(tx, "alert x", now + HOUR, HOUR)
        assert not await facts.once(tx, "alert x", now + HOUR, HOUR)
        assert set(await facts.beginning(tx, "alert ")) == {"x", "y"}


async def test_the_outbox_is_counted_by_state_and_age(box: Outbox) -> None:
    now = box.now
    await box.post(await box.person())
    async with box.database.read() as tx:
        [depth] = await health.waiting(tx)
        assert (depth.state, depth.count) == ("queued", 1)
        assert await health.ended(tx, now) == {}
        assert await health.last_in(tx) == {}
        assert await health.failed_turns(tx, now) == ()
        assert await health.failed_errands(tx) == ()
        assert await health.media_waiting(tx, now) == 0
        assert await health.stuck(tx, now) == now
        assert await health.stuck(tx, now - timedelta(seconds=1)) is None
        assert await health.size(tx) > 10_000
        assert (await health.version(tx)).split()[0] in {"sqlite", "postgresql"}
        assert (await health.counts(tx))["outgoing"] == 1
        assert (await health.clock_of(tx)).year > 2024


async def test_accounts_stand_as_was_said_last(box: Outbox) -> None:
    async with box.database.begin() as tx:
        await accounts.put(tx, "telegram", "1", accounts.REFUSED, "401", box.now)
        [one] = await health.standings(tx)
    assert (one.state, one.reason, one.since) == ("refused", "401", box.now)
