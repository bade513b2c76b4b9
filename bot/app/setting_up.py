"""`tamasuk setup`: the few things that only the installer knows, checked one by one and written to `.env`."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

import typer

from bot.app.store import programmes
from bot.app.terminal import explained, fail, out, settings
from bot.handlers.telegram.account import API, who_is
from bot.settings import Settings

FILE = Path(".env")


def setup() -> None:
    """Ask, check, write. An answer that does not hold is asked again; an existing file is never replaced."""
    if FILE.exists():
        fail(
            f"{FILE} is there already; it holds your key. Edit it, or move it away first.\n"
            "الملف موجود من قبل وفيه المفتاح. عدّله أو انقله أولاً."
        )
    given = settings()
    out.print("Tamasuk · تماسك. Enter leaves a question out. · مفتاح الإدخال يترك السؤال بلا جواب.\n")
    lines = {"TAMASUK_SECRET_KEY": secrets.token_urlsafe(32)}
    lines |= _programme(given) | _telegram(given) | _public_url(given)
    _write(lines)
    out.print(f"\n{FILE} is written. Keep a copy of its TAMASUK_SECRET_KEY in a safe place: without it")
    out.print("nobody can read the data. · احفظ نسخة من المفتاح في مكان آمن، فلا تُقرأ البيانات من دونه.")
    out.print("\n  tamasuk migrate\n  tamasuk serve\n  tamasuk invite admin")


def _programme(given: Settings) -> dict[str, str]:
    with explained():
        names = programmes(given)
    if len(names) < 2:
        return {}
    while True:
        name = _ask(f"Programme · البرنامج ({', '.join(names)})")
        if name in names or not name:
            return {"TAMASUK_PROGRAMME": name} if name else {}


def _telegram(given: Settings) -> dict[str, str]:
    """The token is used once, to ask Telegram for the bot's name."""
    while token := _ask("Telegram token from @BotFather · رمز البوت", secret=True):
        name = asyncio.run(who_is(token, given.telegram.api_url or API))
        if isinstance(name, str):
            out.print(f"  @{name}", markup=False)
            return {"TAMASUK_TELEGRAM__TOKEN": token}
        out.print(f"  Telegram refuses it: {name.detail or name.failure.value}", markup=False)
    return {}


def _public_url(given: Settings) -> dict[str, str]:
    while url := _ask("Public address, https://… (only for WhatsApp and the web chat) · العنوان العام"):
        if url.startswith("https://") and "." in url and " " not in url:
            return {"TAMASUK_PUBLIC_URL": url.rstrip("/")}
        out.print("  It begins with https:// · يبدأ العنوان بـ https://")
    return {}


def _ask(question: str, secret: bool = False) -> str:
    return str(typer.prompt(question, default="", show_default=False, hide_input=secret)).strip()


def _write(lines: dict[str, str]) -> None:
    """Readable by nobody else, and complete or not there."""
    handle = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in lines.items())
