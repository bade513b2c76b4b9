"""`tamasuk import`: what was new in a file, or all that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.progress import Progress

from bot.actions.export_form import Source
from bot.actions.find_form import find_form
from bot.actions.import_flaws import MOST, Flawed
from bot.actions.import_form import Brought, import_form
from bot.app.saying import both, err, fail, say
from bot.app.store import open_store
from bot.app.terminal import run, settings
from bot.media.objects import Objects


def import_(form: str, path: Path) -> None:
    """Store the answers of a file, and say how many were new."""
    try:
        done = run(_import(form, path))
    except Flawed as flawed:
        fail(_said(flawed))
    known = done.rows - done.stored
    say(f"rows {done.rows}: new {done.stored}, here before {known}")
    say(f"الصفوف: {done.rows}، الجديد منها: {done.stored}، والموجود من قبل: {known}")


def _said(flawed: Flawed) -> str:
    """Everything that is wrong, line by line, and that nothing was stored."""
    lines = [both(flaw.text) for flaw in flawed.flaws]
    if len(lines) >= MOST:
        lines.append("…")
    return "\n".join([*lines, "Nothing was imported. · لم يُستورد شيء."])


async def _import(form: str, path: Path) -> Brought:
    async with open_store(settings()) as store:
        objects = Objects.at(store.settings.media_url)
        source = Source(store.database, store.sealer, store.book, store.catalogues, objects)
        with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task(escape(path.name), total=None)

            def told(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total or None)

            name = find_form(store.book, form)
            return await import_form(source, name, path, store.now(), store.ids, told)
