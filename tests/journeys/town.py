"""A town to journey in: one running program, a Telegram and a Twilio on loopback, and people with phones.

When it closes, both doubles must have seen nothing against the providers' rules, and the program must have
ended by itself and never have failed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from pydantic import SecretStr

from bot.actions.invite import Asked, create_invitation
from bot.app.store import open_store
from bot.settings import Settings
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.journeys.phones import BrowserPhone, TelegramPhone, WhatsAppPhone
from tests.journeys.process import TREE, Program, until

SECRET = "invented-webhook-secret"


@dataclass
class Town:
    """The program and the world around it."""

    program: Program
    telegram: FakeTelegram
    twilio: FakeTwilio
    browsers: list[BrowserPhone] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    # ------------------------------------------------------------------------------------ people

    def on_telegram(self, name: str, language: str = "ar") -> TelegramPhone:
        """Somebody new with Telegram. Of fewer digits the id would stand in a file by chance."""
        return TelegramPhone(self.telegram.person(7_341_000_000 + next(self._numbers), name, language))

    def on_whatsapp(self, name: str) -> WhatsAppPhone:
        """Somebody new with WhatsApp."""
        number = next(self._numbers)
        return WhatsAppPhone(self.twilio, self.twilio.person(f"+96279{number:07}", name=name))

    async def in_browser(self, name: str) -> BrowserPhone:
        """Somebody new at the web chat."""
        phone = BrowserPhone(self.program.url, name)
        await phone.open()
        self.browsers.append(phone)
        return phone

    async def on(self, channel: str, name: str) -> TelegramPhone | WhatsAppPhone | BrowserPhone:
        """Somebody new on a channel."""
        match channel:
            case "telegram":
                return self.on_telegram(name)
            case "whatsapp":
                return self.on_whatsapp(name)
            case _:
                return await self.in_browser(name)

    async def invitation(self, role: str, *areas: str) -> str:
        """The code of a personal invitation, made as the command makes it; to start that takes a second."""
        own = self.program.settings
        settings = Settings(
            database_url=own["DATABASE_URL"],
            media_url=own["MEDIA_URL"],
            secret_key=SecretStr(own["SECRET_KEY"]),
            programmes=Path(own["PROGRAMMES"]),
            programme=own["PROGRAMME"],
        )
        async with open_store(settings) as store:
            asked = Asked(role, areas)
            made = await create_invitation(
                store.database, store.sealer, store.book, asked, store.now(), store.identifiers
            )
        return made.code

    async def invited(self, role: str, *areas: str, name: str = "", uses: int = 0) -> str:
        """What the command prints when an operator makes one."""
        words = ["invite", role, *(word for area in areas for word in ("--area", area))]
        words += ["--open", name] if name else []
        words += ["--uses", str(uses)] if uses else []
        return await self.program.command(*words, *([] if name else ["--no-wait"]))

    # -------------------------------------------------------------------------------------- ends

    async def check(self) -> None:
        """Nothing against the rules of the providers, nothing that failed."""
        await self.twilio.settle()
        assert not self.telegram.violations, self.telegram.violations
        assert not self.twilio.violations, self.twilio.violations
        assert "Traceback" not in self.program.log, self.program.tail()


@asynccontextmanager
async def town(
    home: Path, *, webhook: bool = False, serve: bool = True, database: str = "", media: str = ""
) -> AsyncIterator[Town]:
    """A fresh installation that runs, with all three channels.

    `database` and `media`: their addresses, when not a file and a folder.
    """
    async with FakeTelegram() as telegram, FakeTwilio() as twilio:
        settings = connected(home, telegram, twilio, webhook=webhook)
        elsewhere = {"DATABASE_URL": database, "MEDIA_URL": media}
        program = Program(home, settings | {name: url for name, url in elsewhere.items() if url})
        await twilio.connect(program.url)
        place = Town(program, telegram, twilio)
        await program.command("migrate")
        if serve:
            await program.start()
            await _heard(place, webhook=webhook)
        try:
            yield place
        finally:
            for browser in place.browsers:
                await browser.close()
            if program.runs:
                await program.stop()
        await place.check()


async def _heard(place: Town, *, webhook: bool) -> None:
    """Until Telegram knows where to deliver."""
    updates = place.telegram.updates
    await until(
        lambda: True if (updates.hook if webhook else updates.polled) else None,
        lambda: f"Telegram was not asked for messages\n{place.program.tail()}",
    )


def connected(
    home: Path, telegram: FakeTelegram, twilio: FakeTwilio, *, webhook: bool, buttons: bool = True
) -> dict[str, str]:
    """`buttons`: on WhatsApp; without them every message is a text."""
    return {
        "PROGRAMMES": str(programmes(home)),
        "PROGRAMME": "sample",
        "TELEGRAM__TOKEN": telegram.token,
        "TELEGRAM__API_URL": telegram.url,
        "TELEGRAM__MODE": "webhook" if webhook else "polling",
        "TELEGRAM__WEBHOOK_SECRET": SECRET,
        "WHATSAPP__ACCOUNT_SID": twilio.sid,
        "WHATSAPP__AUTH_TOKEN": twilio.auth_token,
        "WHATSAPP__SENDER": twilio.sender,
        "WHATSAPP__API_URL": twilio.url,
        "WHATSAPP__CONTENT_URL": twilio.url,
        "WHATSAPP__BUTTONS": str(buttons).lower(),
        # Nobody here types as slowly as people do.
        "TELEGRAM__CHAT_RATE": "50",
        "WHATSAPP__CHAT_RATE": "50",
    }


def programmes(home: Path) -> Path:
    """The sample programme with a round of the survey that is open in every year, and without a night."""
    folder = home / "programmes"
    shutil.copytree(TREE / "config" / "programmes" / "sample", folder / "sample")
    file = folder / "sample" / "programme.toml"
    today = datetime.now(UTC).date()
    text = file.read_text(encoding="utf-8")
    for name, days in (("wave_closes", 40), ("results_on", 70)):
        text, changed = re.subn(rf"(?m)^{name} = .*$", f"{name} = {today + timedelta(days=days)}", text)
        assert changed == 1, name
    for name, hours in (("daytime", "[0, 24]"), ("quiet", ""), ("ramadan", '["0-12", "12-24"]')):
        text, changed = re.subn(rf"(?m)^{name} = .*$", f"{name} = {hours}" if hours else "", text)
        assert changed == 1, name
    file.write_text(text, encoding="utf-8")
    return folder


def all_day(home: Path, approval: str = "public") -> None:
    """Campaigns and reminders leave at any hour, on any day: that is when tests run."""
    file = home / "programmes" / "sample" / "programme.toml"
    text, changed = re.subn(r"(?m)^daytime = .*$", "daytime = [0, 24]", file.read_text(encoding="utf-8"))
    assert changed == 1
    text, changed = re.subn(r"(?ms)^\[sending\]$.*?(?=^\[|\Z)", _ALL_DAY.format(approval=approval), text)
    assert changed == 1
    file.write_text(text, encoding="utf-8")


_ALL_DAY = """[sending]
approval = "{approval}"
ramadan = ["0-12", "12-24"]
weekend = []
weekly_cap = 0

"""
