"""A conversation with the engine alone: one person, a clock of its own, no database and no channel.

It is what `tamasuk form play` talks to and what the tests replay: a golden file is its lines. Every input is
a line of such a file, so that whatever was said in a terminal can be said again by a test.

    ←  words that the person says           ⏎ stands for a new line
    ←  [label]                              a choice that is pressed, on the newest message that has it;
                                            [label]2: on the one before that
    ←  <photo photo> words                  media sent together, with a caption; <+photo> is a late part of it
    ←  <file:survey.xlsx>                   a file by its name
    ←  <position 31.9 35.9>                 also <sticker 👍>, <odd poll>, <blocked>, <unblocked>
    ←  ✎ words                              an edit of what was said last; ✎3: of three before the end
    ←  ↩ words                              a reply that quotes the last message; ↩3: three before the end

The state is written as JSON and read again between any two turns, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions.read_programme import read_programme
from bot.app.golden import described, plain, shown
from bot.app.store import SAMPLE
from bot.core.channel import Reader
from bot.core.conversation import (
    CancelWake,
    Draft,
    Effect,
    Found,
    Input,
    LookUp,
    Moved,
    Odd,
    Said,
    Sent,
    Shared,
    Signalled,
    State,
    Step,
    Submit,
    Talk,
    Tapped,
    Turn,
    WakeAt,
    Woke,
)
from bot.core.form import Form
from bot.core.media import Media
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text
from bot.flows.engine import step
from bot.flows.shipped import forms as shipped
from bot.i18n import Catalogues
from bot.settings import INCLUDED
from bot.storage.codecs import decode_part, encode_part

START = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
"""When golden conversations begin."""

_PACE = timedelta(seconds=20)
_SOON = timedelta(seconds=5)
_MOST_ROUNDS = 3
_MARKED = re.compile(r"(?P<mark>[✎↩])(?P<back>\d*)\s+(?P<words>.*)")
_PRESSED = re.compile(r"\[(?P<label>.*)\](?P<back>\d*)")
_ARRIVED = re.compile(r"<(?P<inside>[^>]*)>\s*(?P<caption>.*)")


def sample(catalogues: Catalogues) -> Book:
    """The sample programme, with somebody on the list for complaints."""
    programme, areas = read_programme(INCLUDED / SAMPLE)
    asked = {form.name: form for form in shipped(programme)}
    return Book(
        programme=replace(programme, safeguarding=True),
        areas=areas,
        forms=asked,
        versions={form.version: form for form in asked.values()},
        labels=catalogues.labels(),
        named=catalogues.named(),
    )


def with_form(book: Book, form: Form) -> Book:
    """The same, with a form that is asked as well."""
    forms, versions = {**book.forms, form.name: form}, {**book.versions, form.version: form}
    return replace(book, forms=forms, versions=versions)


def reload(state: State) -> State:
    """What the database does to a state between two turns."""
    return State(
        person=decode_part(Person, encode_part(state.person)),
        talk=decode_part(Talk, encode_part(state.talk)),
        draft=decode_part(Draft, encode_part(state.draft)) if state.draft else None,
        version=state.version,
    )


def identifiers(first: int = 0xE1D0_0001) -> Iterator[str]:
    """Fresh identifiers in order."""
    return (f"{n:x}".ljust(32, "0") for n in count(first))


def is_marked(rest: str) -> bool:
    """Whether what stands after ← is more than words."""
    return rest.startswith("<") or bool(_PRESSED.fullmatch(rest) or _MARKED.fullmatch(rest))


@dataclass
class Conversation:
    """One person in one conversation, with a clock of its own. `heard`: what was said to the last line.

    `to_many`: the newest message to many; `offered`: see `Turn`.
    """

    book: Book
    catalogues: Catalogues
    state: State
    channel: str = "telegram"
    doubt: str = ""
    now: datetime = START
    ids: Iterator[str] = field(default_factory=identifiers)
    seed: int = 314159
    last: tuple[Message, ...] = ()
    heard: list[Message] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    wakes: dict[str, WakeAt] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    sent: dict[str, Submit] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    media: int = 0
    album: str = ""
    to_many: Message | None = None
    offered: str = ""
    rounds: int = 0

    # ----------------------------------------------------------------------------------- turns

    def take(self, given: Input) -> Step:
        """One turn; what it looks up comes back at once, as it does in the shell."""
        before = self.state.draft
        done = step(self.book, self.state, given, self._turn())
        self.doubt = ""
        for draft in (before, done.state.draft):
            if draft is not None:
                self.drafts[draft.id] = draft
        self.state = reload(done.state)
        self._record(done)
        for effect in done.effects:
            self._follow(effect)
        return done

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.book.programme.zone)

    def _turn(self) -> Turn:
        self.now += _PACE
        self.seed += 271828
        return Turn(
            now=self.now,
            local=self.now.astimezone(self.zone),
            ids=self.ids,
            seed=self.seed,
            channel=self.channel,
            address="a" * 32,
            doubt=self.doubt,
            offered=self.offered,
        )

    def _follow(self, effect: Effect) -> None:
        match effect:
            case WakeAt(what):
                self.wakes[what] = effect
            case CancelWake(what):
                self.wakes.pop(what, None)
            case Submit():
                self.sent[effect.id] = effect
            case LookUp(kind, data):
                found = self.look_up(kind, data)
                if found is not None:
                    self._go_on(kind, found)
            case _:
                pass

    def _go_on(self, kind: str, data: Mapping[str, Any]) -> None:
        self.rounds += 1
        if self.rounds > _MOST_ROUNDS:
            raise RuntimeError(f"looked up more than {_MOST_ROUNDS} times")
        self.take(Found(kind, data))

    def look_up(self, kind: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What this conversation knows by itself; None of all that only a database knows."""
        match kind:
            case "draft":
                return {**data, "draft": self.drafts.get(data["id"])}
            case "offered":
                return {**data, "message_to_many": self.to_many}
            case "answered":
                return {"answered": any(one.form == data["form"] for one in self.sent.values())}
            case _:
                return None

    def settle(self) -> None:
        """What wakes within seconds."""
        while due := [w for w in self.wakes.values() if w.at - self.now <= _SOON]:
            self.wake(min(due, key=lambda w: w.at))

    def wake(self, due: WakeAt) -> None:
        """A time has come."""
        del self.wakes[due.what]
        self.now = max(due.at, self.now)
        self.take(Woke(due.what, due.data))

    # ------------------------------------------------------------------------------------ input

    def play(self, line: str, parts_follow: bool = False) -> None:
        """One line of a conversation file."""
        mark, _, rest = line.partition(" ")
        self.lines += ["", line.rstrip()]
        self.rounds = 0
        self.heard.clear()
        self.bring(mark, rest.strip())
        if not parts_follow:
            self.settle()

    def bring(self, mark: str, rest: str) -> None:
        """What a line brings, by the mark that it begins with."""
        if mark != "←":
            raise ValueError(f"{mark} is no mark of a conversation")
        self.take(self._given(rest))

    def _given(self, rest: str) -> Input:
        pressed = _PRESSED.fullmatch(rest)
        if pressed:
            return self._tapped(pressed["label"], int(pressed["back"] or 1))
        if rest.startswith("<"):
            return self._arrived(rest)
        marked = _MARKED.fullmatch(rest)
        words = (marked["words"] if marked else rest).replace("⏎", "\n")
        back = int((marked["back"] if marked else "") or 1)
        if marked and marked["mark"] == "✎":
            return Said(words, message=self.said[-back], edits=self.said[-back])
        about = self.last[-back].about if marked else ""
        if words.startswith("<"):
            sent = self._arrived(words)
            return replace(sent, about=about) if isinstance(sent, Sent) else sent
        self.said.append(f"m{len(self.said)}")
        return Said(words, message=self.said[-1], about=about)

    def _tapped(self, label: str, back: int) -> Tapped:
        """Press the choice with that label on the newest message that has it, or on one before."""
        found = [
            Tapped(message.stamp, choice.id, about=message.about)
            for message in reversed(self.last)
            for choice in message.choices
            if plain(self.words(choice.label)) == label
        ]
        if len(found) >= back:
            return found[back - 1]
        seen = [plain(self.words(c.label)) for m in self.last for c in m.choices]
        raise ValueError(f"no choice «{label}» among {seen}")

    def _arrived(self, rest: str) -> Input:
        found = _ARRIVED.fullmatch(rest)
        if found is None:
            raise ValueError(f"{rest} is nothing that arrives")
        first, *more = found["inside"].split()
        match first:
            case "position":
                return Shared(latitude=float(more[0]), longitude=float(more[1]))
            case "sticker":
                return Signalled(more[0])
            case "odd":
                return Odd(more[0])
            case "blocked" | "unblocked":
                return Moved(here=first == "unblocked")
            case _:
                return self._media([first, *more], found["caption"])

    def _media(self, kinds: list[str], caption: str) -> Sent:
        media = []
        late = kinds[0].startswith("+")
        for kind in kinds:
            self.media += 1
            sort, _, name = kind.removeprefix("+").partition(":")
            mime = "image/jpeg" if sort == "photo" else ""
            id_ = f"{self.media:032x}"[::-1]
            media.append(Media(sort, ref=f"ref{self.media}", id=id_, mime=mime, name=name))
        if not late:
            self.album = f"album{self.media}" if len(media) > 1 else ""
        return Sent(tuple(media), caption=caption, album=self.album, message=f"p{self.media}")

    # ----------------------------------------------------------------------------------- output

    @property
    def reader(self) -> Reader:
        person = self.state.person
        return Reader(language=person.language, second=person.second, form=person.form)

    def words(self, text: Text) -> str:
        """A text as this person reads it."""
        return self.catalogues.render(text, self.reader)

    def write(self, message: Message) -> None:
        """Add a message to the lines."""
        self.lines.extend(shown(message, self.reader, self.catalogues, self.channel))

    def _record(self, done: Step) -> None:
        if done.messages:
            self.last = (*self.last[-8:], *done.messages)
            self.offered = ""
        self.heard.extend(done.messages)
        for message in done.messages:
            self.write(message)
        self.lines.extend(f"=  {line}" for line in map(described, done.effects) if line)
