"""`tamasuk export`: where the files are, and what is in them."""

from __future__ import annotations

from pathlib import Path

from rich.progress import Progress

from bot.actions.export_columns import Wish
from bot.actions.export_form import Exported, Source, export_form
from bot.actions.problem import Problem
from bot.app.store import open_store
from bot.app.terminal import err, out, run, settings
from bot.core.text import key, ltr
from bot.media.objects import Objects


def export(form: str, to: Path, language: str, names: bool, codes: bool) -> None:
    """Write a form's answers into a folder, and say what was written."""
    done = run(_export(Wish(form, language, names, codes), to))
    for path in done.files:
        out.print(str(path), markup=False)
    out.print(f"{done.rows} rows, {done.photos} photos. · الصفوف: {done.rows}، الصور: {done.photos}")
    if done.lost:
        err.print(f"{done.lost} photos could not be found. · صور لم نجدها: {done.lost}")


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
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task(wish.form)

            def told(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            return await export_form(source, wish, to, store.now(), store.identifiers.new(), told)
