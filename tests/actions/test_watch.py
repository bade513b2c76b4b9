"""What stands still or fails is told, each with what is to be done about it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from bot.actions.watch import Watch
from bot.core.channel import Reader
from bot.core.person import Person
from bot.i18n import Catalogues
from bot.storage import accounts, facts
from bot.storage.errors import Unavailable
from bot.storage.schema import errands, failures
from tests.actions.office import Office
from tests.actions.test_alert import alerts, second_phone
from tests.sending import FakeChannel


def watch(office: Office, **about: object) -> Watch:
    channels = {"telegram": FakeChannel(name="telegram"), "whatsapp": FakeChannel(name="whatsapp")}
    return Watch(alerts(office, channels=channels), office.now, **about)  # type: ignore[arg-type]


async def told(office: Office, person: Person) -> list[str]:
    """The texts that somebody was sent, in English."""
    words = Catalogues.load()
    found = [message.parts[0] for _, message in await office.outbox(person)]
    return [words.render(text, Reader(language="en")) for text in found]


async def test_nothing_is_told_while_all_is_well(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office, backups=True)
    async with office.database.begin() as tx:
        await facts.happened(tx, facts.BACKUP, office.now)
        await accounts.put(tx, "telegram", "1", accounts.WORKING, "", office.now)
    await watching.beat()
    await watching.look()
    assert await watching.ticking()
    assert await told(office, admin) == []


async def test_an_account_that_is_refused_is_told_on_the_other_channel(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    await second_phone(office, admin, "whatsapp")
    async with office.database.begin() as tx:
        await accounts.put(tx, "telegram", "1", accounts.REFUSED, "401", office.now)
        await accounts.put(tx, "telegram", "of a former bot", accounts.REFUSED, "401", office.now)
    watching = watch(office)
    await watching.look()
    await watching.look()
    [said] = await told(office, admin)
    assert "Telegram refuses the bot's account" in said
    assert "TAMASUK_TELEGRAM__TOKEN" in said


@pytest.mark.parametrize("made", [True, False])
async def test_a_backup_that_is_late(office: Office, made: bool) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office, backups=True)
    if made:
        async with office.database.begin() as tx:
            await facts.happened(tx, facts.BACKUP, office.now)
    office.later(48 * 3600)
    await watching.look()
    assert await told(office, admin) == []
    office.later(1)
    await watching.look()
    [said] = await told(office, admin)
    assert ("no good backup since" in said) is made
    assert "To do: tamasuk backup" in said


async def test_without_a_second_place_no_backup_is_missed(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office)
    office.later(90 * 3600)
    await watching.look()
    assert await told(office, admin) == []


async def test_turns_that_fail_again_and_again(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office)
    for n in range(3):
        await watching.look()
        assert await told(office, admin) == [], n
        async with office.database.begin() as tx:
            kept = office.sealer.seal(b"", "failures.state")
            row = {"state": kept, "input": kept, "error": "step.py:1 step\nKeyError", "hushed": False}
            await tx.execute(insert(failures).values(id=office.ids.new(), at=office.now, **row))
    await watching.look()
    [said] = await told(office, admin)
    assert "tamasuk support-bundle" in said
    office.later(2 * 3600)
    await watching.look()
    assert len(await told(office, admin)) == 1


async def test_errands_that_are_given_up_are_told_once(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office)
    for n in (1, 2):
        async with office.database.begin() as tx:
            await tx.execute(
                insert(errands).values(
                    person_id=admin.id,
                    key=f"thread:{n}",
                    kind="thread",
                    data=office.sealer.seal(b"{}", "errands.data"),
                    due_at=office.now,
                    attempts=5,
                    state="failed",
                    last_error="KeyError",
                    created_at=office.now,
                )
            )
        for _ in range(3):
            await watching.look()
            office.later(3600)
        assert len(await told(office, admin)) == n


async def test_ticks_that_stand_still_are_noticed_by_every_process(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    one, other = watch(office), watch(office)
    for _ in range(20):
        await one.beat()
        assert await other.ticking()
        office.later(60)
    office.later(240)
    assert await other.ticking()
    office.later(1)
    assert not await other.ticking()
    assert not await one.ticking()
    [said] = await told(office, admin)
    assert "restart the bot" in said
    assert await watch(office).ticking()  # who has just begun gives it time


async def test_the_guard_goes_on_whatever_happens(office: Office) -> None:
    watching = watch(office)
    waits: list[float] = []

    class Enough(Exception):
        pass

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        office.later(400)
        if len(waits) == 2:
            await office.database.close()
        if len(waits) == 4:
            raise Enough

    with pytest.raises(Enough):
        await watching.guard(pause)
    assert waits == [60.0] * 4


async def test_one_check_that_fails_hides_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await office.person("Sami", "admin")
    watching = watch(office, backups=True)
    office.later(49 * 3600)

    async def broken() -> None:
        raise ValueError("ours")

    monkeypatch.setattr(watching, "_accounts", broken)
    broken.__name__ = "_accounts"
    await watching.look()
    assert len(await told(office, admin)) == 1


async def test_the_heartbeat_follows_what_was_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings = 0

    async def ping() -> None:
        nonlocal rings
        rings += 1

    watching = watch(office, ping=ping)
    await watching.beat()
    assert rings == 1
    async with office.database.read() as tx:
        assert await facts.moment(tx, facts.BEAT) == office.now

    def full(*_: object) -> None:
        raise Unavailable("disk I/O error")

    monkeypatch.setattr(office.database, "begin", full)
    with pytest.raises(Unavailable):
        await watching.beat()
    assert rings == 1
