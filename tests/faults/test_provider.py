"""The providers fail in every way they have, while many people talk; then they come back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.storage.schema import accounts
from tests.databases import POSTGRESQL, SQLITE
from tests.fakes.telegram import fault
from tests.fakes.twilio import Fault
from tests.faults import figures
from tests.faults.city import Altered, City, city, peopled
from tests.faults.crowd import Crowd, Resident
from tests.faults.ledger import balance
from tests.faults.soak import combinations
from tests.journeys.phones import TelegramPhone, WhatsAppPhone
from tests.journeys.process import until
from tests.journeys.talks import AnyPhone

CROWD = 9
# Limits and pauses that are there for real providers, who are slower than ours.
SOONER: Altered = {
    "bot.handlers.telegram.request": {"CALL_SECONDS": 2},
    "bot.handlers.telegram.poll": {"LONGEST_PAUSE": 1.0},
    "bot.handlers.telegram.failures": {"PAUSES": {}},
    "bot.handlers.whatsapp.wire": {"CALL_SECONDS": 2},
    "bot.actions.pacing": {"PROBE": 0.5, "LONGEST_BRAKE": 1.0},
    "bot.actions.outcomes": {"LONGEST": 1.0},
}
TELEGRAM: dict[str, fault.Fault] = {
    "cut before": fault.reset(),
    "cut after": fault.reset(accepted=True),
    "silent before": fault.hang(accepted=False),
    "silent after": fault.hang(accepted=True),
    "too many": fault.too_many(1),
    "too many, for how long unsaid": fault.too_many(None),
    "500": fault.server_error(),
    "HTML": fault.html(),
    "garbage": fault.garbage(),
    "garbage after": fault.garbage(accepted=True),
}
TWILIO: dict[str, Fault | int] = {
    "cut before": Fault.CUT_BEFORE,
    "cut after": Fault.CUT_AFTER,
    "silent before": Fault.HANG_BEFORE,
    "silent after": Fault.HANG_AFTER,
    "too many": 20429,
    "too many again": 20429,
    "500": Fault.SERVER_ERROR,
    "HTML": Fault.BAD_GATEWAY,
    "garbage": Fault.GARBAGE,
    "garbage after": Fault.GARBAGE_AFTER,
}


class Strikes:
    """Whom faults strike: nobody again before they were answered, so that no message is given up."""

    def __init__(self, place: City, crowd: Crowd) -> None:
        self._place, self._crowd = place, crowd
        self._seen: dict[str, int] = {}

    async def telegram(self, what: fault.Fault) -> None:
        """Strike somebody's next message."""
        met = False
        while not met:
            one = await self._next(TelegramPhone)
            planned = self._place.telegram.fail("sendMessage", what, chat=int(one.key[1][1]))
            met = await self._met(one, lambda: planned.met > 0)  # noqa: B023 - called before the next
            planned.clear()

    async def twilio(self, what: Fault | int) -> None:
        """The same there."""
        met = False
        while not met:
            one = await self._next(WhatsAppPhone)
            assert isinstance(one.phone, WhatsAppPhone)
            planned = self._place.twilio.fail(what, to=one.phone.person)
            met = await self._met(one, lambda: planned.left == 0)  # noqa: B023 - called before the next
            planned.left = 0

    async def _next(self, kind: type[AnyPhone]) -> Resident:
        """Somebody busy on that channel who is at ease, the one who was struck longest ago."""

        def found() -> Resident | None:
            busy = [one for one in self._crowd.residents if one.busy and isinstance(one.phone, kind)]
            busy.sort(key=lambda one: self._seen.get(one.who.name, -1))
            return next((one for one in busy if self._heard(one) > self._seen.get(one.who.name, 0)), None)

        struck: Resident = await until(found, self._place.program.tail)
        self._seen[struck.who.name] = self._heard(struck)
        return struck

    def _heard(self, one: Resident) -> int:
        return len(one.phone.bubbles())

    async def _met(self, one: Resident, met: Callable[[], bool]) -> bool:
        """Whether it was, and not the last that they wanted to hear."""
        await until(lambda: True if met() or not one.busy else None, self._place.program.tail)
        return met()


async def every_fault(place: City, strikes: Strikes) -> None:
    """Each in turn, on both providers at once."""
    for theirs, ours in zip(TELEGRAM.values(), TWILIO.values(), strict=True):
        await place.announce()
        await asyncio.gather(strikes.telegram(theirs), strikes.twilio(ours))
        figures.note(faults=2)


async def refused(place: City) -> None:
    """Both accounts are refused altogether, until that is known; then they are not any more."""
    planned = place.telegram.fail("*", fault.unauthorized(), times=None)
    place.twilio.suspended = True
    figures.note(faults=2)
    await stand(place, "refused")
    planned.clear()
    place.twilio.suspended = False


async def stand(place: City, state: str) -> None:
    """Until both accounts stand like this."""
    wanted = select(accounts.c.channel).where(accounts.c.state == state)

    async def found() -> bool:
        async with place.beside() as database, database.read() as tx:
            return set((await tx.execute(wanted)).scalars()) >= {"telegram", "whatsapp"}

    await place.until(found, f"accounts {state}")


@pytest.mark.parametrize(("on", "mode"), combinations([(SQLITE, "webhook")], (POSTGRESQL, "polling")))
async def test_providers_fail_in_every_way(tmp_path: Path, on: str, mode: str, seconds: float) -> None:
    async with city(tmp_path, on=on, webhook=mode == "webhook", altered=SOONER) as place:
        crowd = await peopled(place, CROWD, seconds)
        strikes = Strikes(place, crowd)
        async with crowd.at_work(coming=True):
            async for _ in place.rounds(1, seconds):
                await every_fault(place, strikes)
                await refused(place)
        await crowd.come_back()
        await balance(place, crowd.residents)
