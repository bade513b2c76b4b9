"""`tamasuk form …`: what is wrong with a workbook, what publishing it changes, and which forms there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from bot.actions.find_form import find_form
from bot.actions.publish_form import Confirmed, Desk, preview_form, publish_form, sensitive
from bot.actions.withdraw_form import withdraw_form
from bot.app.saying import fail, needs_file, say, words
from bot.app.store import Store, open_store
from bot.app.terminal import explained, run, settings
from bot.core.form import Form
from bot.core.text import Text, key, ltr, verbatim
from bot.flows.xlsform.loaded import Loaded
from bot.flows.xlsform.loading import beside, load
from bot.flows.xlsform.problems import Problem
from bot.media.objects import Objects
from bot.media.worker import Pictures
from bot.storage import exports, forms

LANGUAGES = ("en", "ar")
_PASSED_OVER = frozenset({"passed_over", "no_file"})
_UNASKED = frozenset({"note", "computed", "hidden", "metadata"})


def check(file: Path, language: str) -> None:
    """Say all that is wrong with a workbook, and what it comes to; status 1 when it cannot be used."""
    said_in = _languages(language)
    needs_file(file)
    with explained():
        loaded = load(file)
    _tell(loaded, said_in)
    if loaded.form is None:
        raise typer.Exit(1)


def _languages(language: str) -> tuple[str, ...]:
    if language and language not in LANGUAGES:
        fail("--language: ar, en")
    return (language,) if language else LANGUAGES


def problems(loaded: Loaded, said_in: tuple[str, ...]) -> Iterator[str]:
    """A line for each thing that is wrong, in each of the languages."""
    for problem in loaded.problems:
        for language in said_in:
            sort = key("workbook.error" if problem.error else "workbook.warning")
            yield f"{words(sort, language)} {problem.said(language)}"


def _tell(loaded: Loaded, said_in: tuple[str, ...]) -> None:
    for line in problems(loaded, said_in):
        say(line)
    if loaded.form is not None:
        say(f"\n{_titled(loaded.form)} · {loaded.form.version}")
    for language in said_in:
        say("\n".join(words(text, language) for text in _summary(loaded)))


def _titled(form: Form) -> str:
    title = next(iter(form.title.languages.values()), form.title.value)
    return f"{form.name} · {title}" if title else form.name


def _summary(loaded: Loaded) -> Iterable[Text]:
    form, errors = loaded.form, len(loaded.errors)
    if form is not None:
        asked = sum(field.type not in _UNASKED for field in form.fields)
        yield key("workbook.asked", questions=asked, languages=ltr(" ".join(form.languages)))
    passed = _passed_over(loaded.problems)
    if passed:
        types = " · ".join(f"{name} {number}" for name, number in passed.items())
        yield key("workbook.passed_over", number=passed.total(), types=ltr(types))
    yield key("workbook.counted", errors=errors, warnings=len(loaded.problems) - errors)
    if form is None:
        yield key("workbook.unusable")
    elif sensitive(form):
        yield key("command.form_confirm")


def _passed_over(problems: Iterable[Problem]) -> Counter[str]:
    return Counter(one.about.get("what", "") for one in problems if one.code in _PASSED_OVER)


# ------------------------------------------------------------------------------------- publishing


def publish(file: Path, confirm: str, by: str) -> None:
    """Ask a workbook's questions from now on; what is wrong with it and what that changes is said first."""
    if bool(confirm) != bool(by):
        fail("--confirm and --by go together.\n--confirm مع --by: السبب واسم صاحبه.")
    needs_file(file)
    with explained():
        loaded = load(file)
    _tell(loaded, LANGUAGES)
    run(_publish(file, loaded, Confirmed(by, confirm) if by else None))


async def _publish(file: Path, loaded: Loaded, confirmed: Confirmed | None) -> None:
    async with open_store(settings()) as store:
        objects, pictures = Objects.at(store.settings.media_url), Pictures()
        now = store.now()
        desk = Desk(store.database, store.sealer, store.book, objects, pictures, store.identifiers, now)
        try:
            change, told = await preview_form(desk, loaded, confirmed)
            say("")
            _both([*change.said(), *told])
            await publish_form(desk, loaded, beside(file), confirmed=confirmed)
        finally:
            await pictures.close()
    _both([key("publish.done", form=ltr(change.after.name))])


def _both(texts: Iterable[Text]) -> None:
    """Arabic on its lines, then English on its own."""
    kept = list(texts)
    for language in reversed(LANGUAGES):
        say("\n".join(words(text, language) for text in kept))


def withdraw(name: str) -> None:
    """Ask a published form no more."""
    found, drafts = run(_withdraw(name))
    _both([key("publish.withdrawn", form=verbatim(found), drafts=drafts)])


async def _withdraw(said: str) -> tuple[str, int]:
    async with open_store(settings()) as store:
        name = find_form(store.book, said)
        return name, await withdraw_form(store.database, name, store.identifiers, store.now())


# ------------------------------------------------------------------------------------------ which


def show() -> None:
    """The published forms, open ones first; then the names of those that are shipped."""
    run(_show())


async def _show() -> None:
    async with open_store(settings()) as store:
        book = store.book
        open_now = [form for name, form in book.forms.items() if name not in store.shipped]
        for form in (*open_now, *book.past.values()):
            await _line(store, form, form.name in book.forms)
        if not open_now and not book.past:
            _both([key("publish.nothing")])
        say(f"\nshipped · مع البرنامج: {' '.join(store.shipped)}")


async def _line(store: Store, form: Form, is_open: bool) -> None:
    async with store.database.read() as tx:
        answers = await exports.all_versions(tx, store.programme.name, form.name)
        drafts = await forms.open_drafts(tx, form.name)
        at = (await forms.published(tx))[form.name].at.astimezone(store.zone)
    say(f"{_titled(form)}\n  {form.version} · {form.mode} · {at:%Y-%m-%d %H:%M}")
    state = "publish.open" if is_open else "publish.past"
    _both([key(state, answers=sum(answers.values()), drafts=drafts)])
