"""A batch of turns: loaded with a handful of statements, stepped in memory, committed once.

Here the engine meets the world. Each input finds its address and person, or makes them; the turns of one
person follow one another on the state in memory; effects become rows of that person; what is said becomes
rows of the outbox. Nothing is written before all of it has succeeded. Who speaks from an address may
change in the middle: what came from there afterwards goes back to the queue.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.actions import effects, failing, inputs, reply
from bot.actions.arrivals import Arrival, Heard, Inward, Unit
from bot.actions.callers import Callers
from bot.actions.effects import Aftermath, Circumstances
from bot.actions.failing import TurnFailed
from bot.actions.lookups import Asked
from bot.actions.sitting import Reply, Sitting
from bot.core.conversation import Found, Input, LookUp, Sent, State, Step, Submit, Tapped, Turn, Woke
from bot.core.message import Message
from bot.core.programme import Book
from bot.core.records import changed
from bot.core.text import key, ltr
from bot.storage import batch as batches
from bot.storage.batch import Address, Batch, Wanted
from bot.storage.database import Database, Turns
from bot.storage.errors import StorageError, translated
from bot.storage.ids import Ids
from bot.storage.ledger import Ledger, Post
from bot.storage.posting import KINDS, REPLY
from bot.storage.sealed import Sealer

ROUNDS = 3
RELEASED = 2
USEFUL = timedelta(hours=72)
AT_ONCE = timedelta(seconds=20)

Lookup = Callable[[Asked], Awaitable[Mapping[str, Any]]]


class Engine(Protocol):
    """`bot.flows.engine.step`, or a script that stands in for it."""

    def __call__(self, book: Book, state: State, given: Input, turn: Turn, /) -> Step: ...


@dataclass(frozen=True, slots=True)
class World:
    """What turns need of the world.

    `book`: the one of a generation. `links`: by channel, where it talks in private.
    """

    database: Database
    sealer: Sealer
    step: Engine
    book: Callable[[int], Awaitable[Book]]
    clock: Callable[[], datetime]
    ids: Ids
    lookups: Mapping[str, Lookup]
    links: Mapping[str, str] = field(default_factory=dict)


async def converse(world: World, units: Sequence[Unit], failed: TurnFailed | None = None) -> list[Unit]:
    """Take these inputs in one transaction; what goes back to the queue. TurnFailed undoes all of them.

    `failed`: the one input among them raised before; it is recorded, and answered with an apology.
    """
    now = world.clock()
    async with world.database.turns() as turns:
        batch = await batches.read(turns, world.sealer, wanted(units, now))
        conversing = await conversed(world, turns, units, batch, now, failed)
        await turns.finish(conversing.ledger.writes())
    return conversing.back


async def conversed(
    world: World,
    turns: Turns,
    units: Sequence[Unit],
    batch: Batch,
    now: datetime,
    failed: TurnFailed | None = None,
) -> Conversing:
    """These inputs, answered; what it comes to is gathered, and not written yet."""
    book = await world.book(batch.generation)
    conversing = Conversing(world, turns, batch, book, now, failed)
    for unit in units:
        await conversing.take(unit)
    conversing.close()
    return conversing


def wanted(units: Sequence[Unit], now: datetime) -> Wanted:
    """What is to be read for these inputs."""
    arrivals = [a for unit in units if isinstance(unit, Heard) for a in unit.arrivals]
    inward = [unit for unit in units if isinstance(unit, Inward)]
    return Wanted(
        now=now,
        deliveries={a.dedupe for a in arrivals},
        hashes={h for a in arrivals for h in a.hashes},
        several={h for a in arrivals if a.several for h in a.hashes},
        persons={unit.person for unit in inward},
        # What a tap is about stands in its choice.
        quotes={
            (a.hashes[0], a.inbound.quoted)
            for a in arrivals
            if a.inbound.quoted and a.inbound.kind != "tapped"
        },
        wakes={(unit.person, unit.what) for unit in inward if unit.what},
        tells={(unit.person, unit.key) for unit in inward if unit.key},
    )


class Conversing:
    """One batch under way."""

    def __init__(
        self,
        world: World,
        turns: Turns,
        batch: Batch,
        book: Book,
        now: datetime,
        failed: TurnFailed | None,
    ) -> None:
        self._world, self._turns, self._batch, self._book = world, turns, batch, book
        self._now, self._failed = now, failed
        self._local = now.astimezone(ZoneInfo(book.programme.zone))
        self._left: set[str] = set()
        self._families: dict[str, bytes] = {}
        self.ledger = Ledger(world.sealer, now)
        self._callers = Callers(batch, self.ledger, world.ids, book.programme, now)
        self.back: list[Unit] = []

    def take(self, unit: Unit) -> Awaitable[None]:
        """One input."""
        return self._hear(unit) if isinstance(unit, Heard) else self._go_on(unit)

    # ------------------------------------------------------------------------------ from outside

    async def _hear(self, unit: Heard) -> None:
        fresh = [arrival for arrival in unit.arrivals if self._claim(arrival.dedupe)]
        if not fresh:
            return
        address, doubt, new = self._callers.address(unit)
        if address.id in self._left:
            self.back.append(unit)
            return
        inbound = fresh[0].inbound
        self._callers.note(address, inbound)
        sitting = self._callers.sitting(address)
        if inbound.kind == "group":
            self._in_group(sitting, address, new)
            self._settle(fresh, sitting, address, "ignored")
            return
        if inbound.callback:
            sitting.taps.append((address, inbound.callback))
        about = self._batch.abouts.get((unit.hashes[0], inbound.quoted), "")
        given = inputs.read([arrival.inbound for arrival in fresh], about, self._world.ids.new)
        turn = self._turn(sitting, address, self._callers.country(inbound), doubt)
        await self._take(unit, sitting, address, given, turn)
        self._settle(fresh, sitting, address, "failed" if self._failed else "taken")

    def _claim(self, dedupe: bytes) -> bool:
        """Whether this is the first time; twice in one batch is the second time, too."""
        if dedupe in self._batch.taken:
            return False
        self._batch.taken.add(dedupe)
        return True

    def _settle(self, fresh: Sequence[Arrival], sitting: Sitting, address: Address, outcome: str) -> None:
        """Of a private form, and of a group, the inbox keeps that something came, and not what."""
        keeps = outcome != "ignored" and not sitting.private
        for arrival in fresh:
            payload = arrival.inbound.payload if keeps else b""
            self.ledger.dialogue.taken(
                arrival.dedupe, arrival.inbound, sitting.id, address.id, payload, outcome
            )

    def _in_group(self, sitting: Sitting, address: Address, new: bool) -> None:
        """Say once that we talk in private, and hear nothing."""
        if new:
            link = ltr(self._world.links.get(address.channel, ""))
            sitting.say(address, REPLY, (Message(parts=(key("group.private", link=link),)),))

    def _answer_tap(self, sitting: Sitting, address: Address, callback: str) -> None:
        """The button that was pressed shows that it was heard, at once or never; where no reply does it."""
        post = Post(
            id=self._world.ids.new(),
            seq=self._world.ids.seq(),
            person=sitting.id,
            action="tapped",
            callback=callback,
            fleeting=True,
            useful_until=self._now + AT_ONCE,
        )
        self.ledger.outbox.post(post, address)

    # ------------------------------------------------------------------------------- from inside

    async def _go_on(self, unit: Inward) -> None:
        given = unit.given
        if unit.what:
            data = self._batch.woken.pop((unit.person, unit.what), None)
            given = Woke(unit.what, data) if data is not None else None
        elif unit.key:
            if (unit.person, unit.key) not in self._batch.told:
                return
            self._batch.told.remove((unit.person, unit.key))
        known = self._batch.known.get(unit.person)
        if given is None or known is None or known.erased:
            return
        address = self._batch.homes.get(unit.person)
        if address is not None and address.id in self._left:
            address = None
        if unit.address and (address is None or address.id != unit.address):
            return
        sitting = self._callers.of(unit.person)
        turn = self._turn(sitting, address, self._book.programme.country, "")
        await self._take(unit, sitting, address, given, turn)

    # ---------------------------------------------------------------------------------- the turn

    def _turn(self, sitting: Sitting, address: Address | None, country: str, doubt: str) -> Turn:
        zone = self._book.areas.zone(sitting.state.person.area)
        return Turn(
            now=self._now,
            local=self._now.astimezone(ZoneInfo(zone)) if zone else self._local,
            ids=self._world.ids,
            seed=self._world.ids.seed(),
            channel=address.channel if address is not None else "",
            address=address.id if address is not None else "",
            others=max(address.persons - 1, 0) if address is not None else 0,
            country=country,
            doubt=doubt,
            waits=len(address.parked) if address is not None else 0,
            offered=address.offered if address is not None else "",
        )

    async def _take(
        self, unit: Unit, sitting: Sitting, address: Address | None, given: Input, turn: Turn
    ) -> None:
        """Step until nothing is looked up any more; whatever raises undoes the batch and says where."""
        before = sitting.state
        plain = sitting.known.plain if sitting.known.problem else ()
        try:
            said = await self._steps(sitting, address, given, turn)
        except StorageError:
            raise
        except Exception as error:
            raise TurnFailed(unit, before, given, sitting.private, plain) from error
        priority = unit.priority if isinstance(unit, Inward) else REPLY
        sitting.say(address, priority, said)
        if said and address is not None and address.offered:
            self.ledger.addresses.spoken(address)

    async def _steps(
        self, sitting: Sitting, address: Address | None, given: Input, turn: Turn
    ) -> tuple[Message, ...]:
        pending, said, rounds = [given], list[Message](), 0
        while pending:
            one = pending.pop(0)
            before = sitting.state
            if rounds:
                turn = changed(turn, seed=self._world.ids.seed())
            step = self._step(sitting, one, turn)
            sitting.moved_on(step.state, step.effects)
            said += step.messages
            if not step.effects:
                continue
            circumstances = Circumstances(
                ledger=self.ledger,
                ids=self._world.ids,
                book=self._book,
                now=self._now,
                local=self._local,
                before=before,
                after=step.state,
                address=address,
                caption=one.caption if isinstance(one, Sent) else "",
                family=await self._family(step),
            )
            self._apply(effects.write(step.effects, circumstances, sitting.hushed), sitting, address)
            asked = [effect for effect in step.effects if isinstance(effect, LookUp)]
            if asked:
                rounds += 1
                pending += await self._look_up(asked, rounds, sitting, turn)
        return tuple(said)

    def _step(self, sitting: Sitting, given: Input, turn: Turn) -> Step:
        if self._failed is not None:
            failing.record(self.ledger, self._world.ids, self._failed)
            return failing.apology(sitting.state, sitting.hushed)
        if sitting.known.problem is not None:
            raise sitting.known.problem
        return self._world.step(self._book, sitting.state, given, turn)

    async def _look_up(
        self, asked: Sequence[LookUp], rounds: int, sitting: Sitting, turn: Turn
    ) -> list[Found]:
        """Answers from this transaction, which has to hold what was gathered so far."""
        if rounds > ROUNDS:
            raise RuntimeError(f"a turn looks up more than {ROUNDS} times")
        sitting.put_drafts(self.ledger)
        with translated():
            await self._turns.write(self.ledger.writes())
            return [Found(one.kind, await self._answered(one, sitting, turn)) for one in asked]

    async def _answered(self, one: LookUp, sitting: Sitting, turn: Turn) -> Mapping[str, Any]:
        return await self._world.lookups[one.kind](
            Asked(
                tx=self._turns.core,
                sealer=self._world.sealer,
                book=self._book,
                now=self._now,
                person=sitting.id,
                address=turn.address,
                data=one.data,
            )
        )

    async def _family(self, step: Step) -> bytes:
        """The secret of the pseudonymous form that this step sends, if it does; made the first time."""
        form = next((e.form for e in step.effects if isinstance(e, Submit) and e.mode == "pseudonymous"), "")
        if not form:
            return b""
        with translated():
            secret = self._families.get(form) or await batches.family(self._turns, self._world.sealer, form)
            if secret is None:
                secret = await self._new_family(form)
        self._families[form] = secret
        return secret

    async def _new_family(self, form: str) -> bytes:
        """Written at once and read again: of two batches that begin a family together one has made it."""
        made = bytes.fromhex(self._world.ids.random() + self._world.ids.random())
        self.ledger.answers.family(form, made, self._book.programme.name)
        await self._turns.write(self.ledger.writes())
        return await batches.family(self._turns, self._world.sealer, form) or made

    def _apply(self, aftermath: Aftermath, sitting: Sitting, address: Address | None) -> None:
        """What effects change around the turn: how it is kept, and who speaks from this address."""
        sitting.hush(aftermath.hushed)
        if address is None:
            return
        if aftermath.detached:
            address.state = "detached"
            self._left.add(address.id)
        elif aftermath.become is not None:
            person = aftermath.become
            if not person:
                person = self._callers.new_person(sitting.state.person.language).id
                self.ledger.addresses.share(address, person)
            self.ledger.addresses.switch(address, person)
            self._left.add(address.id)
            self.back.append(Inward(person, Tapped(0, "menu:start"), address=address.id))

    # ---------------------------------------------------------------------------------- the end

    def close(self) -> None:
        """Gather what the batch has changed."""
        for sitting in self._callers.sittings.values():
            for said in sitting.replies.values():
                self._post(sitting, said)
            for address, callback in sitting.taps:
                self._answer_tap(sitting, address, callback)
            sitting.put(self.ledger, self._world.ids, self._book.programme.name, self._now)
        for address in self._callers.moved.values():
            self.ledger.addresses.heard(address)
        for address in self._callers.heard.values():
            if address.parked and address.state == "working":
                self._release(address)

    def _post(self, sitting: Sitting, said: Reply) -> None:
        messages = reply.joined(said.turns)
        callback = sitting.tapped(said.address) if messages else ""
        for message in messages:
            post = Post(
                id=self._world.ids.new(),
                seq=self._world.ids.seq(),
                person=sitting.id,
                message=message,
                callback=callback,
                priority=said.priority,
                kind=KINDS[said.priority],
                hushed=sitting.private,
                useful_until=self._now + USEFUL,
            )
            self.ledger.outbox.post(post, said.address)
            callback = ""

    def _release(self, address: Address) -> None:
        """What waited for the person to write goes out after the reply: the newest two, in their order."""
        for outgoing in reversed(address.parked[:RELEASED]):
            self.ledger.outbox.release(outgoing, self._world.ids.seq())
        for outgoing in address.parked[RELEASED:]:
            self.ledger.outbox.supersede(outgoing)
