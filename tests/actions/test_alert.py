"""Whoever runs the bot is told what to do: once an hour per cause, by an account that works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.actions.alert import Alerts
from bot.core.channel import Failure, SendFailure
from bot.core.person import Person
from bot.core.text import key
from bot.i18n import Catalogues
from bot.storage import accounts
from bot.storage.errors import Unavailable
from bot.storage.schema import address_persons, addresses
from tests.actions.office import Office
from tests.sending import FakeChannel, said

TURNS = key("alert.turns", number=3)


def alerts(office: Office, **about: Any) -> Alerts:
    given: dict[str, Any] = {"channels": {}, "kick": office._kick} | about
    return Alerts(
        database=office.database,
        sealer=office.sealer,
        programme="sample",
        now=lambda: office.now,
        ids=office.ids,
        words=Catalogues.load().render,
        **given,
    )


async def second_phone(office: Office, person: Person, channel: str) -> None:
    """Another way to reach somebody, where they were heard from before the first."""
    async with office.database.begin() as tx:
        address = office.ids.new()
        await tx.execute(
            insert(addresses).values(
                id=address,
                channel=channel,
                account="+962790000000",
                person_id=person.id,
                state="working",
                last_in_at=office.now - timedelta(days=1),
                language="ar",
                created_at=office.now,
            )
        )
        await tx.execute(
            insert(address_persons).values(address_id=address, person_id=person.id, since=office.now)
        )


async def test_admins_are_told_and_nobody_else(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    coordinator = await office.person("Layla", "coordinator")
    assert await alerts(office).tell("turns", TURNS)
    [(action, message)] = await office.outbox(admin)
    assert (action, message.parts) == ("send", (TURNS,))
    assert await office.outbox(coordinator) == []
    assert office.kicks == 1


async def test_once_an_hour_for_each_cause_in_every_process_and_after_every_start(office: Office) -> None:
    admin = await office.person("Sami", "admin")
    assert await alerts(office).tell("turns", TURNS)
    office.later(59 * 60)
    assert not await alerts(office).tell("turns", TURNS)
    assert await alerts(office).tell("errands", key("alert.errands", number=1))
    office.later(60)
    assert await alerts(office).tell("turns", TURNS)
    assert len(await office.outbox(admin)) == 3


async def test_of_an_account_that_is_refused_they_hear_on_another(office: Office) -> None:
    both, one = await office.person("Sami", "admin"), await office.person("Rana", "admin")
    await second_phone(office, both, "whatsapp")
    async with office.database.begin() as tx:
        await accounts.put(tx, "telegram", "1", accounts.REFUSED, "401", office.now)
    await alerts(office).tell("account telegram", key("alert.account_telegram", reason="401"))
    assert len(await office.outbox(both)) == 1
    assert await office.outbox(one) == []
    async with office.database.read() as tx:
        [row] = await tx.exec_driver_sql("SELECT channel FROM outgoing")
    assert row == ("whatsapp",)


async def test_the_chat_of_the_setting_reads_both_languages_arabic_first(office: Office) -> None:
    channel = FakeChannel(name="telegram")
    telling = alerts(office, chat="telegram:-1001", channels={"telegram": channel})
    await telling.tell("turns", TURNS)
    await telling.tell("turns", TURNS)
    [sent] = channel.sent
    assert (sent.to.kind, sent.to.value) == ("chat", "-1001")
    words = said(sent)
    assert 0 < words.index("المطلوب") < words.index("To do: tamasuk support-bundle")


@pytest.mark.parametrize("chat", ["telegram:1", "whatsapp:+962790000000"])
async def test_a_chat_that_cannot_be_reached_harms_nothing(office: Office, chat: str) -> None:
    channel = FakeChannel(name="telegram", script=[SendFailure(Failure.LEFT, "403")])
    assert await alerts(office, chat=chat, channels={"telegram": channel}).tell("turns", TURNS)


async def test_a_database_that_takes_nothing_does_not_keep_it_from_the_chat(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = FakeChannel(name="telegram")
    telling = alerts(office, chat="telegram:1", channels={"telegram": channel})

    def full(*_: object) -> None:
        raise Unavailable("disk I/O error")

    monkeypatch.setattr(office.database, "begin", full)
    assert await telling.tell("disk", key("alert.disk_full", percent=99, what="x"))
    assert not await telling.tell("disk", key("alert.disk_full", percent=99, what="x"))
    office.later(3600)
    assert await telling.tell("disk", key("alert.disk_full", percent=99, what="x"))
    assert len(channel.sent) == 2
