"""`tamasuk export`: where the files are, and what is in them."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.progress import Progress

from bot.actions.export_columns import Wish
from bot.actions.export_form import Exported, Source, export_form
from bot.actions.problem import Problem
from bot.app.saying import err, say, warn
from bot.app.store import open_store
from bot.app.terminal import run, settings
from bot.core.text import key, ltr
from bot.media.objects import Objects


def export(form: str, to: Path, language: str, names: bool, codes: bool) -> None:
    """Write a form's answers into a folder, and say what was written."""
    done = run(_export(Wish(form, language, names, codes), to))
    for path in done.files:
        say(str(path))
    say(f"rows {done.rows}, photos {done.photos}\nالصفوف: {done.rows}، الصور: {done.photos}")
    if done.lost:
        warn(f"{done.lost} photos were not found.\nصور لم نجدها: {done.lost}")
    if done.rows:
        say("These files hold people's answers: delete them when they are no longer needed.")
        say("في هذه الملفات إجابات الناس: احذفها عند انتهاء الحاجة إليها.")


async def _export(wish: Wish, to: Path) -> Exported:
    async with open_store(settings()) as store:
        if wish.language not in store.programme.languages:
            known = " ".join(store.programme.languages)
            raise Problem(key("command.export_language", languages=ltr(known)))
        source = Source(
            store.database,
            store.sealer,
            store.book,
            store.catalogues,
            Objects.at(store.settings.media_url),
        )
        with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
            task = bar.add_task(escape(wish.form))

            def told(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            return await export_form(source, wish, to, store.now(), store.identifiers.new(), told)
