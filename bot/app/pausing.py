"""`tamasuk pause` and `tamasuk resume`: an area to whose people nothing but replies and notices leaves."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.find_area import find_area
from bot.app.campaigning import both
from bot.app.saying import fail, say, words, yes
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.core.sending.rules import Halt
from bot.core.text import Text, key
from bot.storage import pauses, recipients

ALL = "all"
BY = "command"


def pause(area: str, hours: int) -> None:
    """From now on, for so many hours or until somebody lifts it."""
    both([run(_pause(area, hours))])


async def _pause(area: str, hours: int) -> Text:
    async with open_store(settings()) as store:
        code, now = _code(store, area), store.now()
        halt = Halt(now, now + timedelta(hours=hours) if hours else None, code)
        async with store.database.begin() as tx:
            await pauses.press(tx, store.programme.name, halt, BY, now, store.identifiers)
        return key("pause.pressed", area=_named(store, code))


def resume(area: str) -> None:
    """Say what waits there, ask, and lift it."""
    waiting = run(_waiting(area))
    both([waiting])
    if not yes("Send it now? · هل نرسلها الآن؟"):
        say("It stays paused. · يبقى الإرسال معلّقاً.")
        return
    both([run(_resume(area))])


async def _waiting(area: str) -> Text:
    async with open_store(settings()) as store:
        code = _code(store, area)
        async with store.database.read() as tx:
            pressed = await pauses.pressed(tx, store.programme.name, store.now())
            if not any(one.area == code for one in pressed):
                fail(f"{words(key('pause.none'), 'en')}\n{words(key('pause.none'), 'ar')}")
            held = await recipients.held_by_pause(tx, store.programme.name)
        return key("pause.waiting", count=held)


async def _resume(area: str) -> Text:
    async with open_store(settings()) as store:
        code, now, name = _code(store, area), store.now(), store.programme.name
        async with store.database.begin() as tx:
            await pauses.lift(tx, name, code, BY, now, store.identifiers)
            await recipients.again(tx, name, now)
        return key("pause.lifted", area=_named(store, code))


def _code(store: Store, area: str) -> str:
    return "" if area == ALL else find_area(store.book.areas, area).code


def _named(store: Store, code: str) -> Text:
    found = store.book.areas.get(code)
    return found.label if found is not None else key("pause.everywhere")
