"""`tamasuk upgrade`: a backup, the migrations, a look at the result, and the way back by itself."""

from __future__ import annotations

import typer

from bot.actions.back_up import Told
from bot.actions.rehearse import rehearse
from bot.actions.upgrade import GoneBack, Upgraded, upgrade
from bot.app.backing_up import watched
from bot.app.backup_words import in_words
from bot.app.running import world
from bot.app.saying import say, warn
from bot.app.second_place import PATIENCE, address, here, scratch, source_of
from bot.app.store import Unset, known_secret, open_store
from bot.app.terminal import run, settings
from bot.core.bucket import shown
from bot.media.second_place import SecondPlace
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.sealed import Sealer


def upgrade_here(to: str) -> None:
    """Bring the database to the tables of this program, or leave it as it was and say why."""
    given = settings()
    with in_words():
        url = address(given, to or given.backup_url or str(here(given)))
        try:
            with watched() as told:
                done = run(_upgrade(given, url, told))
        except GoneBack as error:
            _say_back(error)
            raise typer.Exit(1) from None
    say(f"The tables were at {done.before} and are at {done.after}. Checked: they are read, a turn is taken.")
    say("حُدّثت الجداول وفُحصت، ويمكن تشغيل البوت.")
    say(f"The backup made before: {done.made.manifest.name}, in {shown(url)}")
    say("\n  tamasuk serve")


async def _upgrade(given: Settings, url: str, told: Told) -> Upgraded:
    secret, old = known_secret(given), given.secret_key_old.get_secret_value()
    if not secret:
        raise Unset("TAMASUK_SECRET_KEY is not set.\nالمفتاح غير موجود.")
    if given.database_path is not None and not given.database_path.exists():
        raise Unset(
            f"There is no database {given.database_path} yet; run: tamasuk migrate\n"
            "قاعدة البيانات غير موجودة بعد. الأمر: tamasuk migrate"
        )
    sealer = Sealer(secret, (old,) if old else ())

    async def rehearsed() -> str:
        async with open_store(given) as store:
            return await rehearse(world(store, {}))

    with scratch(given, "upgrade") as folder:
        async with Database(given.database_url) as database:
            source = source_of(given, database, sealer, folder)
            return await upgrade(source, SecondPlace.at(url), rehearsed, told, PATIENCE)


def _say_back(error: GoneBack) -> None:
    warn(f"The upgrade went wrong ({error.why}), and everything is as it was before.")
    warn("لم ينجح التحديث، وعاد كل شيء كما كان قبله. شغّل الإصدار السابق وأبلغنا بالسطر الأول.")
    warn("Start the former version again, and tell us the first line.")
    if error.aside:
        warn(f"What went wrong is kept as {error.aside}; it can be deleted. · يمكن حذفها")
