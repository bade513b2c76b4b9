"""`tamasuk programme end`: the secrets behind private forms are destroyed, which nothing brings back."""

from __future__ import annotations

import typer

from bot.actions.end_programme import end_programme, kept_families
from bot.app.saying import both, fail, say
from bot.app.store import open_store
from bot.app.terminal import run, settings
from bot.core.text import key, verbatim

BY = "command"


def end() -> None:
    """Say what goes, have the programme's name typed, and destroy it."""
    name, forms = run(_kept())
    if not forms:
        fail(both(key("command.end_nothing")))
    say(both(key("command.end_will", forms=verbatim("، ".join(forms)))))
    try:
        typed = str(typer.prompt(f"{name} ?", default="", show_default=False)).strip()
    except typer.Abort:
        typed = ""
    if typed != name:
        say(both(key("command.end_not")))
        return
    run(_end())
    say(both(key("command.end_done")))


async def _kept() -> tuple[str, tuple[str, ...]]:
    async with open_store(settings()) as store:
        name = store.programme.name
        return name, await kept_families(store.database, name)


async def _end() -> None:
    async with open_store(settings()) as store:
        await end_programme(store.database, store.programme.name, BY, store.now(), store.ids)
