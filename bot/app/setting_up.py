"""`tamasuk setup`: the few things that only the installer knows, checked one by one and written to `.env`."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

import typer

from bot.app.saying import fail, say
from bot.app.store import known_secret, programmes
from bot.app.terminal import explained, settings
from bot.core.channel import Failure
from bot.handlers.telegram.account import who_is
from bot.settings import FILE as NAME
from bot.settings import Settings

FILE = Path(NAME)


def setup() -> None:
    """Ask, check, write. An answer that does not hold is asked again; an existing file is never replaced."""
    if FILE.exists():
        fail(
            f"{FILE} is there already; it holds your key. Edit it, or move it away first.\n"
            "الملف موجود من قبل وفيه المفتاح. عدّله أو انقله أولاً."
        )
    given = settings()
    say("Tamasuk · تماسك\nEnter leaves a question out. · مفتاح الإدخال يترك السؤال بلا جواب.\n")
    known = known_secret(given)
    lines = {"TAMASUK_SECRET_KEY": known or secrets.token_urlsafe(32)}
    lines |= _programme(given) | _telegram(given) | _public_url(given)
    with explained():
        _write(lines)
    say(f"\n{FILE} is written.{' It holds the key that this data has already.' if known else ''}")
    say("Keep a copy of its key in a safe place: without it nobody can read the data.")
    say("احفظ نسخة من المفتاح في مكان آمن، فلا تُقرأ البيانات من دونه.")
    say("\n  tamasuk migrate\n  tamasuk serve\n  tamasuk invite admin")


def _programme(given: Settings) -> dict[str, str]:
    with explained():
        names = programmes(given)
    if len(names) < 2:
        return {}
    say(f"Programme: {' '.join(names)}")
    while name := _ask("Which · البرنامج"):
        if name in names:
            return {"TAMASUK_PROGRAMME": name}
        say("  It is not among them. · ليس من القائمة.")
    return {}


def _telegram(given: Settings) -> dict[str, str]:
    """The token is used once, to ask Telegram for the bot's name."""
    say("The bot's token, from @BotFather on Telegram. What you type is not shown.")
    say("رمز البوت من BotFather في Telegram. لا يظهر ما تكتبه.")
    while token := _ask("Token · رمز البوت", secret=True):
        name = asyncio.run(who_is(token, given.telegram.api_url))
        if isinstance(name, str):
            say(f"  @{name}")
            return {"TAMASUK_TELEGRAM__TOKEN": token}
        if name.failure is Failure.ACCOUNT_REFUSED:
            say("  Telegram knows no such token. · لا يعرف Telegram هذا الرمز.")
        else:
            say(f"  Telegram was not reached ({name.detail}). · لم نصل إلى Telegram.")
    return {}


def _public_url(given: Settings) -> dict[str, str]:
    say("The public address of this server; only WhatsApp and the web chat need it.")
    say("العنوان العام لهذا الخادم، ولا يلزم إلا لواتساب ودردشة الموقع.")
    while url := _ask("https://… · العنوان"):
        if url.startswith("https://") and "." in url and " " not in url:
            return {"TAMASUK_PUBLIC_URL": url.rstrip("/")}
        say("  It begins with https:// · يبدأ العنوان بـ https://")
    return {}


def _ask(question: str, secret: bool = False) -> str:
    return str(typer.prompt(question, default="", show_default=False, hide_input=secret)).strip()


def _write(lines: dict[str, str]) -> None:
    """Readable by nobody else, and complete or not there."""
    handle = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in lines.items())
