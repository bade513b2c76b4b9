"""A turn that raised is our bug: it is kept with its exact input, and the person goes on from the menu.

The draft that was open waits and can be continued; if it makes a turn raise again, it is set aside for
good, so that nobody is stuck in it. Of a private form neither words, answers nor person are kept.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import Any

from bot.actions import inputs
from bot.actions.arrivals import Unit
from bot.core.conversation import Draft, Input, State, Step, Talk, Waiting
from bot.core.message import Choice, Message
from bot.core.person import Person
from bot.core.text import key
from bot.storage import codecs
from bot.storage.ids import Ids
from bot.storage.ledger import Ledger

_KEPT = 5


class TurnFailed(Exception):
    """A turn raised; the cause is the exception. `plain`: what was read, when it did not decode."""

    def __init__(
        self,
        unit: Unit,
        state: State | None = None,
        given: Input | None = None,
        hushed: bool = False,
        plain: tuple[bytes, ...] = (),
    ) -> None:
        super().__init__("a turn raised")
        self.unit = unit
        self.state = state
        self.given = given
        self.hushed = hushed
        self.plain = plain

    @property
    def kind(self) -> str:
        return type(self.__cause__).__name__


def record(ledger: Ledger, ids: Ids, failed: TurnFailed) -> str:
    """Keep what it takes to replay the failure; its id, for the log."""
    id_ = ids.new()
    state, given, hushed = failed.state, failed.given, failed.hushed
    if hushed and state is not None:
        state = _answerless(state)
    kept = codecs.encode(state) if state is not None and not failed.plain else b"\n".join(failed.plain)
    if given is not None:
        given = inputs.wordless(given) if hushed else given
    ledger.dialogue.failure(
        id_,
        "" if hushed or state is None else state.person.id,
        b"" if hushed and failed.plain else kept,
        codecs.encode_tagged(given) if given is not None else b"",
        frames(failed.__cause__),
        hushed,
    )
    return id_


def frames(error: BaseException | None) -> str:
    """Where it raised. The exception's own text may quote what somebody wrote, so it is left out."""
    if error is None:
        return ""
    lines = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    return "\n".join([*lines, type(error).__name__])


def _answerless(state: State) -> State:
    """Which form and which question, and nothing of who or what."""
    draft = state.draft
    if draft is not None:
        draft = Draft("", draft.form, draft.version, "", draft.at, dict.fromkeys(draft.answers))
    return State(Person(""), Talk(stamp=state.talk.stamp), draft)


def apology(state: State, hushed: bool) -> Step:
    """Something human, and the way back to the menu."""
    sorry = Message(parts=(key("failure.ours"),), choices=(Choice("menu:menu", key("choice.menu_menu")),))
    return Step(State(state.person, _afresh(state, hushed)), (sorry,))


def _afresh(state: State, hushed: bool) -> Talk:
    talk, draft = state.talk, state.draft
    before: list[Any] = list(talk.notes.get("failed", ()))
    fresh = Talk(stamp=talk.stamp + 1, waiting=talk.waiting, last=talk.last, notes={"failed": before})
    if draft is None or hushed or draft.id in before:
        return fresh
    waiting = (*talk.waiting, Waiting(draft.id, draft.form, draft.started))
    return replace(fresh, waiting=waiting, notes={"failed": [*before, draft.id][-_KEPT:]})
