"""Plays a golden conversation: a chat as a file, which a coordinator can review.

    # what this conversation is about
    language: ar   channel: telegram   who: champion

    ←  words that the person says           ⏎ stands for a new line
    ←  [label]                              a choice that is pressed, on the newest message that has it;
                                            [label]2: on the one before that
    ←  <photo photo> words                  media sent together, with a caption; <+photo> is a late part of it
    ←  <position 31.9 35.9>                 also <sticker 👍>, <odd poll>, <blocked>, <unblocked>
    ←  ✎ words                              an edit of what was said last; ✎3: of three before the end
    ←  ↩ words                              a reply that quotes the last message; ↩3: three before the end
    +  found KIND {…}                       what a look-up or an errand brings back
    +  thread {"text": …}                   a message of a person as staff see it; answer: one of staff
    ⏱  26                                   hours pass; wakings that are due fire
    →  what is said
       [choice] [choice]✓ {n/of}            on WhatsApp: exactly the text that is sent
    =  what happens besides

The state is written as JSON and read again between any two turns, always.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

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
    Tapped,
    Turn,
    WakeAt,
    Woke,
)
from bot.core.media import Media
from bot.core.message import Message
from bot.core.programme import Book
from bot.flows import notices
from bot.flows.engine import step
from bot.handlers.whatsapp import render as whatsapp
from bot.i18n import Catalogues
from tests.flows.sample import PEOPLE, files, reload, review
from tests.flows.shown import described, plain

START = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Amman")
SOON = timedelta(seconds=5)
MOST_ROUNDS = 3
_MARKED = re.compile(r"(?P<mark>[✎↩])(?P<back>\d*)\s+(?P<words>.*)")
_PRESSED = re.compile(r"\[(?P<label>.*)\](?P<back>\d*)")
_MEDIA = re.compile(r"<(?P<inside>[^>]*)>\s*(?P<caption>.*)")


def identifiers() -> Iterator[str]:
    """Fresh identifiers in order."""
    return (f"{n:x}".ljust(32, "0") for n in count(0xE1D0_0001))


@dataclass
class Player:
    """One person in one conversation, with a clock of its own."""

    book: Book
    catalogues: Catalogues
    state: State
    channel: str = "telegram"
    doubt: str = ""
    now: datetime = START
    ids: Iterator[str] = field(default_factory=identifiers)
    seed: int = 314159
    last: tuple[Message, ...] = ()
    said: list[str] = field(default_factory=list)
    wakes: dict[str, WakeAt] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    sent: dict[str, Submit] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    media: int = 0
    album: str = ""
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

    def _turn(self) -> Turn:
        self.now += timedelta(seconds=20)
        self.seed += 271828
        return Turn(
            now=self.now,
            local=self.now.astimezone(ZONE),
            ids=self.ids,
            seed=self.seed,
            channel=self.channel,
            address="a" * 32,
            doubt=self.doubt,
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
                found = self._looked_up(kind, data)
                if found is not None:
                    self.rounds += 1
                    assert self.rounds <= MOST_ROUNDS, f"looked up more than {MOST_ROUNDS} times"
                    self.take(Found(kind, found))
            case _:
                pass

    def _looked_up(self, kind: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What this conversation itself knows; the rest stands in the file, as a line with +."""
        match kind:
            case "draft":
                return {**data, "draft": self.drafts.get(data["id"])}
            case "answered":
                return {"answered": any(one.form == data["form"] for one in self.sent.values())}
            case "person":
                return {"name": PEOPLE["volunteer"].name}
            case "reports":
                mine = [one for one in reversed(self.sent.values()) if one.form == "report"]
                return {"reports": [self._row(one) for one in mine]} if mine else None
            case "submission":
                wanted = (data.get("id"), data.get("number"))
                named = [one for one in self.sent.values() if one.id in wanted or one.reference in wanted]
                facts = {"open": True, "stage": "sent", **data}
                return {**self._facts(named[-1]), **facts} if named else None
            case _:
                return None

    def _row(self, sent: Submit) -> dict[str, Any]:
        photos = sent.answers.get("ir14")
        missing = not (isinstance(photos, dict) and photos.get("photos"))
        facts = {"id": sent.id, "reference": sent.reference, "stage": "sent", "happened": sent.happened}
        return {**facts, "missing_photos": missing}

    def _facts(self, sent: Submit) -> dict[str, Any]:
        facts = {"id": sent.id, "reference": sent.reference, "form": sent.form, "version": sent.version}
        return {**facts, "answers": dict(sent.answers), "fields": []}

    # -------------------------------------------------------------------------------------- time

    def settle(self) -> None:
        """What wakes within seconds."""
        while due := [w for w in self.wakes.values() if w.at - self.now <= SOON]:
            self._wake(min(due, key=lambda w: w.at))

    def wait(self, hours: float) -> None:
        """Time passes; what is due wakes, in order, and says at what time of day."""
        until = self.now + timedelta(hours=hours)
        while due := [w for w in self.wakes.values() if w.at <= until]:
            first = min(due, key=lambda w: w.at)
            self.lines.append(f"⏰  {first.at.astimezone(ZONE):%a %H:%M}")
            self._wake(first)
        self.now = until

    def _wake(self, due: WakeAt) -> None:
        del self.wakes[due.what]
        self.now = max(due.at, self.now)
        self.take(Woke(due.what, due.data))

    # ------------------------------------------------------------------------------------ input

    def play(self, line: str, parts_follow: bool = False) -> None:
        """One line of a conversation file that begins with ←, + or ⏱."""
        mark, _, rest = line.partition(" ")
        rest = rest.strip()
        self.lines += ["", line.rstrip()]
        self.rounds = 0
        if mark == "⏱":
            self.wait(float(rest))
        elif mark == "+":
            self._brought(*rest.split(" ", 1))
        else:
            self.take(self._given(rest))
        if not parts_follow:
            self.settle()

    def _brought(self, what: str, rest: str) -> None:
        """What comes from elsewhere: a result, or a message of a thread."""
        if what == "found":
            kind, data = rest.split(" ", 1)
            self.take(Found(kind, self._found(kind, json.loads(data))))
            return
        text = json.loads(rest)["text"]
        other = replace(PEOPLE["champion"], id="d" * 32)
        message = notices.thread(self.book, other, text) if what == "thread" else notices.answer(other, text)
        self.last = (*self.last, message)
        self.lines.extend(self.shown(message))

    def _found(self, kind: str, data: dict[str, Any]) -> Mapping[str, Any]:
        if kind in {"returned", "submission"} and self.sent and "answers" not in data:
            return {**self._facts(list(self.sent.values())[-1]), **data}
        return review(self.book, data) if kind == "notices" and data else data

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
        raise AssertionError(f"no choice «{label}» among {seen}")

    def _arrived(self, rest: str) -> Input:
        found = _MEDIA.fullmatch(rest)
        assert found is not None, rest
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
            name = kind.removeprefix("+")
            mime = "image/jpeg" if name == "photo" else ""
            media.append(Media(name, ref=f"ref{self.media}", id=f"{self.media:032x}"[::-1], mime=mime))
        if not late:
            self.album = f"album{self.media}" if len(media) > 1 else ""
        return Sent(tuple(media), caption=caption, album=self.album, message=f"p{self.media}")

    # ----------------------------------------------------------------------------------- output

    @property
    def reader(self) -> Reader:
        person = self.state.person
        return Reader(language=person.language, second=person.second, form=person.form)

    def words(self, text: Any, reader: Reader | None = None) -> str:
        return self.catalogues.render(text, reader or self.reader)

    def _record(self, done: Step) -> None:
        if done.messages:
            self.last = (*self.last[-8:], *done.messages)
        for message in done.messages:
            self.lines.extend(self.shown(message))
        self.lines.extend(f"=  {line}" for line in map(described, done.effects) if line)

    def shown(self, message: Message) -> list[str]:
        if self.channel == "whatsapp":
            parts = whatsapp.render(
                message, self.catalogues.speakable(message, self.reader), self.words, files
            )
            return [line for part in parts for line in _lines(part.body or f"<{part.media_url}>")]
        rendered = self.catalogues.render_message(message, self.reader)
        extras = [
            f"[{plain(label)}]" + ("✓" if choice.marked else "")
            for choice, label in zip(message.choices, rendered.choices, strict=True)
        ]
        if message.progress:
            extras.append(f"{{{message.progress[0]}/{message.progress[1]}}}")
        if message.media:
            extras.append("<" + " ".join(a.kind for a in message.media) + ">")
        lines = _lines(rendered.text)
        return [*lines, f"   {' '.join(extras)}"] if extras else lines


def _lines(text: str) -> list[str]:
    """Paragraphs keep their lines; the empty ones between them are left out."""
    first, *rest = [line for line in plain(text).split("\n") if line.strip()] or [""]
    return [f"→  {first}", *(f"   {line}".rstrip() for line in rest)]


def conversation(path: Path, book: Book, catalogues: Catalogues) -> str:
    """The file as it reads when it is played now."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("language:"))
    header = dict(re.findall(r"(\w+):\s*(\S+)", lines[at]))
    person = replace(PEOPLE[header["who"]], language=header["language"])
    if header.get("form"):
        person = replace(person, form=header["form"])
    if header.get("complaints") == "unlisted":
        book = replace(book, programme=replace(book.programme, safeguarding=False))
    player = Player(
        book,
        catalogues,
        State(person=person),
        channel=header.get("channel", "telegram"),
        doubt=header.get("doubt", ""),
        lines=lines[: at + 1],
    )
    played = [line for line in lines[at + 1 :] if line.startswith(("←", "+", "⏱", "#"))]
    for line, following in zip(played, [*played[1:], ""], strict=True):
        if line.startswith("#"):
            player.lines += ["", line]
        else:
            player.play(line, parts_follow=following.startswith("←  <+"))
    return "\n".join(player.lines) + "\n"
