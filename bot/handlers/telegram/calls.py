"""One call as data made with `telegram.Bot`: its types, our values, and failures as values."""

import mimetypes
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from telegram.error import TelegramError

from bot.core.channel import Failure, Files, MediaDelayed, MediaRefused, SendFailure
from bot.core.media import Attachment
from bot.handlers.telegram.failures import failure_of
from bot.handlers.telegram.render import ELLIPSIS, Rows, Show, Write
from bot.handlers.telegram.request import Wire
from bot.handlers.telegram.texts import send_text

T = TypeVar("T")
Ids = tuple[str, ...]
Ready = tuple[Attachment, InputFile]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # a preview would open a link before the person does
FILE_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Way:
    """By which calls reach Telegram: the library's object, and what it sends through."""

    bot: Bot
    wire: Wire


async def attempt(call: Awaitable[T]) -> T | SendFailure:
    """The result of a call, or how it failed."""
    try:
        return await call
    except TelegramError as error:
        return failure_of(error)


async def write(way: Way, chat: int, call: Write, *, protect: bool, clear: bool = False) -> Ids | SendFailure:
    """A text with what is offered below it; `clear` takes away keys that an earlier message left."""
    url = way.bot.base_url
    sent = await attempt(send_text(way.wire, url, chat, call, protect=protect, clear=clear))
    return sent if isinstance(sent, SendFailure) else (str(sent),)


async def show(way: Way, files: Files, chat: int, call: Show, *, protect: bool) -> Ids | SendFailure:
    """Media with a caption. What is no longer there is left out; the words are sent all the same."""
    ready = await _ready(files, call.files)
    match ready:
        case SendFailure():
            return ready
        case []:
            alone = Write(call.caption or ELLIPSIS, call.bold, call.rows)
            return await write(way, chat, alone, protect=protect) if call.caption or call.rows else ()
        case [one]:
            sent = await attempt(_show_one(way.bot, chat, call, one, protect=protect))
            return sent if isinstance(sent, SendFailure) else (str(sent.message_id),)
        case _:
            parts = [_part(file, upload) for file, upload in ready]
            album = await attempt(way.bot.send_media_group(chat, parts, protect_content=protect))
            return album if isinstance(album, SendFailure) else tuple(str(m.message_id) for m in album)


def buttons(rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons below a message."""
    keyboard = [
        [InlineKeyboardButton(one.label, callback_data=one.data, style=one.style or None) for one in row]
        for row in rows
    ]
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def marks(bold: int) -> list[MessageEntity]:
    """The heading. Given as an entity, so that no character of the text has a meaning."""
    return [MessageEntity(MessageEntity.BOLD, 0, bold)] if bold else []


async def _ready(files: Files, wanted: tuple[Attachment, ...]) -> list[Ready] | SendFailure:
    found: list[Ready] = []
    for file in wanted:
        try:
            content, mime = await files.read(file.media, file.variant)
        except MediaRefused:
            continue
        except MediaDelayed:
            return SendFailure(Failure.NOT_SENT, detail="a medium is not there yet", after=FILE_WAIT_SECONDS)
        name = file.kind + (mimetypes.guess_extension(mime) or "")
        found.append((file, InputFile(content, name, attach=True)))
    return found


async def _show_one(bot: Bot, chat: int, call: Show, ready: Ready, *, protect: bool) -> Message:
    file, upload = ready
    rest: dict[str, Any] = {
        "caption": call.caption or None,
        "caption_entities": marks(call.bold),
        "reply_markup": buttons(call.rows),
        "protect_content": protect,
    }
    match file.kind:
        case "photo":
            return await bot.send_photo(chat, upload, **rest)
        case "video":
            return await bot.send_video(chat, upload, **rest)
        case "voice":
            return await bot.send_voice(chat, upload, **rest)
        case _:
            return await bot.send_document(chat, upload, **rest)


def _part(file: Attachment, upload: InputFile) -> InputMediaPhoto | InputMediaVideo | InputMediaDocument:
    match file.kind:
        case "photo":
            return InputMediaPhoto(upload)
        case "video":
            return InputMediaVideo(upload)
        case _:
            return InputMediaDocument(upload)
