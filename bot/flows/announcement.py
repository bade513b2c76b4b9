"""A message to many as it is composed: what is known of it, and what is asked next.

It lives in the data of the question that is open, so that nothing is kept of what is given up half-way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.core.conversation import Errand
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.text import Text, key, moment
from bot.flows.scene import Scene

ANNOUNCERS: Final = ("coordinator", "admin")
LONGEST: Final = 1_000
"""Signs of its words: more than that nobody reads on a telephone."""
SPEC: Final = ("text", "whom", "form", "at")
"""What is known of it in the end.

whom: 'everybody', 'role:NAME', 'unanswered:FORM', 'saved:ID' or 'got:CAMPAIGN'. form: what its button opens,
'' for none. at: 'now', or a moment with its offset.
"""
NOW: Final = "now"

Kept = Mapping[str, Any]

_ASKED: Final = {
    "text": "announce_words",
    "whom": "announce_whom",
    "form": "announce_form",
    "at": "announce_when",
}
# The audiences that are saved, looked up once.
_BESIDE: Final = "saved"


def may_announce(person: Person) -> bool:
    """Whether somebody may write to many."""
    return any(map(person.is_a, ANNOUNCERS))


def spec(kept: Kept) -> dict[str, Any]:
    """What is known of it, without what only one question keeps."""
    return {name: kept[name] for name in (*SPEC, _BESIDE) if name in kept}


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


def openable(book: Book, today: date) -> tuple[Form, ...]:
    """The forms that a button may open now: those of workbooks, and the pulse of an open wave."""
    found = (form for form in book.forms.values() if form.mode != "staff")
    return tuple(sorted((one for one in found if _is_open(book, one, today)), key=lambda one: one.name))


def _is_open(book: Book, form: Form, today: date) -> bool:
    if form.purpose == "pulse":
        closes = book.programme.wave_closes
        return bool(book.programme.wave) and not (closes and closes < today.isoformat())
    closed = bool(form.closes) and form.closes < today.isoformat()
    return form.worked and not form.purpose and not closed


def when(at: str) -> Text:
    """When it leaves, in words."""
    return key("choice.at_now") if at == NOW else moment(datetime.fromisoformat(at))
