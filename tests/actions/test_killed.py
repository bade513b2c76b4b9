"""The program is killed, at every place where it can be: nothing is lost, and nothing is done twice.

What was on its way when it was killed is the only thing of which nobody knows whether it arrived.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.channel import Delivered, Delivery
from bot.storage.database import Database
from bot.storage.sealed import Sealer
from tests.actions.cuts import Cut, everywhere
from tests.actions.lines import line, run
from tests.actions.matching import opened
from tests.actions.village import Phone, Village, asking
from tests.actions.village import opened as village_opened
from tests.sending import CAMPAIGN, NOTICE, FakeChannel, Outbox
from tests.sending import outbox as box_opened
from tests.world import SECRET, World, inbound
from tests.world import opened as world_opened

# Files are copied here; what a server does when its clients are killed is in tests/faults.
pytestmark = pytest.mark.sqlite

STAFF, PERSON = "962791000001", "962792000002"
BOX = "an invented secret for tests"


def rows(path: Path, table: str, secret: str = SECRET) -> list[dict[str, object]]:
    return [dict(row.columns) for row in opened(path, Sealer(secret))[table]]


# ------------------------------------------------------------------------------------------ errands


async def register(village: Village, number: str) -> Phone:
    phone = village.phone(number)
    for words in ("/start", "نعم", "رنا", "أنثى", "1998", "إربد", "بني عبيد", "إرسال"):
        await phone.say(words)
    return phone


async def with_errands(folder: Path) -> Path:
    """A message to the team and a wish to delete answers have been committed, and nothing was done yet."""
    async with village_opened(folder) as village:
        await village.grant(await register(village, STAFF), "coordinator")
        phone = await register(village, PERSON)
        await phone.say("نبض التماسك")
        while "send" not in phone.offered():
            await phone.press(phone.offered()[0])
        await phone.press("send")
        await phone.say("حذف إجاباتي")
        village.asleep = True
        await phone.press("delete")
        await phone.say("أريد التحدث مع شخص")
        await phone.say("أحتاج إلى مكان للقاء")
        return village.database.path


async def test_errands_are_carried_out_once_wherever_the_program_is_killed(tmp_path: Path) -> None:
    start = await with_errands(tmp_path)
    waiting = {str(row["kind"]) for row in rows(start, "errands") if row["state"] == "waiting"}
    assert waiting == {"thread", "delete_answers"}
    assert len(rows(start, "private_intake")) == 1

    async def first(path: Path, cut: Cut) -> None:
        async with Database(f"sqlite:///{path}") as database:
            village = Village(database, asking())
            village.clock.tick(hours=2)
            while await village.errands.run_due():
                pass
            await village.intake.close()

    async def then(path: Path, where: str) -> None:
        async with Database(f"sqlite:///{path}") as database:
            village = Village(database, asking())
            village.clock.tick(hours=3)
            await village.settle()
            await village.intake.close()
            staff, person = village.phone(STAFF), village.phone(PERSON)
            heard = [message.about.partition(":")[0] for message in staff.seen]
            assert heard.count("thread") == 1, where
            assert [message.parts[0].key for message in person.seen].count("deleteanswers.done") == 1, where
        assert rows(path, "private_intake") == [], where
        assert len(rows(path, "thread_messages")) == 1, where
        due = [row for row in rows(path, "errands") if row["kind"] != "overdue"]  # that is for tomorrow
        assert {row["state"] for row in due} <= {"done"}, where

    assert await everywhere(start, tmp_path / "cuts", first, then) > 20


# ----------------------------------------------------------------------------------------- sending


async def test_nothing_is_lost_or_sent_twice_wherever_the_sender_is_killed(tmp_path: Path) -> None:
    async with box_opened(tmp_path) as box:
        talker = await box.person()
        ids = {
            "first": await box.post(talker, "first"),
            "second": await box.post(talker, "second"),
            "notice": await box.post(await box.person(), "notice", NOTICE),
            "campaign": await box.post(await box.person(), "campaign", CAMPAIGN),
        }
        start = box.database.path
    names = {id_: name for name, id_ in ids.items()}
    before: list[str] = []
    doubtful: set[str] = set()

    async def first(path: Path, cut: Cut) -> None:
        before.clear()

        async def answer(delivery: Delivery) -> Delivered:
            await cut.here("a request leaves")
            before.append(names[delivery.id])
            await cut.here("it was taken")
            return Delivered((f"a{len(before)}",))

        async with Database(f"sqlite:///{path}") as database:
            box = Outbox(database, Sealer(BOX))
            box.pass_(10)
            channel = FakeChannel(script=[answer] * 10)
            await run(box, await line(box, channel), 0.5)

    async def then(path: Path, where: str) -> None:
        left = {bytes(row["id"]).hex(): row["state"] for row in rows(path, "outgoing", BOX)}  # type: ignore[call-overload]
        doubtful.clear()
        doubtful.update(names[id_] for id_, state in left.items() if state == "sending")
        channel = FakeChannel()
        async with Database(f"sqlite:///{path}") as database:
            box = Outbox(database, Sealer(BOX))
            box.pass_(20)
            await run(box, await line(box, channel), 6)
            states = dict(zip(ids, await box.states(*ids.values()), strict=True))
        after = [names[delivery.id] for delivery in channel.sent]
        for name in ids:
            times = before.count(name) + after.count(name)
            assert times <= 1 or (name in doubtful and name != "campaign"), (where, name)
            assert times >= 1 or (name in doubtful and states[name] == "unknown:unknown"), (where, name)
            assert states[name] == "sent" or name in doubtful, (where, states)
            assert name == "campaign" or states[name] == "sent", (where, states)
        order = [name for name in (*before, *after) if name in {"first", "second"}]
        assert order in (["first", "second"], ["first", "first", "second"], ["first", "second", "second"]), (
            where
        )

    assert await everywhere(start, tmp_path / "cuts", first, then) > 20


# ------------------------------------------------------------------------------------------- turns


async def test_what_was_acknowledged_is_there_wherever_a_turn_is_killed(tmp_path: Path) -> None:
    async with world_opened(tmp_path) as world:
        await world.say("before", "0")
        start = world.database.path
    deliveries = [inbound(f"m{n}", f"{n}", f"d{n}") for n in range(3)]
    acknowledged = False

    async def first(path: Path, cut: Cut) -> None:
        nonlocal acknowledged
        acknowledged = False
        async with Database(f"sqlite:///{path}") as database:
            world = World(database, Sealer(SECRET))
            await world.receive(*deliveries)
            acknowledged = True
            await world.intake.close()

    async def then(path: Path, where: str) -> None:
        assert len(rows(path, "inbox")) == (4 if acknowledged else len(rows(path, "outgoing"))), where
        async with Database(f"sqlite:///{path}") as database:
            world = World(database, Sealer(SECRET))
            await world.receive(*deliveries)
            await world.intake.close()
        assert [len(rows(path, name)) for name in ("inbox", "outgoing", "persons")] == [4, 4, 3], where
        assert sorted(row["version"] for row in rows(path, "conversations")) == [1, 1, 2], where  # type: ignore[type-var]

    assert await everywhere(start, tmp_path / "cuts", first, then) >= 4
