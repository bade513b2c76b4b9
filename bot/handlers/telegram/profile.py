"""How the bot presents itself: the command menu in each language, and links that open the chat.

Telegram knows languages of two letters only, so Sorani is offered as Kurdish. What is already so is
not set again: Telegram answers too many changes of a profile with hours of waiting.
"""

from collections.abc import Sequence

from telegram import Bot, BotCommand
from telegram.helpers import create_deep_linked_url

from bot.core.channel import Reader, SendFailure
from bot.core.text import Text, key
from bot.handlers.telegram.calls import attempt
from bot.handlers.telegram.render import Words

# What is said when one is chosen («/menu») and what it does. Each is a word of `bot.core.arabic.phrases`.
COMMANDS: tuple[tuple[str, Text], ...] = (
    ("menu", key("telegram.command_menu")),
    ("help", key("telegram.command_help")),
    ("language", key("telegram.command_language")),
    ("back", key("telegram.command_back")),
    ("cancel", key("telegram.command_cancel")),
    ("stop", key("telegram.command_stop")),
)
CODES = {"ckb": "ku"}


async def publish_commands(
    bot: Bot, words: Words, languages: Sequence[str], default: str
) -> SendFailure | None:
    """The menu for every language, and for whoever uses Telegram in another one."""
    for language in ("", *languages):
        reader = Reader(language=language or default)
        wanted = [BotCommand(name, words(text, reader)) for name, text in COMMANDS]
        code = CODES.get(language, language) or None
        shown = await attempt(bot.get_my_commands(language_code=code))
        if isinstance(shown, SendFailure):
            return shown
        if list(shown) != wanted:
            outcome = await attempt(bot.set_my_commands(wanted, language_code=code))
            if isinstance(outcome, SendFailure):
                return outcome
    return None


async def publish_name(bot: Bot, name: str, about: str) -> SendFailure | None:
    """The name over the chat, and what is read before Start is pressed."""
    shown = await attempt(bot.get_my_name())
    if isinstance(shown, SendFailure):
        return shown
    if name and shown.name != name:
        outcome = await attempt(bot.set_my_name(name))
        if isinstance(outcome, SendFailure):
            return outcome
    read = await attempt(bot.get_my_description())
    if isinstance(read, SendFailure):
        return read
    if about and read.description != about:
        described = await attempt(bot.set_my_description(about))
        return described if isinstance(described, SendFailure) else None
    return None


def link(username: str, payload: str = "") -> str:
    """An address that opens the chat; the payload comes back as «/start PAYLOAD»."""
    return create_deep_linked_url(username, payload or None)
