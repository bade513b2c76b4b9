"""One turn of a conversation: state and input in, a new state, messages and effects out.

    step(book, state, input, turn) -> Step

Nothing here knows the world. Time, fresh identifiers and randomness arrive with the turn; whatever is
to happen leaves as an effect. The state is frozen and survives JSON. Below, a turn is a Scene: what
somebody sent is read (`hearing` for words, in the order of the design), which changes the draft or
an aside; then what is open is put once, with every acknowledgement before it, as one message.

Where things are: `hearing` words · `receiving` media · `tapping` choices · `finding` results ·
`waking` times · `filling` the open form · `question` how it asks · `ending` its summary · `finishing`
sending it · `offered` what is typed for a message to many · `workbook` what expressions say · `asides`
questions outside forms · `commands` words that work anywhere · `putting` how what is open looks.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from bot.core.arabic import said, yes_no
from bot.core.conversation import (
    CancelWake,
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
    Tapped,
    Turn,
    Woke,
)
from bot.core.programme import Book
from bot.core.text import day
from bot.flows import (
    drafts,
    filling,
    finding,
    finishing,
    hearing,
    menu,
    offered,
    opening,
    putting,
    receiving,
    tapping,
    waking,
)
from bot.flows.asides import knowing
from bot.flows.commands import COMMANDS
from bot.flows.scene import Scene

MAX_STEPS = 20


def step(book: Book, state: State, given: Input, turn: Turn) -> Step:
    """Answer one input of one person."""
    scene = Scene(book, state, turn)
    if isinstance(given, Woke | Found):
        _read(scene, given)
    elif turn.doubt and knowing.doubt(scene):
        pass  # first of all, who this is
    else:
        _without_its_form(scene)
        _told_of_expiry(scene)
        _read(scene, given)
    _settle(scene)
    return scene.finish()


def _read(scene: Scene, given: Input) -> None:
    match given:
        case Said():
            hearing.hear(scene, given)
        case Tapped():
            tapping.tap(scene, given)
        case Sent():
            receiving.receive(scene, given)
        case Shared():
            _shared(scene, given)
        case Signalled(emoji):
            _signalled(scene, emoji)
        case Odd(kind):
            _odd(scene, kind)
        case Found("offered", data):
            offered.found(scene, data)
        case Found():
            finding.find(scene, given)
        case Woke():
            waking.wake(scene, given)
        case Moved(here):
            _moved(scene, here)
        case _:
            assert_never(given)


def _settle(scene: Scene) -> None:
    """Run what was asked to follow, send what is complete, then put what is open. A loop ends politely."""
    for _ in range(MAX_STEPS):
        if scene.then:
            command, scene.then = scene.then, ""
            _carry_out(scene, command)
        elif scene.draft is not None and scene.draft.at == "send":
            finishing.send(scene)
        else:
            break
    else:
        drafts.drop(scene)
        scene.say("form.loops")
    if scene.asking and not (scene.effects and any(isinstance(e, LookUp) for e in scene.effects)):
        putting.put(scene, same=scene.asking == "same")


def _without_its_form(scene: Scene) -> None:
    """A draft whose form cannot be found waits, whole; of one that was withdrawn nothing is kept."""
    draft, form = scene.draft, scene.form
    if draft is not None and form is None:
        drafts.suspend(scene)
        scene.close_aside()
        scene.say("form.gone")
    elif draft is not None and form is not None and opening.is_withdrawn(scene, draft, form):
        drafts.drop(scene)
        scene.close_aside()
        scene.say("form.withdrawn", title=form.title)


def _carry_out(scene: Scene, command: str) -> None:
    """A command, or what an ambiguous word turned out to mean."""
    if command.startswith(hearing.MEANT):
        hearing.meant(scene, command.removeprefix(hearing.MEANT))
    else:
        COMMANDS[command](scene)


def _told_of_expiry(scene: Scene) -> None:
    """A form that ended unfinished is mentioned with the first message after it."""
    expired = scene.talk.notes.get("expired")
    if isinstance(expired, dict):
        scene.note("expired", None)
        scene.say("form.closed", date=day(date.fromisoformat(expired["at"])))


def _shared(scene: Scene, shared: Shared) -> None:
    """A position answers a question for a place; a phone of one's own is not needed."""
    field = filling.open_field(scene)
    if field is None or scene.aside is not None:
        scene.say("odd.position" if shared.latitude is not None else "odd.phone")
        scene.again()
        return
    kind, asking = filling.kind_of(field), filling.asking(scene, field)
    filling.apply(scene, field, kind.recognise(shared, asking) or kind.take(shared, asking))


def _signalled(scene: Scene, emoji: str) -> None:
    """A sticker or reaction counts only as the yes or no it carries, only to a yes/no question."""
    if yes_no(said(emoji)) is None or not hearing.takes_yes_no(scene):
        if scene.busy:
            scene.say("odd.signal")
            scene.again()
        return
    hearing.hear(scene, Said(emoji))


def _odd(scene: Scene, kind: str) -> None:
    """What we do not take gets a kind sentence that says what to send instead; the question stays."""
    known = {"contact", "poll", "location", "game", "long", "unreadable", "too_large"}
    scene.say(f"odd.{kind}" if kind in known else "odd.other")
    if scene.busy:
        scene.again()
    else:
        menu.show(scene)


def _moved(scene: Scene, here: bool) -> None:
    """Blocked: nothing wakes any more. Unblocked: where we were."""
    if not here:
        scene.effect(CancelWake("remind"))
    elif scene.busy:
        scene.again()
