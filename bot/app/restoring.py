"""`tamasuk restore`: an installation as it was at a backup; and `held`: what then waits for a decision."""

from __future__ import annotations

import asyncio
import os
from zoneinfo import ZoneInfo

import typer

from bot.actions.restore import Restored, Target, restore
from bot.app.backing_up import watched
from bot.app.backup_words import in_words
from bot.app.saying import fail, say, warn
from bot.app.second_place import address, programs, scratch
from bot.app.store import known_secret, now, open_store
from bot.app.terminal import run, settings
from bot.core import key_sheet
from bot.media.objects import Objects
from bot.media.second_place import SecondPlace
from bot.settings import SHORTEST_KEY, Settings
from bot.storage.backups import copies_of, thawing
from bot.storage.sealed import Sealer


def restore_backup(which: str, source: str, replace: bool, ask: bool) -> None:
    """Restore, and say what is there now. `ask`: the key is typed, though there is one."""
    given = settings()
    with in_words():
        url = address(given, source)
        secret, old = known_secret(given), given.secret_key_old.get_secret_value()
        typed = "" if secret and not ask else ask_key()
        sealer = Sealer(typed) if typed else Sealer(secret, (old,) if old else ())
        done = run(_restore(given, url, which, sealer, replace))
        _say(done, given)
        if typed and typed != secret:
            _keep_key(given, typed)


async def _restore(given: Settings, url: str, which: str, sealer: Sealer, replace: bool) -> Restored:
    with scratch(given, "restore") as folder, watched() as told:
        target = Target(
            url=given.database_url,
            copies=copies_of(given.database_url, programs(given)),
            sealer=sealer,
            objects=Objects.at(given.media_url),
            folder=given.programmes,
            scratch=folder,
            now=now,
            programme=given.programme,
            replace=replace,
        )
        return await restore(SecondPlace.at(url), which, target, told)


def ask_key() -> str:
    """The key as it is, or the groups of digits of the recovery page; asked until it is right."""
    say("The key, or the groups of digits on the recovery page. What you type is not shown.")
    say("المفتاح، أو مجموعات الأرقام على ورقة الاسترجاع. لا يظهر ما تكتبه.")
    while True:
        try:
            typed = str(typer.prompt("Key · المفتاح", hide_input=True)).strip()
        except typer.Abort:
            fail("\nNothing was changed. · لم يتغير شيء.")
        key, wrong = key_typed(typed)
        if key:
            return key
        say(wrong)


def key_typed(typed: str) -> tuple[str, str]:
    """The key that was typed in one way or the other, and what is wrong with it: one of them is ''."""
    if not key_sheet.is_written(typed):
        short = len(typed) < SHORTEST_KEY
        return ("", "  That is too short. · هذا قصير.") if short else (typed, "")
    try:
        return key_sheet.read(typed), ""
    except key_sheet.Mistyped as error:
        if not error.group:
            return "", "  The groups do not belong together. · المجموعات لا يناسب بعضها بعضاً."
        return "", f"  Group {error.group} is not right. · المجموعة {error.group} غير صحيحة."


def _keep_key(given: Settings, typed: str) -> None:
    """Beside the database, where no other is set; else it is said where to put it."""
    if not known_secret(given):
        path = given.key_file
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(typed + "\n")
        say(f"The key is kept in {path}, for nobody else to read.\nحُفظ المفتاح في هذا الملف.")
        return
    warn("Another key is set: put the one that you typed in TAMASUK_SECRET_KEY, or the bot will not start.")
    warn("المفتاح المضبوط غير الذي كتبته: ضعه في TAMASUK_SECRET_KEY وإلا فلن يعمل البوت.")


def _say(done: Restored, given: Settings) -> None:
    manifest, thawed = done.manifest, done.thawed
    zone = ZoneInfo(given.timezone or "UTC")
    at = f"{manifest.at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
    say(f"Restored: everything as it was at {at}. Programme {manifest.programme}.")
    say(f"استُعيد كل شيء كما كان في: {at}")
    people = thawed.conversations
    say(f"  rows {manifest.rows} · people in conversation {people} · media {done.media}")
    say(f"  الصفوف: {manifest.rows} · الأشخاص في محادثة: {people} · الصور والملفات: {done.media}")
    if done.lost:
        warn(f"  {done.lost} media of it could not be had. · صور وملفات لم نستطع استعادتها: {done.lost}")
    if done.upgraded:
        say("  Its tables were of an older version, and were brought up to date. · حُدّثت الجداول.")
    if done.unpacked:
        say(f"  The programme's folder, too: {given.programmes / manifest.programme} · ومعها مجلد البرنامج")
    if done.aside:
        say(f"  The former database is kept as {done.aside}; delete it when all is well.")
        say("  حُفظت القاعدة السابقة بهذا الاسم، فاحذفها بعد التأكد.")
    _say_held(thawed.held)
    if thawed.reminders:
        say(f"Reminders whose time has passed were dropped: {thawed.reminders} · تذكيرات فات وقتها وأُلغيت")
    say("Whoever asked after that moment for their data to be deleted must be deleted again.")
    say("من طلب حذف بياناته بعد تلك اللحظة يجب أن تُحذف بياناته مرة أخرى.")
    say("\n  tamasuk doctor\n  tamasuk serve")


def _say_held(count: int) -> None:
    if not count:
        return
    say(f"Messages that waited to be sent: {count}. They are held, for they are old, and may have arrived.")
    say(f"رسائل كانت تنتظر الإرسال: {count}. أوقفناها لأنها قديمة وقد يكون بعضها وصل.")
    say("  to see them: tamasuk held · to send: tamasuk held release · to drop: tamasuk held drop")


# ------------------------------------------------------------------------------------------ held


def held(what: str) -> None:
    """Show what a restoration held; or let it leave, or never."""
    if what not in {"", "release", "drop"}:
        fail("tamasuk held · tamasuk held release · tamasuk held drop")
    with in_words():
        run(_held(what))


async def _held(what: str) -> None:
    async with open_store(settings()) as store:
        if not what:
            async with store.database.read() as tx:
                found = await thawing.held(tx)
            for one in found:
                since = f"{one.oldest.astimezone(store.zone):%Y-%m-%d %H:%M}"
                say(f"{one.count}  {one.channel}  {one.kind}  since {since}")
            _say_held(sum(one.count for one in found))
            if not found:
                say("Nothing is held. · لا رسائل موقوفة.")
            return
        count = 0
        while True:
            async with store.database.begin() as tx:
                some = await (thawing.release(tx, store.now()) if what == "release" else thawing.drop(tx))
            count += some
            if some < thawing.CHUNK:
                break
            await asyncio.sleep(0)
        if what == "release":
            say(f"They leave now: {count}. · تُرسل الآن: {count}")
        else:
            say(f"They will not be sent: {count}. · لن تُرسل: {count}")
