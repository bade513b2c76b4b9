"""The workbench of one turn: what has been said and asked for so far.

A Scene lives for one call of `step` and is frozen into a Step at its end. Acknowledgements wait in
`acks` until something is asked, so that one turn is one message. What is open is put once, at the end
of the turn (`again`): the modules that change the draft need not know how a question looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.conversation import Aside, Draft, Effect, State, Step, Talk, Turn
from bot.core.expression.budget import Budget
from bot.core.form import Answers, Field, Form
from bot.core.media import Attachment
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.records import changed, renewed
from bot.core.text import Param, Text


class Scene:
    """State under change, and what the turn says and asks for.

    `resolved`: questions of a workbook as they stood with these answers (`bot.flows.referring`). `budget`:
    what its expressions may still cost in this turn.
    """

    __slots__ = (
        "_before",
        "acks",
        "asking",
        "book",
        "budget",
        "draft",
        "effects",
        "form",
        "media",
        "messages",
        "person",
        "pressed",
        "resolved",
        "talk",
        "then",
        "turn",
    )

    def __init__(self, book: Book, state: State, turn: Turn) -> None:
        self.book = book
        self.turn = turn
        self.budget = Budget()
        self.person: Person = state.person
        self.talk: Talk = state.talk
        self.draft: Draft | None = state.draft
        self.form = self._form()
        self._before = state
        self.acks: list[Text] = []
        self.media: list[Attachment] = []
        self.messages: list[Message] = []
        self.effects: list[Effect] = []
        self.asking = ""
        self.then = ""
        self.pressed = False
        self.resolved: dict[str, tuple[Answers, Field]] = {}

    # -------------------------------------------------------------------------------- reading

    def _form(self) -> Form | None:
        """The form of the open draft, in the version it is pinned to."""
        return self.book.versions.get(self.draft.version) if self.draft is not None else None

    @property
    def aside(self) -> Aside | None:
        return self.talk.aside

    @property
    def busy(self) -> bool:
        """Whether a question is open (the menu asks nothing)."""
        return self.draft is not None or (self.aside is not None and self.aside.kind != "menu")

    # ------------------------------------------------------------------------------- changing

    def set_person(self, **changes: Any) -> None:
        self.person = renewed(self.person, changes)

    def set_talk(self, **changes: Any) -> None:
        self.talk = renewed(self.talk, changes)

    def set_draft(self, **changes: Any) -> None:
        if self.draft is None:
            raise ValueError("no draft is open")
        self.draft = renewed(self.draft, changes)

    def open_draft(self, draft: Draft | None) -> None:
        self.draft = draft
        self.form = self._form()
        self.set_talk(draft=draft.id if draft else "")

    def open_aside(self, kind: str, **data: Any) -> None:
        self.set_talk(aside=Aside(kind, data))

    def close_aside(self) -> None:
        if self.aside is not None:
            self.set_talk(aside=None)

    def note(self, name: str, value: Any) -> None:
        """Remember something small about this dialogue; None forgets it."""
        notes = {k: v for k, v in self.talk.notes.items() if k != name}
        self.set_talk(notes=notes if value is None else {**notes, name: value})

    # --------------------------------------------------------------------------------- saying

    def new_id(self) -> str:
        return next(self.turn.ids)

    def effect(self, *effects: Effect) -> None:
        self.effects.extend(effects)

    def say(self, text: Text | str, /, count: int | None = None, **params: Param) -> None:
        """An acknowledgement: stands before whatever is asked next. `count` picks the plural form."""
        made = Text(key=text, params=params, count=count) if isinstance(text, str) else text.filled(params)
        self.acks.append(self.book.filled(made))

    def peek(self, put: Callable[[Scene], Message]) -> Message:
        """How a question would look now; looking numbers and changes nothing."""
        before = self.person, self.talk, self.draft, self.form
        message = put(self)
        self.person, self.talk, self.draft, self.form = before
        return message

    def post(self, message: Message) -> None:
        """A message, with the acknowledgements before it, under the stamp of the open question."""
        parts = tuple(map(self.book.filled, message.parts))
        if not self.acks and not self.media:
            self.messages.append(message if parts == message.parts else changed(message, parts=parts))
            return
        parts, media = (*self.acks, *parts), (*self.media, *message.media)
        hint = None if message.hint in self.acks else message.hint
        self.messages.append(changed(message, parts=parts, media=media, hint=hint, acks=len(self.acks)))
        self.acks.clear()
        self.media.clear()

    def run(self, command: str) -> None:
        """Carry out a command (`bot.flows.commands`) after what is being done now."""
        self.then = command

    def again(self, same: bool = False) -> None:
        """Put whatever is open at the end of this turn; `same` edits the message that shows it."""
        self.asking = "same" if same and self.asking != "new" else "new"

    def stamp(self) -> int:
        """Number a new question; taps on older ones are stale from now on."""
        self.set_talk(stamp=self.talk.stamp + 1)
        return self.talk.stamp

    def finish(self) -> Step:
        """Freeze. What was acknowledged without a question is a message of its own."""
        if self.acks or self.media:
            self.post(Message(parts=()))
        state = changed(self._before, person=self.person, talk=self.talk, draft=self.draft)
        return Step(state, tuple(self.messages), tuple(self.effects))
