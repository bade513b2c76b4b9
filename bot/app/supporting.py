"""`tamasuk support-bundle`: what helps to find a fault, for somebody who may not see people's data.

Nothing is left out by searching for it: only what is known to be harmless goes in. Settings by a list of
plain ones, findings by a list of plain fields, errors as places in our files.
"""

from __future__ import annotations

import json
import platform
import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from bot import VERSION
from bot.app.doctor_words import WORDS
from bot.app.doctoring import MARKS, Examined, examined, said
from bot.app.saying import say
from bot.app.store import now
from bot.app.terminal import explained, run, settings
from bot.core.checkup import LATELY
from bot.settings import PREFIX, Settings
from bot.storage import facts, health
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.health import Failed
from bot.storage.migrate import head

PLAIN = {"backup_days", "host", "language", "mode", "port", "programme", "rate", "chat_rate", "timezone"}
"""Settings whose value tells nothing of anybody. Of all others it is said whether they are set, and how."""

FIELDS = frozenset({"code", "state", "count", "percent", "seconds", "at", "day", "kind", "size"})
"""What of a finding is filled in. Reasons, names, addresses and lists are not."""

LIBRARIES = ("aiosqlite", "asyncpg", "python-telegram-bot", "SQLAlchemy", "starlette", "twilio", "uvicorn")
SIZES = "size "
_PLACE = re.compile(r"[^\s]*?((?:[\w.-]+/)?[\w.-]+\.py:\d+ [\w<>]+)")


def support_bundle(to: Path) -> None:
    """Write the ZIP, and say where it is."""
    moment, files = now(), run(_gathered(settings()))
    with explained():
        to.mkdir(parents=True, exist_ok=True)
        path = to / f"tamasuk-support-{moment:%Y%m%d-%H%M%S}.zip"
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content + "\n")
    say(str(path))
    say("It holds no names, numbers, texts or secrets. Look into it if you like,")
    say("then send it to whoever maintains the program.")
    say("ليس فيه أسماء ولا أرقام ولا رسائل ولا أسرار. يمكنك النظر فيه،")
    say("ثم إرساله إلى مَن يصون البرنامج.")


async def _gathered(given: Settings) -> dict[str, str]:
    return {
        "versions.json": _json(_versions()),
        "settings.json": _json(dict(_settings(given, PREFIX))),
        "doctor.txt": "\n".join(_findings(await examined(given))),
        "rows.json": _json(await _rows(given)),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, default=str)


def _versions() -> dict[str, str]:
    return {
        "tamasuk": VERSION,
        "schema": head(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{name: metadata.version(name) for name in LIBRARIES},
    }


def _settings(model: BaseModel, prefix: str) -> Iterator[tuple[str, Any]]:
    """The value of what is plain; of the rest whether it is set, and of an address its scheme."""
    for name, about in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _settings(value, f"{prefix}{name.upper()}__")
        elif name in PLAIN:
            yield prefix + name.upper(), value
        elif value == about.get_default(call_default_factory=True):
            yield prefix + name.upper(), "default"
        else:
            yield prefix + name.upper(), _kind(value)


def _kind(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    scheme, there, _ = str(value).partition("://")
    return f"set, {scheme}" if there and scheme.isalnum() else "set"


def _findings(found: Examined) -> Iterator[str]:
    for one in found.findings:
        given = {name: said(v, found.zone) if name in FIELDS else "…" for name, v in one.given.items()}
        yield f"{MARKS[one.grade]} {one.name}: {WORDS[one.name][0].format(**given)}"


# ---------------------------------------------------------------------------------------- the rows


async def _rows(given: Settings) -> Mapping[str, Any]:
    """What the database tells in numbers; or why it cannot."""
    if given.database_path is not None and not given.database_path.exists():
        return {"problem": "there is no database"}
    try:
        async with Database(given.database_url) as database:
            return await _numbers(database)
    except StorageError as error:
        return {"problem": type(error).__name__}


async def _numbers(database: Database) -> Mapping[str, Any]:
    moment = now()
    async with database.read() as tx:
        failed = [*await health.failed_turns(tx, moment - 14 * LATELY), *await health.failed_errands(tx)]
        waiting = await health.waiting(tx)
        return {
            "database": await health.version(tx),
            "rows": await health.counts(tx),
            "accounts": [
                {"channel": one.channel, "state": one.state, "reason": _code(one.reason), "since": one.since}
                for one in await health.standings(tx)
            ],
            "waiting": [
                {"channel": one.channel, "state": one.state, "count": one.count, "oldest": one.oldest}
                for one in waiting
            ],
            "ended": {
                f"{channel} {state} {_code(reason)}": count
                for (channel, state, reason), count in (await health.ended(tx, moment - LATELY)).items()
            },
            "last in": await health.last_in(tx),
            "last out": await health.last_out(tx),
            "sizes": {day: json.loads(kept) for day, kept in (await facts.beginning(tx, SIZES)).items()},
            "failed": [_failed(one) for one in failed],
        }


def _code(reason: str) -> str:
    """Ours are words, a provider's are digits; what is neither is nobody's business."""
    return reason if re.fullmatch(r"[a-z_]{0,40}|\d{1,6}", reason, re.ASCII) else "…"


def _failed(one: Failed) -> Mapping[str, Any]:
    """Where in our files, by the last two names of each path, and the type of the error."""
    lines = one.where.splitlines()
    places = [found[1] for line in lines if (found := _PLACE.fullmatch(line))]
    kind = lines[-1] if lines and lines[-1].isidentifier() else ""
    return {"at": one.at, "what": _code(one.what), "places": places, "error": kind}
