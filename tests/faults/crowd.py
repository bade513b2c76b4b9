"""Many people at once, in the middle of their forms, who come again as the providers and the page do.

What each has said and was told is remembered here, for the ledger. A person waits for a question before
answering it, however often the program ends meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

from tests.fakes.twilio.samples import photo
from tests.journeys import talks
from tests.journeys.phones import BrowserPhone, TelegramPhone, WhatsAppPhone
from tests.journeys.talks import AnyPhone, Someone

if TYPE_CHECKING:
    from tests.faults.city import City

CHANNELS = ("telegram", "whatsapp", "telegram", "webchat")
ERRANDS = ("report", "pulse", "team")
# What is said to the last opinion of the survey, and as what it is stored.
CHANGES = {"أفضل قليلاً": "4", "كما هي": "3", "أسوأ قليلاً": "2"}
SOON = 0.1
TRIES = 600


class StubbornWhatsAppPhone(WhatsAppPhone):
    """What Twilio could not hand over now, it lists later: nobody writes twice for that."""

    @override
    def _taken(self) -> None:
        """Or not yet."""


class StubbornBrowser(BrowserPhone):
    """As the page does it: under one id, until it was taken."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(url, name)
        self.address = ""
        self.taken: list[str] = []
        self.copies = 1

    @override
    async def open(self) -> None:
        for _ in range(TRIES):
            with contextlib.suppress(httpx.TransportError, AssertionError):
                await super().open()
                break
            await asyncio.sleep(SOON)
        self.address = self.client.cookies["chat"].rpartition(".")[0]

    @override
    async def post(self, **body: Any) -> httpx.Response:
        own = body.setdefault("id", secrets.token_hex(8))
        answers = await asyncio.gather(*(self._posted(body) for _ in range(self.copies)))
        self.taken.append(own)
        return answers[0]

    @override
    async def upload(self, files: Sequence[tuple[str, bytes, str]], text: str = "") -> httpx.Response:
        own = secrets.token_hex(8)
        parts = [("file", file) for file in files]
        about = {"id": own} | ({"text": text} if text else {})
        answered = await self._until_taken(
            lambda: self.client.post("/chat/messages", files=parts, data=about)
        )
        self.taken.append(own)
        return answered

    async def _posted(self, body: dict[str, Any]) -> httpx.Response:
        return await self._until_taken(lambda: BrowserPhone.post(self, **body))

    async def _until_taken(self, post: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        for _ in range(TRIES):
            with contextlib.suppress(httpx.TransportError):
                answered = await post()
                if answered.status_code == 202:
                    return answered
                assert answered.status_code in {429, 503}, answered.text
            await asyncio.sleep(SOON)
        raise AssertionError(f"{self.name}: the web chat did not take it")


@dataclass
class Resident:
    """Somebody, what they say of themselves, and what they have brought to an end."""

    phone: AnyPhone
    who: Someone
    busy_with: str
    code: str = ""
    busy: bool = True
    registered: bool = False
    reports: dict[str, str] = field(default_factory=dict)
    photos: int = 0
    pulses: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    back: bool = False

    @property
    def key(self) -> tuple[str, tuple[str, str]]:
        """The channel, and the kind and value of their address."""
        match self.phone:
            case TelegramPhone():
                return "telegram", ("chat", str(self.phone.person.id))
            case WhatsAppPhone():
                return "whatsapp", ("phone", self.phone.person.phone or "")
            case BrowserPhone():
                assert isinstance(self.phone, StubbornBrowser)
                return "webchat", ("browser", self.phone.address)


class Crowd:
    """The people of a city. `size` are busy at the same time."""

    def __init__(
        self, place: City, size: int, codes: Sequence[str], seed: int = 7, *, photos: bool = False
    ) -> None:
        self._place, self._size, self._photos = place, size, photos
        self._codes = iter(codes)
        self._random = random.Random(seed)
        self._numbers = count(1)
        self._channels, self._errands = cycle(CHANNELS), cycle(ERRANDS)
        self.residents: list[Resident] = []
        self._open = True
        self._busy = 0

    @asynccontextmanager
    async def at_work(self, *, coming: bool = False) -> AsyncIterator[None]:
        """Everybody begins. At the end of the block nobody new comes, and who has begun goes on to the end.

        `coming`: whoever has finished makes room for somebody new; else there are as many as there are.
        """
        try:
            async with asyncio.TaskGroup() as busy:
                for _ in range(self._size):
                    busy.create_task(self._places(coming))
                yield
                self._open = False
        except BaseExceptionGroup as failed:
            failed.add_note(await self._place.waiting())
            raise

    async def _places(self, coming: bool) -> None:
        self._busy += 1
        while True:
            one = await self._newcomer()
            await self._lives(one)
            one.busy = False
            if not (coming and self._open):
                break
        self._busy -= 1
        self._place.idle = self._busy == 0

    async def _newcomer(self) -> Resident:
        number = next(self._numbers)
        name = f"شخص {_word(number)}"
        phone = await self._place.on(next(self._channels), name)
        who = Someone(
            name,
            sex=self._random.choice(("أنثى", "ذكر")),
            year=str(self._random.randint(1960, 2000)),
        )
        resident = Resident(phone, who, next(self._errands), next(self._codes, ""))
        self.residents.append(resident)
        return resident

    async def _lives(self, one: Resident) -> None:
        phone = one.phone
        if one.busy_with == "report" and one.code:
            await phone.arrive(one.code)
            await talks.register(phone, one.who, hello="")
            phone.looked = 0  # two turns spoke: after a jump of the clock the second may be heard first
            await phone.see("مدونة السلوك")
            await phone.press("ألتزم بذلك")
            await phone.see_label("تقرير عن نشاط")
        else:
            await talks.register(phone, one.who)
        one.registered = True
        match one.busy_with:
            case "report" if one.code:
                await self._reports(one)
            case "pulse":
                one.pulses.append(await self._answers(one))
            case _:
                await self._writes(one)

    async def _reports(self, one: Resident) -> None:
        name = f"مبادرة {one.who.name}"
        await one.phone.press("تقرير عن نشاط")
        await talks.to_photos(one.phone, name)
        if self._photos:
            await talks.with_photos(one.phone, [photo(len(self.residents))])
            one.photos += 1
        else:
            await one.phone.press("لا توجد صور")
        one.reports[name] = await talks.sent(one.phone)

    async def _answers(self, one: Resident) -> str:
        """The survey; what was said to its last opinion."""
        last = self._random.choice(list(CHANGES))
        await talks.pulse(one.phone, [*talks.CALM[:-1], (talks.CALM[-1][0], last)])
        return last

    async def _writes(self, one: Resident) -> None:
        words = f"رسالة من {one.who.name} إلى الفريق"
        await one.phone.say("موظف")
        await one.phone.see("هذه ليست خدمة طوارئ")
        await one.phone.say(words)
        await one.phone.see("وصلت رسالتك")
        one.letters.append(words)

    async def come_back(self) -> None:
        """Whatever happened: everybody can still talk with the program."""
        await asyncio.gather(*(self._comes_back(one) for one in self.residents))

    async def _comes_back(self, one: Resident) -> None:
        await one.phone.say("القائمة")
        await one.phone.see_label("الإعدادات وبياناتي")
        one.back = True


def _word(number: int) -> str:
    """A number as a name: no digits, and no two alike."""
    letters = "ابجدهوزحطي"
    return "".join(letters[int(digit)] for digit in str(number))
