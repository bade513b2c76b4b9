"""`tamasuk form play`: a workbook is filled in at the terminal, by the real engine. Nothing is stored.

It needs no settings and no database: the sample programme asks, and an invented person who may fill in the
form answers. With `--golden` the conversation comes out as a file that the tests can replay; the chat itself
then stands beside it, on stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from bot.actions.publish_form import refuse_shipped
from bot.app import forming
from bot.app.conversing import Conversation, identifiers, sample, with_form
from bot.app.golden import Files, plain
from bot.app.people import PEOPLE
from bot.app.saying import both, fail, needs_file, show, words
from bot.app.store import now, ticks
from bot.app.terminal import STOPPED, explained
from bot.app.typed import MEDIA, POSITION, QUIT, line
from bot.core.arabic import bidi
from bot.core.conversation import State, Submit, Turn
from bot.core.form import Answer, Answers, Form
from bot.core.logic import stops
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text, key, ltr
from bot.flows.opening import offered
from bot.flows.scene import Scene
from bot.flows.xlsform.loaded import Loaded
from bot.flows.xlsform.loading import load
from bot.handlers.whatsapp.render import render
from bot.i18n import SOURCE, Catalogues

_PROMPT = "←  "


def play(file: Path, language: str, golden: bool) -> None:
    """Say what is wrong with a workbook, then talk until it is sent, /quit, or nothing more comes."""
    needs_file(file)
    with explained():
        loaded = load(file)
        form = _usable(loaded, language, golden)
        chat = _Chat(_begun(form, language, golden, file.stem), form, golden)
    try:
        chat.hold()
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    finally:
        if golden:
            typer.echo("\n".join(chat.conversation.lines))


def _usable(loaded: Loaded, language: str, beside: bool) -> Form:
    """The form, when it can be asked; what is wrong with it is said in any case."""
    said_in = (language,) if language in forming.LANGUAGES else forming.LANGUAGES
    for problem in forming.problems(loaded, said_in):
        show(problem, beside)
    if loaded.form is None:
        fail(both(key("workbook.unusable")))
    refuse_shipped(loaded.form.name)
    return loaded.form


# --------------------------------------------------------------------------------------- who talks


def _begun(form: Form, language: str, golden: bool, name: str) -> Conversation:
    """A conversation before its first word. A golden one has the clock and the identifiers of the tests."""
    catalogues = Catalogues.load()
    book = with_form(sample(catalogues), form)
    spoken = _language(language, form, book)
    made = Conversation(book, catalogues, State(PEOPLE["volunteer"]))
    if not golden:
        made = replace(made, now=now(), ids=identifiers(ticks()), seed=ticks())
    who = _who(form, made)
    made.state = State(replace(PEOPLE[who], language=spoken))
    title = " ".join(plain(made.words(form.title)).split())
    made.lines += [
        f"# {title or form.name}",
        f"language: {spoken}   channel: {made.channel}   who: {who}   workbook: {name}",
    ]
    return made


def _language(wanted: str, form: Form, book: Book) -> str:
    """The one that is asked for; else the first of the workbook that the bot speaks."""
    spoken = book.programme.languages
    if wanted and wanted not in spoken:
        fail(both(key("command.export_language", languages=ltr(" ".join(spoken)))))
    return wanted or next((one for one in form.languages if one in spoken), SOURCE)


def _who(form: Form, chat: Conversation) -> str:
    """The first of the invented people to whom the form is offered."""
    found = next((who for who, person in PEOPLE.items() if _is_offered(form, chat, person)), "")
    if not found and form.closes:
        fail(both(key("command.form_closed", closes=Text(value=form.closes, format="day"))))
    if not found:
        fail(both(key("command.play_nobody")))
    return found


def _is_offered(form: Form, chat: Conversation, person: Person) -> bool:
    turn = Turn(chat.now, chat.now.astimezone(chat.zone), chat.ids, chat.seed, chat.channel)
    return form in offered(Scene(chat.book, State(person), turn))


# ----------------------------------------------------------------------------------------- the chat


@dataclass
class _Chat:
    """A conversation at a terminal. `beside`: on stderr, because stdout is for the golden file."""

    conversation: Conversation
    form: Form
    beside: bool

    def hold(self) -> None:
        """Open the form by its entry of the menu; then turn by turn, until it is sent."""
        self._help()
        self._play(f"{_PROMPT}{plain(self.conversation.words(key('choice.menu_surveys')))}")
        for typed in () if self._sent else self._typed():
            meant = line(typed, self.conversation)
            if meant.startswith(f"{_PROMPT}/position"):
                self._help()
            elif meant:
                self._play(meant)
            if self._sent:
                break
        if self._sent:
            answers = _answers(self.form, self._sent.answers)
            self._show("\n".join((self._words("command.play_sent"), *answers)))

    @property
    def _sent(self) -> Submit | None:
        sent = self.conversation.sent.values()
        return next((one for one in sent if one.form == self.form.name), None)

    def _play(self, meant: str) -> None:
        """One turn; what only a database would answer is said to be so."""
        self.conversation.play(meant)
        for message in self.conversation.heard:
            self._show(self._said(message))
        if not self.conversation.heard:
            self._show(self._words("command.play_elsewhere"))

    def _said(self, message: Message) -> str:
        """As it would be read on a channel without buttons."""
        chat = self.conversation
        reader = chat.catalogues.speakable(message, chat.reader)
        # How a phone sends its position would only mislead here.
        parts = render(replace(message, asks=""), reader, chat.catalogues.render, Files())
        return "\n\n".join(part.body or f"<{part.media_url}>" for part in parts)

    def _typed(self) -> Iterator[str]:
        """What is typed, line by line; from a pipe it is shown, because nobody saw it being typed."""
        seen = sys.stdin.isatty()
        while True:
            show(f"\n{_PROMPT}", self.beside, end="")
            typed = sys.stdin.buffer.readline().decode(errors="replace")
            if not (seen and typed):
                show(typed.rstrip("\n"), self.beside)
            if not typed or typed.strip() == QUIT:
                return
            yield typed

    def _help(self) -> None:
        given = {"media": " ".join(MEDIA), "position": POSITION, "quit": QUIT}
        self._show(self._words("command.play_help", **given))

    def _words(self, name: str, **given: str) -> str:
        text = Text(key=name, params={one: ltr(value) for one, value in given.items()})
        return words(text, self.conversation.reader.language)

    def _show(self, said: str) -> None:
        show(f"\n{said}", self.beside)


def _answers(form: Form, answers: Answers) -> Iterator[str]:
    """Name and value of every answer as it would be kept, in the order of the questions."""
    asked = (name for name, _, _ in stops(form, answers, ()))
    for name in dict.fromkeys((*asked, *answers)):
        if name in answers:
            yield f"{name}: {bidi.isolate(_value(answers[name]))}"


def _value(value: Answer) -> str:
    """Several options stand as in a workbook, «a b»; what has parts stands as JSON."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = " ".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())
