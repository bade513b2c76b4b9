"""The suite that every channel passes, whatever its provider.

A channel's tests subclass `Contract` (as `TestContract` in `tests/handlers/NAME/test_contract.py`) and
give one fixture, `rig`: the channel connected to a double of its provider, with a table of what a
person can do there and a table of what can go wrong. A channel that cannot do a thing leaves its row
out of the table; a row that is there must behave as all channels do.
"""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence

import pytest

from bot.core.channel import (
    FAILURES,
    AddressKey,
    Channel,
    Delivered,
    Delivery,
    Failure,
    Inbound,
    MediaDelayed,
    MediaRefused,
    Reader,
    SendFailure,
)
from bot.core.message import Choice, Message
from bot.core.text import verbatim

Do = Callable[[], Awaitable[object]]
KINDS = {
    "said", "tapped", "media", "position", "contact", "signal", "odd", "blocked", "unblocked", "group"
}  # fmt: skip


@dataclasses.dataclass
class Kept:
    """What was handed in. While `broken`, storage takes nothing."""

    received: list[Inbound] = dataclasses.field(default_factory=list)
    broken: bool = False

    async def receive(self, deliveries: Sequence[Inbound]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.received += deliveries


@dataclasses.dataclass
class Rig:
    """One channel and the person at its other end.

    `say` sends a text; with storage broken it returns all the same. `again` repeats the last delivery
    as the provider would. `heard` are the texts now on the person's screen, oldest first, once
    everything sent has arrived. `deeds`: the kind of Inbound → what the person does to cause it.
    `forge`: things a stranger tries. `troubles`: what the next send meets. `choose` presses or types
    the choice with this label. `photo` sends these bytes as a photo; `lose_media` makes the provider
    forget them, `hide_media` makes the next fetch fail for a while.
    """

    channel: Channel
    kept: Kept
    person: AddressKey
    say: Callable[[str], Awaitable[object]]
    again: Do
    heard: Callable[[], Awaitable[Sequence[str]]]
    choose: Callable[[str], Awaitable[object]]
    deeds: Mapping[str, Do] = dataclasses.field(default_factory=dict)
    forge: Sequence[Do] = ()
    troubles: Mapping[Failure, Callable[[], object]] = dataclasses.field(default_factory=dict)
    photo: Callable[[bytes], Awaitable[object]] | None = None
    lose_media: Do | None = None
    hide_media: Callable[[], object] | None = None

    def delivery(self, message: Message, id: str = "1") -> Delivery:
        return Delivery(id, self.person, message, Reader())

    async def send(self, *parts: str, id: str = "1") -> Delivered | SendFailure:
        return await self.channel.send(self.delivery(words(*parts), id))


def words(*parts: str) -> Message:
    return Message(tuple(verbatim(part) for part in parts))


class Contract:
    """Subclass it and give the fixture `rig`."""

    # ---------------------------------------------------------------------------------- what arrives

    async def test_words_arrive_with_who_when_and_where(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        (got,) = rig.kept.received
        assert (got.kind, got.text, got.address) == ("said", "مرحبا", rig.person)
        assert (got.channel, got.account) == (rig.channel.name, rig.channel.account)
        assert got.update
        assert got.at.tzinfo is not None
        assert got.payload

    async def test_words_arrive_as_they_were_written(self, rig: Rig) -> None:
        said = ["<b>&amp;</b> %D9%85 \\n", "«أهلاً»، 🌱 ﷺ", "سطر\nثانٍ", "x" * 4000]
        for text in said:
            await rig.say(text)
        assert [got.text for got in rig.kept.received] == said

    async def test_every_delivery_has_its_own_id_and_a_repeated_one_the_same(self, rig: Rig) -> None:
        await rig.say("نعم")
        await rig.say("نعم")
        await rig.again()
        first, second, *repeated = [got.update for got in rig.kept.received]
        assert first != second
        assert set(repeated) <= {second}

    async def test_each_deed_arrives_as_its_kind(self, rig: Rig) -> None:
        assert set(rig.deeds) <= KINDS
        for kind, act in rig.deeds.items():
            before = len(rig.kept.received)
            await act()
            arrived = rig.kept.received[before:]
            assert [got.kind for got in arrived] == [kind]
            assert bool(arrived[0].media) == (kind == "media")

    async def test_a_position_is_two_numbers(self, rig: Rig) -> None:
        act = rig.deeds.get("position")
        if act is not None:
            await act()
            (got,) = rig.kept.received
            assert got.latitude is not None
            assert got.longitude is not None

    async def test_what_a_stranger_tries_changes_nothing(self, rig: Rig) -> None:
        for act in rig.forge:
            await act()
        assert rig.kept.received == []

    async def test_what_storage_did_not_take_can_arrive_again(self, rig: Rig) -> None:
        rig.kept.broken = True
        await rig.say("مرحبا")
        assert rig.kept.received == []
        rig.kept.broken = False
        await rig.again()
        assert {got.text for got in rig.kept.received} == {"مرحبا"}

    # ---------------------------------------------------------------------------------- what leaves

    async def test_words_leave_as_they_are(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        text = "أهلاً <b>ليلى</b> & *سامي* _هنا_ [رابط](x) `1`"
        sent = await rig.send(text)
        assert isinstance(sent, Delivered)
        assert len(sent.ids) == len(set(sent.ids)) == 1
        assert [text in heard for heard in await rig.heard()] == [True]

    async def test_all_parts_of_a_message_are_one(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        await rig.send("شكراً.", "ما الاسم؟")
        (heard,) = await rig.heard()
        assert heard.index("شكراً.") < heard.index("ما الاسم؟")

    async def test_a_long_message_is_heard_whole(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        paragraphs = [f"{n} " + "كلام " * 150 for n in range(12)]
        sent = await rig.send(*paragraphs)
        assert isinstance(sent, Delivered)
        assert " ".join(await rig.heard()).split() == " ".join(paragraphs).split()

    async def test_every_choice_is_shown_whole_and_comes_back(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        labels = ["نعم", "خدمات عامة مثل الماء والكهرباء والنظافة والطرق وغيرها مما يهم أهل الحي", "English"]
        choices = tuple(Choice(f"c{n}", verbatim(label)) for n, label in enumerate(labels))
        message = dataclasses.replace(words("أي واحد؟"), choices=choices, stamp=7)
        assert isinstance(await rig.channel.send(rig.delivery(message)), Delivered)
        for n, label in enumerate(labels):
            await rig.choose(label)
            got = rig.kept.received[-1]
            by_number = got.kind == "said" and got.text in (str(n + 1), label)
            assert by_number or (got.kind, got.choice) == ("tapped", f"7:c{n}")

    async def test_nothing_to_say_is_no_message(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        assert await rig.channel.send(rig.delivery(Message(()))) == Delivered(())
        assert await rig.heard() == []

    async def test_a_message_that_replaces_another_is_heard_either_way(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        first = await rig.send("وصلت صورة")
        assert isinstance(first, Delivered)
        again = dataclasses.replace(rig.delivery(words("وصلت صورتان"), "2"), replaces=first.ids)
        assert isinstance(await rig.channel.send(again), Delivered)
        heard = await rig.heard()
        assert "وصلت صورتان" in heard[-1]
        assert len(heard) == (1 if rig.channel.capabilities.edits else 2)

    async def test_taking_back_works_or_says_that_it_does_not(self, rig: Rig) -> None:
        await rig.say("مرحبا")
        sent = await rig.send("سر")
        assert isinstance(sent, Delivered)
        back = dataclasses.replace(rig.delivery(Message(()), "2"), action="delete", replaces=sent.ids)
        outcome = await rig.channel.send(back)
        if rig.channel.capabilities.deletes:
            assert isinstance(outcome, Delivered)
            assert await rig.heard() == []
        else:
            assert isinstance(outcome, SendFailure)
            assert outcome.failure is Failure.NOTHING_TO_CHANGE

    @pytest.mark.parametrize("action", ["typing", "tapped"])
    async def test_what_only_decorates_never_raises_and_says_nothing(self, rig: Rig, action: str) -> None:
        await rig.say("مرحبا")
        fleeting = dataclasses.replace(rig.delivery(Message(())), action=action, callback="1")
        assert isinstance(await rig.channel.send(fleeting), Delivered | SendFailure)
        assert await rig.heard() == []

    # -------------------------------------------------------------------------------- what goes wrong

    @pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.value)
    async def test_trouble_is_a_value_and_passes(self, rig: Rig, failure: Failure) -> None:
        await rig.say("مرحبا")
        cause = rig.troubles.get(failure)
        if cause is not None:
            cause()
            refused = await rig.send("لا يصل", id="1")
            assert isinstance(refused, SendFailure)
            assert refused.failure is failure
            assert rig.person.value not in refused.detail
            assert "لا يصل" not in refused.detail
        assert isinstance(await rig.send("يصل", id="2"), Delivered)

    async def test_the_common_troubles_are_known(self, rig: Rig) -> None:
        """A provider can throttle, fall silent and refuse the account; only we ourselves cannot."""
        known = {Failure.THROTTLED, Failure.PROVIDER_DOWN, Failure.UNKNOWN, Failure.ACCOUNT_REFUSED}
        assert not rig.troubles or known <= set(rig.troubles)
        assert set(FAILURES) == set(Failure)

    async def test_a_photo_is_fetched_as_it_was_sent(self, rig: Rig) -> None:
        if rig.photo is not None:
            data = b"\xff\xd8\xff" + bytes(range(256)) * 40
            await rig.photo(data)
            (medium,) = rig.kept.received[-1].media
            assert medium.kind == "photo"
            assert await rig.channel.fetch(medium) == data

    async def test_a_photo_that_is_gone_is_refused_and_one_that_may_come_is_delayed(self, rig: Rig) -> None:
        if rig.photo is not None and rig.lose_media is not None and rig.hide_media is not None:
            await rig.photo(b"\xff\xd8\xff")
            (medium,) = rig.kept.received[-1].media
            rig.hide_media()
            with pytest.raises(MediaDelayed):
                await rig.channel.fetch(medium)
            await rig.lose_media()
            with pytest.raises(MediaRefused):
                await rig.channel.fetch(medium)

    async def test_its_limits_are_stated(self, rig: Rig) -> None:
        can = rig.channel.capabilities
        assert can.rate > 0
        assert can.chat_rate > 0
        assert can.chat_burst >= 1
        assert can.max_bytes > 0
        assert can.window_hours is None or can.window_hours > 0
