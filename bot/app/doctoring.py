"""`tamasuk doctor`: is everything in order, and if not, what to do about it.

It asks what the settings name (database, providers, stores) and prints what it finds; it changes nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import fill
from zoneinfo import ZoneInfo

import typer
from babel.numbers import format_decimal

from bot.actions.examine import examine
from bot.actions.flaws import ProgrammeProblem
from bot.actions.read_programme import read_programme
from bot.actions.room import full_on
from bot.app.doctor_words import WORDS
from bot.app.saying import say
from bot.app.second_place import same_disk
from bot.app.store import Unset, known_secret, now, programme_folder
from bot.app.terminal import run, settings
from bot.app.upkeep import sizes, space
from bot.core import checkup
from bot.core.bucket import shown
from bot.core.checkup import Finding, Given, Grade, Provider, note, well, wrong
from bot.core.place import Areas
from bot.core.programme import Programme
from bot.handlers.telegram import probe as telegram
from bot.handlers.telegram.webhook import PATH
from bot.handlers.whatsapp import probe as whatsapp
from bot.handlers.whatsapp.parse import plain
from bot.media.objects import KEPT, Missing, Objects, Unreachable
from bot.settings import FILE, Settings, misspelt
from bot.storage import health
from bot.storage.database import Database
from bot.storage.errors import StorageError, UnknownSchema, WrongKey
from bot.storage.migrate import check_keys, check_schema
from bot.storage.sealed import Sealer

MARKS: Mapping[Grade, str] = {Grade.WELL: "✓", Grade.NOTE: "!", Grade.WRONG: "✗"}
NOTHING = "0" * 64
COLUMNS = 78
_COMMAND = re.compile(r"\b(?:tamasuk|chmod|timedatectl)(?: [\w.-]+)+")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and in which zone to say when."""

    findings: tuple[Finding, ...]
    zone: ZoneInfo

    @property
    def wrong(self) -> int:
        return sum(one.grade is Grade.WRONG for one in self.findings)


def doctor() -> None:
    """Say what was found, what is wrong last; status 1 when anything is."""
    found = run(examined(settings()))
    for line in lines(found):
        say(line)
    if found.wrong:
        say(f"\n{found.wrong} wrong. · خلل: {found.wrong}")
        raise typer.Exit(1)
    say("\nNothing is wrong. · لا خلل.")


def lines(found: Examined) -> Iterator[str]:
    """English, then Arabic, and what is wrong at the end, where it is seen."""
    order = list(Grade)
    for one in sorted(found.findings, key=lambda finding: order.index(finding.grade)):
        given = {name: said(value, found.zone) for name, value in one.given.items()}
        english, arabic = (text.format(**given) for text in WORDS[one.name])
        yield f"{_wrapped(english, MARKS[one.grade])}\n{_wrapped(arabic)}"


def _wrapped(text: str, mark: str = " ") -> str:
    """For a terminal of 80 columns; a command stays on one line, so that it can be copied."""
    whole = _COMMAND.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
    lines = fill(
        whole,
        COLUMNS,
        initial_indent=f"{mark} ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return lines.replace("\u00a0", " ")


def said(value: Given, zone: ZoneInfo) -> str:
    """As it stands in a line."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


async def examined(given: Settings) -> Examined:
    """Everything, though the half of it may not answer."""
    folder, zone = None, ZoneInfo(given.timezone or "UTC")
    found = [*_of_settings(given)]
    try:
        folder = read_programme(programme_folder(given))
        zone = ZoneInfo(given.timezone or folder[0].zone)
    except (Unset, ProgrammeProblem) as error:
        found.append(wrong("programme.wrong", why=str(error).partition("\n")[0]))
    clocks: dict[str, tuple[datetime, datetime]] = {}
    found += [one async for one in _of_channels(given, clocks)]
    found += [one async for one in _of_database(given, folder, clocks)]
    found += checkup.of_clocks(clocks)
    found += [one async for one in _of_store(given)]
    return Examined(tuple(found), zone)


# ------------------------------------------------------------------------------------- settings


def _of_settings(given: Settings) -> Iterator[Finding]:
    unknown = [name for name, _ in misspelt(os.environ)]
    yield note("settings.unknown", names=", ".join(unknown)) if unknown else well("settings.good")
    for path in (Path(FILE), given.key_file):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield wrong("settings.open", file=str(path))
    if not known_secret(given):
        yield wrong("key.none")
    if given.secret_key_old.get_secret_value():
        yield note("key.two")


# ------------------------------------------------------------------------------------- channels


async def _of_channels(
    given: Settings, clocks: dict[str, tuple[datetime, datetime]]
) -> AsyncIterator[Finding]:
    channel, _, value = given.alert_chat.partition(":")
    connected, reached = [], True
    token = given.telegram.token.get_secret_value()
    if token:
        connected.append("telegram")
        chat = value if channel == "telegram" else ""
        found, reached = await telegram.probe(token, given.telegram.api_url, chat)
        hooked = given.telegram.mode == "webhook"
        for one in checkup.of_telegram(found, given.public_url.rstrip("/") + PATH if hooked else ""):
            yield one
        _heard(clocks, "Telegram", found)
    if given.whatsapp.account_sid:
        connected.append("whatsapp")
        about = given.whatsapp
        answer = await whatsapp.probe(
            about.account_sid, about.auth_token.get_secret_value(), about.sender, about.api_url
        )
        for one in checkup.of_whatsapp(answer, given.public_url):
            yield one
        _heard(clocks, "Twilio", answer)
    if not connected:
        yield note("channels.none")
    yield _alerts(channel, connected, reached)


def _heard(clocks: dict[str, tuple[datetime, datetime]], name: str, found: Provider) -> None:
    if found.clock is not None:
        clocks[name] = found.clock


def _alerts(channel: str, connected: Iterable[str], reached: bool) -> Finding:
    if not channel:
        return note("alert.none")
    if channel not in connected:
        return wrong("alert.off", channel=channel)
    if channel == "whatsapp":
        return note("alert.whatsapp")
    return well("alert.good") if reached else wrong("alert.unreached")


# ------------------------------------------------------------------------------------- database


async def _of_database(
    given: Settings,
    folder: tuple[Programme, Areas] | None,
    clocks: dict[str, tuple[datetime, datetime]],
) -> AsyncIterator[Finding]:
    if given.database_path is not None and not given.database_path.exists():
        yield wrong("database.none", name=given.database_name)
        return
    try:
        async with Database(given.database_url) as database:
            async for one in _of_tables(given, database):
                yield one
                if one.grade is Grade.WRONG:
                    return
            if folder is not None:
                async for one in _of_rows(given, database, *folder, clocks):
                    yield one
    except StorageError as error:
        yield wrong("database.unreachable", why=type(error.__cause__ or error).__name__)


async def _of_tables(given: Settings, database: Database) -> AsyncIterator[Finding]:
    async with database.read() as tx:
        kind, size = await health.version(tx), await health.size(tx)
    yield well("database.good", name=database.name, kind=kind, size=_megabytes(size))
    try:
        await check_schema(database)
    except UnknownSchema as error:
        yield wrong("schema.wrong", why=str(error))
        return
    yield well("schema.good")
    secret = known_secret(given)
    if not secret:
        return
    old = given.secret_key_old.get_secret_value()
    try:
        await check_keys(database, Sealer(secret, (old,) if old else ()))
    except WrongKey as error:
        yield wrong("key.wrong", why=str(error))
        return
    yield well("key.good")


async def _of_rows(
    given: Settings,
    database: Database,
    programme: Programme,
    areas: Areas,
    clocks: dict[str, tuple[datetime, datetime]],
) -> AsyncIterator[Finding]:
    moment = now()
    rows = await examine(database, programme.name, areas, accounts(given), moment)
    if database.shared:  # a file has no clock of its own
        clocks["PostgreSQL"] = (rows.clock, moment)
    for one in checkup.of_rows(rows, bool(given.backup_url)):
        yield one
    if given.whatsapp.account_sid:
        for one in checkup.of_templates(rows.templates):
            yield one
    if given.backup_url and same_disk(given, given.backup_url):
        yield note("backup.near")
    room = space(given)
    full = await full_on(database, room, moment)
    for one in checkup.of_disk(room.percent, full, moment.date()):
        what = ", ".join(f"{name} {_megabytes(size)}" for name, size in sizes(given).items())
        yield Finding(one.name, one.grade, {**one.given, "what": what})


def accounts(given: Settings) -> set[tuple[str, str]]:
    """(channel, account) of those that the settings name."""
    token = given.telegram.token.get_secret_value()
    found = {("telegram", token.partition(":")[0])} if token else set()
    return found | ({("whatsapp", plain(given.whatsapp.sender))} if given.whatsapp.account_sid else set())


def _megabytes(size: int) -> str:
    return f"{format_decimal(round(size / MEGABYTE), locale='en')} MB"


# ---------------------------------------------------------------------------------- photos and files


async def _of_store(given: Settings) -> AsyncIterator[Finding]:
    """A folder that is missing would be made by the server, so it is none of our business."""
    where = shown(given.media_url)
    if given.media_path is not None and not given.media_path.exists():
        return
    try:
        await Objects.at(given.media_url).size(KEPT, NOTHING)
    except Missing:
        yield well("store.good", where=where)
    except (Unreachable, OSError, ValueError) as error:
        yield wrong("store.unreachable", where=where, why=str(error).partition("\n")[0][:80])
