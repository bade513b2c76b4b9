"""`tamasuk export`: where the files are, and what is in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.markup import escape
from rich.progress import Progress

from bot.actions.export_columns import FORMATS, STAGES, Wish
from bot.actions.export_form import Exported, Source, export_form
from bot.actions.find_form import find_form
from bot.actions.problem import Problem
from bot.app.saying import both, err, say, warn
from bot.app.store import Store, open_store
from bot.app.terminal import explained, run, settings
from bot.core.arabic.folding import digits
from bot.core.text import key, ltr, verbatim
from bot.media.objects import Objects

HEADERS = ("labels", "names")


def export(wish: Wish, to: Path, days: tuple[str, str]) -> None:
    """Write a form's answers into a folder, and say what was written. `days`: the first and the last."""
    with explained():
        first, last = (_day(one) for one in days)
        for words, known in (((wish.headers,), HEADERS), ((wish.stage,), STAGES), (wish.formats, FORMATS)):
            _known(words, known)
    wish, done = run(_export(replace(wish, first=first, last=last, formats=wish.formats or FORMATS), to))
    for path in done.files:
        say(str(path))
    say(f"rows {done.rows}, photos {done.photos}\nالصفوف: {done.rows}، الصور: {done.photos}")
    if done.lost:
        warn(f"{done.lost} photos were not found.\nصور لم نجدها: {done.lost}")
    for version, count in done.elsewhere.items():
        warn(both(key("command.export_elsewhere", answers=count, form=ltr(wish.form), version=ltr(version))))
    if done.rows:
        say("These files hold people's answers: delete them when they are no longer needed.")
        say("في هذه الملفات إجابات الناس: احذفها عند انتهاء الحاجة إليها.")


def _day(written: str) -> date | None:
    """A day as it is typed, in any digits."""
    try:
        return date.fromisoformat(digits(written).strip()) if written else None
    except ValueError as error:
        raise Problem(key("command.export_day", day=verbatim(written[:40]))) from error


def _known(words: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Of words that were given each is one of these."""
    for word in words:
        if word and word not in known:
            raise Problem(key("command.export_word", word=verbatim(word[:40]), words=ltr(" ".join(known))))


def _speaks(store: Store, wish: Wish) -> None:
    """The language is one of the programme's, or one of the form's own."""
    form = store.book.forms.get(wish.form) or store.book.past.get(wish.form)
    languages = dict.fromkeys((*store.programme.languages, *(form.languages if form else ())))
    if wish.language not in languages:
        raise Problem(key("command.export_language", languages=ltr(" ".join(languages))))


async def _export(wish: Wish, to: Path) -> tuple[Wish, Exported]:
    async with open_store(settings()) as store:
        wish = replace(wish, form=find_form(store.book, wish.form))
        _speaks(store, wish)
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

            return wish, await export_form(source, wish, to, store.now(), store.identifiers.new(), told)
