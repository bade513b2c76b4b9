"""Whether an answer given to `tamasuk setup` holds: each asks the one who knows, and says what is wrong."""

from __future__ import annotations

from getpass import getuser
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.core.channel import Failure
from bot.handlers.telegram import probe as telegram
from bot.handlers.telegram.account import who_is
from bot.handlers.whatsapp import probe as whatsapp
from bot.media.objects import KEPT, Missing, Objects, Unreachable
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.errors import StorageError

NOTHING = "0" * 64
LINE = "\n  "

Wrong = str
"""What is wrong, in English and Arabic; '' when nothing is."""


def zone(name: str) -> Wrong:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return "There is no such zone; one is Asia/Amman. · لا توجد منطقة زمنية بهذا الاسم."
    return ""


def address(url: str) -> Wrong:
    if url.startswith("https://") and "." in url and " " not in url:
        return ""
    return "It must begin with https:// · يجب أن يبدأ العنوان بـ https://"


def setting(name: str, value: str) -> Wrong:
    """What the settings themselves say of it."""
    try:
        Settings(_env_file=None, **{name: value})  # type: ignore[call-arg,arg-type]
    except ValidationError as error:
        said = [
            str(one["msg"]).removeprefix("Value error, ") for one in error.errors() if one["loc"] == (name,)
        ]
        words = said[0].replace(": ", f":{LINE}", 1).replace(" or ", f"{LINE}or ") if said else ""
        return f"It is {words} · هذا الجواب غير صالح." if words else ""
    return ""


async def database(url: str) -> Wrong:
    """A file will be made; a server must answer."""
    if (wrong := setting("database_url", url)) or url.startswith("sqlite"):
        return wrong
    try:
        async with Database(url) as opened:
            await opened.answers()
    except (StorageError, OSError) as error:
        return f"It does not answer ({type(error).__name__}). · قاعدة البيانات لا تجيب."
    return ""


async def token(value: str, api_url: str) -> tuple[str, Wrong]:
    """The name of the bot that it belongs to."""
    name = await who_is(value, api_url)
    if isinstance(name, str):
        return name, ""
    if name.failure is Failure.ACCOUNT_REFUSED:
        return "", "Telegram knows no such token. · لا يعرف Telegram هذا الرمز."
    return "", f"Telegram was not reached ({name.detail}). · لم نصل إلى Telegram."


async def chat(value: str, bot_token: str, api_url: str) -> Wrong:
    """Whether alerts would arrive there."""
    if wrong := setting("alert_chat", value):
        return wrong
    channel, _, place = value.partition(":")
    if channel != "telegram":
        return ""
    _, reached = await telegram.probe(bot_token, api_url, place)
    if reached:
        return ""
    return "The bot cannot write there: write to it first. · لا يستطيع البوت الكتابة هناك. اكتب إليه أولاً."


async def twilio(account: str, auth_token: str, sender: str, api_url: str) -> Wrong:
    found = await whatsapp.probe(account, auth_token, sender, api_url)
    if found.failure == Failure.ACCOUNT_REFUSED.value:
        return "Twilio refuses this account and token. · يرفض Twilio هذا الحساب أو الرمز."
    if found.failure:
        return f"Twilio was not reached ({found.code}). · لم نصل إلى Twilio."
    return ""


async def second_place(url: str, media_url: str) -> Wrong:
    """A folder is made; a store must answer."""
    if url.rstrip("/") == media_url.rstrip("/"):
        return "That is where the photos are; choose another. · هذا مكان الصور، اختر غيره."
    try:
        await Objects.at(url).size(KEPT, NOTHING)
    except Missing:
        return ""
    except (Unreachable, OSError, ValueError) as error:
        by = f"{LINE}A folder must belong to {getuser()}." if "://" not in url else ""
        return f"It cannot be used ({type(error).__name__}).{by} · لا يمكن استعمال هذا المكان."
    return ""
