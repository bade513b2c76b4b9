"""Plays a golden conversation: a chat as a file, which a coordinator can review.

    # what this conversation is about
    language: ar   channel: telegram   who: champion   workbook: household

    ←  what the person sends                words, [label], <photo>: see `bot.app.conversing`
    +  found KIND {…}                       what a look-up or an errand brings back
    +  thread {"text": …}                   a message of a person as staff see it; answer: one of staff
    +  private {"text": …}                  the same between somebody and the list for complaints
    +  approval {"id": …, "text": …}        a message to many that awaits a second person
    ⏱  26                                   hours pass; wakings that are due fire
    →  what is said
       [choice] [choice]✓ {n/of}            on WhatsApp: exactly the text that is sent
    =  what happens besides

Time and what comes from elsewhere are only known here; what a person does, `form play` knows as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from typing_extensions import override

from bot.app.conversing import START, Conversation, with_form
from bot.core.campaign import Run, Step, opening
from bot.core.campaign import message as to_many
from bot.core.conversation import Found, State, Submit
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import key, verbatim
from bot.flows import notices
from bot.flows.asides import approving, following
from bot.i18n import Catalogues
from tests.flows.sample import PEOPLE, book, review, worked

ZONE = ZoneInfo("Asia/Amman")


@dataclass
class Player(Conversation):
    """A conversation to which also comes what others do, and time."""

    # ------------------------------------------------------------------------------- look-ups

    @override
    def look_up(self, kind: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What this conversation itself knows; the rest stands in the file, as a line with +."""
        match kind:
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
                return super().look_up(kind, data)

    def _row(self, sent: Submit) -> dict[str, Any]:
        photos = sent.answers.get("ir14")
        missing = not (isinstance(photos, dict) and photos.get("photos"))
        facts = {"id": sent.id, "reference": sent.reference, "stage": "sent", "happened": sent.happened}
        return {**facts, "missing_photos": missing}

    def _facts(self, sent: Submit) -> dict[str, Any]:
        facts = {"id": sent.id, "reference": sent.reference, "form": sent.form, "version": sent.version}
        return {**facts, "answers": dict(sent.answers), "fields": []}

    # ----------------------------------------------------------------------------- other lines

    @override
    def bring(self, mark: str, rest: str) -> None:
        """Beside what the person sends: time that passes, and what comes from elsewhere."""
        if mark == "⏱":
            self.wait(float(rest))
        elif mark == "+":
            self._brought(*rest.split(" ", 1))
        else:
            super().bring(mark, rest)

    def wait(self, hours: float) -> None:
        """Time passes; what is due wakes, in order, and says at what time of day."""
        until = self.now + timedelta(hours=hours)
        while due := [w for w in self.wakes.values() if w.at <= until]:
            first = min(due, key=lambda w: w.at)
            self.lines.append(f"⏰  {first.at.astimezone(ZONE):%a %H:%M}")
            self.wake(first)
        self.now = until

    def _brought(self, what: str, rest: str) -> None:
        """What comes from elsewhere: a result, or a message of a thread."""
        if what == "found":
            kind, data = rest.split(" ", 1)
            self.take(Found(kind, self._found(kind, json.loads(data))))
            return
        if what == "approval":
            self._shown(approving.notice(self._approval(json.loads(rest)), "c" * 32))
            return
        if what == "progress":
            self._shown(following.progress(self._standing(json.loads(rest))))
            return
        if what == "message":
            self.to_many = message_to_many(json.loads(rest))
            self.offered = "f" * 32 if self.channel == "whatsapp" else ""
            self._shown(self.to_many)
            return
        text = json.loads(rest)["text"]
        self._shown(self._of_thread(what, replace(PEOPLE["champion"], id="d" * 32), text))

    def _of_thread(self, what: str, other: Person, text: str) -> Message:
        """What somebody wrote, as staff see it, or what one of the staff wrote, as it arrives."""
        if what == "thread":
            return notices.thread(self.book, other, text)
        if what == "private" and self.state.person.staff:
            return notices.in_private(self.book, other, text)
        return notices.answer(other, verbatim(text), private=what == "private")

    def _shown(self, message: Message) -> None:
        self.last = (*self.last, message)
        self.write(message)

    def _approval(self, data: dict[str, Any]) -> Mapping[str, Any]:
        """What is asked of a second person, by one of the team, for everybody in an area."""
        whom = key(
            "campaign.plan_whom", whom=key("audience.everybody"), number=key("audience.count", count=12)
        )
        lines = [key("approval.when", when=key("approval.at_once"))]
        shown = [key("campaign.plan_shown", text=verbatim(one)) for one in data.get("shown", ())]
        words = verbatim(data["text"])
        return {"id": data["id"], "by": "هدى", "lines": [whom, *lines], "words": words, "shown": shown}

    def _standing(self, data: dict[str, Any]) -> following.Standing:
        """How a message to many stands; `opens` as ISO 8601."""
        opens = datetime.fromisoformat(data.pop("opens")) if "opens" in data else None
        total = key("campaign.total", count=data["total"], arrived=data.get("arrived", 0))
        lines = (total,) if data["total"] else ()
        return following.Standing(Run("1" * 32, 1, 1), "لقاء الخميس", lines=lines, opens=opens, **data)

    def _found(self, kind: str, data: dict[str, Any]) -> Mapping[str, Any]:
        if kind in {"returned", "submission"} and self.sent and "answers" not in data:
            return {**self._facts(list(self.sent.values())[-1]), **data}
        if data.get("name") in self.book.forms:  # what came of a workbook, in the version that it has here
            return {"version": self.book.forms[data["name"]].version, **data}
        return review(self.book, data) if kind == "notices" and data else data


def message_to_many(data: dict[str, Any]) -> Message:
    """A message to many, with buttons that open `form`: names with spaces between them."""
    form, also = opening(data["form"])
    step = Step({"ar": data["text"]}, form=form, also=also)
    return to_many(step, Run("1" * 32, 1, 1), PEOPLE["volunteer"], "", book())


def conversation(path: Path, book: Book, catalogues: Catalogues) -> str:
    """The file as it reads when it is played now."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("language:"))
    header = dict(re.findall(r"(\w+):\s*(\S+)", lines[at]))
    person = replace(PEOPLE[header["who"]], language=header["language"])
    if header.get("form"):
        person = replace(person, form=header["form"])
    if header.get("workbook"):
        book = with_form(book, worked(header["workbook"]))
    if header.get("complaints") == "unlisted":
        book = replace(book, programme=replace(book.programme, safeguarding=False))
    if header.get("awaits"):
        book = replace(book, awaits=True)
    player = Player(
        book,
        catalogues,
        State(person=person),
        channel=header.get("channel", "telegram"),
        doubt=header.get("doubt", ""),
        lines=lines[: at + 1],
    )
    played = [line for line in lines[at + 1 :] if line.startswith(("←", "+", "⏱", "#"))]
    for line, after in zip(played, [*played[1:], ""], strict=True):
        if line.startswith("#"):
            player.lines += ["", line]
        else:
            player.play(line, parts_follow=after.startswith("←  <+"))
    return "\n".join(player.lines) + "\n"


__all__ = ["START", "ZONE", "Player", "conversation"]
