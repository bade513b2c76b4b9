"""`tamasuk copy`: an installation's database into an empty one, from a file to PostgreSQL or back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from rich.progress import Progress
from sqlalchemy.exc import ArgumentError

from bot.actions.copy_database import NotEmpty, copy_database
from bot.app.saying import err, fail, say
from bot.app.store import Unset, open_store
from bot.app.terminal import run, settings
from bot.settings import Settings
from bot.storage import lock
from bot.storage.database import Database, checked
from bot.storage.migrate import check_schema, migrate


def copy(to: str) -> None:
    """Copy everything, and say what comes next."""
    given = settings()
    try:
        if checked(to) == checked(given.database_url):
            fail("That is where it is already.\nهي هناك أصلاً.")
    except (ValueError, ArgumentError) as error:
        fail(f"{error}\nعنوان قاعدة البيانات غير معروف.")
    done = run(_copy(given, to))
    say(f"copied {sum(done.values())} rows of {len(done)} tables")
    say(f"نُسخ {sum(done.values())} صفاً من {len(done)} جدولاً")
    say("Now set TAMASUK_DATABASE_URL to that address, and start.")
    say("The former database stays as it is.")
    say("الآن اضبط TAMASUK_DATABASE_URL على ذلك العنوان، ثم شغّل البرنامج.")
    say("القاعدة السابقة باقية كما هي.")


async def _copy(given: Settings, to: str) -> Mapping[str, int]:
    async with lock.alone(given.database_url):
        await asyncio.to_thread(migrate, to)
        async with lock.alone(to), open_store(given) as store, Database(to) as target:
            await check_schema(target)
            with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
                tasks = {}

                def told(table: str, done: int, total: int) -> None:
                    if table not in tasks:
                        tasks[table] = bar.add_task(table, total=total)
                    bar.update(tasks[table], completed=done)

                try:
                    return await copy_database(store.database, target, told)
                except NotEmpty as error:
                    raise Unset(
                        f"There are rows already in {target.name} ({error}): it is left as it is.\n"
                        "القاعدة الهدف ليست فارغة، ولم تُمَسّ."
                    ) from error
