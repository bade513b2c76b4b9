"""A message to many as it is composed: what is known of it, and what is asked next.

It lives in the data of the question that is open, so that nothing is kept of what is given up half-way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import Any, Final

from bot.core.conversation import Errand, Said
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending import wording
from bot.core.sending.fields import spelled, wrong
from bot.core.sending.plain import NOW, Plain, plain, read
from bot.core.sending.schedule import Schedule, problems
from bot.core.text import Text, as_name, key
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

ANNOUNCERS: Final = ("coordinator", "admin")
LONGEST: Final = 1_000
"""Signs of its words: more than that nobody reads on a telephone."""
SPEC: Final = ("text", "whom", "form", "at")
"""What is known of it in the end.

whom: 'everybody', 'role:NAME', 'unanswered:FORM', 'saved:ID', 'built' or 'got:CAMPAIGN'. form: what its
button opens, '' for none. at: its schedule (`bot.core.sending.plain`).
"""
MESSAGE: Final = ("text", "also", "media", "form", "at")
"""What is a message's own. also: its words in further languages. media: {"media": id, "kind": …}."""
MOST_MESSAGES: Final = 12

Kept = Mapping[str, Any]

_ASKED: Final = {
    "text": "announce_words",
    "whom": "announce_whom",
    "form": "announce_form",
    "at": "announce_when",
}
# saved: the audiences that are, looked up once. before: the messages that come before the one in hand.
# series: all that are ready are meant, until the plan has given each its time.
# conditions: those of an audience that is put together.
_BESIDE: Final = ("saved", "before", "also", "media", "series", "conditions")


def may_announce(person: Person) -> bool:
    """Whether somebody may write to many."""
    return any(map(person.is_a, ANNOUNCERS))


def spec(kept: Kept) -> dict[str, Any]:
    """What is known of it, without what only one question keeps."""
    return {name: kept[name] for name in (*SPEC, *_BESIDE) if name in kept}


def onward(scene: Scene, kept: Kept) -> None:
    """Ask for the first thing that is not known yet; of all of it, what it comes to."""
    known = spec(kept)
    for name in SPEC:
        if name not in known:
            ask_for(scene, known, name)
            return
    scene.effect(Errand("plan", f"plan:{scene.new_id()}", known))
    scene.say("announce.counting")


def ask_for(scene: Scene, kept: Kept, name: str) -> None:
    """Ask for one thing; what was said of it before is forgotten, but for the words."""
    known = {one: value for one, value in spec(kept).items() if one != name or name == "text"}
    scene.open_aside(_ASKED[name], **known)
    scene.again()


def messages(kept: Kept) -> list[Kept]:
    """All of them, the one in hand last."""
    return [*kept.get("before", ()), {name: kept[name] for name in MESSAGE if name in kept}]


def in_hand(kept: Kept, all_: Sequence[Kept]) -> dict[str, Any]:
    """The same with these messages, of which the last is in hand."""
    *before, last = all_
    rest = {name: value for name, value in kept.items() if name not in MESSAGE}
    return {**rest, **last, "before": before} if before else {**_without_earlier(rest), **last}


def another(kept: Kept) -> dict[str, Any]:
    """The same with one message more, of which nothing is known yet."""
    rest = {name: value for name, value in spec(kept).items() if name not in MESSAGE}
    return {**rest, "before": messages(kept)}


def reworded(kept: Kept, text: str) -> dict[str, Any]:
    """The same with other words: their translation is none of these, and they are no whole series."""
    gone = ("also", "series", *(("form", "at") if kept.get("series") else ()))
    return {**{name: value for name, value in kept.items() if name not in gone}, "text": text}


def words_of(given: Said) -> str:
    """The words of a message as they are stored, a little longer than they may be."""
    return spelled(tidy(given.text, LONGEST + 1))


def refused(scene: Scene, text: str) -> bool:
    """Whether they are too long, or name what nobody knows: this is said, and they are asked again."""
    why = (key("announce.long", most=LONGEST),) if len(text) > LONGEST else wrong(text)
    for one in why:
        scene.say(one)
    if why:
        scene.again()
    return bool(why)


def _without_earlier(kept: Kept) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "before"}


def openable(book: Book, today: date) -> tuple[Form, ...]:
    """The forms that a button may open now: those of workbooks, and the pulse of an open wave."""
    found = (form for form in book.forms.values() if form.mode != "staff")
    return tuple(sorted((one for one in found if _is_open(book, one, today)), key=lambda one: one.name))


def pressable(book: Book, today: date) -> tuple[Form, ...]:
    """What a button below a message may open: these, the team, and a report."""
    ways = (form for form in book.forms.values() if form.purpose in _WAYS)
    return (*openable(book, today), *sorted(ways, key=lambda one: _WAYS.index(one.purpose)))


_WAYS: Final = ("human", "report")


def titled(form: Form) -> Text:
    """What it is called where one is chosen: a name, in whatever language it has one."""
    return as_name(form.title)


def _is_open(book: Book, form: Form, today: date) -> bool:
    if form.purpose == "pulse":
        closes = book.programme.wave_closes
        return bool(book.programme.wave) and not (closes and closes < today.isoformat())
    closed = bool(form.closes) and form.closes < today.isoformat()
    return form.worked and not form.purpose and not closed


def leaves(scene: Scene, schedule: Schedule, kept: Kept) -> None:
    """It leaves then, unless something is wrong with that: this is said, and when it leaves asked again."""
    zone = scene.turn.local.tzinfo
    wrong = problems(schedule, scene.turn.now, zone) if zone is not None else ()
    if not wrong:
        onward(scene, {**kept, "at": plain(schedule)})
        return
    for why in wrong:
        scene.say(why)
    ask_for(scene, kept, "at")


def when(scene: Scene, at: Plain) -> Text:
    """When it leaves, in words."""
    zone = scene.turn.local.tzinfo or UTC
    return wording.said(read(at), scene.book, zone)


__all__ = [
    "ANNOUNCERS",
    "LONGEST",
    "MESSAGE",
    "MOST_MESSAGES",
    "NOW",
    "SPEC",
    "Kept",
    "another",
    "ask_for",
    "in_hand",
    "leaves",
    "may_announce",
    "messages",
    "onward",
    "openable",
    "refused",
    "reworded",
    "spec",
    "titled",
    "when",
    "words_of",
]
