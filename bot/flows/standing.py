"""Choices of messages that come unasked (a new report, somebody's words) and stay valid: also by their words.

Where a channel has no buttons such a choice has no number either: «1» means the question that is open.
Its words mean the message, whatever is open, unless any words would be an answer.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.arabic import label as printed
from bot.core.arabic import said
from bot.core.conversation import LookUp, Said
from bot.core.message import Choice, Message
from bot.core.text import Text, key
from bot.flows.announcement import may_announce
from bot.flows.scene import Scene

_UNNUMBERED = -1
_LONGEST = 100

# What the words of a decision are called in `bot.flows.asides.staff.act`.
_DECISIONS = {
    "accept": "accept",
    "return": "return",
    "hide_photo": "hide",
    "decline": "decline",
    "all_answers": "all_answers",
}
# And of what is done with a person's thread (`bot.flows.asides.attending`).
_ATTENDING = {
    "take_thread": "take",
    "ready_replies": "ready",
    "close_thread": "close",
    "thread_more": "more",
    "mute_day": "mute",
    "block": "block",
    "lift_block": "lift",
    "keep_block": "keep",
}
# Of a message to many that awaits a second person (`bot.flows.asides.approving`).
_VERDICTS = ("approve", "refuse")


def standing(id_: str, label: Text, style: str = "") -> Choice:
    """A choice of a message that comes unasked."""
    return Choice(id_, label, number=_UNNUMBERED, style=style)


def numbered(message: Message) -> Message:
    """The same message where it is the open question."""
    return replace(message, choices=tuple(replace(choice, number=0) for choice in message.choices))


def hear(scene: Scene, words: Said) -> bool:
    """Whether the words were a standing choice: an answer to somebody, a decision, a correction."""
    if scene.person.staff:
        name = _to_whom(scene, words)
        if name:
            scene.effect(LookUp("writers", {"name": name}))
            return True
    if scene.draft is not None or (scene.aside is not None and scene.aside.kind != "menu"):
        return False
    if _is(scene, words, "fix_now"):
        scene.run("status")
        return True
    if not scene.person.staff:
        return False
    if _is(scene, words, "undo_people"):
        scene.run("undo_people")
        return True
    verb = next((verb for label, verb in _DECISIONS.items() if _is(scene, words, label)), "")
    if verb:
        scene.effect(LookUp("notices", {"verb": verb}))
        return True
    verb = next((verb for label, verb in _ATTENDING.items() if _is(scene, words, label)), "")
    if verb:
        scene.effect(LookUp("threads", {"verb": verb}))
        return True
    verdict = next((one for one in _VERDICTS if _is(scene, words, one)), "")
    if verdict and may_announce(scene.person):
        scene.effect(LookUp("approvals", {"verb": verdict}))
        return True
    return False


def _to_whom(scene: Scene, words: Said) -> str:
    """The name in «الرد على ليلى»; '' when the words are something else."""
    spoken = words.text[:_LONGEST].split()
    for label in _labels(scene, "reply_to"):
        before = label.partition("{")[0].split()
        typed, name = spoken[: len(before)], spoken[len(before) :]
        if name and said(" ".join(typed)) == said(" ".join(before)):
            return " ".join(name)
    return ""


def _is(scene: Scene, words: Said, label: str) -> bool:
    spoken = said(words.text)
    return bool(spoken) and any(printed(one) == spoken for one in _labels(scene, label))


def _labels(scene: Scene, label: str) -> tuple[str, ...]:
    """The words of a choice, in every language that is offered."""
    known = scene.book.labels.get(key(f"choice.{label}").key, {})
    return tuple(known[language] for language in scene.book.programme.languages if language in known)
