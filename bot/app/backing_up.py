"""`tamasuk backup`: make one, list them, or look at one again; at the end, how to try that it works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import Progress, TaskID

from bot.actions import check_backup as checking
from bot.actions.back_up import LEASE, Made, Told
from bot.actions.check_backup import RESTORED, Checked
from bot.actions.no_backup import NoBackup
from bot.actions.sole import sole
from bot.app.backup_words import in_words
from bot.app.saying import err, say, warn
from bot.app.second_place import PATIENCE, address, make_alone, programs, same_disk, scratch
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.core.backup import Manifest
from bot.core.bucket import shown
from bot.media.second_place import SecondPlace
from bot.storage.backups import copies_of

_STEPS = {"database": "database · القاعدة", "media": "media · الصور", "check": "check · الفحص"}


def backup(to: str, which: str, listing: bool) -> None:
    """Make a backup; or, with `which` or `listing`, look at those that there are."""
    given = settings()
    with in_words():
        url = address(given, to)
        if listing:
            run(_list(url))
        elif which:
            _say_checked(*run(_check(url, which)), to)
        else:
            made = run(_make(url))
            _say_made(made, url, to)


async def _make(url: str) -> Made:
    async with open_store(settings()) as store:
        with watched() as told:
            return await make_alone(store, url, told)


async def _check(url: str, which: str) -> tuple[Manifest, Checked]:
    async with open_store(settings()) as store:
        return await sole(
            store.database, LEASE, lambda: _checked(store, SecondPlace.at(url), which), PATIENCE
        )


async def _checked(store: Store, place: SecondPlace, which: str) -> tuple[Manifest, Checked]:
    manifest = await checking.manifest_of(place, which)
    copies = copies_of(store.settings.database_url, programs(store.settings))
    with scratch(store.settings, "check") as folder:
        checked = await checking.check_backup(copies, place, manifest, store.sealer, folder)
    media = await checking.listed(place, manifest)
    missing = sum(map(len, (await checking.lacking(place, media)).values()))
    if missing or await checking.sampled(place, media):
        raise NoBackup("damaged", name=manifest.name, said="media")
    return manifest, checked


async def _list(url: str) -> None:
    async with open_store(settings()) as store:
        place = SecondPlace.at(url)
        names = await place.names()
        for name in names:
            manifest = await checking.read_manifest(place, name)
            size = f"{manifest.database.size / 1e6:.1f} MB"
            at = f"{manifest.at.astimezone(store.zone):%Y-%m-%d %H:%M}"
            say(f"{name}  {at}  rows {manifest.rows}  media {manifest.objects}  {size}")
        if not names:
            say("There is none yet. · لا توجد نسخة بعد.")


def _say_made(made: Made, url: str, to: str) -> None:
    manifest = made.manifest
    where = shown(url)
    say(f"{manifest.name}: rows {manifest.rows}, media {manifest.objects} ({made.copied} new), in {where}")
    say(f"الصفوف: {manifest.rows}، الصور والملفات: {manifest.objects}، الجديد منها: {made.copied}")
    if made.lost:
        warn(f"{made.lost} media that rows speak of were not found, here already.")
        warn(f"صور وملفات لم نجدها هنا أصلاً: {made.lost}")
    if same_disk(settings(), url):
        warn("It lies on the disk of the database: when that disk dies, both are gone.")
        warn("النسخة على قرص قاعدة البيانات نفسه: إذا تعطل القرص ضاعتا معاً.")
    _say_checked(manifest, Checked(manifest.checked, manifest.sealed), to)


def _say_checked(manifest: Manifest, checked: Checked, to: str) -> None:
    if checked.how == RESTORED:
        say("Checked: fetched, opened, compared; the key opens it.")
        say("فُحصت النسخة: جُلبت وفُتحت وقورنت، والمفتاح يفتحها.")
    else:
        say("Read to its end, but not opened: the database's role may not make databases (CREATEDB).")
        say("قُرئت النسخة إلى آخرها ولم تُفتح، لأن صلاحية CREATEDB غير ممنوحة.")
    _say_drill(manifest, to)


def _say_drill(manifest: Manifest, to: str) -> None:
    """The two commands that show, better than any check, that it works. They touch nothing that runs."""
    elsewhere = "TAMASUK_DATABASE_URL=sqlite:///drill/tamasuk.db"
    if manifest.dialect != "sqlite":
        elsewhere = "TAMASUK_DATABASE_URL=postgresql://…/drill"
    elsewhere += " TAMASUK_MEDIA_URL=drill/media"
    place = f" --from {shown(to)}" if to else ""
    say("\nA drill, once in a while; it touches nothing that runs. Afterwards delete the folder drill:")
    say("تدريب على الاسترجاع بين حين وآخر، لا يمس ما يعمل الآن. بعده احذف المجلد drill")
    say(f"  {elsewhere} tamasuk restore {manifest.name}{place}")
    say(f"  {elsewhere} tamasuk doctor")


@contextmanager
def watched() -> Iterator[Told]:
    """A bar on the terminal for what takes long."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(_STEPS[step])
            bar.update(tasks[step], completed=done, total=max(of, 1))

        yield told
