"""Plays a golden conversation: a chat as a file, which a coordinator can review.

    form: registration   language: ar   role: champion     (what the book and the person start from)
    ←  words that the person says
    ←  [label]           a choice that is pressed
    ←  <photo photo>     media, sent together; <voice>, <file>, <position 31.9 35.9>, <sticker 👍>
    +  found KIND {…}    what a look-up or an errand brings back
    ⏱  26h               time passes; wakings that are due fire
    →  what is said      [choice] [choice]   {n/of}
    =  what happens besides: effects, one a line

The state is written as JSON and read again between any two turns, always.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.core.channel import Reader
from bot.core.conversation import (
    CancelWake,
    Consent,
    Draft,
    Effect,
    Errand,
    Found,
    Input,
    Keep,
    LookUp,
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
from bot.flows.engine import step
from bot.i18n import Catalogues, Rendered

START = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Amman")
SOON = timedelta(seconds=5)


def reload(state: State) -> State:
    """What the database does to a state between two turns."""
    return msgspec.json.decode(msgspec.json.encode(state), type=State)


def identifiers() -> Iterator[str]:
    """Fresh identifiers in order."""
    return (f"{n:032x}" for n in count(1))


@dataclass
class Player:
    """One person in one conversation, with a clock of its own."""

    book: Book
    catalogues: Catalogues
    state: State
    channel: str = "telegram"
    now: datetime = START
    ids: Iterator[str] = field(default_factory=identifiers)
    seed: int = 314159
    last: tuple[Message, ...] = ()
    wakes: dict[str, WakeAt] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    media: int = 0

    # ----------------------------------------------------------------------------------- turns

    def take(self, given: Input) -> Step:
        """One turn, with its look-ups of drafts, and what settles within seconds."""
        self.state = reload(self.state)
        before = self.state.draft
        done = step(self.book, self.state, given, self._turn())
        if before is not None:
            self.drafts[before.id] = before
        if done.state.draft is not None:
            self.drafts[done.state.draft.id] = done.state.draft
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
        )

    def _follow(self, effect: Effect) -> None:
        match effect:
            case WakeAt(what, at) if at - self.now <= SOON:
                self.now = at
                self.take(Woke(what, effect.data))
            case WakeAt(what):
                self.wakes[what] = effect
            case CancelWake(what):
                self.wakes.pop(what, None)
            case LookUp("draft", data):
                self.take(Found("draft", {**data, "draft": self.drafts.get(data["id"])}))
            case LookUp("answered"):
                self.take(Found("answered", {"answered": False}))
            case _:
                pass

    def wait(self, hours: float) -> None:
        """Time passes; what is due wakes, in order."""
        until = self.now + timedelta(hours=hours)
        while due := [w for w in self.wakes.values() if w.at <= until]:
            first = min(due, key=lambda w: w.at)
            del self.wakes[first.what]
            self.now = first.at
            self.take(Woke(first.what, first.data))
        self.now = until

    # ------------------------------------------------------------------------------------ input

    def play(self, line: str) -> None:
        """One line of a conversation file that begins with ←, + or ⏱."""
        mark, _, rest = line.partition(" ")
        rest = rest.strip()
        self.lines.append(line.rstrip())
        if mark == "⏱":
            self.wait(float(rest.removesuffix("h")))
        elif mark == "+":
            _, kind, data = rest.split(" ", 2)
            self.take(Found(kind, json.loads(data)))
        elif rest.startswith("[") and rest.endswith("]"):
            self.take(self.tapped(rest[1:-1]))
        elif rest.startswith("<") and rest.endswith(">"):
            self.take(self._sent(rest[1:-1].split()))
        else:
            self.take(Said(rest.replace("⏎", "\n"), message=f"m{self.seed}"))

    def tapped(self, label: str) -> Tapped:
        """Press the choice with that label on the latest message that has it."""
        for message in reversed(self.last):
            rendered = self.render(message)
            for choice, shown in zip(message.choices, rendered.choices, strict=True):
                if plain(shown) == label:
                    return Tapped(message.stamp, choice.id)
        raise AssertionError(f"no choice «{label}» in {[plain(self.render(m).text) for m in self.last]}")

    def _sent(self, words: list[str]) -> Input:
        if words[0] == "position":
            return Shared(latitude=float(words[1]), longitude=float(words[2]))
        if words[0] == "sticker":
            return Signalled(words[1])
        media = []
        for kind in words:
            self.media += 1
            media.append(
                Media(kind, ref=f"ref{self.media}", id=f"{self.media:032x}"[::-1], mime="image/jpeg")
            )
        return Sent(tuple(media), album=f"album{self.media}" if len(media) > 1 else "")

    # ----------------------------------------------------------------------------------- output

    def render(self, message: Message) -> Rendered:
        person = self.state.person
        reader = Reader(language=person.language, second=person.second, form=person.form)
        return self.catalogues.render_message(message, reader)

    def _record(self, done: Step) -> None:
        if done.messages:
            self.last = (*self.last[-6:], *done.messages)
        for message in done.messages:
            self.lines.extend(self.shown(message))
        self.lines.extend(f"=  {line}" for line in map(described, done.effects) if line)

    def shown(self, message: Message) -> list[str]:
        rendered = self.render(message)
        text = plain(rendered.text).split("\n")
        lines = [f"→  {text[0]}", *(f"   {line}".rstrip() for line in text[1:])]
        extras = [
            f"[{plain(c)}]" + ("✓" if choice.marked else "")
            for choice, c in zip(message.choices, rendered.choices, strict=True)
        ]
        if message.progress:
            extras.append(f"{{{message.progress[0]}/{message.progress[1]}}}")
        if message.media:
            extras.append("<" + " ".join(a.kind for a in message.media) + ">")
        return [*lines, f"   {' '.join(extras)}"] if extras else lines


def plain(text: str) -> str:
    """Without the bidi isolates, which an editor hides."""
    return "".join(c for c in text if c not in "\u2066\u2067\u2068\u2069")


def described(effect: Effect) -> str:
    """An effect as a line of a golden file; identifiers and drafts are left out."""
    match effect:
        case Submit():
            answers = json.dumps(dict(effect.answers), ensure_ascii=False)
            return f"submit {effect.form} {effect.stage} {answers}"
        case Consent():
            return f"consent {effect.form} {'given' if effect.given else 'refused'} {effect.language}"
        case Errand(kind, _, data):
            return f"errand {kind} {json.dumps(_short(data), ensure_ascii=False)}"
        case LookUp(kind, data):
            return f"look up {kind} {json.dumps(_short(data), ensure_ascii=False)}"
        case Keep(media):
            return f"keep {media.kind}"
        case WakeAt(what):
            return f"wake {what.partition(':')[0]}"
        case CancelWake(what):
            return f"forget {what.partition(':')[0]}"
        case _:
            fields = ("on", "person")
            shown = [str(getattr(effect, f)) for f in fields if hasattr(effect, f)]
            return " ".join([type(effect).__name__.lower(), *shown])


def _short(data: Any) -> Any:
    return {k: v for k, v in data.items() if k not in {"submission", "draft", "address", "form", "id"}}


def parse(path: Path) -> tuple[dict[str, str], list[str]]:
    """The header and the lines that are played."""
    head, *lines = path.read_text().splitlines()
    pairs = (part.split(":", 1) for part in head.split("  ") if ":" in part)
    header = {k.strip(): v.strip() for k, v in pairs}
    return header, [line for line in lines if line.startswith(("←", "+", "⏱"))]


def conversation(path: Path, book: Book, catalogues: Catalogues, state: State) -> str:
    """The file as it reads when it is played now."""
    header, lines = parse(path)
    player = Player(book, catalogues, state, channel=header.get("channel", "telegram"))
    for line in lines:
        player.play(line)
    first = path.read_text().splitlines()[0]
    return "\n".join([first, *player.lines]) + "\n"
