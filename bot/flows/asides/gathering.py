"""A question outside forms that is asked, read and gathered as one of a form's: a day and an hour, an hour.

What it has gathered so far stands in the aside under PARTIAL; usual answers may be offered beside its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.core.arabic import intent, said
from bot.core.conversation import Said
from bot.core.field import Answered, Asking, FieldType, Gathering, Partial, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Field, Form
from bot.core.message import Choice, Message
from bot.core.records import changed
from bot.core.text import Text, key
from bot.flows.aside import SINCE, AsideKind, Kept, ask
from bot.flows.scene import Scene

PARTIAL: Final = "partial"
_BACK = Choice("back", key("choice.back"), number=-1)


class Gathered:
    """The question `name`, asked as `field` (no form has it) with `prompt`.

    A field that hangs on what the aside keeps is made when it is asked; its label is the prompt then. `done`
    gets the answer and `back` goes back, each with what the aside keeps. `offers`: choices whose ids are
    answers, until something is gathered.
    """

    def __init__(  # all that a question is
        self,
        name: str,
        field: Field | Callable[[Scene, Kept], Field],
        prompt: str,
        done: Callable[[Scene, Answer, Kept], None],
        back: Callable[[Scene, Kept], None],
        offers: tuple[Choice, ...] = (),
    ) -> None:
        self._name, self._field, self._prompt = name, field, prompt
        self._done, self._back, self._offers = done, back, offers

    @property
    def kind(self) -> AsideKind:
        """Its record."""
        return AsideKind(
            self._name, self._put, self._choose, recognise=self._heard, take=self._take, open_text=True
        )

    def begin(self, scene: Scene, kept: Kept, partial: Partial | None = None) -> None:
        """Ask it; what has been gathered before is forgotten."""
        scene.open_aside(self._name, **{**kept, PARTIAL: dict(partial or {})})
        scene.again()

    def apply(self, scene: Scene, reading: Reading, kept: Kept) -> None:
        """Go on with what was said."""
        match reading:
            case Answered(value=value):
                self._done(scene, value, {name: one for name, one in kept.items() if name != PARTIAL})
            case Gathering(partial=partial, ack=ack):
                if ack is not None:
                    scene.say(ack)
                self.begin(scene, kept, partial)
            case Refusal(text=text):
                scene.say(text)
                self.begin(scene, kept, _partial(kept))

    def recognised(self, scene: Scene, words: Said) -> Reading | None:
        """What words certainly say, when another question is open."""
        asking = self._asking(scene, {})
        reading = _type(asking).recognise(words, asking)
        return None if isinstance(reading, Refusal) else reading

    def _asking(self, scene: Scene, kept: Kept) -> Asking:
        field = self._field if isinstance(self._field, Field) else self._field(scene, kept)
        form, partial = Form(self._name, Text(), (field,)), _partial(kept)
        return Asking(field, form, scene.book, scene.person, scene.turn.local, partial=partial)

    def _put(self, scene: Scene) -> Message:
        kept = _kept(scene)
        asking = self._asking(scene, kept)
        prompt = _type(asking).ask(asking)
        parts = prompt.parts or (key(self._prompt) if self._prompt else asking.field.label,)
        offers = () if asking.partial else self._offers
        message = ask(scene, parts, [*offers, *prompt.choices, _BACK])
        message = changed(message, hint=prompt.hint, layout=prompt.layout)
        if not prompt.multiple:
            return message
        slot = f"ask:{kept.get(SINCE, message.stamp)}"
        return changed(message, multiple=True, slot=slot, fresh=not scene.pressed)

    def _choose(self, scene: Scene, choice: str, kept: Kept) -> None:
        partial = _partial(kept)
        if choice == "back":
            self._back(scene, kept)
        elif not partial and choice in {one.id for one in self._offers}:
            self.apply(scene, Answered(choice), kept)
        elif reading := self._tapped(scene, choice, kept):
            self.apply(scene, reading, kept)
        else:
            self.begin(scene, kept, partial)

    def _tapped(self, scene: Scene, choice: str, kept: Kept) -> Reading | None:
        asking = self._asking(scene, kept)
        return _type(asking).tap(choice, asking)

    def _heard(self, scene: Scene, words: Said) -> bool:
        kept = _kept(scene)
        asking = self._asking(scene, kept)
        reading = _type(asking).recognise(words, asking)
        going_back = reading is None and intent(said(words.text)) == "back"
        if reading is None and not going_back:
            return False
        scene.close_aside()
        if reading is None:
            self._back(scene, kept)
        else:
            self.apply(scene, reading, kept)
        return True

    def _take(self, scene: Scene, words: Said) -> bool:
        """What it is not is said as any question of its kind says it."""
        kept = _kept(scene)
        asking = self._asking(scene, kept)
        self.apply(scene, _type(asking).take(words, asking), kept)
        return True


def _type(asking: Asking) -> FieldType:
    return BY_NAME[asking.field.type]


def _kept(scene: Scene) -> Kept:
    return scene.aside.data if scene.aside is not None else {}


def _partial(kept: Kept) -> Partial:
    return dict(kept.get(PARTIAL, {}))
