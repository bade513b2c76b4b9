"""The registration as a ConversationHandler of python-telegram-bot, which keeps everything in memory.

It does all that it does in a turn but for the network: it makes the request by which it answers, and reads
what Telegram says of it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (  # noqa: TID251 - this is what we are compared with
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from benchmarks import wording
from benchmarks.registrants import ME, SENT, TOKEN, TRUE
from benchmarks.wording import Buttons, chosen

AGREED, NAME, SEX, YEAR, AREA, DISTRICT, LOOKED = range(7)

Context = ContextTypes.DEFAULT_TYPE


class Answering(BaseRequest):
    """Telegram without a network: whatever the library asks is answered at once, and counted."""

    def __init__(self) -> None:
        self.sent = 0

    @property
    @override
    def read_timeout(self) -> float | None:
        return None

    @override
    async def initialize(self) -> None: ...

    @override
    async def shutdown(self) -> None: ...

    @override
    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *times: Any, **named: Any
    ) -> tuple[int, bytes]:
        if request_data is not None:
            request_data.json_parameters  # noqa: B018 - its own request class makes these of every request
        if url.endswith("/sendMessage"):
            self.sent += 1
            return 200, SENT
        return 200, ME if url.endswith("/getMe") else TRUE


class Silent(ExtBot[None]):
    """Makes no request at all."""

    def __init__(self, request: Answering) -> None:
        super().__init__(TOKEN, request=request, get_updates_request=request)
        self._answering = request

    @override
    async def send_message(self, *given: Any, **named: Any) -> Message:
        self._answering.sent += 1
        return None  # type: ignore[return-value] # nobody looks at it

    @override
    async def answer_callback_query(self, *given: Any, **named: Any) -> bool:
        return True


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(words, callback_data=data)] for data, words in buttons.items()]
    )


AGREES, SEXES, AREAS, SEND = map(_keyboard, (wording.AGREES, wording.SEXES, wording.AREAS, wording.SEND))
DISTRICTS = {area: _keyboard(buttons) for area, buttons in wording.DISTRICTS.items()}


async def start(update: Update, context: Context) -> int:
    answers(context).clear()
    await message(update).reply_text(wording.CONSENT, reply_markup=AGREES)
    return AGREED


async def agreed(update: Update, context: Context) -> int:
    query = await pressed(update)
    if chosen(query.data) == "no":
        await asked(query).reply_text(wording.DECLINED)
        return ConversationHandler.END
    answers(context)["agreed"] = True
    await asked(query).reply_text(wording.NAME)
    return NAME


async def name(update: Update, context: Context) -> int:
    answers(context)["name"] = (message(update).text or "").strip()[:40]
    await message(update).reply_text(wording.SEX, reply_markup=SEXES)
    return SEX


async def sex(update: Update, context: Context) -> int:
    query = await pressed(update)
    answers(context)["sex"] = chosen(query.data)
    await asked(query).reply_text(wording.YEAR)
    return YEAR


async def year(update: Update, context: Context) -> int:
    born = wording.year(message(update).text)
    if born is None:
        await message(update).reply_text(wording.NOT_A_YEAR)
        return YEAR
    answers(context)["year"] = born
    await message(update).reply_text(wording.AREA, reply_markup=AREAS)
    return AREA


async def area(update: Update, context: Context) -> int:
    query = await pressed(update)
    answers(context)["area"] = chosen(query.data)
    await asked(query).reply_text(wording.DISTRICT, reply_markup=DISTRICTS[chosen(query.data)])
    return DISTRICT


async def district(update: Update, context: Context) -> int:
    query = await pressed(update)
    answers(context)["district"] = chosen(query.data)
    await asked(query).reply_text(wording.summary(answers(context)), reply_markup=SEND)
    return LOOKED


async def looked(update: Update, context: Context) -> int:
    query = await pressed(update)
    context.bot_data.setdefault("registered", {})[query.from_user.id] = dict(answers(context))
    answers(context).clear()
    await asked(query).reply_text(wording.DONE)
    return ConversationHandler.END


async def cancel(update: Update, context: Context) -> int:
    answers(context).clear()
    await message(update).reply_text(wording.DECLINED)
    return ConversationHandler.END


def answers(context: Context) -> dict[str, Any]:
    """What this person has answered so far."""
    return context.user_data if context.user_data is not None else {}


def message(update: Update) -> Message:
    if update.message is None:
        raise TypeError(update)
    return update.message


async def pressed(update: Update) -> CallbackQuery:
    if update.callback_query is None:
        raise TypeError(update)
    await update.callback_query.answer()
    return update.callback_query


def asked(query: CallbackQuery) -> Message:
    if not isinstance(query.message, Message):
        raise TypeError(query)
    return query.message


CONVERSATION: dict[object, list[Any]] = {
    AGREED: [CallbackQueryHandler(agreed, pattern=r"^\d+:(yes|no)$")],
    NAME: [MessageHandler(filters.TEXT & ~filters.COMMAND, name)],
    SEX: [CallbackQueryHandler(sex, pattern=r"^\d+:(male|female|prefer_not)$")],
    YEAR: [MessageHandler(filters.TEXT & ~filters.COMMAND, year)],
    AREA: [CallbackQueryHandler(area, pattern=r"^\d+:[A-Z]{2}-")],
    DISTRICT: [CallbackQueryHandler(district, pattern=r"^\d+:[A-Z]{2}-")],
    LOOKED: [CallbackQueryHandler(looked, pattern=r"^\d+:send$")],
}


class Library:
    """An application that takes updates in, one after another, as it does by default."""

    at_once = 1

    def __init__(self, application: Any, request: Answering) -> None:
        self._application, self._request = application, request

    def tuned(self) -> AbstractContextManager[None]:
        """As it comes: neither it nor its documentation changes anything."""
        return nullcontext()

    async def take(self, raw: bytes) -> None:
        """One update, from its bytes."""
        update = Update.de_json(json.loads(raw), self._application.bot)
        await self._application.process_update(update)

    async def check(self, people: int, turns: int) -> None:
        """Everybody is registered, and every update was answered."""
        registered: Mapping[int, Mapping[str, Any]] = self._application.bot_data.get("registered", {})
        complete = sum(len(one) == 6 for one in registered.values())
        if (complete, self._request.sent) != (people, turns):
            raise AssertionError(
                f"{complete} of {people} are registered, {self._request.sent} of {turns} answered"
            )


@asynccontextmanager
async def opened(silent: bool = False) -> AsyncIterator[Library]:
    """`silent`: it does not even make the request by which it would answer."""
    request = Answering()
    bot = Silent(request) if silent else ExtBot(TOKEN, request=request, get_updates_request=request)
    application = ApplicationBuilder().bot(bot).build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states=CONVERSATION,
            fallbacks=[CommandHandler("cancel", cancel)],
        )
    )
    await application.initialize()
    yield Library(application, request)
    await application.shutdown()
