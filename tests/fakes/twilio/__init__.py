"""A stateful double of Twilio's WhatsApp API on loopback, with people who write to it.

    async with FakeTwilio() as tw:
        await tw.connect("https://bot.example.org", app=our_app)
        layla = tw.person("+962790000001", name="ليلى")
        await layla.say("مرحبا")
        await layla.wait_for("أهلاً")

`tw.url` stands for api.twilio.com and messaging.twilio.com. What breaks Twilio's rules or its
published specification is collected in `tw.violations`.
"""

from types import TracebackType
from typing import Self

from tests.fakes.loopback import serve
from tests.fakes.twilio import api
from tests.fakes.twilio.account import Account
from tests.fakes.twilio.faults import Call, Fault
from tests.fakes.twilio.people import Person, Seen
from tests.fakes.twilio.records import Button, Content, Record, Told

__all__ = ["Button", "Call", "Content", "FakeTwilio", "Fault", "Person", "Record", "Seen", "Told"]


class FakeTwilio(Account):
    """The account, served."""

    async def __aenter__(self) -> Self:
        surface = api.Api(self)
        self._serving = serve(surface.routes())
        loopback = await self._serving.__aenter__()
        self.url, surface.cut = loopback.url, loopback.cut
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cancel()
        await self.outward.close()
        await self._serving.__aexit__(kind, error, trace)
