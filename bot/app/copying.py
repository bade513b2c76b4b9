"""`tamasuk media copy`: how far it is, and what is left to do by hand."""

from __future__ import annotations

from rich.progress import Progress

from bot.actions.copy_media import Copied, copy_media
from bot.app.saying import err, fail, say, warn
from bot.app.terminal import run, settings
from bot.core.bucket import shown
from bot.media.objects import Objects, Unreachable


def copy(to: str, source: str) -> None:
    """Copy media to another place, and say what comes next."""
    given = source or settings().media_url
    if not to or shown(given) == shown(to):
        fail("That is where they are already.\nهي هناك أصلاً.")
    try:
        done = run(_copy(given, to))
    except* (Unreachable, ValueError) as several:
        fail(f"{_first(several)}\nتعذّر نسخ الصور والملفات إلى هناك. ما نُسخ لن يُنسخ ثانية.")
    say(f"copied {done.went} ({done.bytes / 1e6:.1f} MB), there before {done.there}")
    say(f"نُسخ: {done.went}، كان هناك: {done.there}")
    if done.damaged:
        warn(f"{len(done.damaged)} are damaged and were left out; the first:\n{done.damaged[0]}")
        warn(f"ملفات تالفة في مكانها لم تُنسخ: {len(done.damaged)}")
    say("Now stop the server, copy once more, set TAMASUK_MEDIA_URL, and start it.")
    say("الآن أوقف الخادم، وأعد النسخ، واضبط TAMASUK_MEDIA_URL، ثم شغّله.")


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = several
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _copy(source: str, to: str) -> Copied:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("media · الصور", total=None)
        return await copy_media(
            Objects.at(source), Objects.at(to), lambda seen: bar.update(task, completed=seen)
        )
