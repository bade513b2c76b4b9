"""Two processes at one PostgreSQL are one program: whichever is written to, whichever is listened to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests import postgres
from tests.journeys.phones import BrowserPhone
from tests.journeys.process import Program
from tests.journeys.talks import Someone, register
from tests.journeys.town import Town, town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Pair:
    """A town whose program has a second process."""

    place: Town
    other: Program


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    home = tmp_path_factory.mktemp("pair")
    server = postgres.server()
    async with town(home / "one", database=server.create("pair")) as place:
        other = Program(home / "other", place.program.settings)
        other.home.mkdir()
        other.settings |= {"PORT": str(other.port), "PUBLIC_URL": place.program.url}
        await other.start()
        yield Pair(place, other)
        if other.runs:
            await other.stop()
        assert "Traceback" not in other.log, other.tail()
    server.drop("pair")


class Between(BrowserPhone):
    """A page that a balancer sends to one process when it writes and to another when it listens."""

    async def written_to(self, program: Program) -> None:
        """From now on it listens where it did, and writes there."""
        self.client.base_url = program.url


async def test_a_page_writes_to_one_process_and_listens_to_another(pair: Pair) -> None:
    phone = Between(pair.place.program.url, "ليلى")
    await phone.open()
    pair.place.browsers.append(phone)
    await phone.written_to(pair.other)
    await register(phone, Someone("ليلى"))
    await phone.see_label("نبض التماسك")


async def test_the_second_goes_on_when_the_first_is_killed(pair: Pair) -> None:
    """Polling, sending and ticks were the first one's; then the other way round, and a graceful stop."""
    phone = pair.place.on_telegram("سامر")
    await phone.say("مرحبا")
    await phone.see("هل نبدأ؟")
    await pair.place.program.kill()
    await phone.press("أوافق")
    await phone.see("بأي اسم نناديك")
    await pair.place.program.start()
    await pair.other.stop()
    await phone.say("سامر")
    await phone.see("الجنس؟")


async def test_only_one_of_them_asks_telegram(pair: Pair) -> None:
    """Two that ask at once are told so, and would say it."""
    for program in (pair.place.program, pair.other):
        assert "telegram.not_polled" not in program.log, program.tail()
